#include "base/duration.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace noroshi::base {
namespace {

struct Unit {
  std::string_view name;
  Micros length;
};

// Largest first; "m" is read but never written.
constexpr std::array<Unit, 7> kUnits{{{"d", kDay},
                                      {"h", kHour},
                                      {"min", kMinute},
                                      {"m", kMinute},
                                      {"s", kSecond},
                                      {"ms", kMillisecond},
                                      {"us", 1}}};

// A century: beyond it no option of ours means anything, and sums stay far from overflow.
constexpr double kLongest = 36'525.0 * static_cast<double>(kDay);

Error not_a_duration(std::string_view text) {
  return {Errc::InvalidUsage,
          fmt::format("\"{}\" is no duration; write a number and a unit (us, ms, s, min, h, d), "
                      "like 60s or 1h30min",
                      text)};
}

const Unit* take_unit(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && text[length] >= 'a' && text[length] <= 'z') ++length;
  for (const auto& unit : kUnits) {
    if (unit.name != text.substr(0, length)) continue;
    text.remove_prefix(length);
    return &unit;
  }
  return nullptr;
}

}  // namespace

Result<Micros> parse_duration(std::string_view text) {
  double total = 0;
  Micros last_unit = kDay + 1;
  for (auto rest = text; !rest.empty() || text.empty();) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(rest.data(), rest.data() + rest.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || !(number >= 0)) return not_a_duration(text);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    const Unit* unit = take_unit(rest);
    if (unit == nullptr || unit->length >= last_unit) return not_a_duration(text);
    last_unit = unit->length;
    total += number * static_cast<double>(unit->length);
  }
  if (!(total >= 1) || total > kLongest) return not_a_duration(text);
  return static_cast<Micros>(std::llround(total));
}

std::string to_duration_text(Micros duration) {
  std::string text;
  for (const auto& unit : kUnits) {
    const auto count = duration / unit.length;
    if (count == 0) continue;
    text += fmt::format("{}{}", count, unit.name);
    duration -= count * unit.length;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace noroshi::base
