#include "intel/registry/rdap.hpp"

#include <algorithm>
#include <limits>
#include <simdjson.h>

#include "intel/registry/document.hpp"
#include "intel/registry/spans.hpp"

namespace noroshi::registry {
namespace {

using Element = simdjson::dom::element;
using Array = simdjson::dom::array;
using Object = simdjson::dom::object;

constexpr int kDeepest = 8;  // entities within entities; real answers have two or three levels

Error unusable(std::string_view reason) { return {Errc::InvalidInput, std::string(reason)}; }

std::string_view text_at(const Object& object, std::string_view key) {
  std::string_view text;
  return object.at_key(key).get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// What stands in the array of this name; nothing where there is none.
std::vector<Element> items_at(const Object& object, std::string_view key) {
  Array array;
  if (object.at_key(key).get(array) != simdjson::SUCCESS) return {};
  return {array.begin(), array.end()};
}

bool has_role(const Object& entity, std::string_view wanted) {
  for (const Element role : items_at(entity, "roles")) {
    std::string_view text;
    if (role.get(text) == simdjson::SUCCESS && text == wanted) return true;
  }
  return false;
}

// jCard (RFC 7095): ["vcard", [[name, parameters, type, value…], …]]
std::string_view jcard_text(const Object& entity, std::string_view property) {
  Array card;
  Array properties;
  if (entity.at_key("vcardArray").get(card) != simdjson::SUCCESS) return {};
  if (card.at(1).get(properties) != simdjson::SUCCESS) return {};
  for (const Element one : properties) {
    Array parts;
    std::string_view name;
    std::string_view value;
    if (one.get(parts) == simdjson::SUCCESS && parts.at(0).get(name) == simdjson::SUCCESS &&
        name == property && parts.at(3).get(value) == simdjson::SUCCESS) {
      return value;
    }
  }
  return {};
}

// The property of the first entity with the role, the outer ones before the inner.
std::string_view of_role(const Object& holder, std::string_view role, std::string_view property,
                         int depth = 0) {
  if (depth > kDeepest) return {};
  const auto entities = items_at(holder, "entities");
  for (const Element one : entities) {
    Object entity;
    if (one.get(entity) != simdjson::SUCCESS || !has_role(entity, role)) continue;
    if (const auto found = jcard_text(entity, property); !found.empty()) return found;
  }
  for (const Element one : entities) {
    Object entity;
    if (one.get(entity) != simdjson::SUCCESS) continue;
    if (const auto found = of_role(entity, role, property, depth + 1); !found.empty()) return found;
  }
  return {};
}

std::uint32_t asn_of(const Object& network) {
  for (const Element one : items_at(network, "arin_originas0_originautnums")) {
    std::uint64_t asn = 0;
    const bool sound =
        one.get(asn) == simdjson::SUCCESS && asn <= std::numeric_limits<std::uint32_t>::max();
    if (sound) return static_cast<std::uint32_t>(asn);
  }
  return 0;
}

// The extension cidr0, for answers without startAddress and endAddress.
Result<std::vector<net::Prefix>> cidrs_of(const Object& network) {
  std::vector<net::Prefix> out;
  for (const Element one : items_at(network, "cidr0_cidrs")) {
    Object cidr;
    std::uint64_t length = 0;
    if (one.get(cidr) != simdjson::SUCCESS ||
        cidr.at_key("length").get(length) != simdjson::SUCCESS || length > 128) {
      return unusable("cidr0_cidrs cannot be read");
    }
    const auto v4 = text_at(cidr, "v4prefix");
    const auto text = v4.empty() ? text_at(cidr, "v6prefix") : v4;
    auto prefix = net::Prefix::parse(std::string(text).append("/").append(std::to_string(length)));
    if (!prefix) return unusable("cidr0_cidrs cannot be read");
    out.push_back(*prefix);
  }
  if (out.empty()) return unusable("no startAddress and endAddress");
  return out;
}

Result<std::vector<net::Prefix>> prefixes_of(const Object& network) {
  const auto begin = text_at(network, "startAddress");
  const auto end = text_at(network, "endAddress");
  if (begin.empty() && end.empty()) return cidrs_of(network);
  const auto first = net::Address::parse(begin);
  const auto last = net::Address::parse(end);
  if (!first || !last) return unusable("startAddress or endAddress is no address");
  if (first->is_v4() != last->is_v4() || *last < *first) {
    return unusable("startAddress and endAddress are no range");
  }
  return prefixes_between(*first, *last);
}

std::string country_of(const Object& network) {
  std::string country(text_at(network, "country"));
  for (char& c : country) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c < 'A' || c > 'Z') return {};
  }
  return country.size() == 2 ? country : std::string();
}

// Who it is called by: the registrant, else the network's own name, else its handle.
std::string name_of(const Object& network) {
  for (const auto name : {of_role(network, "registrant", "fn"), text_at(network, "name"),
                          text_at(network, "handle")}) {
    if (is_name(name)) return std::string(name);
  }
  return {};
}

Result<RdapNetwork> network_of(const Object& object) {
  if (text_at(object, "objectClassName") != "ip network") return unusable("no ip network");
  RdapNetwork out;
  out.prefixes = NOROSHI_TRY(prefixes_of(object));
  if (!std::all_of(out.prefixes.begin(), out.prefixes.end(), is_somebodys)) {
    return unusable("too wide to be anybody's");
  }
  out.contact = of_role(object, "abuse", "email");
  if (out.contact.empty()) return unusable("no mail address with the role abuse");
  if (!is_mail_address(out.contact)) return unusable("the abuse contact is no mail address");
  out.name = name_of(object);
  if (out.name.empty()) return unusable("no name");
  out.country = country_of(object);
  out.asn = asn_of(object);
  return out;
}

// How many bits of `address` from the end are zero.
int trailing_zeros(const net::Address& address) {
  if (address.low() != 0) return __builtin_ctzll(address.low());
  return address.high() == 0 ? 128 : 64 + __builtin_ctzll(address.high());
}

net::Address last_in(const net::Address& first, int bits) {
  const auto ones = [](int count) {
    return count <= 0 ? 0ULL : count >= 64 ? ~0ULL : (1ULL << count) - 1;
  };
  return net::Address::v6(first.high() | ones(bits - 64), first.low() | ones(bits));
}

}  // namespace

std::vector<net::Prefix> prefixes_between(const net::Address& first, const net::Address& last) {
  std::vector<net::Prefix> out;
  const int width = first.is_v4() ? 32 : 128;
  net::Address at = first;
  for (;;) {
    int bits = std::min(trailing_zeros(at), width);
    while (last < last_in(at, bits)) --bits;
    out.push_back(net::Prefix::of(at, width - bits));
    const auto end = last_in(at, bits);
    if (end == last) return out;
    const std::uint64_t carry = end.low() == ~0ULL ? 1 : 0;
    at = net::Address::v6(end.high() + carry, end.low() + 1);
  }
}

struct RdapReader::Parser {
  simdjson::dom::parser parser;
  simdjson::padded_string line;
};

RdapReader::RdapReader() : parser_(std::make_unique<Parser>()) {}
RdapReader::~RdapReader() = default;

Result<RdapNetwork> RdapReader::read(std::string_view json) {
  parser_->line = simdjson::padded_string(json);
  Object object;
  if (parser_->parser.parse(parser_->line).get(object) != simdjson::SUCCESS) {
    return unusable("no JSON object");
  }
  return network_of(object);
}

}  // namespace noroshi::registry
