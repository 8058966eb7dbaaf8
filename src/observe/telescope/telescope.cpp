#include "observe/telescope/telescope.hpp"

#include <algorithm>
#include <array>

namespace noroshi::telescope {
namespace {

constexpr std::uint64_t kMostScanners = 65'536;

bool tells_time(const Packet& packet) { return packet.fault == Fault::None; }

}  // namespace

Telescope::Telescope(TelescopeOptions options)
    : options_(std::move(options)),
      hash_(options_.key),
      events_(
          {.idle = options_.idle, .longest = options_.longest, .octets = options_.memory / 16 * 11},
          hash_, options_.scanners),
      research_(
          {.idle = options_.idle, .longest = options_.longest, .octets = options_.memory / 16},
          hash_, options_.scanners),
      victims_({.longest = options_.longest,
                .octets = options_.memory / 4,
                .thresholds = options_.thresholds},
               hash_) {
  if (options_.scanners.empty()) options_.scanners.emplace_back();
}

void Telescope::feed(std::span<const Packet> packets, std::span<const Verdict> verdicts,
                     RecordSink& sink) {
  std::size_t at = 0;
  while (at < packets.size()) {
    const base::Micros before = clock_.now();
    if (tells_time(packets[at])) {
      const bool turns = clock_.crosses(packets[at].time);
      clock_.note(packets[at].time);
      if (turns) turn(before, sink);
    }
    // As many as come before the next minute.
    std::size_t count = 1;
    const std::size_t most = std::min(kGroup, packets.size() - at);
    for (; count < most; ++count) {
      const Packet& packet = packets[at + count];
      if (!tells_time(packet)) continue;
      if (clock_.crosses(packet.time)) break;
      clock_.note(packet.time);
    }
    feed_group(packets.subspan(at, count), verdicts.subspan(at, count), sink);
    at += count;
  }
}

std::uint64_t Telescope::hash_of(const Packet& packet, const Verdict& verdict) const {
  switch (verdict.kind) {
    case Class::Scan:
    case Class::Research:
      return events_.hash_of(EventTable::key_of(packet, verdict));
    case Class::Backscatter:
      return victims_.hash_of(verdict.victim);
    default:
      return 0;
  }
}

void Telescope::feed_group(std::span<const Packet> packets, std::span<const Verdict> verdicts,
                           RecordSink& sink) {
  std::array<std::uint64_t, kGroup> hashes;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    hashes[i] = hash_of(packets[i], verdicts[i]);
    if (verdicts[i].kind == Class::Scan) events_.prefetch_slot(hashes[i]);
    if (verdicts[i].kind == Class::Research) research_.prefetch_slot(hashes[i]);
    if (verdicts[i].kind == Class::Backscatter) victims_.prefetch_slot(hashes[i]);
  }
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (verdicts[i].kind == Class::Scan) events_.prefetch_record(hashes[i]);
    if (verdicts[i].kind == Class::Research) research_.prefetch_record(hashes[i]);
    if (verdicts[i].kind == Class::Backscatter) victims_.prefetch_record(hashes[i]);
  }
  for (std::size_t i = 0; i < packets.size(); ++i) {
    feed_one(packets[i], verdicts[i], hashes[i], sink);
  }
  packets_ += packets.size();
}

void Telescope::feed_one(const Packet& packet, const Verdict& verdict, std::uint64_t hash,
                         RecordSink& sink) {
  tally_.note(packet, verdict);
  if (verdict.kind == Class::Backscatter) return victims_.note(hash, packet, verdict, sink);
  if (verdict.kind != Class::Scan && verdict.kind != Class::Research) return;
  EventTable& table = verdict.kind == Class::Scan ? events_ : research_;
  table.note(hash, EventTable::key_of(packet, verdict), packet, verdict, sink);
}

void Telescope::advance(base::Micros now, RecordSink& sink) {
  const base::Micros before = clock_.now();
  const bool first = !clock_.started();
  clock_.advance(now);
  if (first || PacketClock::minute(clock_.now()) != PacketClock::minute(before)) turn(before, sink);
}

