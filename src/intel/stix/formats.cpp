// See formats.hpp.

#include "intel/stix/formats.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"
#include "net/address.hpp"

namespace noroshi::stix::formats {

namespace {

bool is_digit(char octet) { return octet >= '0' && octet <= '9'; }
bool is_lower(char octet) { return octet >= 'a' && octet <= 'z'; }
bool is_letter(char octet) { return is_lower(static_cast<char>(octet | 0x20)); }
bool is_alphanumeric(char octet) { return is_letter(octet) || is_digit(octet); }
bool is_lower_hex_digit(char octet) { return is_digit(octet) || (octet >= 'a' && octet <= 'f'); }
bool is_hex_digit(char octet) {
  return is_lower_hex_digit(octet) || (octet >= 'A' && octet <= 'F');
}

template <class Test>
bool all(std::string_view text, Test test) {
  return std::all_of(text.begin(), text.end(), test);
}

bool among(std::string_view set, char octet) { return set.find(octet) != std::string_view::npos; }

/// Cuts off and returns what stands before the next `separator`.
std::string_view take_part(std::string_view& rest, char separator) {
  const auto end = std::min(rest.find(separator), rest.size());
  const auto part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

}  // namespace

bool is_type_name(std::string_view text) {
  if (text.size() < 3 || text.size() > 250 || !is_lower(text.front())) return false;
  if (text.find("--") != std::string_view::npos) return false;
  return all(text, [](char octet) { return is_lower(octet) || is_digit(octet) || octet == '-'; });
}

bool is_property_name(std::string_view text) {
  if (text == "id") return true;
  if (text.size() < 3 || text.size() > 250 || !is_lower(text.front())) return false;
  return all(text, [](char octet) { return is_lower(octet) || is_digit(octet) || octet == '_'; });
}

bool is_dictionary_key(std::string_view text, std::size_t shortest) {
  return text.size() >= shortest && text.size() <= 250 && all(text, [](char octet) {
           return is_alphanumeric(octet) || octet == '-' || octet == '_';
         });
}

std::string_view type_of_identifier(std::string_view identifier) {
  return identifier.substr(0, std::min(identifier.find("--"), identifier.size()));
}

bool is_identifier(std::string_view text) {
  const auto type = type_of_identifier(text);
  if (!is_type_name(type) || text.size() != type.size() + 2 + 36) return false;
  const auto uuid = text.substr(type.size() + 2);
  // RFC 4122, section 4.1: variant 10x; versions to 8 since RFC 9562.
  return is_uuid(uuid) && uuid[14] >= '1' && uuid[14] <= '8' && among("89abAB", uuid[19]);
}

char uuid_version(std::string_view identifier) {
  return identifier.size() < 36 ? '\0' : identifier[identifier.size() - 22];
}

bool is_hex(std::string_view text) {
  return !text.empty() && text.size() % 2 == 0 && all(text, is_hex_digit);
}

bool is_lower_hex(std::string_view text) { return all(text, is_lower_hex_digit); }

bool is_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return false;
  if (text.back() == '=') text.remove_suffix(1);
  if (text.back() == '=') text.remove_suffix(1);
  return all(text,
             [](char octet) { return is_alphanumeric(octet) || octet == '+' || octet == '/'; });
}

bool is_language(std::string_view text) {
  // RFC 5646, section 2.1: subtags of 1–8 letters and digits; the first of 2–8 letters, or the
  // private "x" and the grandfathered "i".
  if (text.empty() || text.back() == '-') return false;
  auto rest = text;
  const auto primary = take_part(rest, '-');
  const bool alone = primary == "x" || primary == "X" || primary == "i" || primary == "I";
  if (alone ? rest.empty() : primary.size() < 2) return false;
  if (primary.size() > 8 || !all(primary, is_letter)) return false;
  while (!rest.empty()) {
    const auto subtag = take_part(rest, '-');
    if (subtag.empty() || subtag.size() > 8 || !all(subtag, is_alphanumeric)) return false;
  }
  return true;
}

bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  const auto scheme = text.substr(0, colon);
  const bool named = is_letter(scheme.front()) && all(scheme, [](char octet) {
                       return is_alphanumeric(octet) || among("+-.", octet);
                     });
  return named && all(text, [](char octet) {
           return static_cast<unsigned char>(octet) > 0x20 && octet != 0x7F &&
                  !among("\"<>", octet);
         });
}

bool is_mime_type(std::string_view text) {
  static constexpr std::array<std::string_view, 11> kTopLevel{
      "application", "audio",     "font", "haptics", "image",  "message",
      "model",       "multipart", "text", "video",   "example"};
  auto rest = text;
  const auto top = take_part(rest, '/');
  const auto subtype = rest.substr(0, rest.find(';'));  // parameters are not checked
  return std::find(kTopLevel.begin(), kTopLevel.end(), top) != kTopLevel.end() &&
         !subtype.empty() && all(subtype, [](char octet) {
           return is_alphanumeric(octet) || among("!#$&-^_.+", octet);
         });
}

