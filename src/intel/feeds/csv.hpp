// CSV as feeds write it: RFC 4180, and what they do besides.
//
// abuse.ch puts a blank between a comma and the next quote, and comments in front of the header,
// the header among them.  A record may span lines inside quotes, a few of them: a quote that is
// never closed must not swallow the rest of the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/line_reader.hpp"

namespace noroshi::feeds {

/// Splits `record` into `fields`, unquoted, without blanks around them.  False when a quote is
/// open at the end.
bool split_record(std::string_view record, std::vector<std::string>& fields);

/// Reads on to the header, which may stand in a comment as abuse.ch has it: the first record of
/// which `is_header` says so.  `comment` sees what the comments before it say.  False if the first
/// record that is no comment is no header either, or none comes within 200 lines.
Result<bool> find_header(io::LineReader& lines,
                         const std::function<bool(const std::vector<std::string>&)>& is_header,
                         const std::function<void(std::string_view)>& comment);

class CsvRecords {
 public:
  /// Both must outlive it.
  CsvRecords(io::LineReader& lines, io::Rejects& rejects) : lines_(lines), rejects_(rejects) {}

  /// The next record that is neither empty nor a comment into `fields`; false at the end.  Lines
  /// under a quote that stays open are rejected, and counted in `lost`.
  Result<bool> next();

  [[nodiscard]] const std::vector<std::string>& fields() const { return fields_; }
  [[nodiscard]] io::Place place() const { return place_; }  ///< where the record begins
  [[nodiscard]] std::uint64_t lost() const { return lost_; }

 private:
  Result<bool> close(std::string record);

  io::LineReader& lines_;
  io::Rejects& rejects_;
  std::vector<std::string> fields_;
  io::Place place_;
  std::uint64_t lost_ = 0;
};

}  // namespace noroshi::feeds
