#include "intel/feeds/csv.hpp"

#include "intel/feeds/text.hpp"

namespace noroshi::feeds {
namespace {

constexpr std::uint64_t kHeaderWithin = 200;  // lines: banners of abuse.ch have about ten
constexpr int kMostLines = 16;  // of one record: notes run over a few, a slip over all

// The field at the front of `text`, which begins after its opening quote; false if none closes it.
bool take_quoted(std::string_view& text, std::string& field) {
  while (true) {
    const auto quote = text.find('"');
    if (quote == std::string_view::npos) return false;
    field.append(text.substr(0, quote));
    text.remove_prefix(quote + 1);
    if (!text.starts_with('"')) return true;
    field += '"';  // doubled: a quote of the text itself
    text.remove_prefix(1);
  }
}

}  // namespace

bool split_record(std::string_view record, std::vector<std::string>& fields) {
  fields.clear();
  while (true) {
    record.remove_prefix(std::min(record.find_first_not_of(" \t"), record.size()));
    std::string field;
    if (record.starts_with('"')) {
      record.remove_prefix(1);
      if (!take_quoted(record, field)) return false;
    }
    // What stands behind a closing quote belongs to the field: better kept than lost.
    const auto comma = std::min(record.find(','), record.size());
    field.append(record.substr(0, comma));
    fields.emplace_back(trimmed(field));
    if (comma == record.size()) return true;
    record.remove_prefix(comma + 1);
  }
}

Result<bool> find_header(io::LineReader& lines,
                         const std::function<bool(const std::vector<std::string>&)>& is_header,
                         const std::function<void(std::string_view)>& comment) {
  std::vector<std::string> names;
  for (std::uint64_t read = 0; read < kHeaderWithin; ++read) {
    const auto line = NOROSHI_TRY(lines.next());
    if (!line) break;
    std::string_view text = trimmed(*line);
    if (text.empty()) continue;
    const bool is_comment = text.starts_with('#');
    if (is_comment) {
      text = trimmed(text.substr(std::min(text.find_first_not_of('#'), text.size())));
      comment(text);
    }
    // A lone word in a comment is prose, not a header.
    const bool may_be = split_record(text, names) && (!is_comment || names.size() > 1);
    if (may_be && is_header(names)) return true;
    if (!is_comment) break;
  }
  return false;
}

// Goes on reading until the open quote of `record` is closed.
Result<bool> CsvRecords::close(std::string record) {
  for (int lines = 1; lines < kMostLines; ++lines) {
    const auto more = NOROSHI_TRY(lines_.next());
    if (!more) break;
    record.append("\n").append(*more);
    if (split_record(record, fields_)) return true;
  }
  ++lost_;
  NOROSHI_CHECK(rejects_.add("a quote that is not closed within 16 lines", place_));
  return false;
}

Result<bool> CsvRecords::next() {
  while (const auto line = NOROSHI_TRY(lines_.next())) {
    if (trimmed(*line).empty() || line->starts_with('#')) continue;
    place_ = lines_.place();
    if (split_record(*line, fields_)) return true;
    if (NOROSHI_TRY(close(std::string(*line)))) return true;
  }
  return false;
}

}  // namespace noroshi::feeds
