#include "trust/permit/window.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace noroshi::permit {
namespace {

using base::kDay;
using base::kHour;
using base::kMinute;
using base::Micros;

bool digit(char c) { return c >= '0' && c <= '9'; }

/// "22:00", up to "24:00".
std::optional<Micros> clock_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':' || !digit(text[0]) || !digit(text[1]) || !digit(text[3]) ||
      !digit(text[4])) {
    return std::nullopt;
  }
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  const Micros since = hours * kHour + minutes * kMinute;
  return minutes > 59 || since > kDay ? std::nullopt : std::optional(since);
}

std::string clock_text(Micros since) {
  return fmt::format("{:02}:{:02}", since / kHour, since / kMinute % 60);
}

Micros since_midnight(Micros instant) {
  const Micros rest = instant % kDay;
  return rest < 0 ? rest + kDay : rest;
}

}  // namespace

Result<Hours> Hours::parse(std::string_view text) {
  const auto from =
      text.size() == 11 && text[5] == '-' ? clock_of(text.substr(0, 5)) : std::nullopt;
  const auto until = from ? clock_of(text.substr(6)) : std::nullopt;
  if (until && *from < *until) return Hours{*from, *until};
  return Error{Errc::InvalidInput,
               fmt::format("\"{}\" are no hours of a day: write \"09:00-17:30\", and what passes "
                           "midnight as two: \"22:00-24:00\", \"00:00-06:00\"",
                           text.substr(0, 64))};
}

std::string Hours::to_string() const {
  return fmt::format("{}-{}", clock_text(from), clock_text(until));
}

bool Window::holds(Micros instant) const {
  if (instant < from || instant >= until) return false;
  if (hours.empty()) return true;
  // `from` to `until` is a few thousand years at most, so that this does not overflow.
  const Micros clock = since_midnight(instant + offset);
  return std::any_of(hours.begin(), hours.end(),
                     [&](const Hours& part) { return part.from <= clock && clock < part.until; });
}

Result<Micros> parse_offset(std::string_view text) {
  if (text == "Z") return 0;
  const bool sign = !text.empty() && (text.front() == '+' || text.front() == '-');
  const auto size = sign ? clock_of(text.substr(1)) : std::nullopt;
  if (!size || *size >= kDay) {
    return Error{
        Errc::InvalidInput,
        fmt::format("\"{}\" is no offset from UTC: write \"Z\" or \"+09:00\"", text.substr(0, 64))};
  }
  return text.front() == '-' ? -*size : *size;
}

std::string offset_text(Micros offset) {
  if (offset == 0) return "Z";
  return (offset < 0 ? "-" : "+") + clock_text(std::abs(offset));
}

}  // namespace noroshi::permit
