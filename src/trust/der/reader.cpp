#include "trust/der/reader.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

namespace noroshi::der {
namespace {

Error broken(std::string_view what) {
  return Error{Errc::InvalidInput, fmt::format("ASN.1: {}", what)};
}

std::string name_of(Tag tag) {
  if (tag.tag_class == TagClass::Context) return fmt::format("[{}]", tag.number);
  if (tag == kSequence) return "SEQUENCE";
  if (tag == kSet) return "SET";
  if (tag == kInteger) return "INTEGER";
  if (tag == kOid) return "OBJECT IDENTIFIER";
  if (tag == kOctetString) return "OCTET STRING";
  if (tag == kBitString) return "BIT STRING";
  if (tag == kBoolean) return "BOOLEAN";
  return fmt::format("universal {}{}", tag.number, tag.constructed ? " (constructed)" : "");
}

struct Header {
  Tag tag;
  std::size_t octets = 0;               // of tag and length
  std::optional<std::size_t> length{};  // none: indefinite
};

Result<std::size_t> read_tag(View bytes, Tag& tag) {
  if (bytes.empty()) return broken("the octets end where an element should begin");
  tag.tag_class = static_cast<TagClass>(bytes[0] >> 6U);
  tag.constructed = (bytes[0] & 0x20U) != 0;
  tag.number = bytes[0] & 0x1FU;
  if (tag.number != 0x1F) return std::size_t{1};
  tag.number = 0;
  for (std::size_t at = 1; at < bytes.size() && at <= 4; ++at) {
    tag.number = (tag.number << 7U) | (bytes[at] & 0x7FU);
    if ((bytes[at] & 0x80U) == 0) return at + 1;
  }
  return broken("a tag that does not end, or is beyond 2^28");
}

Result<Header> read_header(View bytes, Rules rules) {
  Header header;
  header.octets = NOROSHI_TRY(read_tag(bytes, header.tag));
  if (header.octets >= bytes.size()) return broken("the octets end within a length");
  const std::uint8_t first = bytes[header.octets++];
  if (first < 0x80) {
    header.length = first;
    return header;
  }
  if (first == 0x80) {
    if (rules == Rules::Der || !header.tag.constructed) {
      return broken("an indefinite length where none may be");
    }
    return header;
  }
  const std::size_t count = first & 0x7FU;
  if (count > 8 || count > bytes.size() - header.octets)
    return broken("a length beyond its octets");
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = (length << 8U) | bytes[header.octets++];
  const bool shortest = length >= 0x80 && (length >> (8 * (count - 1))) != 0;
  if (rules == Rules::Der && !shortest)
    return broken("a length that is not written shortest (DER)");
  header.length = length;
  return header;
}

bool ends_contents(View bytes) { return bytes.size() >= 2 && bytes[0] == 0 && bytes[1] == 0; }

/// How many octets the contents of an indefinite length have.
Result<std::size_t> indefinite_length(View bytes, unsigned depth) {
  if (depth > kDeepest) return broken("nested too deeply");
  std::size_t at = 0;
  while (!ends_contents(bytes.subspan(at))) {
    const Header header = NOROSHI_TRY(read_header(bytes.subspan(at), Rules::Ber));
    const View after = bytes.subspan(at + header.octets);
    if (header.length && *header.length > after.size()) return broken("a length beyond its octets");
    at += header.octets;
    at += header.length ? *header.length : NOROSHI_TRY(indefinite_length(after, depth + 1)) + 2;
  }
  return at;
}

bool is_string(Tag tag) {
  return tag.tag_class == TagClass::Universal && tag != kNull &&
         (tag.number == kOctetString.number || tag.number == kBitString.number ||
          tag.number == kUtf8String.number || (tag.number >= 18 && tag.number <= 30));
}

/// A string of BER may come in pieces, its tag then being constructed.
bool stands_for(Tag found, Tag wanted, Rules rules) {
  if (found == wanted) return true;
  if (rules == Rules::Der || !is_string(wanted) || !found.constructed) return false;
  return found.tag_class == wanted.tag_class && found.number == wanted.number;
}

Status join(const Element& piece, unsigned depth, Bytes& whole) {
  if (!piece.tag.constructed) {
    whole.insert(whole.end(), piece.contents.begin(), piece.contents.end());
    return {};
  }
  if (depth > kDeepest) return broken("nested too deeply");
  Reader pieces(piece.contents);
  while (!pieces.done()) {
    const Element next = NOROSHI_TRY(pieces.next());
    if (next.tag.tag_class != TagClass::Universal || next.tag.number != kOctetString.number) {
      return broken("an OCTET STRING in pieces that are none");
    }
    NOROSHI_CHECK(join(next, depth + 1, whole));
  }
  return {};
}

/// `count` digits at `at`, as a number.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// ".123456" as microseconds; digits beyond the sixth are dropped.
std::optional<base::Micros> fraction(std::string_view text) {
  if (text.empty()) return 0;
  if (text.size() < 2 || (text[0] != '.' && text[0] != ',')) return std::nullopt;
  base::Micros micros = 0;
  base::Micros unit = base::kSecond;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    unit /= 10;
    micros += (c - '0') * unit;
  }
  return micros;
}

std::optional<base::Micros> instant(int year, std::string_view rest) {
  const auto month = digits(rest, 0, 2);
  const auto day = digits(rest, 2, 2);
  const auto hour = digits(rest, 4, 2);
  const auto minute = digits(rest, 6, 2);
  if (!month || !day || !hour || !minute || rest.back() != 'Z') return std::nullopt;
  rest = rest.substr(8, rest.size() - 9);
  const auto second = rest.empty() ? 0 : digits(rest, 0, 2);  // RFC 5280 wants them; old ones lack
  const auto parts =
      fraction(rest.empty() ? rest : rest.substr(std::min<std::size_t>(2, rest.size())));
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!second || !parts || !date.ok() || *hour > 23 || *minute > 59 || *second > 60) {
    return std::nullopt;
  }
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return days * base::kDay + *hour * base::kHour + *minute * base::kMinute +
         *second * base::kSecond + *parts;
}

