#include "trust/pki/name.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <glib.h>
#include <memory>
#include <vector>

#include "base/hex.hpp"
#include "base/utf8.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::pki {
namespace {

struct Attribute {
  der::Oid type;
  der::Element value;
};
using RelativeName = std::vector<Attribute>;

Result<RelativeName> read_relative(der::Reader& sets) {
  const der::Element set = NOROSHI_TRY(sets.next(der::kSet));
  RelativeName name;
  der::Reader attributes(set.contents);
  while (!attributes.done()) {
    der::Reader fields = NOROSHI_TRY(attributes.enter(der::kSequence));
    Attribute attribute;
    attribute.type = NOROSHI_TRY(fields.oid());
    attribute.value = NOROSHI_TRY(fields.next());
    NOROSHI_CHECK(fields.end("an attribute of a name"));
    name.push_back(std::move(attribute));
  }
  if (name.empty()) return Error{Errc::InvalidInput, "ASN.1: a relative name without attributes"};
  return name;
}

Result<std::vector<RelativeName>> parse_names(der::View octets) {
  std::vector<RelativeName> names;
  der::Reader outer(octets);
  der::Reader sets = NOROSHI_TRY(outer.enter(der::kSequence));
  NOROSHI_CHECK(outer.end("Name"));
  while (!sets.done()) {
    names.push_back(NOROSHI_TRY(read_relative(sets)));
  }
  return names;
}

using GString = std::unique_ptr<gchar, decltype(&g_free)>;

/// RFC 4518 §2.2–2.4: case folded, compatibility forms made one.  Empty where it is not UTF-8.
std::string folded(const std::string& text) {
  if (g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr) == 0) return {};
  const GString folded(g_utf8_casefold(text.data(), static_cast<gssize>(text.size())), &g_free);
  const GString normal(g_utf8_normalize(folded.get(), -1, G_NORMALIZE_NFKC), &g_free);
  std::string result;
  for (const gchar* at = normal.get(); *at != 0; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (g_unichar_isspace(c) != 0) {
      result += ' ';
    } else if (g_unichar_type(c) != G_UNICODE_FORMAT && g_unichar_type(c) != G_UNICODE_CONTROL) {
      result.append(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
    }
  }
  return result;
}

std::string lower_ascii(const std::string& text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c >= '\t' && c <= '\r') c = ' ';
  }
  return result;
}

/// RFC 4518 §2.6.1: none at the ends, one between words.
std::string with_single_blanks(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == ' ' && (result.empty() || result.back() == ' ')) continue;
    result += c;
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

/// With its length in front, so that no two lists of parts read alike.
std::string counted(const std::string& part) { return fmt::format("{:08x}{}", part.size(), part); }

std::string comparable(const Attribute& attribute) {
  const auto text = der::text_of(attribute.value);
  if (!text) return attribute.type.dotted + "#" + std::string(der::text_of(attribute.value.whole));
  const bool ascii =
      std::all_of(text->begin(), text->end(), [](char c) { return c > 0 && c < 0x7F; });
  std::string prepared = with_single_blanks(ascii ? lower_ascii(*text) : folded(*text));
  if (prepared.empty()) prepared = *text;
  return attribute.type.dotted + "=" + prepared;
}

std::string comparable(const RelativeName& name) {
  std::vector<std::string> parts;
  for (const Attribute& attribute : name) parts.push_back(counted(comparable(attribute)));
  std::sort(parts.begin(), parts.end());
  std::string whole;
  for (const std::string& part : parts) whole += part;
  return counted(whole);
}

