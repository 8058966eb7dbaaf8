// What leaves an EventTable: an event as others know it, and the table as its state keeps it.

#include <algorithm>
#include <limits>
#include <tuple>

#include "observe/telescope/amplification.hpp"
#include "observe/telescope/event_table.hpp"

namespace noroshi::telescope {
namespace {

model::HeaderProfile profile_of(const ColdEvent& cold) {
  const auto has = [&cold](std::uint8_t bit) { return (cold.varying & bit) != 0; };
  return {.ttl_low = cold.ttl_low,
          .ttl_high = cold.ttl_high,
          .window = cold.window,
          .mss = cold.mss,
          .options = cold.options,
          .window_varies = has(varies::kWindow),
          .options_vary = has(varies::kOptions),
          .ip_id_varies = has(varies::kIpId),
          .sequence_varies = has(varies::kSequence),
          .source_port_varies = has(varies::kSourcePort),
          .length_varies = has(varies::kLength),
          .dont_fragment = has(varies::kDontFragment),
          .ip_id = cold.ip_id,
          .sequence = cold.sequence,
          .length = cold.length};
}

std::vector<model::ProbeSample> samples_of(const HotEvent& hot, const ColdEvent& cold) {
  std::vector<model::ProbeSample> samples{
      {.time = hot.first, .destination = cold.first_target, .source_port = cold.first_source_port}};
  if (hot.packets == 1) return samples;
  const model::ProbeSample last{
      .time = hot.last, .destination = hot.last_target, .source_port = cold.last_source_port};
  for (std::size_t i = 0; i < cold.between_time.size(); ++i) {
    const model::ProbeSample one{.time = cold.between_time[i],
                                 .destination = cold.between_target[i],
                                 .source_port = cold.between_source_port[i]};
    if (cold.between_target[i] == net::Address() || one == last || one == samples.front()) continue;
    samples.push_back(one);
  }
  samples.push_back(last);
  std::stable_sort(samples.begin(), samples.end(),
                   [](const auto& a, const auto& b) { return a.time < b.time; });
  return samples;
}

}  // namespace

model::ScanEvent EventTable::describe(std::uint32_t event, model::EventEnd how) const {
  const HotEvent& hot = hot_[event];
  const ColdEvent& cold = cold_[event];
  model::ScanEvent out;
  out.source = hot.source;
  out.port = hot.port;
  out.protocol = hot.protocol;
  out.kind = hot.kind;
  out.first = hot.first;
  out.last = hot.last;
  out.packets = hot.packets;
  out.octets = hot.octets;
  out.targets = std::min<std::uint64_t>(cold.targets.count(blocks_), hot.packets);
  out.targets_estimated = cold.targets.estimated();
  out.in_order = cold.in_order;
  out.marks = {.mirai = cold.marks[0],
               .zmap = cold.marks[1],
               .masscan = cold.marks[2],
               .nmap = cold.marks[3]};
  out.headers = profile_of(cold);
  out.samples = samples_of(hot, cold);
  if (cold.payload != 0) {
    const KeptPayload& kept = payloads_[cold.payload];
    out.payload.assign(kept.octets.data(), kept.size);
  }
  out.payload_hash = cold.payload_hash;
  if (out.kind == model::ProbeKind::Udp) {
    out.amplifier = amplification_of(out.port, std::as_bytes(std::span(out.payload)));
  }
  out.scanner = scanners_[cold.scanner];
  out.end = how;
  return out;
}

void EventTable::give_sorted(std::vector<model::ScanEvent>& events, RecordSink& sink) const {
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return std::tie(a.last, a.source, a.port, a.protocol, a.kind) <
           std::tie(b.last, b.source, b.port, b.protocol, b.kind);
  });
  for (model::ScanEvent& event : events) sink.take(std::move(event));
  events.clear();
}

void EventTable::save(StateOut& out) const {
  out.number(size_);
  for (std::uint32_t event = 1; event < used_; ++event) {
    if (hot_[event].packets == 0) continue;
    const ColdEvent& cold = cold_[event];
    out.record(hot_[event]);
    out.record(cold);
    if (cold.targets.block != 0) out.record(blocks_[cold.targets.block]);
    if (cold.payload != 0) out.record(payloads_[cold.payload]);
  }
}

void EventTable::load(StateIn& in, std::span<const std::uint16_t> scanner_numbers,
                      RecordSink& sink) {
  const std::uint64_t count = in.count(std::numeric_limits<std::uint32_t>::max());
  for (std::uint64_t i = 0; i < count && in.good(); ++i) {
    HotEvent hot;
    ColdEvent cold;
    in.record(hot);
    in.record(cold);
    if (!in.good() || hot.packets == 0 || cold.scanner >= scanner_numbers.size()) return in.fail();
    const std::uint32_t event = begin(hash_of(hot.key()), hot.key(), sink);
    if (cold.targets.block != 0) {
      TargetBlock block;
      in.record(block);
      cold.targets.block = blocks_.take();
      // A smaller table may have no block left: as where none was free, the count is an estimate.
      if (cold.targets.block == 0) cold.targets.lose(block);
      if (cold.targets.block != 0) blocks_[cold.targets.block] = block;
    }
    if (cold.payload != 0) {
      KeptPayload payload;
      in.record(payload);
      cold.payload = take_payload();
      if (payload.size > payload.octets.size()) in.fail();
      if (cold.payload != 0) payloads_[cold.payload] = payload;
    }
    cold.scanner = scanner_numbers[cold.scanner];
    hot_[event] = hot;
    cold_[event] = cold;
  }
}

}  // namespace noroshi::telescope
