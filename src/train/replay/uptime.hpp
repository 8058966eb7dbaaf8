// Uptime: the clock of NetFlow v5 and v9, milliseconds since the exporter started, in 32 bits.
//
// The imagined exporter started a day before its first flow began.  The counter wraps after 49.7
// days; a collector knows flow times from their distance to the header's, so a flow that began
// longer than half a turn before cannot be said.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::replay {

class Uptime {
 public:
  /// Why the flow has no time on this clock; nullptr if it has.
  [[nodiscard]] const char* obstacle(const model::Flow& flow, base::Micros latest) const {
    if (boot_ && flow.start < *boot_) return "began before the exporter's clock did";
    if (latest - flow.start > kHalfTurn) return "began more than 24 days before the export";
    return nullptr;
  }

  /// The first flow sets the clock.
  void see(const model::Flow& flow) {
    if (!boot_) boot_ = flow.start / base::kMillisecond * base::kMillisecond - base::kDay;
  }

  [[nodiscard]] std::uint32_t at(base::Micros instant) const {
    return static_cast<std::uint32_t>((instant - boot_.value_or(0)) / base::kMillisecond);
  }

 private:
  static constexpr base::Micros kHalfTurn = (base::Micros{1} << 31) * base::kMillisecond;

  std::optional<base::Micros> boot_;
};

}  // namespace noroshi::replay
