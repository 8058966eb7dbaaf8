#include "act/subscriber/table_reader.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace noroshi::subscriber {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string list_of(std::span<const TableReader::Column> columns) {
  std::string list;
  for (const auto& column : columns) {
    if (!list.empty()) list += ',';
    list += column.name;
  }
  return list;
}

// Digits after the point of a number of seconds, as microseconds; further ones are dropped.
std::optional<base::Micros> fraction_of(std::string_view digits) {
  base::Micros value = 0;
  base::Micros unit = base::kSecond / 10;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value += (c - '0') * unit;
    unit /= 10;
  }
  return value;
}

}  // namespace

Result<TableReader> TableReader::open(io::Input& input, io::Rejects& rejects,
                                      std::span<const Column> columns) {
  TableReader reader(input, rejects);
  if (!NOROSHI_TRY(reader.next_line())) {
    return Error{Errc::InvalidInput,
                 fmt::format("it is empty; its first line must name the columns, such as \"{}\"",
                             list_of(columns))};
  }
  std::vector<std::string_view> names;
  for (const auto name : reader.fields_) names.push_back(trimmed(name));
  for (const auto& column : columns) {
    const auto found = std::find(names.begin(), names.end(), column.name);
    const auto times = std::count(names.begin(), names.end(), column.name);
    if (times > 1 || (times == 0 && column.required)) {
      return Error{Errc::InvalidInput,
                   fmt::format("its first line names the column \"{}\" {}; expected \"{}\"",
                               column.name, times == 0 ? "nowhere" : "twice", list_of(columns))};
    }
    reader.places_.push_back(
        times == 0 ? kAbsent : static_cast<std::size_t>(std::distance(names.begin(), found)));
  }
  reader.width_ = names.size();
  return reader;
}

// The next line that is no comment, split into fields_; false at the end.
Result<bool> TableReader::next_line() {
  while (true) {
    const auto line = NOROSHI_TRY(lines_.next());
    if (!line) return false;
    if (line->empty() || line->front() == '#') continue;
    if (split(*line)) return true;
    NOROSHI_CHECK(rejects_->add("a quote stands inside a field or is not closed", place()));
  }
}

Result<bool> TableReader::next() {
  while (NOROSHI_TRY(next_line())) {
    if (fields_.size() == width_) return true;
    NOROSHI_CHECK(rejects_->add("more or fewer fields than columns", place()));
  }
  return false;
}

std::string_view TableReader::field(std::size_t index) const {
  return places_[index] == kAbsent ? std::string_view() : trimmed(fields_[places_[index]]);
}

bool TableReader::split(std::string_view line) {
  fields_.clear();
  line_.clear();
  line_.reserve(line.size());  // so that the views into it stay
  auto rest = line;
  while (true) {
    if (!rest.empty() && rest.front() == '"') {
      if (!take_quoted(rest)) return false;
    } else {
      const auto field = rest.substr(0, rest.find(','));
      if (field.find('"') != std::string_view::npos) return false;
      const auto begin = line_.size();
      line_ += field;
      fields_.push_back(std::string_view(line_).substr(begin));
      rest.remove_prefix(field.size());
    }
    if (rest.empty()) return true;
    if (rest.front() != ',') return false;
    rest.remove_prefix(1);
  }
}

// RFC 4180, section 2, rules 5 to 7: a doubled quote stands for one.
bool TableReader::take_quoted(std::string_view& rest) {
  const auto begin = line_.size();
  rest.remove_prefix(1);
  while (true) {
    const auto quote = rest.find('"');
    if (quote == std::string_view::npos) return false;
    line_ += rest.substr(0, quote);
    rest.remove_prefix(quote + 1);
    if (rest.empty() || rest.front() != '"') break;
    line_ += '"';
    rest.remove_prefix(1);
  }
  fields_.push_back(std::string_view(line_).substr(begin));
  return true;
}

std::optional<base::Micros> parse_instant(std::string_view text) {
  // Beyond the year 9999 there is no RFC 3339 either.
  constexpr std::int64_t kLastSecond = 253'402'300'799;
  std::int64_t whole = 0;
  const auto point = text.find('.');
  const auto front = text.substr(0, point);
  const auto [end, fault] = std::from_chars(front.data(), front.data() + front.size(), whole);
  const bool number = fault == std::errc() && end == front.data() + front.size();
  if (!number || front.front() == '-') return base::parse_rfc3339(text);
  if (whole > kLastSecond) return std::nullopt;
  const auto fraction =
      fraction_of(point == std::string_view::npos ? std::string_view() : text.substr(point + 1));
  if (!fraction) return std::nullopt;
  return whole * base::kSecond + *fraction;
}

}  // namespace noroshi::subscriber
