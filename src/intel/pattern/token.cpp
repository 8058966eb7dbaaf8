#include "intel/pattern/token.hpp"

#include <algorithm>
#include <array>

namespace noroshi::pattern {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool is_base64(char c) {
  return is_digit(c) || (is_letter(c) && c != '_') || c == '+' || c == '/';
}

constexpr std::array<std::string_view, 17> kKeywords{
    "AND",  "OR", "NOT",   "FOLLOWEDBY", "LIKE",    "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS",
    "LAST", "IN", "START", "STOP",       "SECONDS", "WITHIN",  "REPEATS",    "TIMES"};

bool is_keyword(std::string_view word) {
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

// Octets of the blank at the beginning of `text`; 0 if there is none.
std::size_t blank(std::string_view text) {
  const char c = text.empty() ? 'x' : text.front();
  if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
  for (const std::string_view wide : {"\xC2\x85", "\xC2\xA0"}) {
    if (text.starts_with(wide)) return 2;
  }
  // U+1680, U+2028, U+2029, U+202F, U+205F, U+3000.
  for (const std::string_view wide : {"\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9",
                                      "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"}) {
    if (text.starts_with(wide)) return 3;
  }
  const bool en_quad_to_hair_space =  // U+2000 to U+200A
      text.size() > 2 && text.starts_with("\xE2\x80") &&
      static_cast<unsigned char>(text[2]) <= 0x8A;
  return en_quad_to_hair_space ? 3 : 0;
}

bool is_hex_text(std::string_view digits) {
  return digits.size() % 2 == 0 && std::all_of(digits.begin(), digits.end(), is_hex);
}

// RFC 4648 with its padding, and not empty.
bool is_base64_text(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return false;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return std::all_of(text.begin(), text.end(), is_base64);
}

bool between(std::string_view digits, int least, int most) {
  const int value = (digits[0] - '0') * 10 + (digits[1] - '0');
  return value >= least && value <= most;
}

// "0000-00-00T00:00:00", then decimals, then "Z"; ranges as the grammar has them, so 31 April is a
// timestamp, and 60 seconds are.
bool is_timestamp_text(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (text.size() <= kForm.size() || text.back() != 'Z') return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] == '0' ? !is_digit(text[i]) : text[i] != kForm[i]) return false;
  }
  if (!between(text.substr(5), 1, 12) || !between(text.substr(8), 1, 31) ||
      !between(text.substr(11), 0, 23) || !between(text.substr(14), 0, 59) ||
      !between(text.substr(17), 0, 60)) {
    return false;
  }
  const auto decimals = text.substr(kForm.size(), text.size() - kForm.size() - 1);
  if (decimals.empty()) return true;
  return decimals.front() == '.' && decimals.size() > 1 &&
         std::all_of(decimals.begin() + 1, decimals.end(), is_digit);
}

bool is_well_formed(Token::Kind kind, std::string_view content) {
  if (kind == Token::Kind::Hex) return is_hex_text(content);
  if (kind == Token::Kind::Binary) return is_base64_text(content);
  return kind != Token::Kind::Timestamp || is_timestamp_text(content);
}

// Place after the quote that ends a text, `place` being after the one that began it; npos if none
// does, or if a backslash stands before something else than a quote or a backslash.
std::size_t end_of_text(std::string_view text, std::size_t place) {
  for (;;) {
    place = text.find_first_of("'\\", place);
    if (place == std::string_view::npos) return place;
    if (text[place] == '\'') return place + 1;
    if (place + 1 >= text.size() || (text[place + 1] != '\'' && text[place + 1] != '\\'))
      return std::string_view::npos;
    place += 2;
  }
}

}  // namespace

Token Tokens::token(Token::Kind kind, std::size_t length) {
  const Token made{kind, text_.substr(place_, length), place_};
  place_ += made.text.size();
  return made;
}

