// VictimTable: who is under attack with forged sources, by the replies that reached dark addresses.
//
// An attack is replies of one victim with no pause of more than `idle` (300 s), and counts as one
// from 25 packets, 60 s, and 30 packets in some minute on (Moore and others 2006; the same figures
// as Corsaro's plugin for it).  Backscatter storms have tens of millions of senders a day of whom
// nearly all are heard once, so memory is fixed: while there is room, everybody is remembered; when
// the table is nearly full, only a sender that a sketch has counted eight times within five
// minutes, in place of the one with the fewest replies.  What is forgotten, and what never got in,
// is counted.
//
// One thread uses a table.
#pragma once

#include <cstdint>
#include <vector>

#include "observe/telescope/attack_record.hpp"
#include "observe/telescope/key_index.hpp"
#include "observe/telescope/keyed_hash.hpp"
#include "observe/telescope/packet.hpp"
#include "observe/telescope/record_sink.hpp"
#include "observe/telescope/state_stream.hpp"
#include "observe/telescope/suspicion.hpp"

namespace noroshi::telescope {

/// From where on replies mean an attack.
struct AttackThresholds {
  std::uint32_t packets = 25;
  base::Micros duration = 60 * base::kSecond;
  std::uint32_t in_minute = 30;
};

class VictimTable {
 public:
  struct Bounds {
    base::Micros idle = 300 * base::kSecond;
    base::Micros longest = base::kDay;
    std::size_t octets = 0;
    AttackThresholds thresholds{};
  };
  /// Forgotten to make room, or never let in.
  struct Forgotten {
    std::uint64_t victims = 0;
    std::uint64_t packets = 0;
    friend bool operator==(const Forgotten&, const Forgotten&) = default;
  };

  VictimTable(const Bounds& bounds, const KeyedHash& hash);

  [[nodiscard]] std::uint64_t hash_of(const net::Address& victim) const {
    return hash_(victim, kOwnWord);
  }
  void prefetch_slot(std::uint64_t hash) const { index_.prefetch(hash); }
  void prefetch_record(std::uint64_t hash) const;

  void note(std::uint64_t hash, const Packet& packet, const Verdict& verdict, RecordSink& sink);

  /// Ends attacks that have paused for more than `idle` at `now`, and begins a new period of the
  /// sketch when the last is over.
  void expire(base::Micros now, RecordSink& sink);
  void stop(RecordSink& sink);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t room() const { return most_; }
  [[nodiscard]] const Forgotten& forgotten() const { return forgotten_; }  ///< since the begin

  void save(StateOut& out) const;
  void load(StateIn& in, RecordSink& sink);

 private:
  // Parts these hashes from those of events, whose word is below 2³².
  static constexpr std::uint64_t kOwnWord = 1ULL << 40;

  [[nodiscard]] std::uint32_t find(std::uint64_t hash, const net::Address& victim) const;
  bool admitted(std::uint64_t hash, RecordSink& sink);
  std::uint32_t begin(std::uint64_t hash, const net::Address& victim);
  void add(HotVictim& hot, const Packet& packet, const Verdict& verdict, RecordSink& sink);
  bool open_cold(HotVictim& hot, RecordSink& sink);
  void note_reply(ColdVictim& cold, const ReplySeen& seen);
  std::uint32_t least();
  void drop(std::uint32_t victim, RecordSink& sink);
  void forget(std::uint32_t victim);
  void tell(const HotVictim& hot, RecordSink& sink) const;
  [[nodiscard]] bool is_attack(const HotVictim& hot) const;
  void end_those(base::Micros last_before, RecordSink& sink);

  Bounds bounds_;
  const KeyedHash& hash_;
  std::size_t most_;
  KeyIndex index_;
  Reserve<HotVictim> hot_;    // record 0 is never used
  Reserve<ColdVictim> cold_;  // 0 is never used
  Suspicion suspicion_;
  base::Micros period_ = 0;  // begin of the sketch's
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> free_cold_;
  std::uint32_t used_ = 1;
  std::uint32_t used_cold_ = 1;
  std::uint32_t hand_ = 0;
  std::size_t size_ = 0;
  Forgotten forgotten_;
};

}  // namespace noroshi::telescope
