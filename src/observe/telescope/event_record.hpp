// How an open event lies in memory: a hot line that every packet of its source changes, and a cold
// part beside it, of which most packets touch the first line.
//
// All zeros is a free record.
#pragma once

#include <array>
#include <cstdint>

#include "base/time.hpp"
#include "model/scan_event.hpp"
#include "net/address.hpp"
#include "observe/telescope/target_set.hpp"

namespace noroshi::telescope {

struct EventKey {
  net::Address source;
  std::uint16_t port = 0;
  std::uint8_t protocol = 0;
  model::ProbeKind kind = model::ProbeKind::Other;

  /// All but the source.
  [[nodiscard]] std::uint64_t word() const {
    return port | static_cast<std::uint64_t>(protocol) << 16 |
           static_cast<std::uint64_t>(kind) << 24;
  }
};

struct alignas(64) HotEvent {
  net::Address source;
  net::Address last_target;  ///< of the latest packet
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint64_t octets = 0;
  std::uint32_t packets = 0;  ///< 0: free
  std::uint16_t port = 0;
  std::uint8_t protocol = 0;
  model::ProbeKind kind = model::ProbeKind::Other;

  [[nodiscard]] EventKey key() const { return {source, port, protocol, kind}; }
  [[nodiscard]] bool is(const EventKey& wanted) const {
    return source == wanted.source && port == wanted.port && protocol == wanted.protocol &&
           kind == wanted.kind;
  }
};
static_assert(sizeof(HotEvent) == 64);

/// What differs between the packets of an event, as bits.
namespace varies {
inline constexpr std::uint8_t kWindow = 1;
inline constexpr std::uint8_t kOptions = 2;
inline constexpr std::uint8_t kIpId = 4;
inline constexpr std::uint8_t kSequence = 8;
inline constexpr std::uint8_t kSourcePort = 16;
inline constexpr std::uint8_t kLength = 32;
inline constexpr std::uint8_t kDontFragment = 64;  ///< not a difference: set in the first packet
}  // namespace varies

struct alignas(64) ColdEvent {
  // The first line: what every packet is compared with.
  TargetSet targets;
  std::uint32_t sequence = 0;
  std::array<std::uint8_t, 8> options{};
  std::uint16_t window = 0;
  std::uint16_t length = 0;
  std::uint16_t ip_id = 0;
  std::uint16_t last_source_port = 0;
  std::uint8_t ttl_low = 0;
  std::uint8_t ttl_high = 0;
  std::uint8_t varying = 0;  ///< bits of `varies`

  // The second: marks, and the first sample.
  std::array<std::uint32_t, 4> marks{};  ///< mirai, zmap, masscan, nmap
  net::Address first_target;
  std::uint64_t payload_hash = 0;
  std::uint32_t in_order = 0;
  std::uint32_t payload = 0;  ///< its place among the payloads; 0: none
  std::uint16_t mss = 0;
  std::uint16_t scanner = 0;
  std::uint16_t first_source_port = 0;

  // The third: samples between.
  std::array<std::uint16_t, 2> between_source_port{};
  std::array<net::Address, 2> between_target;
  std::array<base::Micros, 2> between_time{};  ///< 0: none yet
};
static_assert(sizeof(ColdEvent) == 192);

struct KeptPayload {
  std::array<char, 64> octets{};
  std::uint32_t size = 0;  ///< while it is free: the next free one
};

}  // namespace noroshi::telescope
