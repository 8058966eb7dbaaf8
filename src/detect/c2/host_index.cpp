#include "detect/c2/host_index.hpp"

#include <bit>

namespace noroshi::c2 {
namespace {

constexpr std::size_t kFirstSlots = 1 << 12;

}  // namespace

HostIndex::HostIndex() : slots_(kFirstSlots, 0) {}

std::uint32_t HostIndex::intern(const net::Address& address, std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = first_slot(hash);
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const std::uint32_t host = slots_[slot] - 1;
    if (addresses_[host] == address) return host;
  }
  addresses_.push_back(address);
  slots_[slot] = static_cast<std::uint32_t>(addresses_.size());
  if (addresses_.size() * 2 > slots_.size()) grow(2 * slots_.size());
  return static_cast<std::uint32_t>(addresses_.size() - 1);
}

std::uint32_t HostIndex::find(const net::Address& address) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = first_slot(net::hash(address));
  for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const std::uint32_t host = slots_[slot] - 1;
    if (addresses_[host] == address) return host;
  }
  return kNone;
}

void HostIndex::expect(std::size_t hosts) {
  addresses_.reserve(hosts);
  if (2 * hosts > slots_.size()) grow(std::bit_ceil(2 * hosts));
}

void HostIndex::grow(std::size_t slots) {
  slots_.assign(slots, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t host = 0; host < addresses_.size(); ++host) {
    std::size_t slot = first_slot(net::hash(addresses_[host]));
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::uint32_t>(host + 1);
  }
}

}  // namespace noroshi::c2
