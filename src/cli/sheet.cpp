#include "cli/sheet.hpp"

#include <fmt/format.h>

#include "base/assert.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "model/token.hpp"

namespace noroshi::cli {
namespace {

using Cell = Sheet::Cell;
using Unit = Sheet::Unit;

// What is written in place of a value that nobody may see, or that is not there.
constexpr std::string_view kNothing = "-";

std::string number_for_people(double value, Unit unit) {
  if (unit == Unit::Octets) return shown_octets(value);
  if (unit == Unit::Share) return fmt::format("{:.1f} %", value * 100);
  if (unit == Unit::Duration) return base::humane(static_cast<base::Micros>(value));
  return fmt::format("{}", value);
}

struct ForPeople {
  Unit unit;
  const Zone& zone;
  const std::string& nothing;

  std::string operator()(std::monostate) const {
    return nothing.empty() ? std::string(kNothing) : nothing;
  }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::uint64_t value) const {
    if (unit == Unit::Count) return grouped(value);
    if (unit == Unit::Text) return fmt::format("{}", value);
    return number_for_people(static_cast<double>(value), unit);
  }
  std::string operator()(std::int64_t value) const {
    if (unit == Unit::Instant) return zone.seconds(value);
    if (unit == Unit::Duration) return base::humane(value);
    return fmt::format("{}", value);
  }
  std::string operator()(double value) const { return number_for_people(value, unit); }
};

// Plain: what JSON and CSV share.
struct ForPrograms {
  Unit unit;

  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::uint64_t value) const { return fmt::format("{}", value); }
  std::string operator()(std::int64_t value) const {
    if (unit == Unit::Instant) return base::to_rfc3339(value);
    if (unit == Unit::Duration) return fmt::format("{}", base::seconds(value));
    return fmt::format("{}", value);
  }
  std::string operator()(double value) const { return fmt::format("{}", value); }
};

bool is_text(const Cell& cell, Unit unit) {
  return std::holds_alternative<std::string>(cell) ||
         (unit == Unit::Instant && std::holds_alternative<std::int64_t>(cell));
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

}  // namespace

void Sheet::add(std::vector<Cell> cells) {
  NOROSHI_ASSERT(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Sheet::text(std::string_view format, Language language, const Zone& zone,
                        bool colour) const {
  if (format == "csv") return csv();
  if (format == "json" || format == "jsonl") return json(format == "jsonl");
  return table(language, zone, colour);
}

std::string Sheet::table(Language language, const Zone& zone, bool colour) const {
  std::vector<Table::Column> titles;
  for (const auto& column : columns_) {
    const bool left = column.unit == Unit::Text || column.unit == Unit::Instant;
    auto title = std::string(column.title.in(language));
    if (title.empty()) title = column.name;  // a column of somebody's own SELECT
    if (column.unit == Unit::Instant) title += fmt::format(" ({})", zone.name());
    titles.push_back({std::move(title), left ? Table::Align::Left : Table::Align::Right});
  }
  Table table(std::move(titles));
  for (const auto& row : rows_) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(std::visit(ForPeople{columns_[i].unit, zone, columns_[i].nothing}, row[i]));
    }
    table.add(std::move(cells));
  }
  return table.text(colour);
}

std::string Sheet::json_row(const std::vector<Cell>& cells) const {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& column = columns_[i];
    if (column.table_only) continue;
    const auto plain = std::visit(ForPrograms{column.unit}, cells[i]);
    out += fmt::format("{}{}:{}", out.empty() ? "" : ",", json_string(column.name),
                       std::holds_alternative<std::monostate>(cells[i]) ? "null"
                       : is_text(cells[i], column.unit)                 ? json_string(plain)
                                                                        : plain);
  }
  return "{" + out + "}";
}

std::string Sheet::json(bool lines) const {
  std::string out;
  for (const auto& row : rows_) {
    if (!lines) out += out.empty() ? "[\n" : ",\n";
    out += json_row(row) + (lines ? "\n" : "");
  }
  if (lines) return out;
  return out.empty() ? "[]\n" : out + "\n]\n";
}

std::string Sheet::csv() const {
  const auto line = [&](auto field) {
    std::string out;
    bool first = true;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].table_only) continue;
      out += (first ? "" : ",") + csv_field(field(i));
      first = false;
    }
    return out + "\n";
  };
  auto out = line([&](std::size_t i) { return columns_[i].name; });
  for (const auto& row : rows_) {
    out += line([&](std::size_t i) { return std::visit(ForPrograms{columns_[i].unit}, row[i]); });
  }
  return out;
}

std::string shown_address(const net::Address& address) {
  if (!model::is_token(address)) return address.to_string();
  return fmt::format("token:{:016x}", address.low());
}

std::string shown_octets(double octets) {
  const auto text = rounded(octets);
  return text + (octets < 1000 ? " B" : "B");
}

}  // namespace noroshi::cli
