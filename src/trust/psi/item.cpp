#include "trust/psi/item.hpp"

#include <algorithm>
#include <cstddef>

namespace noroshi::psi {
namespace {

// RFC 9380, section 3.1: application, version, and the suite of appendix B.
constexpr std::string_view kTag = "noroshi-psi-v1-with-ristretto255_XMD:SHA-512_R255MAP_RO_";
constexpr std::string_view kCommitmentTag = "noroshi-psi-v1-list";

void put(std::uint64_t half, std::span<std::uint8_t, 8> to) {
  for (std::size_t i = 8; i-- > 0; half >>= 8) to[i] = static_cast<std::uint8_t>(half);
}

}  // namespace

Item item_of(const model::Endpoint& endpoint) {
  Item item{};
  const std::span octets(item);
  put(endpoint.ip.high(), octets.subspan<0, 8>());
  put(endpoint.ip.low(), octets.subspan<8, 8>());
  item[16] = static_cast<std::uint8_t>(endpoint.port >> 8);
  item[17] = static_cast<std::uint8_t>(endpoint.port);
  item[18] = endpoint.proto;
  return item;
}

model::Endpoint endpoint_of(const Item& item) {
  const auto octets = std::as_bytes(std::span(item));
  return {.ip = net::Address::from_bytes(octets.subspan<0, 16>()),
          .port = static_cast<std::uint16_t>(item[16] << 8 | item[17]),
          .proto = item[18]};
}

std::vector<Item> items_of(std::span<const model::Endpoint> endpoints) {
  std::vector<Item> items;
  items.reserve(endpoints.size());
  for (const auto& endpoint : endpoints) items.push_back(item_of(endpoint));
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

Element hash_to_group(const Item& item) { return hash_to_group(text_of(item), kTag); }

Octets32 commitment(std::span<const Item> items, const Octets32& salt) {
  const std::string_view list(reinterpret_cast<const char*>(items.data()), items.size_bytes());
  return sha256({kCommitmentTag, text_of(salt), list});
}

}  // namespace noroshi::psi
