// Sheet: rows of an answer, for people or for programs.
//
// One description of the columns serves the table (titles in the reader's language, units, grouped
// digits), JSON, JSON Lines and CSV (names, plain numbers, UTC), so the four cannot disagree.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json_string.hpp"
#include "base/language.hpp"
#include "base/result.hpp"
#include "cli/terminal.hpp"
#include "cli/zone.hpp"
#include "net/address.hpp"

namespace noroshi::cli {

class Sheet {
 public:
  enum class Unit : std::uint8_t {
    Text,
    Count,   ///< 12,345 in a table
    Octets,  ///< 1.2 MB in a table; powers of 1000
    Share,   ///< of 1: 12.3 % in a table
    Instant,
    Duration  ///< microseconds; seconds in JSON and CSV
  };
  struct Column {
    std::string name;  ///< in JSON and CSV
    Text title;
    Unit unit = Unit::Text;
    bool table_only = false;
    std::string nothing;  ///< what a table shows for an empty cell; "-" unless it says otherwise
  };
  /// Nothing: not known, or withheld; null in JSON, empty in CSV.
  using Cell = std::variant<std::monostate, std::string, std::uint64_t, std::int64_t, double>;

  explicit Sheet(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// As many cells as columns.
  void add(std::vector<Cell> cells);

  [[nodiscard]] std::size_t size() const { return rows_.size(); }

  /// `format` is table, json, jsonl or csv.
  [[nodiscard]] std::string text(std::string_view format, Language language, const Zone& zone,
                                 bool colour) const;

 private:
  [[nodiscard]] std::string table(Language language, const Zone& zone, bool colour) const;
  [[nodiscard]] std::string json_row(const std::vector<Cell>& cells) const;
  [[nodiscard]] std::string json(bool lines) const;
  [[nodiscard]] std::string csv() const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// "192.0.2.7"; of a token, "token:0123456789abcdef".
std::string shown_address(const net::Address& address);

/// 1234567 → "1.2 MB".
std::string shown_octets(double octets);

using base::json_string;

}  // namespace noroshi::cli
