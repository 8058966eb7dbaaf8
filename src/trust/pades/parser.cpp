#include "trust/pades/parser.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <set>

#include "trust/der/bytes.hpp"

namespace noroshi::pades {
namespace {

constexpr std::uint64_t kMostNumber = 8'388'607;  // ISO 32000-1 Annex C: indirect objects

int hexadecimal_of(std::uint8_t octet) {
  if (is_digit(octet)) return octet - '0';
  if (octet >= 'a' && octet <= 'f') return octet - 'a' + 10;
  if (octet >= 'A' && octet <= 'F') return octet - 'A' + 10;
  return -1;
}

// "-12", "+.5", "4.", and "--5" of some writers; whether it is a number at all.
bool number_of(std::string_view text, Object& to) {
  std::size_t at = 0;
  bool negative = false;
  for (; at < text.size() && (text[at] == '+' || text[at] == '-'); ++at)
    negative = negative || text[at] == '-';
  const auto digits = text.substr(at);
  const auto odd = [](char each) {
    return !is_digit(static_cast<std::uint8_t>(each)) && each != '.';
  };
  if (digits.empty() || digits == "." || std::any_of(digits.begin(), digits.end(), odd))
    return false;
  if (std::count(digits.begin(), digits.end(), '.') > 1) return false;
  std::from_chars(digits.data(), digits.data() + digits.size(), to.real);
  if (negative) to.real = -to.real;
  to.kind = Object::Kind::Real;
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
  if (error == std::errc{} && end == digits.data() + digits.size()) {
    to.kind = Object::Kind::Integer;
    to.integer = negative ? -whole : whole;
  }
  return true;
}

}  // namespace

Error Parser::broken(std::string_view what) const {
  return Error{Errc::InvalidInput, fmt::format("at offset {}: {}", at_, what)};
}

void Parser::skip_space() {
  while (at_ < octets_.size()) {
    if (is_space(octets_[at_])) {
      ++at_;
    } else if (octets_[at_] == '%') {
      while (at_ < octets_.size() && octets_[at_] != '\n' && octets_[at_] != '\r') ++at_;
    } else {
      return;
    }
  }
}

Result<Object> Parser::object() {
  values_ = 0;
  return value(0);
}

Result<Object> Parser::value(unsigned depth) {
  if (depth > kDeepest) return broken("objects are nested too deeply");
  if (++values_ > kMostValues) return broken("an object of too many values");
  skip_space();
  const auto begin = at_;
  auto made = NOROSHI_TRY(bare_value(depth));
  made.begin = begin;
  made.end = at_;
  return made;
}

Result<Object> Parser::bare_value(unsigned depth) {
  if (!within()) return broken("the octets end where an object should be");
  const auto first = peek();
  if (first == '/') {
    Object made;
    made.kind = Object::Kind::Name;
    made.text = NOROSHI_TRY(name());
    return made;
  }
  if (first == '(') return literal_string();
  if (first == '[') return array(depth);
  if (first == '<') return peek(1) == '<' ? dictionary(depth) : hexadecimal_string();
  if (is_digit(first) || first == '+' || first == '-' || first == '.') return number();
  return keyword();
}

Result<Object> Parser::array(unsigned depth) {
  Object made;
  made.kind = Object::Kind::Array;
  ++at_;
  while (true) {
    skip_space();
    if (!within()) return broken("an array without an end");
    if (peek() == ']') break;
    made.items.push_back(NOROSHI_TRY(value(depth + 1)));
  }
  ++at_;
  return made;
}

Result<Object> Parser::dictionary(unsigned depth) {
  Object made;
  made.kind = Object::Kind::Dictionary;
  std::set<std::string, std::less<>> seen;
  at_ += 2;
  while (true) {
    skip_space();
    if (peek() == '>' && peek(1) == '>') break;
    if (peek() != '/') return broken("a dictionary's key is no name");
    auto key = NOROSHI_TRY(name());
    auto held = NOROSHI_TRY(value(depth + 1));
    if (!seen.insert(key).second) made.repeated_key = true;
    made.keys.push_back(std::move(key));
    made.items.push_back(std::move(held));
  }
  at_ += 2;
  return made;
}

Result<Object> Parser::number() {
  const auto begin = at_;
  while (within() && is_regular(peek())) ++at_;
  Object made;
  const auto text = der::text_of(octets_.subspan(begin, at_ - begin));
  if (!number_of(text, made)) {
    at_ = begin;
    return broken("this is no number");
  }
  if (made.kind == Object::Kind::Integer) take_reference(made);
  return made;
}

// Behind a whole number, "0 R" makes a reference of it.
bool Parser::take_reference(Object& number) {
  const auto back = at_;
  const auto numbered = number.count(kMostNumber);
  if (!numbered) return false;
  skip_space();
  const auto generation = whole_number();
  skip_space();
  if (!generation || *generation > 65535 || peek() != 'R' || (within(1) && is_regular(peek(1)))) {
    at_ = back;
    return false;
  }
  ++at_;
  number.kind = Object::Kind::Reference;
  number.reference = {static_cast<std::uint32_t>(*numbered),
                      static_cast<std::uint32_t>(*generation)};
  return true;
}

Result<Object> Parser::keyword() {
  Object made;
  if (take_keyword("null")) return made;
  made.kind = Object::Kind::Boolean;
  if (take_keyword("false")) return made;
  made.integer = 1;
  if (take_keyword("true")) return made;
  return broken("no object begins like this");
}

Result<Object> Parser::literal_string() {
  Object made;
  made.kind = Object::Kind::String;
  unsigned open = 1;
  ++at_;
  while (within()) {
    const auto octet = octets_[at_++];
    if (octet == '\\') {
      escape(made.text);
      continue;
    }
    if (octet == '(') ++open;
    if (octet == ')' && --open == 0) return made;
    if (octet == '\r') {  // §7.3.4.2: every end of line reads as a line feed
      if (peek() == '\n' && within()) ++at_;
      made.text += '\n';
    } else {
      made.text += static_cast<char>(octet);
    }
  }
  return broken("a string without an end");
}

void Parser::escape(std::string& to) {
  if (!within()) return;
  const auto octet = octets_[at_++];
  switch (octet) {
    case 'n':
      to += '\n';
      return;
    case 'r':
      to += '\r';
      return;
    case 't':
      to += '\t';
      return;
    case 'b':
      to += '\b';
      return;
    case 'f':
      to += '\f';
      return;
    case '\n':
      return;
    case '\r':
      if (within() && peek() == '\n') ++at_;
      return;
    default:
      break;
  }
  if (octet < '0' || octet > '7') {
    to += static_cast<char>(octet);
    return;
  }
  unsigned code = octet - unsigned{'0'};
  for (int more = 0; more < 2 && within() && peek() >= '0' && peek() <= '7'; ++more)
    code = code * 8 + (octets_[at_++] - unsigned{'0'});
  to += static_cast<char>(code & 0xFFU);
}

Result<Object> Parser::hexadecimal_string() {
  Object made;
  made.kind = Object::Kind::String;
  made.hexadecimal = true;
  int high = -1;
  for (++at_; within(); ++at_) {
    const auto octet = peek();
    if (octet == '>') {
      if (high >= 0) made.text += static_cast<char>(high << 4);  // §7.3.4.3: a 0 is meant
      ++at_;
      return made;
    }
    if (is_space(octet)) continue;
    const int digit = hexadecimal_of(octet);
    if (digit < 0) return broken("a hexadecimal string holds something else");
    if (high < 0) {
      high = digit;
    } else {
      made.text += static_cast<char>((high << 4) | digit);
      high = -1;
    }
  }
  return broken("a hexadecimal string without an end");
}

Result<std::string> Parser::name() {
  std::string text;
  for (++at_; within() && is_regular(peek()); ++at_) {
    const int high = peek() == '#' && within(2) ? hexadecimal_of(peek(1)) : -1;
    const int low = high >= 0 ? hexadecimal_of(peek(2)) : -1;
    if (low < 0) {
      text += static_cast<char>(peek());
      continue;
    }
    text += static_cast<char>((high << 4) | low);
    at_ += 2;
  }
  return text;
}

bool Parser::take_keyword(std::string_view keyword) {
  if (octets_.size() - std::min(at_, octets_.size()) < keyword.size()) return false;
  if (der::text_of(octets_.subspan(at_, keyword.size())) != keyword) return false;
  if (within(keyword.size()) && is_regular(peek(keyword.size()))) return false;
  at_ += keyword.size();
  return true;
}

Result<std::uint64_t> Parser::whole_number() {
  const auto text = der::text_of(octets_.subspan(std::min(at_, octets_.size())));
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return broken("there should be a whole number");
  at_ += static_cast<std::size_t>(end - text.data());
  return value;
}

Result<Indirect> Parser::indirect(const StreamHints& hints) {
  skip_space();
  Indirect made;
  made.begin = at_;
  const auto number = NOROSHI_TRY(whole_number());
  skip_space();
  const auto generation = NOROSHI_TRY(whole_number());
  skip_space();
  if (number > kMostNumber || generation > 65535 || at_ + 3 > octets_.size() ||
      der::text_of(octets_.subspan(at_, 3)) != "obj")
    return broken("no object begins here");
  at_ += 3;
  made.name = {static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(generation)};
  skip_space();
  if (take_keyword("endobj")) {  // nothing is null
    made.end = at_;
    return made;
  }
  made.object = NOROSHI_TRY(object());
  made.end = at_;
  skip_space();
  if (made.object.is(Object::Kind::Dictionary) && take_keyword("stream")) {
    NOROSHI_CHECK(stream_body(made.object, hints));
    made.end = at_;
    skip_space();
  }
  if (take_keyword("endobj")) made.end = at_;
  return made;
}

bool Parser::endstream_at(std::size_t at) const {
  Parser behind(octets_, at);
  behind.skip_space();
  return behind.take_keyword("endstream") || behind.take_keyword("endobj");
}

std::optional<std::size_t> Parser::declared_end(const Object& dictionary,
                                                const StreamHints& hints) const {
  const auto* declared = dictionary.find("Length");
  if (declared == nullptr) return std::nullopt;
  auto octets = declared->count(octets_.size() - at_);
  if (declared->is(Object::Kind::Reference) && hints.length)
    octets = hints.length(declared->reference);
  if (!octets || *octets > octets_.size() - at_) return std::nullopt;
  const auto end = at_ + static_cast<std::size_t>(*octets);
  if (!endstream_at(end)) return std::nullopt;
  return end;
}

// Where Length is wrong or nobody knows it, the word endstream says where the stream ends.
Status Parser::stream_body(Object& dictionary, const StreamHints& hints) {
  if (peek() == '\r' && within()) ++at_;
  if (peek() == '\n' && within()) ++at_;
  const auto begin = at_;
  auto end = declared_end(dictionary, hints);
  if (!end) {
    if (hints.next_end) end = hints.next_end(begin);
    if (!end) return broken("a stream without an end");
    if (*end > begin && octets_[*end - 1] == '\n') --*end;
    if (*end > begin && octets_[*end - 1] == '\r') --*end;
  }
  dictionary.kind = Object::Kind::Stream;
  dictionary.raw = octets_.subspan(begin, *end - begin);
  at_ = *end;
  skip_space();
  take_keyword("endstream");
  dictionary.end = at_;
  return {};
}

}  // namespace noroshi::pades
