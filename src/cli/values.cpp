// check_value: one question for each form that a value can have.
#include <charconv>
#include <fmt/format.h>

#include "base/duration.hpp"
#include "base/nearest.hpp"
#include "cli/arguments.hpp"
#include "cli/zone.hpp"

namespace noroshi::cli {
namespace {

Error wrong(std::string message) { return {Errc::InvalidUsage, std::move(message)}; }

Status check_choice(std::string_view metavar, std::string_view text, Language language) {
  static constexpr Text kWrong{"\"{}\" is none of {}", "「{}」は {} のいずれでもありません"};
  static constexpr Text kMeant{"\"{}\" is none of {}; did you mean \"{}\"?",
                               "「{}」は {} のいずれでもありません。「{}」ですか?"};
  std::vector<std::string_view> words;
  each_choice(metavar, [&](std::string_view word) { words.push_back(word); });
  for (const auto word : words) {
    if (word == text) return {};
  }
  const auto list = fmt::format("{}", fmt::join(words, ", "));
  const auto meant = base::nearest(text, words);
  if (meant.empty()) return wrong(kWrong.in(language, text, list));
  return wrong(kMeant.in(language, text, list, meant));
}

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Status check_count(std::string_view text, Language language) {
  static constexpr Text kWrong{"\"{}\" is no whole number from 1 to 4294967295",
                               "「{}」は 1 から 4294967295 までの整数ではありません"};
  if (whole_number<std::uint32_t>(text).value_or(0) > 0) return {};
  return wrong(kWrong.in(language, text));
}

Status check_seed(std::string_view text, Language language) {
  static constexpr Text kWrong{"\"{}\" is no whole number from 0 to 18446744073709551615",
                               "「{}」は 0 から 18446744073709551615 までの整数ではありません"};
  if (whole_number<std::uint64_t>(text)) return {};
  return wrong(kWrong.in(language, text));
}

Status check_ratio(std::string_view text, Language language) {
  static constexpr Text kWrong{"\"{}\" is no number from 0 to 1",
                               "「{}」は 0 から 1 までの数ではありません"};
  double number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (whole && number >= 0 && number <= 1) return {};
  return wrong(kWrong.in(language, text));
}

Status check_instant(std::string_view text, Language language) {
  static constexpr Text kWrong{
      "\"{}\" is no time of the form 2026-01-02T03:04:05Z (RFC 3339)",
      "「{}」は 2026-01-02T03:04:05Z の形 (RFC 3339) の時刻ではありません"};
  if (base::parse_rfc3339(text)) return {};
  return wrong(kWrong.in(language, text));
}

// What a library says about a value is about wrong usage here.
template <class T>
Status as_usage(Result<T> result) {
  if (result.has_value()) return {};
  return wrong(std::move(result).error().message);
}

}  // namespace

Status check_value(Takes takes, std::string_view metavar, std::string_view text,
                   Language language) {
  static constexpr Text kEmpty{"the value is empty", "値が空です"};
  if (text.empty() && takes != Takes::Word && takes != Takes::Filter)
    return wrong(std::string(kEmpty.in(language)));
  switch (takes) {
    case Takes::Nothing:
    case Takes::Word:
    case Takes::File:
    case Takes::Folder:
    case Takes::Filter:
      return {};
    case Takes::Choice:
      return check_choice(metavar, text, language);
    case Takes::Count:
      return check_count(text, language);
    case Takes::Seed:
      return check_seed(text, language);
    case Takes::Ratio:
      return check_ratio(text, language);
    case Takes::Duration:
      return as_usage(base::parse_duration(text));
    case Takes::Prefix:
      return as_usage(net::Prefix::parse(text));
    case Takes::Endpoint:
      return as_usage(model::parse_endpoint(text));
    case Takes::Instant:
      return check_instant(text, language);
    case Takes::Zone:
      return as_usage(Zone::parse(text));
  }
  return {};
}

}  // namespace noroshi::cli
