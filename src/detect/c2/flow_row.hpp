// FlowRow: one flow record as the table keeps it, 48 octets.
#pragma once

#include <cstdint>

#include "base/time.hpp"

namespace noroshi::c2 {

/// One flow record, turned so that `server` serves, and narrowed: counters stop at 2³² − 1,
/// durations at 49 days, which no line of evidence tells apart.
struct FlowRow {
  std::uint32_t server = 0;  ///< host number
  std::uint16_t port = 0;
  std::uint8_t protocol = 0;
  std::uint8_t traits = 0;  ///< RecordTrait bits and kReversed
  std::uint32_t client = 0;
  std::uint16_t client_port = 0;
  std::uint8_t flags_out = 0;  ///< tcpControlBits, client → server
  std::uint8_t flags_in = 0;
  base::Micros start = 0;
  std::uint32_t duration_ms = 0;
  std::uint32_t packets_out = 0;
  std::uint32_t packets_in = 0;
  std::uint32_t octets_out = 0;
  std::uint32_t octets_in = 0;
  std::uint32_t sampling = 0;  ///< 0: unknown

  [[nodiscard]] base::Micros end() const { return start + duration_ms * base::kMillisecond; }
};
static_assert(sizeof(FlowRow) == 48);

}  // namespace noroshi::c2
