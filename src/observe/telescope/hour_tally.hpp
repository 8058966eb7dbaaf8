// HourTally: what came within the hour, packet by packet, so that the classes add up to the whole.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/distinct.hpp"
#include "model/scan_event.hpp"
#include "observe/telescope/packet.hpp"
#include "observe/telescope/state_stream.hpp"
#include "observe/telescope/verdict.hpp"

namespace noroshi::telescope {

class HourTally {
 public:
  void note(const Packet& packet, const Verdict& verdict) {
    ++counts_[static_cast<std::size_t>(verdict.kind)][static_cast<std::size_t>(packet.fault)];
    octets_ += packet.length;
    if (verdict.kind == Class::Scan) sources_.note(net::hash(packet.source));
    if (verdict.kind == Class::Backscatter) backscatter_sources_.note(net::hash(packet.source));
  }
  void note_lost(std::uint64_t packets) { lost_ += packets; }

  /// Fills in what is counted here; the caller knows the rest.
  void describe(model::TelescopeHour& hour) const;
  [[nodiscard]] bool empty() const;

  void save(StateOut& out) const;
  void load(StateIn& in);

 private:
  std::array<std::array<std::uint64_t, kFaults>, kClasses> counts_{};
  std::uint64_t octets_ = 0;
  std::uint64_t lost_ = 0;
  base::DistinctCount sources_;
  base::DistinctCount backscatter_sources_;
};

}  // namespace noroshi::telescope
