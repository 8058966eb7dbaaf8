// Item: a service endpoint as the octets that both sides must agree on to the last bit.
//
//    0              16      18    19
//   +--------------+-------+-----+
//   | address      | port  |proto|   IPv4 as ::ffff:a.b.c.d; numbers big-endian
//   +--------------+-------+-----+
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "model/finding.hpp"
#include "trust/psi/group.hpp"

namespace noroshi::psi {

using Item = std::array<std::uint8_t, 19>;

Item item_of(const model::Endpoint& endpoint);
model::Endpoint endpoint_of(const Item& item);

/// In ascending order, each once.
std::vector<Item> items_of(std::span<const model::Endpoint> endpoints);

/// Where an item lies in the group, before it is blinded.
Element hash_to_group(const Item& item);

/// What binds a party to its list without showing it: SHA-256 of a tag, 32 random octets (`salt`)
/// and the items in ascending order.  Whoever is shown list and salt later can check it.
Octets32 commitment(std::span<const Item> items, const Octets32& salt);

}  // namespace noroshi::psi