// RFC 4514 §3, and those that certificates of organisations carry besides.
struct ShortName {
  std::string_view oid;
  std::string_view name;
};
constexpr std::array<ShortName, 20> kShortNames{{
    {"2.5.4.3", "CN"},
    {"2.5.4.4", "SN"},
    {"2.5.4.5", "serialNumber"},
    {"2.5.4.6", "C"},
    {"2.5.4.7", "L"},
    {"2.5.4.8", "ST"},
    {"2.5.4.9", "STREET"},
    {"2.5.4.10", "O"},
    {"2.5.4.11", "OU"},
    {"2.5.4.12", "title"},
    {"2.5.4.15", "businessCategory"},
    {"2.5.4.17", "postalCode"},
    {"2.5.4.42", "givenName"},
    {"2.5.4.43", "initials"},
    {"2.5.4.46", "dnQualifier"},
    {"2.5.4.65", "pseudonym"},
    {"2.5.4.97", "organizationIdentifier"},
    {"0.9.2342.19200300.100.1.1", "UID"},
    {"0.9.2342.19200300.100.1.25", "DC"},
    {"1.2.840.113549.1.9.1", "emailAddress"},
}};

std::string type_text(const der::Oid& type) {
  const auto found = std::find_if(kShortNames.begin(), kShortNames.end(),
                                  [&](const ShortName& one) { return one.oid == type.dotted; });
  return found == kShortNames.end() ? type.dotted : std::string(found->name);
}

/// RFC 4514 §2.4; control characters and octets that are no UTF-8 are written as octets too, for a
/// terminal's sake.
std::string escaped(std::string_view value) {
  constexpr std::string_view kSpecial = "\"+,;<>\\";
  std::string text;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t length = base::utf8_length(value.substr(at));
    const std::string_view character = value.substr(at, std::max<std::size_t>(length, 1));
    const char c = character.front();
    const bool outer = at == 0 || at + 1 == value.size();
    if (length == 0 || base::is_control(character)) {
      for (const char octet : character) {
        text += fmt::format("\\{:02X}", static_cast<unsigned char>(octet));
      }
    } else {
      if ((c == ' ' && outer) || (c == '#' && at == 0)) text += '\\';
      if (kSpecial.find(c) != std::string_view::npos) text += '\\';
      text += character;
    }
    at += character.size();
  }
  return text;
}

std::string attribute_text(const Attribute& attribute) {
  const auto value = der::text_of(attribute.value);
  if (value) return type_text(attribute.type) + "=" + escaped(*value);
  return attribute.type.dotted + "=#" + base::to_hex(attribute.value.whole);
}

}  // namespace

Result<Name> Name::parse(der::View octets) {
  Name name;
  for (const RelativeName& part : NOROSHI_TRY(parse_names(octets))) {
    name.canonical_ += comparable(part);
  }
  name.octets_ = der::copy_of(octets);
  return name;
}

Result<Name> Name::read(der::Reader& fields) {
  const der::Element whole = NOROSHI_TRY(fields.next(der::kSequence));
  return parse(whole.whole);
}

bool Name::empty() const { return canonical_.empty(); }

std::string Name::text() const {
  const auto names = parse_names(octets_);
  if (!names) return {};
  std::string text;
  for (auto part = names->rbegin(); part != names->rend(); ++part) {
    if (!text.empty()) text += ',';
    for (std::size_t i = 0; i < part->size(); ++i) {
      if (i > 0) text += '+';
      text += attribute_text((*part)[i]);
    }
  }
  return text;
}

std::vector<std::string> Name::attributes(const der::Oid& type) const {
  std::vector<std::string> values;
  const auto names = parse_names(octets_);
  if (!names) return values;
  for (const RelativeName& part : *names) {
    for (const Attribute& attribute : part) {
      if (attribute.type != type) continue;
      if (auto text = der::text_of(attribute.value)) values.push_back(std::move(*text));
    }
  }
  return values;
}

std::optional<std::string> Name::attribute(const der::Oid& type) const {
  std::vector<std::string> values = attributes(type);
  if (values.empty()) return std::nullopt;
  return std::move(values.back());
}

bool Name::within(const Name& base) const { return canonical_.starts_with(base.canonical_); }

Result<Name> Name::with(der::View relative_name) const {
  der::Bytes contents;
  if (!octets_.empty()) {
    der::Reader outer(octets_);
    contents = der::copy_of(NOROSHI_TRY(outer.next(der::kSequence)).contents);
  }
  der::append(contents, relative_name);
  return parse(der::element(der::kSequence, contents));
}

}  // namespace noroshi::pki