bool is_cpe(std::string_view text) {
  constexpr std::string_view kStart = "cpe:2.3:";
  constexpr int kParts = 11;  // NISTIR 7695, section 6.2
  if (text.substr(0, kStart.size()) != kStart) return false;
  text.remove_prefix(kStart.size());
  if (text.size() < 2 || !among("aho*-", text[0]) || text[1] != ':') return false;
  int parts = 1;
  bool empty = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
      empty = false;
    } else if (text[i] == ':') {
      if (empty) return false;
      empty = true;
      ++parts;
    } else if (static_cast<unsigned char>(text[i]) <= 0x20) {
      return false;
    } else {
      empty = false;
    }
  }
  return parts == kParts && !empty;
}

bool is_charset(std::string_view text) {
  return text.size() >= 2 && text.size() <= 250 &&
         all(text, [](char octet) { return is_alphanumeric(octet) || among("/.+_:()-", octet); });
}

namespace {

bool is_network(std::string_view text, bool v4) {
  const auto slash = text.find('/');
  const auto address = text.substr(0, slash);
  if ((address.find(':') == std::string_view::npos) != v4) return false;
  if (!net::Address::parse(address)) return false;
  if (slash == std::string_view::npos) return true;
  const auto length = text.substr(slash + 1);
  int bits = -1;
  const auto parsed = std::from_chars(length.data(), length.data() + length.size(), bits);
  const bool plain = parsed.ec == std::errc{} && parsed.ptr == length.data() + length.size() &&
                     is_digit(length.front()) && (length.size() == 1 || length.front() != '0');
  return plain && bits <= (v4 ? 32 : 128);
}

}  // namespace

bool is_ipv4(std::string_view text) { return is_network(text, true); }
bool is_ipv6(std::string_view text) { return is_network(text, false); }

bool is_domain(std::string_view text) {
  constexpr std::size_t kLongest = 253;  // RFC 1034, section 3.1, in its text form
  const bool ascii = all(text, [](char octet) { return octet > 0; });
  if (text.empty() || (ascii && text.size() > kLongest + 1)) return false;
  if (text.back() == '.') text.remove_suffix(1);
  while (!text.empty()) {
    const auto label = take_part(text, '.');
    const bool plain = all(label, [](char octet) {
      return octet < 0 || is_alphanumeric(octet) || among("-_*", octet);
    });
    if (label.empty() || (ascii && label.size() > 63) || !plain) return false;
  }
  return true;
}

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');  // RFC 5322, section 3.4.1: addr-spec
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  const auto local = text.substr(0, at);
  const auto domain = text.substr(at + 1);
  const bool quoted = local.size() > 2 && local.front() == '"' && local.back() == '"';
  const bool literal = domain.front() == '[' && domain.back() == ']';
  const bool local_is_sound = quoted || all(local, [](char octet) {
                                return static_cast<unsigned char>(octet) > 0x20 && octet != 0x7F &&
                                       !among("<>()[]\\,;:\"@", octet);
                              });
  return local_is_sound && (literal || is_domain(domain));
}

bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != ':' : !is_lower_hex_digit(text[i])) return false;
  }
  return true;
}

bool is_plain_word(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char octet) {
    return (octet >= 'A' && octet <= 'Z') || octet == '_' || octet == ' ';
  });
}

bool is_relationship_type(std::string_view text) {
  return !text.empty() &&
         all(text, [](char octet) { return is_lower(octet) || is_digit(octet) || octet == '-'; });
}

bool fits_algorithm(std::string_view algorithm, std::string_view digest) {
  struct Length {
    std::string_view algorithm;
    std::size_t digits;
  };
  static constexpr std::array<Length, 6> kLengths{{{"MD5", 32},
                                                   {"SHA-1", 40},
                                                   {"SHA-256", 64},
                                                   {"SHA-512", 128},
                                                   {"SHA3-256", 64},
                                                   {"SHA3-512", 128}}};
  const auto* known = std::find_if(kLengths.begin(), kLengths.end(),
                                   [&](const auto& row) { return row.algorithm == algorithm; });
  if (known != kLengths.end()) return digest.size() == known->digits && all(digest, is_hex_digit);
  // 35 octets; since version 4 of TLSH with "T1" before them.
  if (algorithm == "TLSH") {
    if (digest.substr(0, 2) == "T1") digest.remove_prefix(2);
    return digest.size() == 70 && all(digest, is_hex_digit);
  }
  if (algorithm == "SSDEEP") return std::count(digest.begin(), digest.end(), ':') == 2;
  return true;
}

}  // namespace noroshi::stix::formats
