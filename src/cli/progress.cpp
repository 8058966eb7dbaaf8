#include "cli/progress.hpp"

#include <array>
#include <fmt/format.h>

namespace noroshi::cli {
namespace {

constexpr base::Micros kPause = base::kSecond / 5;  // between two updates on the screen

// What is left at the pace so far; nothing before one percent is done, when it would only jump.
base::Micros time_left(const Standing& standing) {
  if (standing.done * 100 < standing.total || standing.done == 0) return 0;
  const auto done = static_cast<double>(standing.done);
  const auto rest = static_cast<double>(standing.total) - done;
  return static_cast<base::Micros>(static_cast<double>(standing.elapsed) * rest / done);
}

}  // namespace

std::string grouped(std::uint64_t number) {
  auto text = std::to_string(number);
  for (auto place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > 0; place -= 3) {
    text.insert(static_cast<std::size_t>(place), 1, ',');
  }
  return text;
}

std::string rounded(double number) {
  static constexpr std::array<std::string_view, 5> kUnits{"", " k", " M", " G", " T"};
  std::size_t unit = 0;
  for (; number >= 1000 && unit + 1 < kUnits.size(); ++unit) number /= 1000;
  return unit == 0 ? fmt::format("{:.0f}", number) : fmt::format("{:.1f}{}", number, kUnits[unit]);
}

std::string describe(const Standing& standing, Language language) {
  static constexpr Text kRecords{"{} records, {}/s", "{} 件、毎秒 {} 件"};
  static constexpr Text kShare{", {} %", "、{} %"};
  static constexpr Text kLeft{", {} left", "、残り {}"};
  const auto rate =
      static_cast<double>(standing.records) / std::max(base::seconds(standing.elapsed), 1e-6);
  auto line = kRecords.in(language, grouped(standing.records), rounded(rate));
  if (standing.total == 0) return line;
  line += kShare.in(language, std::min<std::uint64_t>(100, standing.done * 100 / standing.total));
  if (const auto left = time_left(standing); left >= base::kSecond) {
    line += kLeft.in(language, base::humane(left / base::kSecond * base::kSecond));
  }
  return line;
}

void Progress::update(const Standing& standing) {
  if (!shown_ || standing.elapsed < next_) return;
  next_ = standing.elapsed + kPause;
  on_screen_ = true;
  // Carriage return, the line, erase to its end (ECMA-48, EL).
  (void)context_.err.write(fmt::format("\r{}\x1B[K", describe(standing, context_.language)));
  (void)context_.err.flush();
}

void Progress::phase(std::string_view what) {
  if (!shown_) return;
  on_screen_ = true;
  (void)context_.err.write(fmt::format("\r{}\x1B[K", what));
  (void)context_.err.flush();
}

void Progress::clear() {
  if (!on_screen_) return;
  on_screen_ = false;
  (void)context_.err.write("\r\x1B[K");
  (void)context_.err.flush();
}

}  // namespace noroshi::cli
