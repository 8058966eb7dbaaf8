#include "intel/feeds/dates.hpp"

#include <array>
#include <chrono>
#include <fmt/format.h>

#include "intel/feeds/text.hpp"

namespace noroshi::feeds {
namespace {

// 0: not given.
struct Date {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_at_front(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

// Takes one to `most` digits off the front.
std::optional<unsigned> take_number(std::string_view& text, std::size_t most) {
  const std::size_t count = digits_at_front(text);
  if (count == 0 || count > most) return std::nullopt;
  const auto number = whole_number<unsigned>(text.substr(0, count));
  text.remove_prefix(count);
  return number;
}

// "2026-03-18", "2026/3/18", "2026.03", "20260318", "2026"
std::optional<Date> take_numeric(std::string_view& text) {
  Date date;
  const std::size_t digits = digits_at_front(text);
  if (digits == 8) {
    date.year = static_cast<int>(*whole_number<unsigned>(text.substr(0, 4)));
    date.month = *whole_number<unsigned>(text.substr(4, 2));
    date.day = *whole_number<unsigned>(text.substr(6, 2));
    text.remove_prefix(8);
    return date;
  }
  if (digits != 4) return std::nullopt;
  date.year = static_cast<int>(*take_number(text, 4));
  if (text.empty()) return date;
  const char separator = text.front();
  if (separator != '-' && separator != '/' && separator != '.') return std::nullopt;
  text.remove_prefix(1);
  const auto month = take_number(text, 2);
  if (!month) return std::nullopt;
  date.month = *month;
  if (text.empty() || text.front() != separator) return date;
  text.remove_prefix(1);
  const auto day = take_number(text, 2);
  if (!day) return std::nullopt;
  date.day = *day;
  return date;
}

// English month names as abuse desks write them; three letters tell them apart.
std::optional<unsigned> take_month_name(std::string_view& text) {
  constexpr std::array<std::string_view, 12> kNames{
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  std::string word;
  while (word.size() < text.size() && ((text[word.size()] | 0x20) >= 'a') &&
         ((text[word.size()] | 0x20) <= 'z')) {
    word += static_cast<char>(text[word.size()] | 0x20);
  }
  if (word.size() < 3) return std::nullopt;
  for (unsigned month = 0; month < kNames.size(); ++month) {
    if (!kNames[month].starts_with(word)) continue;
    text.remove_prefix(word.size());
    return month + 1;
  }
  return std::nullopt;
}

void pass(std::string_view& text, std::string_view any_of) {
  while (!text.empty() && any_of.find(text.front()) != std::string_view::npos) {
    text.remove_prefix(1);
  }
}

// "18 Mar 2026", "18-Mar-2026", "Mar 18, 2026", "March 2026"
std::optional<Date> take_worded(std::string_view& text) {
  constexpr std::string_view kBetween = " -.,";
  Date date;
  if (is_digit(text.front())) {
    const auto day = take_number(text, 2);
    if (!day) return std::nullopt;
    date.day = *day;
    pass(text, kBetween);
  }
  const auto month = take_month_name(text);
  if (!month) return std::nullopt;
  date.month = *month;
  pass(text, kBetween);
  if (date.day == 0 && digits_at_front(text) <= 2) {
    const auto day = take_number(text, 2);
    if (!day) return std::nullopt;
    date.day = *day;
    pass(text, kBetween);
  }
  if (digits_at_front(text) != 4) return std::nullopt;
  date.year = static_cast<int>(*take_number(text, 4));
  return date;
}

base::Micros midnight(const Date& date) {
  using namespace std::chrono;
  return sys_days{year{date.year} / static_cast<int>(date.month) / static_cast<int>(date.day)}
             .time_since_epoch()
             .count() *
         base::kDay;
}

// A whole day, month or year.
std::optional<FeedTime> span_of(Date date) {
  if (date.month == 0) {
    const base::Micros first = midnight({date.year, 1, 1});
    return FeedTime{first, midnight({date.year + 1, 1, 1}) - first};
  }
  if (date.month > 12) return std::nullopt;
  if (date.day == 0) {
    const Date next =
        date.month == 12 ? Date{date.year + 1, 1, 1} : Date{date.year, date.month + 1, 1};
    const base::Micros first = midnight({date.year, date.month, 1});
    return FeedTime{first, midnight(next) - first};
  }
  using namespace std::chrono;
  if (!year_month_day{year{date.year}, month{date.month}, day{date.day}}.ok()) return std::nullopt;
  return FeedTime{midnight(date), base::kDay};
}

// "06:45", "06:45:19", "06:45:19.123", with a zone or without one (UTC).
std::optional<FeedTime> at(const Date& date, std::string_view clock) {
  for (const std::string_view utc : {"UTC", "GMT"}) {
    if (clock.ends_with(utc)) clock = trimmed(clock.substr(0, clock.size() - utc.size()));
  }
  const auto zone = clock.find_first_of("Zz+-");
  std::string_view offset = zone == std::string_view::npos ? "Z" : clock.substr(zone);
  clock = trimmed(clock.substr(0, zone));
  const bool seconds = clock.find(':') != clock.rfind(':');
  const auto instant =
      base::parse_rfc3339(fmt::format("{:04}-{:02}-{:02}T{}{}{}", date.year, date.month, date.day,
                                      clock, seconds ? "" : ":00", offset));
  if (!instant) return std::nullopt;
  return FeedTime{*instant, 0};
}

// Seconds since 1970 between 2001 and 2099, or milliseconds.
std::optional<FeedTime> since_1970(std::string_view text) {
  constexpr std::int64_t kLatest = 4'070'908'800;  // 2099-01-01
  const auto number = whole_number<std::int64_t>(text);
  if (!number || *number < 0) return std::nullopt;
  if (text.size() == 10 && *number < kLatest) return FeedTime{*number * base::kSecond, 0};
  if (text.size() == 13 && *number < kLatest * 1000) {
    return FeedTime{*number * base::kMillisecond, 0};
  }
  return std::nullopt;
}

}  // namespace

std::optional<FeedTime> parse_feed_time(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  const std::size_t digits = digits_at_front(text);
  if (digits == text.size() && digits > 8) return since_1970(text);
  const auto date = digits == 4 || digits == 8 ? take_numeric(text) : take_worded(text);
  if (!date) return std::nullopt;
  if (!text.empty() && (text.front() == 'T' || text.front() == 't')) text.remove_prefix(1);
  text = trimmed(text);
  if (text.empty()) return span_of(*date);
  if (date->day == 0) return std::nullopt;
  return at(*date, text);
}

}  // namespace noroshi::feeds