Token Tokens::quoted(Token::Kind kind, std::size_t prefix) {
  const auto end = end_of_text(text_, place_ + prefix + 1);
  if (end == std::string_view::npos) return token(Token::Kind::Bad, std::string_view::npos);
  const auto content = text_.substr(place_ + prefix + 1, end - place_ - prefix - 2);
  return token(is_well_formed(kind, content) ? kind : Token::Kind::Bad, end - place_);
}

// [+-]? then "0", or digits that do not begin with 0; or any digits, a point and more digits.
Token Tokens::number() {
  const auto rest = text_.substr(place_);
  const std::size_t first = rest.front() == '+' || rest.front() == '-' ? 1 : 0;
  auto digits = first;
  while (digits < rest.size() && is_digit(rest[digits])) ++digits;
  auto decimals = digits + 1;
  while (decimals < rest.size() && is_digit(rest[decimals])) ++decimals;
  if (digits < rest.size() && rest[digits] == '.' && decimals > digits + 1)
    return token(Token::Kind::Real, decimals);
  if (digits == first) return token(rest.front() == '.' ? Token::Kind::Sign : Token::Kind::Bad, 1);
  const bool leading_zero = rest[first] == '0' && digits > first + 1;
  return token(leading_zero ? Token::Kind::Bad : Token::Kind::Integer, digits);
}

Token Tokens::word() {
  const auto rest = text_.substr(place_);
  if (rest.size() > 1 && rest[1] == '\'') {
    if (rest[0] == 'h') return quoted(Token::Kind::Hex, 1);
    if (rest[0] == 'b') return quoted(Token::Kind::Binary, 1);
    if (rest[0] == 't') return quoted(Token::Kind::Timestamp, 1);
  }
  std::size_t length = 1;
  bool hyphen = false;
  for (; length < rest.size(); ++length) {
    const char c = rest[length];
    if (!is_letter(c) && !is_digit(c) && c != '-') break;
    hyphen = hyphen || c == '-';
  }
  const auto text = rest.substr(0, length);
  if (text == "true" || text == "false") return token(Token::Kind::Boolean, length);
  if (is_keyword(text)) return token(Token::Kind::Keyword, length);
  return token(hyphen ? Token::Kind::TypeName : Token::Kind::Identifier, length);
}

Token Tokens::sign() {
  const auto rest = text_.substr(place_);
  for (const std::string_view two : {"==", "!=", "<>", "<=", ">="}) {
    if (rest.starts_with(two)) return token(Token::Kind::Sign, 2);
  }
  constexpr std::string_view kSigns = "[]():.,*=<>";
  if (kSigns.find(rest.front()) != std::string_view::npos) return token(Token::Kind::Sign, 1);
  // A whole character, so that the message shows one.
  std::size_t length = 1;
  while (length < rest.size() && (static_cast<unsigned char>(rest[length]) & 0xC0U) == 0x80)
    ++length;
  return token(Token::Kind::Bad, length);
}

bool Tokens::skip_comment() {
  const auto rest = text_.substr(place_);
  if (rest.starts_with("//")) {
    place_ = std::min(text_.find_first_of("\r\n", place_), text_.size());
    return true;
  }
  if (!rest.starts_with("/*")) return false;
  const auto end = text_.find("*/", place_ + 2);
  if (end == std::string_view::npos) return false;  // `/` then means nothing
  place_ = end + 2;
  return true;
}

bool Tokens::skip_blanks() {
  const auto before = place_;
  while (const auto length = blank(text_.substr(place_))) place_ += length;
  return place_ != before;
}

Token Tokens::next() {
  while (skip_blanks() || skip_comment()) {
  }
  if (place_ == text_.size()) return token(Token::Kind::End, 0);
  const char c = text_[place_];
  if (c == '\'') return quoted(Token::Kind::String, 0);
  if (is_letter(c)) return word();
  if (is_digit(c) || c == '+' || c == '-' || c == '.') return number();
  return sign();
}

}  // namespace noroshi::pattern
