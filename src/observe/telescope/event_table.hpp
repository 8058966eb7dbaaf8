// EventTable: the open events, one a source, destination port, protocol and way of asking, in a
// fixed amount of memory.
//
// A packet more than `idle` from the last one of its event, or a look at the clock as long after,
// ends the event.  When the table is full, a newcomer takes the place of the least of sixteen that
// come next in turn: the one with the fewest packets and the shortest life, so that a flood of
// one-packet sources drives out one another and not the scanners that stay.  Every event that ends
// goes to the sink; nothing is forgotten silently.
//
// One thread uses a table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "observe/telescope/event_record.hpp"
#include "observe/telescope/key_index.hpp"
#include "observe/telescope/keyed_hash.hpp"
#include "observe/telescope/packet.hpp"
#include "observe/telescope/record_sink.hpp"
#include "observe/telescope/state_stream.hpp"
#include "observe/telescope/verdict.hpp"

namespace noroshi::telescope {

class EventTable {
 public:
  struct Bounds {
    base::Micros idle = 0;
    base::Micros longest = 0;
    std::size_t octets = 0;  ///< of memory
  };

  /// `scanners` are the names that a Verdict's numbers mean, and must outlive the table.
  EventTable(const Bounds& bounds, const KeyedHash& hash, const std::vector<std::string>& scanners);

  static EventKey key_of(const Packet& packet, const Verdict& verdict) {
    return {packet.source, packet.destination_port, packet.protocol, verdict.probe};
  }
  [[nodiscard]] std::uint64_t hash_of(const EventKey& key) const {
    return hash_(key.source, key.word());
  }

  // The two steps before `note`, for many packets at once: main memory takes as long as a
  // hundred instructions.
  void prefetch_slot(std::uint64_t hash) const { index_.prefetch(hash); }
  void prefetch_record(std::uint64_t hash) const;

  void note(std::uint64_t hash, const EventKey& key, const Packet& packet, const Verdict& verdict,
            RecordSink& sink);

  /// Ends the events whose last packet is more than `idle` before `now`.
  void expire(base::Micros now, RecordSink& sink);

  /// Ends all.
  void stop(RecordSink& sink);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t room() const { return most_; }
  [[nodiscard]] std::uint64_t evicted() const { return evicted_; }  ///< since the begin

  void save(StateOut& out) const;
  /// Into an empty table.  Events beyond its room are evicted to the sink.
  void load(StateIn& in, std::span<const std::uint16_t> scanner_numbers, RecordSink& sink);

 private:
  [[nodiscard]] std::uint32_t find(std::uint64_t hash, const EventKey& key) const;
  std::uint32_t begin(std::uint64_t hash, const EventKey& key, RecordSink& sink);
  void fill(std::uint32_t event, const Packet& packet, const Verdict& verdict);
  void add(std::uint32_t event, const Packet& packet, const Verdict& verdict);
  void keep_payload(ColdEvent& cold, const Packet& packet);
  std::uint32_t take_payload();
  void make_room(RecordSink& sink);
  void forget(std::uint32_t event);
  void end(std::uint32_t event, model::EventEnd how, RecordSink& sink);
  [[nodiscard]] model::ScanEvent describe(std::uint32_t event, model::EventEnd how) const;
  void give_sorted(std::vector<model::ScanEvent>& events, RecordSink& sink) const;

  Bounds bounds_;
  const KeyedHash& hash_;
  const std::vector<std::string>& scanners_;
  std::size_t most_;
  KeyIndex index_;
  Reserve<HotEvent> hot_;    // record 0 is never used
  Reserve<ColdEvent> cold_;  // of the same number
  TargetBlocks blocks_;
  Reserve<KeptPayload> payloads_;  // 0 is never used
  std::vector<std::uint32_t> free_;
  std::uint32_t used_ = 1;  // records from here on were never used
  std::uint32_t hand_ = 0;  // where the search for the least goes on
  std::uint32_t free_payload_ = 0;
  std::uint32_t used_payloads_ = 1;
  std::size_t size_ = 0;
  std::uint64_t evicted_ = 0;
};

}  // namespace noroshi::telescope