// A minute has begun, perhaps an hour with it.  What is over by then still belongs to the old hour.
void Telescope::turn(base::Micros before, RecordSink& sink) {
  const base::Micros now = clock_.now();
  const base::Micros hour = PacketClock::floor_to(now, base::kHour);
  if (!hour_open_) return open_hour(now, sink);
  events_.expire(now - options_.lateness, sink);
  research_.expire(now - options_.lateness, sink);
  victims_.expire(now - options_.lateness, sink);
  const base::Micros old = PacketClock::floor_to(hour_begin_, base::kHour);
  if (hour == old) return;
  const bool over = now >= old + base::kHour;  // otherwise time went back
  close_hour(over ? old + base::kHour : std::max(before, hour_begin_) + 1, sink);
  open_hour(hour, sink);
}

void Telescope::open_hour(base::Micros begin, RecordSink& sink) {
  hour_begin_ = begin;
  hour_open_ = true;
  sink.begin_hour(PacketClock::floor_to(begin, base::kHour));
}

void Telescope::close_hour(base::Micros end, RecordSink& sink) {
  model::TelescopeHour hour;
  hour.sensor = options_.sensor;
  hour.begin = hour_begin_;
  hour.end = end;
  hour.dark_addresses = options_.dark_addresses;
  tally_.describe(hour);
  const std::uint64_t evicted = events_.evicted() + research_.evicted();
  hour.evicted_events = evicted - evicted_before_;
  hour.evicted_victims = victims_.forgotten().victims - forgotten_before_.victims;
  hour.evicted_packets = victims_.forgotten().packets - forgotten_before_.packets;
  evicted_before_ = evicted;
  forgotten_before_ = victims_.forgotten();
  tally_ = {};
  hour_open_ = false;
  sink.take(std::move(hour));
}

void Telescope::stop(RecordSink& sink) {
  if (!hour_open_ && tally_.empty()) return;
  if (!hour_open_) open_hour(clock_.now(), sink);
  events_.stop(sink);
  research_.stop(sink);
  victims_.stop(sink);
  close_hour(clock_.now() + 1, sink);
}

Telescope::Standing Telescope::standing() const {
  return {.now = clock_.now(),
          .packets = packets_,
          .events = events_.size() + research_.size(),
          .event_room = events_.room() + research_.room(),
          .victims = victims_.size(),
          .victim_room = victims_.room(),
          .evicted_events = events_.evicted() + research_.evicted(),
          .forgotten = victims_.forgotten()};
}

void Telescope::save(StateOut& out) const {
  out.record(hash_.key());
  out.record(clock_.state());
  out.record(hour_begin_);
  out.number(hour_open_ ? 1 : 0);
  out.number(packets_);
  out.number(events_.evicted() + research_.evicted() - evicted_before_);
  out.record(forgotten_before_);
  out.number(options_.scanners.size());
  for (const std::string& name : options_.scanners) out.text(name);
  tally_.save(out);
  events_.save(out);
  research_.save(out);
  victims_.save(out);
}

void Telescope::load(StateIn& in, RecordSink& sink) {
  HashKey key{};
  PacketClock::State clock;
  in.record(key);
  in.record(clock);
  hash_ = KeyedHash(key);
  clock_.restore(clock);
  in.record(hour_begin_);
  hour_open_ = in.count(1) == 1;
  packets_ = in.number();
  // Those of the hour before the state was kept; counting begins anew at nothing.
  evicted_before_ = 0 - in.number();
  in.record(forgotten_before_);
  const std::vector<std::uint16_t> numbers = load_scanners(in);
  tally_.load(in);
  if (hour_open_ && in.good()) sink.begin_hour(PacketClock::floor_to(hour_begin_, base::kHour));
  events_.load(in, numbers, sink);
  research_.load(in, numbers, sink);
  victims_.load(in, sink);
}

std::vector<std::uint16_t> Telescope::load_scanners(StateIn& in) {
  std::vector<std::uint16_t> numbers(in.count(kMostScanners));
  auto& names = options_.scanners;
  for (std::uint16_t& number : numbers) {
    const std::string name = in.text(std::size_t{1} << 16);
    auto place = std::find(names.begin(), names.end(), name);
    if (place == names.end() && names.size() < kMostScanners) {
      place = names.insert(names.end(), name);  // of a list that is no longer given
    }
    number =
        place == names.end() ? std::uint16_t{0} : static_cast<std::uint16_t>(place - names.begin());
  }
  return numbers;
}

}  // namespace noroshi::telescope
