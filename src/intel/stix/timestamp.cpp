// The timestamp of STIX (section 2.16): RFC 3339 with a capital T and Z, no other offset.
//
// A leap second (…:60) is the first instant of the next minute, as POSIX counts.  Years 0000–9999.

#include <fmt/format.h>

#include "intel/stix/object.hpp"

namespace noroshi::stix {

namespace {

constexpr bool is_digit(char octet) { return octet >= '0' && octet <= '9'; }

/// The number at a fixed place; -1 where one of its characters is no digit.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (const char octet : text.substr(at, count)) {
    if (!is_digit(octet)) return -1;
    value = value * 10 + (octet - '0');
  }
  return value;
}

constexpr bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

constexpr int days_in(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms": years begin in March, eras of 400 years).
constexpr std::int64_t days_since_epoch(int year, int month, int day) {
  const std::int64_t shifted = month <= 2 ? year - 1 : year;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
  const std::int64_t year_of_era = shifted - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

struct Date {
  std::int64_t year;
  int month;
  int day;
};

constexpr Date date_of(std::int64_t days) {
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const std::int64_t day_of_era = shifted - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto march = static_cast<int>((5 * day_of_year + 2) / 153);
  const int month = march < 10 ? march + 3 : march - 9;
  const auto day = static_cast<int>(day_of_year - (153 * march + 2) / 5 + 1);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

/// ".123456789" as microseconds; what is beyond them is cut off.  Nothing for "." or other text.
std::optional<base::Micros> fraction(std::string_view text) {
  if (text.empty()) return 0;
  if (text.size() < 2 || text.front() != '.') return std::nullopt;
  base::Micros value = 0;
  base::Micros unit = base::kSecond / 10;
  for (const char octet : text.substr(1)) {
    if (!is_digit(octet)) return std::nullopt;
    value += unit * (octet - '0');
    unit /= 10;
  }
  return value;
}

}  // namespace

std::string timestamp(base::Micros instant) {
  const auto days = instant / base::kDay - (instant % base::kDay < 0 ? 1 : 0);
  const auto rest = instant - days * base::kDay;
  const auto date = date_of(days);
  const auto micros = rest % base::kSecond;
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}", date.year, date.month,
                          date.day, rest / base::kHour, rest / base::kMinute % 60,
                          rest / base::kSecond % 60, micros / base::kMillisecond);
  if (micros % base::kMillisecond != 0) text += fmt::format("{:03}", micros % base::kMillisecond);
  return text + 'Z';
}

std::optional<base::Micros> parse_timestamp(std::string_view text) {
  constexpr std::size_t kShortest = 20;  // 2026-01-02T03:04:05Z
  if (text.size() < kShortest || text.back() != 'Z') return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const int year = digits(text, 0, 4);
  const int month = digits(text, 5, 2);
  const int day = digits(text, 8, 2);
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  const bool sane = year >= 0 && month >= 1 && month <= 12 && day >= 1 && hour >= 0 && hour < 24 &&
                    minute >= 0 && minute < 60 && second >= 0 && second <= 60;
  if (!sane || day > days_in(year, month)) return std::nullopt;
  const auto part = fraction(text.substr(19, text.size() - 20));
  if (!part) return std::nullopt;
  return days_since_epoch(year, month, day) * base::kDay + hour * base::kHour +
         minute * base::kMinute + second * base::kSecond + *part;
}

}  // namespace noroshi::stix
