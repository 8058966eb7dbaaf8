#include "observe/telescope/victim_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "base/distinct.hpp"
#include "observe/telescope/packet_clock.hpp"
#include "observe/telescope/target_set.hpp"

namespace noroshi::telescope {
namespace {

constexpr std::size_t kLookedAt = 16;       // candidates when one must go
constexpr std::size_t kVictimsPerCold = 4;  // most are heard once
constexpr std::uint8_t kSuspicious = 8;     // replies within a period that let a sender in
constexpr std::size_t kSketchShare = 8;     // of the memory, one part in so many
constexpr std::size_t kMostPorts = 8;
constexpr base::Micros kPeriod = 5 * base::kMinute;

std::size_t octets_for(std::size_t victims) {
  return victims * (sizeof(HotVictim) + sizeof(std::uint32_t)) + KeyIndex::octets_for(victims) +
         victims / kVictimsPerCold * (sizeof(ColdVictim) + sizeof(std::uint32_t));
}

std::size_t victims_in(std::size_t octets) {
  std::size_t victims = octets / octets_for(kVictimsPerCold) * kVictimsPerCold;
  while (victims > 64 && octets_for(victims) > octets) victims -= victims / 16 + 1;
  return std::max<std::size_t>(victims, 64);
}

}  // namespace

VictimTable::VictimTable(const Bounds& bounds, const KeyedHash& hash)
    : bounds_(bounds),
      hash_(hash),
      most_(victims_in(bounds.octets - bounds.octets / kSketchShare)),
      index_(most_),
      hot_(most_ + 1),
      cold_(most_ / kVictimsPerCold + 1),
      suspicion_(std::max<std::size_t>(bounds.octets / kSketchShare, 4096)) {}

std::uint32_t VictimTable::find(std::uint64_t hash, const net::Address& victim) const {
  return index_.find(hash, [&](std::uint32_t at) { return hot_[at].victim == victim; });
}

void VictimTable::prefetch_record(std::uint64_t hash) const {
  const std::uint32_t at = index_.find(hash, [](std::uint32_t) { return true; });
  if (at != KeyIndex::kNone) __builtin_prefetch(&hot_[at], 1);
}

void VictimTable::note(std::uint64_t hash, const Packet& packet, const Verdict& verdict,
                       RecordSink& sink) {
  std::uint32_t at = find(hash, verdict.victim);
  if (at != KeyIndex::kNone) {
    const HotVictim& hot = hot_[at];
    const bool over = packet.time - hot.last > bounds_.idle ||
                      hot.first - packet.time > bounds_.idle ||
                      packet.time - hot.first >= bounds_.longest ||
                      hot.packets == std::numeric_limits<std::uint32_t>::max();
    if (!over) return add(hot_[at], packet, verdict, sink);
    tell(hot, sink);
    forget(at);
  }
  if (!admitted(hash, sink)) {
    ++forgotten_.packets;
    return;
  }
  at = begin(hash, verdict.victim);
  HotVictim& hot = hot_[at];
  hot.first = hot.last = packet.time;
  hot.octets = packet.length;
  hot.packets = 1;
  hot.target = TargetSet::identity(packet.destination);
  hot.attacked_port = verdict.attacked_port;
  hot.reply = verdict.reply;
  hot.protocol = verdict.attack_protocol;
}

bool VictimTable::admitted(std::uint64_t hash, RecordSink& sink) {
  if (size_ < most_ - most_ / 8) return true;
  if (suspicion_.note(hash) < kSuspicious) return false;
  if (size_ == most_) drop(least(), sink);
  return true;
}

std::uint32_t VictimTable::begin(std::uint64_t hash, const net::Address& victim) {
  std::uint32_t at = used_;
  if (free_.empty()) {
    ++used_;
  } else {
    at = free_.back();
    free_.pop_back();
  }
  index_.insert(hash, at);
  ++size_;
  hot_[at] = {};
  hot_[at].victim = victim;
  return at;
}

void VictimTable::add(HotVictim& hot, const Packet& packet, const Verdict& verdict,
                      RecordSink& sink) {
  ++hot.packets;
  hot.octets += packet.length;
  if (hot.cold != 0 || open_cold(hot, sink)) {
    note_reply(cold_[hot.cold], {.time = packet.time,
                                 .target = TargetSet::identity(packet.destination),
                                 .attacked_port = verdict.attacked_port,
                                 .reply = verdict.reply});
  }
  hot.first = std::min(hot.first, packet.time);
  hot.last = std::max(hot.last, packet.time);
}

bool VictimTable::open_cold(HotVictim& hot, RecordSink& sink) {
  if (free_cold_.empty() && used_cold_ == cold_.size()) {
    // Somebody else with a cold part and fewer replies must go; if there is none among those
    // looked at, this one stays without for now, and tries again with its next reply.
    const std::uint32_t other = least();
    if (hot_[other].cold == 0 || &hot_[other] == &hot) return false;
    drop(other, sink);
  }
  if (free_cold_.empty()) {
    hot.cold = used_cold_++;
  } else {
    hot.cold = free_cold_.back();
    free_cold_.pop_back();
  }
  cold_[hot.cold] = {};
  note_reply(cold_[hot.cold], {.time = hot.first,
                               .target = hot.target,
                               .attacked_port = hot.attacked_port,
                               .reply = hot.reply});
  return true;
}

void VictimTable::note_reply(ColdVictim& cold, const ReplySeen& seen) {
  cold.rate.note(seen.time);
  if (seen.attacked_port != 0) cold.ports.note(seen.attacked_port);
  ++cold.replies[static_cast<std::size_t>(seen.reply)];
  base::note_distinct(cold.targets, net::mix(seen.target + 0x9E3779B97F4A7C15ULL));
}

// The one with the fewest packets of those that come next in turn; of equals, the longest silent.
std::uint32_t VictimTable::least() {
  std::uint32_t least = KeyIndex::kNone;
  const auto rank = [this](std::uint32_t at) {
    return std::tuple(hot_[at].packets, hot_[at].last);
  };
  for (std::size_t looked = 0; looked < std::min(kLookedAt, size_);) {
    hand_ = hand_ + 1 < used_ ? hand_ + 1 : 1;
    if (hot_[hand_].packets == 0) continue;
    ++looked;
    if (least == KeyIndex::kNone || rank(hand_) < rank(least)) least = hand_;
  }
  return least;
}

// What is an attack already is told, not forgotten.
void VictimTable::drop(std::uint32_t victim, RecordSink& sink) {
  const HotVictim& hot = hot_[victim];
  if (is_attack(hot)) {
    tell(hot, sink);
  } else {
    ++forgotten_.victims;
    forgotten_.packets += hot.packets;
  }
  forget(victim);
}

void VictimTable::forget(std::uint32_t victim) {
  HotVictim& hot = hot_[victim];
  index_.erase(hash_of(hot.victim), victim);
  if (hot.cold != 0) free_cold_.push_back(hot.cold);
  hot.packets = 0;
  free_.push_back(victim);
  --size_;
}

bool VictimTable::is_attack(const HotVictim& hot) const {
  return hot.packets >= bounds_.thresholds.packets &&
         hot.last - hot.first >= bounds_.thresholds.duration && hot.cold != 0 &&
         cold_[hot.cold].rate.most() >= bounds_.thresholds.in_minute;
}

void VictimTable::tell(const HotVictim& hot, RecordSink& sink) const {
  if (!is_attack(hot)) return;
  const ColdVictim& cold = cold_[hot.cold];
  model::DosVictim out;
  out.victim = hot.victim;
  out.first = hot.first;
  out.last = hot.last;
  out.packets = hot.packets;
  out.octets = hot.octets;
  out.most_in_minute = cold.rate.most();
  out.targets = std::min<std::uint64_t>(
      static_cast<std::uint64_t>(std::llround(base::estimate_distinct(cold.targets))), hot.packets);
  out.protocol = hot.protocol;
  for (const auto& [count, port] : cold.ports) out.ports.emplace_back(port, count);
  std::sort(out.ports.begin(), out.ports.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  out.ports.resize(std::min(out.ports.size(), kMostPorts));
  for (std::size_t i = 1; i < cold.replies.size(); ++i) {
    if (cold.replies[i] == 0) continue;
    out.replies.emplace(to_string(static_cast<Reply>(i)), cold.replies[i]);
  }
  sink.take(std::move(out));
}

void VictimTable::end_those(base::Micros last_before, RecordSink& sink) {
  std::vector<std::uint32_t> attacks;
  for (std::uint32_t at = 1; at < used_; ++at) {
    const HotVictim& hot = hot_[at];
    if (hot.packets == 0 || hot.last >= last_before) continue;
    if (is_attack(hot)) {
      attacks.push_back(at);
    } else {
      forget(at);
    }
  }
  std::sort(attacks.begin(), attacks.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::tie(hot_[a].last, hot_[a].victim) < std::tie(hot_[b].last, hot_[b].victim);
  });
  for (const std::uint32_t at : attacks) {
    tell(hot_[at], sink);
    forget(at);
  }
}

void VictimTable::expire(base::Micros now, RecordSink& sink) {
  end_those(now - bounds_.idle, sink);
  const base::Micros period = PacketClock::floor_to(now, kPeriod);
  if (period == period_) return;
  period_ = period;
  suspicion_.clear();
}

void VictimTable::stop(RecordSink& sink) {
  end_those(std::numeric_limits<base::Micros>::max(), sink);
}

void VictimTable::save(StateOut& out) const {
  out.record(forgotten_);
  out.number(size_);
  for (std::uint32_t at = 1; at < used_; ++at) {
    if (hot_[at].packets == 0) continue;
    out.record(hot_[at]);
    if (hot_[at].cold != 0) out.record(cold_[hot_[at].cold]);
  }
}

void VictimTable::load(StateIn& in, RecordSink& sink) {
  in.record(forgotten_);
  const std::uint64_t count = in.count(std::numeric_limits<std::uint32_t>::max());
  for (std::uint64_t i = 0; i < count && in.good(); ++i) {
    HotVictim hot;
    ColdVictim cold;
    in.record(hot);
    if (hot.cold != 0) in.record(cold);
    if (!in.good() || hot.packets == 0) return in.fail();
    if (size_ == most_) drop(least(), sink);
    const std::uint64_t hash = hash_of(hot.victim);
    const std::uint32_t at = begin(hash, hot.victim);
    const bool had_cold = hot.cold != 0;
    hot.cold = 0;
    hot_[at] = hot;
    if (had_cold && open_cold(hot_[at], sink)) cold_[hot_[at].cold] = cold;
  }
}

}  // namespace noroshi::telescope
