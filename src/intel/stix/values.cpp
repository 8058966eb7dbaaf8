// One value against the shape that a table gives its property; see types.hpp.

#include <algorithm>
#include <fmt/format.h>

#include "intel/stix/checker.hpp"
#include "intel/stix/formats.hpp"
#include "intel/stix/vocabulary.hpp"

namespace noroshi::stix {

namespace {

constexpr std::size_t kQuoted = 80;  ///< of a stranger's text, so much stands in a message

std::string quoted(std::string_view text) {
  if (text.size() <= kQuoted) return fmt::format("\"{}\"", text);
  auto cut = kQuoted;  // not within a character
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return fmt::format("\"{}…\"", text.substr(0, cut));
}

/// A format with its test, for shapes that are strings of one format.
struct Format {
  Shape shape;
  bool (*test)(std::string_view);
  std::string_view rule;
  std::string_view wanted;
};

constexpr Format kFormats[] = {
    {Shape::Hex, formats::is_hex, "hex", "pairs of hexadecimal digits (section 2.8)"},
    {Shape::Binary, formats::is_base64, "binary", "base64 (RFC 4648)"},
    {Shape::Language, formats::is_language, "language", "a language code of RFC 5646"},
    {Shape::Mime, formats::is_mime_type, "mime-type", "a media type, as text/plain"},
    {Shape::Cpe, formats::is_cpe, "cpe", "a CPE 2.3 formatted string"},
    {Shape::Charset, formats::is_charset, "charset", "a name of the IANA character set registry"},
    {Shape::Ipv4, formats::is_ipv4, "ipv4", "an IPv4 address or network in CIDR notation"},
    {Shape::Ipv6, formats::is_ipv6, "ipv6", "an IPv6 address or network in CIDR notation"},
    {Shape::Domain, formats::is_domain, "domain-name", "a domain name (RFC 1034, RFC 5890)"},
    {Shape::Email, formats::is_email, "email-addr", "an address as RFC 5322, section 3.4.1"},
    {Shape::Mac, formats::is_mac, "mac-addr", "six pairs of lower-case digits with colons"},
};

void check_format(const Node& node, Shape shape, Verdict& verdict) {
  const auto* format = std::find_if(std::begin(kFormats), std::end(kFormats),
                                    [shape](const Format& row) { return row.shape == shape; });
  if (format == std::end(kFormats)) return;
  if (!format->test(node.value)) {
    verdict.error(node, format->rule,
                  fmt::format("{} is not {}", quoted(node.value), format->wanted));
  } else if (shape == Shape::Hex && !formats::is_lower_hex(node.value)) {
    verdict.warning(node, "hex", "hexadecimal digits are in lower case (section 2.8)");
  }
}

void check_timestamp(const Node& node, Shape shape, Verdict& verdict) {
  if (!parse_timestamp(node.value)) {
    return verdict.error(node, "timestamp",
                         fmt::format("{} is no time as 2026-01-02T03:04:05.678Z (section 2.16)",
                                     quoted(node.value)));
  }
  constexpr std::size_t kWithoutDecimals = 20;  // 2026-01-02T03:04:05Z
  constexpr std::size_t kWithThree = 24;
  if (shape == Shape::Millis && node.value.size() < kWithThree) {
    verdict.error(node, "precision",
                  fmt::format("{} needs three decimals or more (section 3.2)", quoted(node.value)));
  }
  if (shape == Shape::Seconds && node.value.size() != kWithoutDecimals) {
    verdict.error(node, "precision",
                  fmt::format("{} must be precise to the second", quoted(node.value)));
  }
}

/// The published schemas let references of observables be any string, and their own test files have
/// some with a UUID cut short: such a one is warned about if its type is right.
void malformed_reference(const Node& node, const Property& property, std::string_view host,
                         Verdict& verdict) {
  const auto message = fmt::format("{} is not <type>--<UUID> (section 2.9)", quoted(node.value));
  const auto type = formats::type_of_identifier(node.value);
  const bool typed = type.size() < node.value.size() && vocabulary::holds(property.words, type);
  if (typed && family_of(host) == Family::Observable) {
    return verdict.warning(node, "identifier", message);
  }
  verdict.error(node, "identifier", message);
}

/// `host` is the type of the object that refers.
void check_reference(const Node& node, const Property& property, std::string_view host,
                     Verdict& verdict) {
  // Within a container of old, references are keys of their neighbours.
  if (verdict.lenient() && node.value.find("--") == std::string_view::npos) return;
  if (!formats::is_identifier(node.value))
    return malformed_reference(node, property, host, verdict);
  const auto type = formats::type_of_identifier(node.value);
  if (property.name == "created_by_ref" && type != "identity") {
    return verdict.warning(node, "reference",
                           fmt::format("it leads to a {}; who created is an identity", type));
  }
  if (property.words.empty()) return;
  const bool forbids = property.words.front() == '!';
  const auto words = property.words.substr(forbids ? 1 : 0);
  if (vocabulary::holds(words, type) != forbids) return;
  verdict.error(node, "reference",
                forbids ? fmt::format("it must not lead to a {}", type)
                        : fmt::format("it leads to a {}; allowed are: {}", type, words));
}

void check_word(const Node& node, const Property& property, Verdict& verdict) {
  if (vocabulary::holds(property.words, node.value)) return;
  if (property.shape == Shape::Closed) {
    return verdict.error(node, "enum",
                         fmt::format("{} is none of: {}", quoted(node.value), property.words));
  }
  verdict.warning(node, "vocabulary",
                  formats::is_plain_word(node.value)
                      ? fmt::format("{} is not in the open vocabulary", quoted(node.value))
                      : fmt::format("{} is not in the open vocabulary; new terms are in lower "
                                    "case, with hyphens (section 2.14)",
                                    quoted(node.value)));
}

void check_url(const Node& node, std::string_view type, Verdict& verdict) {
  if (formats::is_uri(node.value)) return;
  const auto message = fmt::format("{} is no URL of RFC 3986", quoted(node.value));
  // The value of a url object MUST be one (section 6.15.1); elsewhere it is a pointer for people.
  if (type == "url") return verdict.error(node, "url", message);
  verdict.warning(node, "url", message);
}

void check_string(const Node& node, const Property& property, std::string_view type,
                  Verdict& verdict) {
  if (node.kind != Kind::String) return verdict.error(node, "type", "it must be a string");
  switch (property.shape) {
    case Shape::Timestamp:
    case Shape::Millis:
    case Shape::Seconds:
      return check_timestamp(node, property.shape, verdict);
    case Shape::Reference:
      return check_reference(node, property, type, verdict);
    case Shape::Open:
    case Shape::Closed:
      return check_word(node, property, verdict);
    case Shape::Url:
      return check_url(node, type, verdict);
    default:
      return check_format(node, property.shape, verdict);
  }
}

bool is_whole(std::string_view number) {
  return number.find_first_of(".eE") == std::string_view::npos;
}

void check_number(const Node& node, const Property& property, Verdict& verdict) {
  if (node.kind != Kind::Number) return verdict.error(node, "type", "it must be a number");
  const double value = number_of(node);
  // 5.0 is a whole number for JSON Schema, and no integer to many readers.
  if (property.shape == Shape::Integer && !is_whole(node.value)) {
    return verdict.error(node, "type", fmt::format("{} is no integer", node.value));
  }
  if (value < property.lowest || value > property.highest) {
    verdict.error(node, "range",
                  fmt::format("{} is outside {} to {}", node.value.substr(0, kQuoted),
                              property.lowest, property.highest));
  }
}

bool check_container(const Node& node, Kind kind, Verdict& verdict) {
  if (node.kind != kind) {
    verdict.error(node, "type", kind == Kind::Array ? "it must be a list" : "it must be an object");
    return false;
  }
  if (node.count == 0) verdict.error(node, "empty", "an empty list or dictionary is not allowed");
  return node.count > 0;
}

void check_dictionary(const Node& node, Verdict& verdict) {
  if (!check_container(node, Kind::Object, verdict)) return;
  for (const Node& member : verdict.tree().children(node)) {
    if (!formats::is_dictionary_key(member.key, 1)) {
      verdict.error(
          member, "key",
          fmt::format("{} is no key: letters, digits, - and _, at most 250", quoted(member.key)));
    }
    if (member.kind == Kind::Null) verdict.error(member, "null", "STIX has no null");
  }
}

void check_hashes(const Node& node, Verdict& verdict) {
  if (!check_container(node, Kind::Object, verdict)) return;
  constexpr std::size_t kShortest = 3;
  for (const Node& hash : verdict.tree().children(node)) {
    if (!formats::is_dictionary_key(hash.key, kShortest)) {
      verdict.error(hash, "key",
                    fmt::format("{} is no name of an algorithm: 3 to 250 letters, digits, - and _",
                                quoted(hash.key)));
    } else if (!vocabulary::holds(vocabulary::kHashAlgorithm, hash.key) &&
               hash.key.substr(0, 2) != "x_") {
      verdict.warning(hash, "vocabulary",
                      fmt::format("{} is not in hash-algorithm-ov", quoted(hash.key)));
    }
    if (hash.kind != Kind::String) {
      verdict.error(hash, "type", "a hash must be a string");
    } else if (!formats::fits_algorithm(hash.key, hash.value)) {
      const auto message = fmt::format("{} is no {}", quoted(hash.value), hash.key);
      const bool fuzzy = hash.key == "SSDEEP" || hash.key == "TLSH";
      fuzzy ? verdict.warning(hash, "hash", message) : verdict.error(hash, "hash", message);
    }
  }
}

void check_record(const Node& node, const Record& record, std::string_view type, Verdict& verdict) {
  if (!check_container(node, Kind::Object, verdict)) return;
  check_members(node, {record.properties, {}, record.needs_one, Unknown::Custom}, type, verdict);
  check_record_rules(node, record.name, verdict);
}

void check_one(const Node& node, const Property& property, std::string_view type,
               Verdict& verdict) {
  switch (property.shape) {
    case Shape::Any:
      return;
    case Shape::Reserved:
      return verdict.error(node, "reserved", "this property must not be used here");
    case Shape::Boolean:
      if (node.kind != Kind::True && node.kind != Kind::False) {
        verdict.error(node, "type", "it must be true or false");
      }
      return;
    case Shape::Integer:
    case Shape::Number:
      return check_number(node, property, verdict);
    case Shape::Dictionary:
      return check_dictionary(node, verdict);
    case Shape::Hashes:
      return check_hashes(node, verdict);
    case Shape::Record:
      return check_record(node, *property.record, type, verdict);
    case Shape::Extensions:
      if (check_container(node, Kind::Object, verdict)) check_extensions(node, type, verdict);
      return;
    default:
      return check_string(node, property, type, verdict);
  }
}

/// Reserved for later versions: section 3.8, and the published schemas.
bool is_reserved(std::string_view name) {
  return vocabulary::holds("severity username phone_number phone_numbers action", name);
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

void check_custom_value(const Node& node, Verdict& verdict) {
  if (node.kind == Kind::Null) return verdict.error(node, "null", "STIX has no null");
  const bool container = node.kind == Kind::Array || node.kind == Kind::Object;
  if (container && node.count == 0) {
    return verdict.error(node, "empty", "an empty list or dictionary is not allowed");
  }
  if (node.kind != Kind::String) return;
  if (ends_with(node.key, "_hex")) check_format(node, Shape::Hex, verdict);
  if (ends_with(node.key, "_bin")) check_format(node, Shape::Binary, verdict);
}

}  // namespace

void check_value(const Node& node, const Property& property, std::string_view type,
                 Verdict& verdict) {
  if (property.deprecated) verdict.warning(node, "deprecated", "this property is deprecated");
  if (!property.list) return check_one(node, property, type, verdict);
  if (!check_container(node, Kind::Array, verdict)) return;
  for (const Node& element : verdict.tree().children(node)) {
    check_one(element, property, type, verdict);
  }
}

void check_custom(const Node& node, Unknown unknown, Verdict& verdict) {
  if (!formats::is_property_name(node.key)) {
    return verdict.error(node, "property-name",
                         fmt::format("{} is no name of a property: 3 to 250 of a-z, 0-9 and _, "
                                     "a letter first (section 3.1)",
                                     quoted(node.key)));
  }
  if (is_reserved(node.key)) {
    return verdict.error(node, "reserved", "this name is reserved (section 3.8)");
  }
  check_custom_value(node, verdict);
  if (unknown == Unknown::Declared) return;
  verdict.custom(node, "custom-property",
                 node.key.substr(0, 2) == "x_"
                     ? fmt::format("{} is not of the standard", quoted(node.key))
                     : fmt::format("{} is not of the standard, and without \"x_\" may come to mean "
                                   "something else (section 11.1.1)",
                                   quoted(node.key)));
}

}  // namespace noroshi::stix