void append_utf8(std::string& text, std::uint32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  const auto put = [&](std::uint32_t octet) { text.push_back(static_cast<char>(octet)); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0U | (code >> 6U));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
  }
  put(0x80U | (code & 0x3FU));
}

/// Characters of `width` octets each, as UTF-8 (surrogates of BMPString are not joined: it has
/// none).
std::string from_wide(View octets, std::size_t width) {
  std::string text;
  for (std::size_t at = 0; at + width <= octets.size(); at += width) {
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < width; ++i) code = (code << 8U) | octets[at + i];
    append_utf8(text, code);
  }
  return text;
}

}  // namespace

Result<Element> Reader::next() {
  const Header header = NOROSHI_TRY(read_header(rest_, rules_));
  const View after = rest_.subspan(header.octets);
  const std::size_t length =
      header.length ? *header.length : NOROSHI_TRY(indefinite_length(after, 0));
  if (length > after.size()) return broken("a length beyond its octets");
  const std::size_t whole = header.octets + length + (header.length ? 0 : 2);
  Element element{header.tag, after.first(length), rest_.first(whole)};
  rest_ = rest_.subspan(whole);
  return element;
}

Result<Element> Reader::next(Tag tag) {
  if (done()) return broken(fmt::format("{} is missing", name_of(tag)));
  Reader ahead = *this;
  const Element found = NOROSHI_TRY(ahead.next());
  if (!stands_for(found.tag, tag, rules_)) {
    return broken(fmt::format("{} where {} should be", name_of(found.tag), name_of(tag)));
  }
  *this = ahead;
  return found;
}

Result<std::optional<Element>> Reader::optional(Tag tag) {
  if (done()) return std::optional<Element>();
  Reader ahead = *this;
  const Element found = NOROSHI_TRY(ahead.next());
  if (!stands_for(found.tag, tag, rules_)) return std::optional<Element>();
  *this = ahead;
  return std::optional<Element>(found);
}

Result<Reader> Reader::enter(Tag tag) { return inside(NOROSHI_TRY(next(tag))); }

Result<Oid> Reader::oid() { return oid_of(NOROSHI_TRY(next(kOid))); }

Result<std::int64_t> Reader::small_integer() {
  const Element found = NOROSHI_TRY(next());
  if (found.tag != kInteger && found.tag != kEnumerated) {
    return broken(fmt::format("{} where INTEGER should be", name_of(found.tag)));
  }
  return small_integer_of(found);
}

