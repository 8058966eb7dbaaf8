// Meter: packets → bidirectional flow records (a Metering Process in the words of RFC 7011).
//
// A flow is what two endpoints exchange under one key: both addresses, both ports, protocol, in
// either direction.  Its record begins with the first packet and ends
//
//   after `idle_timeout` without a packet                                 kIdleTimeout
//   when it grows older than `active_timeout`; it goes on in a new one    kActiveTimeout
//   after RST, or FIN from both sides, and a pause for the last ACKs      kEndOfFlow
//   when more than `most_flows` are open; the longest idle goes           kLackOfResources
//   when the capture ends, or its clock is set back                       kForcedEnd
//
// Timeouts follow the clock of the packets alone.  The same packets always give the same records in
// the same order.  Memory is bounded by `most_flows` (about 120 bytes each), work per packet is
// constant.  One thread uses a Meter.  Rules in full: docs/formats/packet-metering.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "model/flow_batch.hpp"
#include "net/packet.hpp"
#include "observe/flow/meter_fragments.hpp"
#include "observe/flow/meter_table.hpp"

namespace noroshi::flow {

struct MeterOptions {
  base::Micros active_timeout = 30 * base::kMinute;
  base::Micros idle_timeout = base::kMinute;
  std::size_t most_flows = 4'000'000;
};

class Meter {
 public:
  /// Values beyond reason are brought into bounds: timeouts 1 µs to 366 days, 1 to 2^30 flows.
  explicit Meter(const MeterOptions& options);

  /// A packet with what `add` needs to find its flow.
  struct Packet {
    net::PacketHeaders headers;
    base::Micros when = 0;  ///< ≥ 0
    FlowKey key;
    std::uint64_t hash = 0;
    bool from_high = false;  ///< it left from key.high
  };

  /// Works out the key.  To be fast, prepare a dozen packets, `fetch` each, then add each: so their
  /// flows come from memory all at once, not one after the other.
  [[nodiscard]] Packet prepare(const net::PacketHeaders& headers, base::Micros when) const;
  void fetch(const Packet& packet) const { table_.fetch_state(packet.hash); }

  /// Moves the clock to `when` (≥ 0) and ends flows whose time has come, about a thousand at a
  /// time: on false, `drain` and call again with the same `when`; on true, `add` may follow.
  bool advance(base::Micros when);

  /// Counts one packet, whose `when` must be what `advance` got last.
  void add(Packet packet);

  /// Ends the flows that are still open, in the same steps as `advance`.
  bool finish();

  /// Moves up to `limit` ended records to the end of `batch`, in the order in which they ended.
  void drain(model::FlowBatch& batch, std::size_t limit);

  [[nodiscard]] bool has_ended() const { return drained_ < ended_.size(); }
  [[nodiscard]] std::size_t open_flows() const { return table_.size(); }

  /// The latest time of a packet since the clock was last set back.
  [[nodiscard]] base::Micros clock() const { return clock_; }

  /// True when a packet of this time sets the clock back: it is older than the clock by more than
  /// the idle timeout, so it is no packet that was merely overtaken.
  [[nodiscard]] bool sets_back(base::Micros when) const { return when < clock_ - idle_timeout_; }

  /// Records cut so far because too many flows were open.
  [[nodiscard]] std::uint64_t cut_for_room() const { return cut_for_room_; }

  /// Later fragments so far whose first fragment was not seen: counted in records without ports.
  [[nodiscard]] std::uint64_t orphan_fragments() const { return orphan_fragments_; }

 private:
  // A timing wheel.  A slot lists the flows that may fall silent for too long during its tick.  A
  // flow is listed once and moves only when its slot comes up, so that a packet costs the wheel
  // nothing.  Deadlines lie at most kTicksPerIdle + 1 ticks ahead, so slots never mix two rounds.
  struct Slot {
    std::uint32_t head = kNoFlow;
    std::uint32_t tail = kNoFlow;
  };
  static constexpr std::int64_t kTicksPerIdle = 64;
  static constexpr std::int64_t kSlots = 128;

  void resolve_fragment(Packet& packet);
  static model::EndReason silence(const OpenFlow& flow);  // the reason when nothing more came
  [[nodiscard]] base::Micros deadline(const OpenFlow& flow) const;
  [[nodiscard]] std::optional<model::EndReason> ended_before(const OpenFlow& flow,
                                                             const Packet& packet) const;
  void end(const OpenFlow& flow, model::EndReason reason);
  void close(std::uint32_t index, model::EndReason reason);

  Slot& slot(std::int64_t tick) { return wheel_[static_cast<std::size_t>(tick & (kSlots - 1))]; }
  [[nodiscard]] std::int64_t deadline_tick(const OpenFlow& flow) const;
  void schedule(std::uint32_t index, std::int64_t tick);
  std::uint32_t unschedule(std::int64_t tick);
  void set_clock(base::Micros when);
  bool expire();
  bool end_all();
  void make_room();

  base::Micros active_timeout_;
  base::Micros idle_timeout_;
  base::Micros tick_length_;
  std::size_t most_flows_;

  bool clock_runs_ = false;  // false until the first packet
  base::Micros clock_ = 0;
  std::int64_t tick_ = 0;         // the first whose slot has not come up
  base::Micros tick_starts_ = 0;  // the instant at which it will
  std::array<Slot, kSlots> wheel_;

  FlowTable table_;
  FragmentTable fragments_;
  std::vector<model::Flow> ended_;
  std::size_t drained_ = 0;  // records at the front of `ended_` that are gone
  std::uint64_t cut_for_room_ = 0;
  std::uint64_t orphan_fragments_ = 0;
};

}  // namespace noroshi::flow
