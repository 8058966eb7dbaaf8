#include "base/time.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/format.h>

namespace noroshi::base {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

// Takes `digits` decimal digits off the front of `text`.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error != std::errc{} || end != text.data() + digits || text.front() == '-') {
    return std::nullopt;
  }
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// The fraction after the seconds, in microseconds; further digits are cut off.
std::optional<Micros> take_fraction(std::string_view& text) {
  if (!take(text, ".,")) return 0;
  Micros fraction = 0;
  Micros unit = kSecond / 10;
  bool any = false;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    fraction += unit * (text.front() - '0');
    unit /= 10;
    any = true;
  }
  return any ? std::optional(fraction) : std::nullopt;
}

std::optional<Micros> take_offset(std::string_view& text) {
  if (take(text, "Zz")) return 0;
  if (text.empty()) return std::nullopt;
  const Micros sign = text.front() == '-' ? -1 : 1;
  if (!take(text, "+-")) return std::nullopt;
  const auto hours = take_number(text, 2);
  take(text, ":");
  const auto minutes = take_number(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * kHour + *minutes * kMinute);
}

std::optional<Micros> take_date(std::string_view& text) {
  const auto years = take_number(text, 4);
  if (!years || !take(text, "-")) return std::nullopt;
  const auto months = take_number(text, 2);
  if (!months || !take(text, "-")) return std::nullopt;
  const auto days = take_number(text, 2);
  if (!days) return std::nullopt;
  const year_month_day date{year{*years}, month{static_cast<unsigned>(*months)},
                            day{static_cast<unsigned>(*days)}};
  if (!date.ok()) return std::nullopt;
  return sys_days{date}.time_since_epoch().count() * kDay;
}

std::optional<Micros> take_clock(std::string_view& text) {
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ":")) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || !take(text, ":")) return std::nullopt;
  const auto secs = take_number(text, 2);
  if (!secs || *hours > 23 || *minutes > 59 || *secs > 60) return std::nullopt;
  return *hours * kHour + *minutes * kMinute + *secs * kSecond;
}

}  // namespace

std::string to_rfc3339(Micros instant) {
  Micros days = instant / kDay;
  Micros rest = instant % kDay;
  if (rest < 0) {
    rest += kDay;
    --days;
  }
  const year_month_day date{sys_days{std::chrono::days{days}}};
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  rest / kHour, rest / kMinute % 60, rest / kSecond % 60);
  if (const Micros fraction = rest % kSecond; fraction != 0) {
    text += fmt::format(".{:06}", fraction);
    while (text.back() == '0') text.pop_back();
  }
  return text + 'Z';
}

std::optional<Micros> parse_rfc3339(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !take(text, "Tt ")) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return *date + *clock + *fraction - *offset;
}

std::string humane(Micros duration) {
  if (duration < 0) return "-" + humane(-duration);
  if (duration < 10 * kMillisecond) return fmt::format("{:.2g} ms", seconds(duration) * 1e3);
  if (duration < kSecond) return fmt::format("{:.0f} ms", seconds(duration) * 1e3);
  if (duration < 10 * kSecond) return fmt::format("{:.1f} s", seconds(duration));
  const Micros whole = (duration + kSecond / 2) / kSecond;  // seconds
  struct Unit {
    Micros size;  // seconds
    const char* name;
  };
  static constexpr std::array kUnits{Unit{86'400, "d"}, Unit{3'600, "h"}, Unit{60, "min"},
                                     Unit{1, "s"}};
  for (std::size_t i = 0; i + 1 < kUnits.size(); ++i) {
    if (whole < kUnits[i].size) continue;
    const Micros rest = whole % kUnits[i].size / kUnits[i + 1].size;
    const std::string large = fmt::format("{} {}", whole / kUnits[i].size, kUnits[i].name);
    return rest == 0 ? large : fmt::format("{} {} {}", large, rest, kUnits[i + 1].name);
  }
  return fmt::format("{} s", whole);
}

}  // namespace noroshi::base