Result<Bytes> Reader::integer() {
  View octets = NOROSHI_TRY(next(kInteger)).contents;
  if (octets.empty()) return broken("an INTEGER without octets");
  const auto spare = [&] {
    return octets.size() > 1 &&
           ((octets[0] == 0 && octets[1] < 0x80) || (octets[0] == 0xFF && octets[1] >= 0x80));
  };
  if (rules_ == Rules::Der && spare())
    return broken("an INTEGER that is not written shortest (DER)");
  while (spare()) octets = octets.subspan(1);
  return copy_of(octets);
}

Result<Bytes> Reader::octets() { return octets_of(NOROSHI_TRY(next(kOctetString))); }

Result<Bytes> Reader::bits() {
  const View octets = NOROSHI_TRY(next(kBitString)).contents;
  if (octets.empty() || octets[0] != 0) return broken("a BIT STRING that is not of whole octets");
  return copy_of(octets.subspan(1));
}

Result<bool> Reader::boolean() {
  const View octets = NOROSHI_TRY(next(kBoolean)).contents;
  if (octets.size() != 1) return broken("a BOOLEAN of other than one octet");
  return octets[0] != 0;
}

Result<base::Micros> Reader::time() { return time_of(NOROSHI_TRY(next())); }

Status Reader::end(std::string_view of) const {
  if (done()) return {};
  return broken(fmt::format("{} octets too many in {}", rest_.size(), of));
}

Result<Oid> oid_of(const Element& element) {
  if (element.tag.constructed || element.contents.empty() || element.contents.back() >= 0x80) {
    return broken("an OBJECT IDENTIFIER that does not end");
  }
  Oid oid;
  std::uint64_t arc = 0;
  for (const std::uint8_t octet : element.contents) {
    if (arc >> 56U != 0) return broken("an OBJECT IDENTIFIER with an arc beyond 2^63");
    arc = (arc << 7U) | (octet & 0x7FU);
    if (octet >= 0x80) continue;
    if (oid.empty()) {
      const std::uint64_t root = std::min<std::uint64_t>(arc / 40, 2);
      oid.dotted.append(fmt::format_int(root).c_str());
      arc -= 40 * root;
    }
    oid.dotted.append(".").append(fmt::format_int(arc).c_str());
    arc = 0;
  }
  return oid;
}

Result<std::int64_t> small_integer_of(const Element& element) {
  const View octets = element.contents;
  if (octets.empty() || octets.size() > 8) return broken("an INTEGER beyond 64 bits");
  std::uint64_t value = octets[0] >= 0x80 ? ~std::uint64_t{0} : 0;
  for (const std::uint8_t octet : octets) value = (value << 8U) | octet;
  return static_cast<std::int64_t>(value);
}

Result<Bytes> octets_of(const Element& element) {
  Bytes whole;
  NOROSHI_CHECK(join(element, 0, whole));
  return whole;
}

Result<base::Micros> time_of(const Element& element) {
  const std::string_view text = text_of(element.contents);
  std::optional<base::Micros> time;
  if (element.tag == kUtcTime && text.size() >= 11) {
    if (const auto year = digits(text, 0, 2)) {
      time = instant(*year < 50 ? 2000 + *year : 1900 + *year, text.substr(2));
    }
  } else if (element.tag == kGeneralizedTime && text.size() >= 13) {
    if (const auto year = digits(text, 0, 4)) time = instant(*year, text.substr(4));
  }
  if (!time) return broken("a time that is none, or not in UTC");
  return *time;
}

Result<std::string> text_of(const Element& element) {
  if (element.tag.tag_class != TagClass::Universal) return broken("a text under a tag of its own");
  Bytes joined;
  NOROSHI_CHECK(join(Element{Tag{.constructed = false}, element.contents, {}}, 0, joined));
  switch (element.tag.number) {
    case 12:  // UTF8String
    case 18:  // NumericString
    case 19:  // PrintableString
    case 22:  // IA5String
    case 26:  // VisibleString
      return std::string(text_of(View(joined)));
    case 20:  // TeletexString, which the world fills with Latin-1
    case 27:  // GeneralString
      return from_wide(joined, 1);
    case 28:  // UniversalString
      return from_wide(joined, 4);
    case 30:  // BMPString
      return from_wide(joined, 2);
    default:
      return broken(fmt::format("{} where a text should be", name_of(element.tag)));
  }
}

}  // namespace noroshi::der
