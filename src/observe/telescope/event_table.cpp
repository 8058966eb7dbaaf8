#include "observe/telescope/event_table.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>
#include <xxhash.h>

namespace noroshi::telescope {
namespace {

constexpr std::size_t kLookedAt = 16;  // candidates when one must go
constexpr std::size_t kSortedAtOnce = 65'536;
constexpr std::size_t kEventsPerBlock = 16;
constexpr std::size_t kEventsPerPayload = 8;

std::size_t octets_for(std::size_t events) {
  return events * (sizeof(HotEvent) + sizeof(ColdEvent) + sizeof(std::uint32_t)) +
         KeyIndex::octets_for(events) + events / kEventsPerBlock * sizeof(TargetBlock) +
         events / kEventsPerPayload * sizeof(KeptPayload);
}

std::size_t events_in(std::size_t octets) {
  std::size_t events = octets / octets_for(1);
  for (std::size_t step = events; step > 0; step /= 2) {
    while (octets_for(events + step) <= octets) events += step;
  }
  while (events > 16 && octets_for(events) > octets) --events;
  return std::max<std::size_t>(events, 16);
}

/// How much an event has earned its place: the orders of magnitude of its packets and its life.
auto merit(const HotEvent& event) {
  const auto minutes = static_cast<std::uint32_t>((event.last - event.first) / base::kMinute);
  return std::bit_width(event.packets) + std::bit_width(minutes);
}

void note_header(ColdEvent& cold, const Packet& packet) {
  cold.ttl_low = std::min(cold.ttl_low, packet.ttl);
  cold.ttl_high = std::max(cold.ttl_high, packet.ttl);
  const auto differs = [](bool yes, std::uint8_t bit) { return yes ? bit : std::uint8_t{0}; };
  cold.varying = static_cast<std::uint8_t>(
      cold.varying | differs(cold.window != packet.window, varies::kWindow) |
      differs(cold.options != packet.options, varies::kOptions) |
      differs(cold.ip_id != packet.ip_id, varies::kIpId) |
      differs(cold.sequence != packet.sequence, varies::kSequence) |
      differs(cold.last_source_port != packet.source_port, varies::kSourcePort) |
      differs(cold.length != static_cast<std::uint16_t>(packet.length), varies::kLength));
}

void note_marks(ColdEvent& cold, std::uint8_t marks) {
  for (std::size_t i = 0; marks != 0; ++i, marks = static_cast<std::uint8_t>(marks >> 1)) {
    cold.marks[i] += marks & 1U;
  }
}
static_assert(mark::kMirai == 1 && mark::kZmap == 2 && mark::kMasscan == 4 && mark::kNmap == 8);

/// Packets 4, 16, 64, … are samples; the two latest of them are kept.
void note_between(ColdEvent& cold, const HotEvent& hot, const Packet& packet) {
  if (!std::has_single_bit(hot.packets) || std::countr_zero(hot.packets) % 2 != 0) return;
  cold.between_time[0] = cold.between_time[1];
  cold.between_target[0] = cold.between_target[1];
  cold.between_source_port[0] = cold.between_source_port[1];
  cold.between_time[1] = packet.time;
  cold.between_target[1] = packet.destination;
  cold.between_source_port[1] = packet.source_port;
}

}  // namespace

EventTable::EventTable(const Bounds& bounds, const KeyedHash& hash,
                       const std::vector<std::string>& scanners)
    : bounds_(bounds),
      hash_(hash),
      scanners_(scanners),
      most_(events_in(bounds.octets)),
      index_(most_),
      hot_(most_ + 1),
      cold_(most_ + 1),
      blocks_(most_ / kEventsPerBlock),
      payloads_(most_ / kEventsPerPayload + 1) {}

std::uint32_t EventTable::find(std::uint64_t hash, const EventKey& key) const {
  return index_.find(hash, [this, &key](std::uint32_t event) { return hot_[event].is(key); });
}

void EventTable::prefetch_record(std::uint64_t hash) const {
  // The first of the hash, without a look at the record: nearly always the one.
  const std::uint32_t event = index_.find(hash, [](std::uint32_t) { return true; });
  if (event == KeyIndex::kNone) return;
  __builtin_prefetch(&hot_[event], 1);
  const auto* cold = reinterpret_cast<const char*>(&cold_[event]);
  __builtin_prefetch(cold, 1);
  __builtin_prefetch(cold + 64, 1);
}

void EventTable::note(std::uint64_t hash, const EventKey& key, const Packet& packet,
                      const Verdict& verdict, RecordSink& sink) {
  std::uint32_t event = find(hash, key);
  if (event != KeyIndex::kNone) {
    const HotEvent& hot = hot_[event];
    const bool idle =
        packet.time - hot.last > bounds_.idle || hot.first - packet.time > bounds_.idle;
    const bool cut = packet.time - hot.first >= bounds_.longest ||
                     hot.packets == std::numeric_limits<std::uint32_t>::max();
    if (!idle && !cut) return add(event, packet, verdict);
    end(event, idle ? model::EventEnd::Idle : model::EventEnd::Cut, sink);
  }
  event = begin(hash, key, sink);
  fill(event, packet, verdict);
}

std::uint32_t EventTable::begin(std::uint64_t hash, const EventKey& key, RecordSink& sink) {
  if (size_ == most_) make_room(sink);
  std::uint32_t event = used_;
  if (free_.empty()) {
    ++used_;
  } else {
    event = free_.back();
    free_.pop_back();
  }
  index_.insert(hash, event);
  ++size_;
  HotEvent& hot = hot_[event];
  hot = {};
  hot.source = key.source;
  hot.port = key.port;
  hot.protocol = key.protocol;
  hot.kind = key.kind;
  cold_[event] = {};
  return event;
}

void EventTable::fill(std::uint32_t event, const Packet& packet, const Verdict& verdict) {
  HotEvent& hot = hot_[event];
  ColdEvent& cold = cold_[event];
  hot.first = hot.last = packet.time;
  hot.packets = 1;
  hot.octets = packet.length;
  hot.last_target = cold.first_target = packet.destination;
  cold.first_source_port = cold.last_source_port = packet.source_port;
  cold.ttl_low = cold.ttl_high = packet.ttl;
  cold.window = packet.window;
  cold.mss = packet.mss;
  cold.options = packet.options;
  cold.ip_id = packet.ip_id;
  cold.sequence = packet.sequence;
  cold.length = static_cast<std::uint16_t>(packet.length);
  cold.varying = packet.dont_fragment ? varies::kDontFragment : std::uint8_t{0};
  cold.scanner = verdict.scanner;
  note_marks(cold, verdict.marks);
  cold.targets.note(TargetSet::identity(packet.destination), blocks_);
  if (!packet.payload.empty()) keep_payload(cold, packet);
}

void EventTable::add(std::uint32_t event, const Packet& packet, const Verdict& verdict) {
  HotEvent& hot = hot_[event];
  ColdEvent& cold = cold_[event];
  ++hot.packets;
  hot.octets += packet.length;
  note_header(cold, packet);
  note_marks(cold, verdict.marks);
  cold.targets.note(TargetSet::identity(packet.destination), blocks_);
  note_between(cold, hot, packet);
  if (packet.time >= hot.last) [[likely]] {
    const auto before = static_cast<std::uint32_t>(hot.last_target.low());
    if (static_cast<std::uint32_t>(packet.destination.low()) == before + 1) ++cold.in_order;
    hot.last = packet.time;
    hot.last_target = packet.destination;
    cold.last_source_port = packet.source_port;
  } else if (packet.time < hot.first) {
    hot.first = packet.time;
    cold.first_target = packet.destination;
    cold.first_source_port = packet.source_port;
  }
  if (!packet.payload.empty() && cold.payload_hash == 0) keep_payload(cold, packet);
}

void EventTable::keep_payload(ColdEvent& cold, const Packet& packet) {
  const std::uint64_t hash = XXH3_64bits(packet.payload.data(), packet.payload.size());
  cold.payload_hash = hash == 0 ? 1 : hash;  // 0 means none
  cold.payload = take_payload();
  if (cold.payload == 0) return;
  KeptPayload& kept = payloads_[cold.payload];
  const std::size_t size = std::min(packet.payload.size(), kept.octets.size());
  std::transform(packet.payload.begin(), packet.payload.begin() + static_cast<std::ptrdiff_t>(size),
                 kept.octets.begin(), [](std::byte octet) { return static_cast<char>(octet); });
  kept.size = static_cast<std::uint32_t>(size);
}

std::uint32_t EventTable::take_payload() {
  if (free_payload_ != 0) {
    const std::uint32_t payload = free_payload_;
    free_payload_ = payloads_[payload].size;
    return payload;
  }
  return used_payloads_ < payloads_.size() ? used_payloads_++ : 0;
}

void EventTable::make_room(RecordSink& sink) {
  std::uint32_t least = KeyIndex::kNone;
  const auto rank = [this](std::uint32_t event) {
    return std::tuple(merit(hot_[event]), hot_[event].last);
  };
  for (std::size_t looked = 0; looked < kLookedAt;) {
    hand_ = hand_ + 1 < used_ ? hand_ + 1 : 1;
    if (hot_[hand_].packets == 0) continue;
    ++looked;
    if (least == KeyIndex::kNone || rank(hand_) < rank(least)) least = hand_;
  }
  ++evicted_;
  end(least, model::EventEnd::Evicted, sink);
}

void EventTable::forget(std::uint32_t event) {
  HotEvent& hot = hot_[event];
  ColdEvent& cold = cold_[event];
  index_.erase(hash_of(hot.key()), event);
  cold.targets.release(blocks_);
  if (cold.payload != 0) {
    payloads_[cold.payload].size = free_payload_;
    free_payload_ = cold.payload;
  }
  hot.packets = 0;
  free_.push_back(event);
  --size_;
}

void EventTable::end(std::uint32_t event, model::EventEnd how, RecordSink& sink) {
  sink.take(describe(event, how));
  forget(event);
}

void EventTable::expire(base::Micros now, RecordSink& sink) {
  std::vector<model::ScanEvent> ended;
  for (std::uint32_t event = 1; event < used_; ++event) {
    const HotEvent& hot = hot_[event];
    if (hot.packets == 0 || now - hot.last <= bounds_.idle) continue;
    ended.push_back(describe(event, model::EventEnd::Idle));
    forget(event);
    if (ended.size() == kSortedAtOnce) give_sorted(ended, sink);
  }
  give_sorted(ended, sink);
}

void EventTable::stop(RecordSink& sink) {
  std::vector<model::ScanEvent> ended;
  for (std::uint32_t event = 1; event < used_; ++event) {
    if (hot_[event].packets == 0) continue;
    ended.push_back(describe(event, model::EventEnd::Stopped));
    forget(event);
    if (ended.size() == kSortedAtOnce) give_sorted(ended, sink);
  }
  give_sorted(ended, sink);
}

}  // namespace noroshi::telescope
