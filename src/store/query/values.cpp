#include "store/query/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/duration.hpp"
#include "model/token.hpp"
#include "net/prefix.hpp"

namespace noroshi::query {
namespace {

constexpr std::uint64_t kMost = ~std::uint64_t{0};

struct Suffix {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array<Suffix, 14> kSuffixes{{{"", 1},
                                            {"k", 1'000},
                                            {"K", 1'000},
                                            {"M", 1'000'000},
                                            {"m", 1'000'000},
                                            {"G", 1'000'000'000},
                                            {"g", 1'000'000'000},
                                            {"T", 1'000'000'000'000},
                                            {"t", 1'000'000'000'000},
                                            {"Ki", std::uint64_t{1} << 10},
                                            {"ki", std::uint64_t{1} << 10},
                                            {"Mi", std::uint64_t{1} << 20},
                                            {"Gi", std::uint64_t{1} << 30},
                                            {"Ti", std::uint64_t{1} << 40}}};

std::optional<std::uint64_t> take_digits(std::string_view& text, int base) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<std::uint64_t> times(std::uint64_t number, std::uint64_t factor) {
  if (number > kMost / factor) return std::nullopt;
  return number * factor;
}

// ".5" of "1.5M", in units of one: 500,000.  Nothing unless it is a whole number of them.
std::optional<std::uint64_t> fraction(std::string_view digits, std::uint64_t factor) {
  std::uint64_t sum = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9' || factor % 10 != 0) return std::nullopt;
    factor /= 10;
    sum += factor * static_cast<std::uint64_t>(digit - '0');
  }
  return sum;
}

std::optional<std::uint64_t> parse_token(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  const auto token = take_digits(text, 16);
  return text.empty() ? token : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> parse_amount(std::string_view word) {
  const auto whole = take_digits(word, 10);
  if (!whole) return std::nullopt;
  const auto letters = std::min(word.size(), word.find_first_not_of(".0123456789"));
  const auto digits = word.substr(0, letters);
  if (!digits.empty() && (digits.front() != '.' || digits.size() == 1)) return std::nullopt;
  for (const auto& [name, factor] : kSuffixes) {
    if (word.substr(letters) != name) continue;
    const auto big = times(*whole, factor);
    const auto small = digits.empty() ? 0 : fraction(digits.substr(1), factor);
    if (!big || !small || *small > kMost - *big) return std::nullopt;
    return *big + *small;
  }
  return std::nullopt;
}

std::optional<Range> parse_range(std::string_view word, std::uint64_t most) {
  const auto first = take_digits(word, 10);
  if (!first || *first > most) return std::nullopt;
  if (word.empty()) return Range{*first, *first};
  if (word.front() != '-') return std::nullopt;
  word.remove_prefix(1);
  const auto last = take_digits(word, 10);
  if (!last || !word.empty() || *last > most || *last < *first) return std::nullopt;
  return Range{*first, *last};
}

std::optional<net::Address> parse_host(std::string_view word) {
  static constexpr std::string_view kToken = "token:";
  if (word.starts_with(kToken)) {
    const auto token = parse_token(word.substr(kToken.size()));
    if (!token) return std::nullopt;
    return model::from_token(*token);
  }
  const auto address = net::Address::parse(word);
  if (!address.has_value()) return std::nullopt;
  return *address;
}

Result<AddressRange> parse_network(std::string_view word) {
  if (const auto host = parse_host(word)) return AddressRange{*host, *host};
  const auto prefix = NOROSHI_TRY(net::Prefix::parse(word));
  const int bits = (prefix.address.is_v4() ? 96 : 0) + prefix.length;
  const auto ones = [](int kept) {  // the bits of a half that are free after `kept`
    return kept >= 64 ? std::uint64_t{0} : kept <= 0 ? kMost : kMost >> kept;
  };
  return AddressRange{prefix.address, net::Address::v6(prefix.address.high() | ones(bits),
                                                       prefix.address.low() | ones(bits - 64))};
}

std::optional<base::Micros> parse_moment(std::string_view word, base::Micros now) {
  if (word == "now") return now;
  if (word.starts_with('-')) {
    const auto back = base::parse_duration(word.substr(1));
    if (!back.has_value()) return std::nullopt;
    return now - *back;
  }
  if (word.size() == 10) return base::parse_rfc3339(std::string(word) + "T00:00:00Z");
  return base::parse_rfc3339(word);
}

std::optional<std::uint8_t> parse_flags(std::string_view word) {
  static constexpr std::string_view kLetters = "FSRPAUEC";  // bit 0 … bit 7 (RFC 9293, 3.1)
  unsigned flags = 0;
  for (const char letter : word) {
    const auto bit = kLetters.find(static_cast<char>(letter & ~0x20));
    if (bit == std::string_view::npos) return std::nullopt;
    flags |= 1U << bit;
  }
  if (word.empty()) return std::nullopt;
  return static_cast<std::uint8_t>(flags);
}

std::vector<Range> ranges_of(std::string_view sign, std::uint64_t value, std::uint64_t most) {
  std::vector<Range> ranges;
  const bool below = sign == "<" || sign == "<=" || sign == "!=";
  const bool above = sign == ">" || sign == ">=" || sign == "!=";
  const bool equal = sign == "=" || sign == "<=" || sign == ">=";
  if (equal && !below && !above) {
    if (value <= most) ranges.push_back({value, value});
    return ranges;
  }
  if (below && equal) ranges.push_back({0, std::min(value, most)});
  if (below && !equal && value > 0) ranges.push_back({0, std::min(value - 1, most)});
  if (above && equal && value <= most) ranges.push_back({value, most});
  if (above && !equal && value < most) ranges.push_back({value + 1, most});
  return ranges;
}

}  // namespace noroshi::query
