// The gate: what an entry has to be before a form may write it.
//
// Values come from strangers.  Each kind is read by its own grammar and must be its canonical
// spelling, octet for octet; whatever else it holds (a quote, a line end, a second directive) is no
// part of any of these grammars.
#include <algorithm>
#include <array>
#include <charconv>
#include <idn2.h>

#include "act/share/forms.hpp"

namespace noroshi::share {

namespace {

constexpr std::size_t kLongestName = 253;  // RFC 1035, section 2.3.4, without the root
constexpr std::size_t kLongestUrl = 8192;

bool is_host_octet(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Labels of 1–63 octets of lower case, the last not a number (RFC 3696, section 2).
bool is_wire_name(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return false;
  std::string_view label;
  for (std::string_view rest = name; true; rest.remove_prefix(label.size() + 1)) {
    label = rest.substr(0, rest.find('.'));
    if (label.empty() || label.size() > 63) return false;
    if (!std::all_of(label.begin(), label.end(), is_host_octet)) return false;
    if (label.size() == rest.size()) break;
  }
  return !std::all_of(label.begin(), label.end(), is_digit);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

/// Well-formed UTF-8 (RFC 3629) without control characters, C1 and line separators included.
bool is_one_line(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first < 0x20 || first == 0x7F || (first >= 0x80 && first < 0xC2) || first > 0xF4) {
      return false;
    }
    if (at + length > text.size()) return false;
    std::uint32_t code = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
      const auto next = static_cast<unsigned char>(text[at + i]);
      if ((next & 0xC0) != 0x80) return false;
      code = code << 6 | (next & 0x3F);
    }
    const bool short_form = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool control = (code >= 0x80 && code < 0xA0) || code == 0x2028 || code == 0x2029;
    if (short_form || control || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
    at += length;
  }
  return true;
}

bool is_one_word(std::string_view text) {
  return !text.empty() && text.find(' ') == std::string_view::npos && is_one_line(text);
}

bool is_hex_digest(std::string_view text) {
  constexpr std::array<std::size_t, 5> kLengths = {32, 40, 56, 64, 128};  // MD5, SHA-1, SHA-2
  return std::find(kLengths.begin(), kLengths.end(), text.size()) != kLengths.end() &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

Fit fit_of_address(const net::Address& address) {
  return address.is_special() ? Fit::TooWide : Fit::Carried;
}

Fit fit_of_address(std::string_view text) {
  const auto address = net::Address::parse(text);
  if (!address || address->to_string() != text) return Fit::Unsafe;
  return fit_of_address(*address);
}

Fit fit_of_prefix(std::string_view text) {
  const auto prefix = net::Prefix::parse(text);
  if (!prefix || prefix->to_string() != text) return Fit::Unsafe;
  // Nobody lists a /7 on purpose: 33 million addresses.
  const int shortest = prefix->address.is_v4() ? 8 : 16;
  return prefix->length < shortest ? Fit::TooWide : fit_of_address(prefix->address);
}

Fit fit_of_domain(std::string_view text) {
  const auto name = wire_name(text);
  if (!name) return Fit::Unsafe;
  return name->find('.') == std::string::npos ? Fit::TooWide : Fit::Carried;
}

Fit fit_of_endpoint(Form form, std::string_view text) {
  if (const auto endpoint = address_and_port(text)) return fit_of_address(endpoint->address);
  const auto colon = text.rfind(':');
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const char* const begin = colon == std::string_view::npos ? end : text.data() + colon + 1;
  const auto [last, failure] = std::from_chars(begin, end, port);
  if (failure != std::errc() || last != end || *begin == '0') return Fit::Unsafe;
  const Fit fit = fit_of_domain(text.substr(0, colon));
  const bool any = form == Form::List || form == Form::Csv;
  return fit == Fit::Carried && !any ? Fit::OtherKind : fit;
}

/// Whether what is listed is spelled as it should be, whatever the form.
Fit fit_of_value(Form form, const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::Address:
      return fit_of_address(entry.value);
    case EntryKind::Prefix:
      return fit_of_prefix(entry.value);
    case EntryKind::Endpoint:
      return fit_of_endpoint(form, entry.value);
    case EntryKind::Domain:
      return fit_of_domain(entry.value);
    case EntryKind::Url:
      return is_one_word(entry.value) && entry.value.size() <= kLongestUrl &&
                     entry.value.find(':') != std::string::npos && entry.value.front() != '#'
                 ? Fit::Carried
                 : Fit::Unsafe;
    case EntryKind::Hash:
      return is_hex_digest(entry.value) ? Fit::Carried : Fit::Unsafe;
  }
  return Fit::OtherKind;
}

bool says(Form form, EntryKind kind) {
  using enum EntryKind;
  switch (form) {
    case Form::List:
    case Form::Csv:
      return true;
    case Form::Rpz:
      return kind == Address || kind == Prefix || kind == Domain;
    case Form::Nftables:
    case Form::Flowspec:
      return kind == Address || kind == Prefix || kind == Endpoint;
    case Form::Suricata:
      return true;
    case Form::Prefixes:
      return kind == Address || kind == Domain || kind == Url;
  }
  return false;
}

/// A name under rpz-ip, rpz-nsdname… is no name but an instruction of its own.
bool is_rpz_instruction(std::string_view name) {
  return name.substr(name.rfind('.') + 1).starts_with("rpz-");
}

Fit fit_of_zone_name(const std::string& name, const Look& look) {
  constexpr std::size_t kWildcard = 2;  // "*."
  if (is_rpz_instruction(name)) return Fit::Unsafe;
  return name.size() + 1 + look.name.size() + kWildcard > kLongestName ? Fit::Unsafe : Fit::Carried;
}

Fit fit_of_rule(const Entry& entry) {
  if (entry.kind == EntryKind::Url && !plain_url(entry.value)) return Fit::OtherKind;
  // Suricata keeps lists of MD5, SHA-1 and SHA-256.
  const bool known =
      entry.value.size() == 32 || entry.value.size() == 40 || entry.value.size() == 64;
  return entry.kind == EntryKind::Hash && !known ? Fit::OtherKind : Fit::Carried;
}

}  // namespace

std::optional<std::string> wire_name(std::string_view domain) {
  constexpr std::size_t kLongestIdn = kLongestName * 4;
  if (is_ascii(domain)) {
    if (!is_wire_name(domain)) return {};
    return std::string(domain);
  }
  if (domain.size() > kLongestIdn || !is_one_word(domain)) return {};
  char* output = nullptr;
  const std::string input(domain);
  const int failure =
      idn2_to_ascii_8z(input.c_str(), &output, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  if (failure != IDN2_OK) return {};
  std::string name = output;
  idn2_free(output);
  if (!is_wire_name(name)) return {};
  return name;
}

std::optional<AddressAndPort> address_and_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  std::string_view host = text.substr(0, colon);
  const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (brackets) host = host.substr(1, host.size() - 2);
  const auto address = net::Address::parse(host);
  if (!address || address->is_v4() == brackets || address->to_string() != host) return {};
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [last, failure] = std::from_chars(text.data() + colon + 1, end, port);
  if (failure != std::errc() || last != end || port == 0) return {};
  if (std::to_string(port) != text.substr(colon + 1)) return {};
  return AddressAndPort{*address, port};
}

Fit fit_of(Form form, const Entry& entry, const Look& look) {
  if (!says(form, entry.kind)) return Fit::OtherKind;
  const Fit fit = fit_of_value(form, entry);
  if (fit != Fit::Carried) return fit;
  if (form == Form::Rpz && entry.kind == EntryKind::Domain) {
    return fit_of_zone_name(*wire_name(entry.value), look);
  }
  if (form == Form::Suricata) return fit_of_rule(entry);
  if (form == Form::Prefixes && expression_of(entry).empty()) return Fit::OtherKind;
  return Fit::Carried;
}

}  // namespace noroshi::share
