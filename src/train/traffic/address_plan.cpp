#include "train/traffic/address_plan.hpp"

namespace noroshi::traffic {

net::Address AddressPlan::hosting(std::uint32_t slot) const {
  // Odd multiplier, addition and shift-xor are each a bijection of 16 bits.
  std::uint32_t place = slot % kHostingWidth;
  for (std::uint64_t round = 0; round < 3; ++round) {
    const auto key = static_cast<std::uint32_t>(net::mix(seed_ + round));
    place = (place * (key | 1U) + (key >> 16)) & 0xFFFFU;
    place ^= place >> 7;
  }
  return net::Address::v4(0xC6130000U + place);
}

std::vector<net::Prefix> AddressPlan::cdn_prefixes() {
  std::vector<net::Prefix> prefixes;
  for (std::uint32_t cdn = 0; cdn < kCdnCount; ++cdn) {
    const std::uint32_t first = 0xC6120000U + cdn * kCdnWidth;
    prefixes.push_back(net::Prefix::of(net::Address::v4(first), 21));
    prefixes.push_back(net::Prefix::of(net::Address::v6(0x20010DB800000000ULL, first), 117));
  }
  return prefixes;
}

}  // namespace noroshi::traffic
