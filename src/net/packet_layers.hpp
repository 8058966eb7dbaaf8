// Inside packet.cpp and packet_ip.cpp: the view that layers pass on, and the entry points that they
// call in one another.  Tunnels make the layers recursive (IP → GRE → Ethernet → IP); `depth`
// counts the tunnels entered and bounds the recursion.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "net/packet.hpp"

namespace noroshi::net {

inline constexpr unsigned kDeepestTunnel = 8;  // beyond, the packet counts as what it is outside

/// The rest of a frame, from the start of the current layer.
struct Layer {
  const std::byte* bytes = nullptr;
  std::size_t captured = 0;  ///< octets that can be read
  std::size_t wire = 0;      ///< octets that there were, by the lengths of the layers outside
  unsigned depth = 0;        ///< tunnels entered

  [[nodiscard]] bool has(std::size_t octets) const { return octets <= captured; }

  [[nodiscard]] std::uint8_t u8(std::size_t at) const {
    return std::to_integer<std::uint8_t>(bytes[at]);
  }
  [[nodiscard]] std::uint16_t u16(std::size_t at) const {
    std::uint16_t raw;
    std::memcpy(&raw, bytes + at, sizeof raw);
    return __builtin_bswap16(raw);
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const {
    std::uint32_t raw;
    std::memcpy(&raw, bytes + at, sizeof raw);
    return __builtin_bswap32(raw);
  }
  [[nodiscard]] std::uint64_t u64(std::size_t at) const {
    return std::uint64_t{u32(at)} << 32 | u32(at + 4);
  }

  /// The layer that begins `octets` further on; `has(octets)` must be true.
  [[nodiscard]] Layer after(std::size_t octets) const {
    return {bytes + octets, captured - octets, wire > octets ? wire - octets : 0, depth};
  }

  /// The same layer when its own header says how long it is.
  [[nodiscard]] Layer limited_to(std::size_t octets) const {
    return {bytes, captured < octets ? captured : octets, octets, depth};
  }
};

static_assert(std::endian::native == std::endian::little, "Layer swaps network order unasked");

inline tl::unexpected<Undecoded> undecoded(Undecoded reason) { return tl::unexpected(reason); }

namespace ether_type {
inline constexpr std::uint16_t kIpv4 = 0x0800;
inline constexpr std::uint16_t kArp = 0x0806;
inline constexpr std::uint16_t kTransparentEthernet = 0x6558;
inline constexpr std::uint16_t kVlan = 0x8100;  // IEEE 802.1Q
inline constexpr std::uint16_t kIpv6 = 0x86DD;
inline constexpr std::uint16_t kPpp = 0x880B;
inline constexpr std::uint16_t kMpls = 0x8847;
inline constexpr std::uint16_t kMplsUpstream = 0x8848;
inline constexpr std::uint16_t kPppoeSession = 0x8864;
inline constexpr std::uint16_t kServiceVlan = 0x88A8;  // IEEE 802.1ad
inline constexpr std::uint16_t kOldQinQ = 0x9100;      // before 802.1ad was written
}  // namespace ether_type

// packet.cpp
Decoded decode_ethernet(Layer layer);
Decoded decode_ether_type(Layer layer, std::uint16_t type);
Decoded decode_mpls(Layer layer);

// packet_ip.cpp
Decoded decode_ip(Layer layer);  // by its version
Decoded decode_ipv4(Layer layer);
Decoded decode_ipv6(Layer layer);

}  // namespace noroshi::net
