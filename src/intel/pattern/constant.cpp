#include "intel/pattern/constant.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/assert.hpp"
#include "base/hex.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::pattern {
namespace {

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

std::string without_escapes(std::string_view content) {
  std::string text;
  text.reserve(content.size());
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content[i] == '\\') ++i;  // the tokenizer saw to it that one more follows
    text += content[i];
  }
  return text;
}

Constant number(const Token& token) {
  auto digits = token.text;
  if (digits.front() == '+') digits.remove_prefix(1);
  const auto* const end = digits.data() + digits.size();
  Constant made;
  made.kind = token.kind == Token::Kind::Integer ? Constant::Kind::Integer : Constant::Kind::Real;
  if (std::from_chars(digits.data(), end, made.real).ec == std::errc::result_out_of_range) {
    const bool tiny = digits.find_first_of("123456789") > digits.find('.');
    made.real = tiny ? 0 : std::numeric_limits<double>::infinity();
    if (digits.front() == '-') made.real = -made.real;
  }
  if (made.kind == Constant::Kind::Real) return made;
  if (std::from_chars(digits.data(), end, made.integer).ec == std::errc::result_out_of_range) {
    made.kind = Constant::Kind::Real;
    made.integer = digits.front() == '-' ? std::numeric_limits<std::int64_t>::min()
                                         : std::numeric_limits<std::int64_t>::max();
  }
  return made;
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  constexpr std::size_t kMicros = 26;  // octets of "2026-01-02T03:04:05.678901"
  const auto micros = stix::parse_timestamp(text);
  if (!micros) return std::nullopt;
  Instant made{*micros, {}};
  if (text.size() > kMicros + 1) {
    const auto beyond = text.substr(kMicros, text.size() - kMicros - 1);
    made.beyond = beyond.substr(0, beyond.find_last_not_of('0') + 1);
  }
  return made;
}

base::Micros micros_of_seconds(double seconds) {
  constexpr double kMost = 9e18;
  const double exact = seconds * 1e6;
  return exact >= kMost ? std::numeric_limits<base::Micros>::max()
                        : static_cast<base::Micros>(exact);
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  std::string octets;
  octets.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    octets += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU);
  }
  return octets;
}

Constant decoded(const Token& token) {
  if (token.kind == Token::Kind::Integer || token.kind == Token::Kind::Real) return number(token);
  Constant made;
  if (token.kind == Token::Kind::Boolean) {
    made.kind = Constant::Kind::Boolean;
    made.boolean = token.text == "true";
    return made;
  }
  const std::size_t quote = token.kind == Token::Kind::String ? 1 : 2;
  const auto content = token.text.substr(quote, token.text.size() - quote - 1);
  if (token.kind == Token::Kind::String) {
    made.text = without_escapes(content);
  } else if (token.kind == Token::Kind::Timestamp) {
    made.kind = Constant::Kind::Timestamp;
    made.text = content;
    made.instant = parse_instant(content);
  } else {
    made.kind = Constant::Kind::Binary;
    const auto octets =
        token.kind == Token::Kind::Hex ? base::from_hex(content) : from_base64(content);
    NOROSHI_ASSERT(octets.has_value());  // the tokenizer saw to it
    made.text = *octets;
  }
  return made;
}

}  // namespace noroshi::pattern
