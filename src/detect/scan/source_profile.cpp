#include "detect/scan/source_profile.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/assert.hpp"
#include "model/finding.hpp"

namespace noroshi::scan {
namespace {

using model::ProbeKind;
using model::ScanEvent;

// Every field that anything here looks at: events that tie are alike in all of them, so that the
// order in which they came cannot be seen in any result.
auto key(const ScanEvent& event) {
  const model::HeaderProfile& headers = event.headers;
  return std::tie(event.source, event.first, event.last, event.protocol, event.port, event.kind,
                  event.packets, event.octets, event.targets, event.in_order, headers.window,
                  headers.ip_id, headers.sequence, headers.length, headers.ttl_low,
                  headers.ttl_high, headers.mss, headers.options, headers.dont_fragment,
                  event.payload_hash, event.payload, event.scanner);
}

bool earlier_sample(const model::ProbeSample& a, const model::ProbeSample& b) {
  return std::tie(a.time, a.destination, a.source_port) <
         std::tie(b.time, b.destination, b.source_port);
}

bool precedes(const ScanEvent& a, const ScanEvent& b) {
  const auto left = key(a);
  const auto right = key(b);
  if (left != right) return left < right;
  return std::lexicographical_compare(a.samples.begin(), a.samples.end(), b.samples.begin(),
                                      b.samples.end(), earlier_sample);
}

// What decides nearly every comparison, close together in memory.
struct Place {
  net::Address source;
  base::Micros first;
  std::uint32_t index;
};

std::vector<std::uint32_t> sorted(std::span<const ScanEvent> events) {
  std::vector<Place> places;
  places.reserve(events.size());
  for (std::uint32_t i = 0; i < events.size(); ++i) {
    places.push_back({events[i].source, events[i].first, i});
  }
  std::sort(places.begin(), places.end(), [events](const Place& a, const Place& b) {
    if (a.source != b.source) return a.source < b.source;
    if (a.first != b.first) return a.first < b.first;
    return precedes(events[a.index], events[b.index]);
  });
  std::vector<std::uint32_t> order(places.size());
  std::transform(places.begin(), places.end(), order.begin(),
                 [](const Place& place) { return place.index; });
  return order;
}

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

// Counts come from files that anybody may have written: they stop at the end of their type.
void add(std::uint64_t& sum, std::uint64_t more) { sum = more > kMost - sum ? kMost : sum + more; }

void add(model::ToolMarks& sum, const model::ToolMarks& more) {
  add(sum.mirai, more.mirai);
  add(sum.zmap, more.zmap);
  add(sum.masscan, more.masscan);
  add(sum.nmap, more.nmap);
}

// Hours of the day in which the event was open; what is outside the day counts to its edges.
std::uint32_t hours_of(const ScanEvent& event, base::Micros day_begin) {
  const auto hour = [day_begin](base::Micros at) {
    if (at <= day_begin) return base::Micros{0};
    const auto since = static_cast<std::uint64_t>(at) - static_cast<std::uint64_t>(day_begin);
    return static_cast<base::Micros>(std::min<std::uint64_t>(since / base::kHour, 23));
  };
  const base::Micros from = hour(event.first);
  const base::Micros until = std::max(from, hour(event.last));
  std::uint32_t bits = 0;
  for (base::Micros at = from; at <= until; ++at) bits |= 1U << static_cast<unsigned>(at);
  return bits;
}

double seconds_between(base::Micros from, base::Micros until) {
  return (static_cast<double>(until) - static_cast<double>(from)) / 1e6;
}

constexpr double kLongestSilence = 1e9;  // seconds; for clocks that jump

// Few packets say nothing of a pace: the first gap decides.
constexpr std::uint64_t kFewestForPace = 10;

double pace_of(std::uint64_t packets, base::Micros first, base::Micros last) {
  const double duration = seconds_between(first, last);
  if (packets < kFewestForPace || duration < 1) return 0;
  return static_cast<double>(packets - 1) / duration;
}

std::uint16_t first_source_port(const ScanEvent& event) {
  return event.samples.empty() ? std::uint16_t{0} : event.samples.front().source_port;
}

void note_variation(Varying& varies, const ScanEvent& event, const ScanEvent& reference) {
  const model::HeaderProfile& a = event.headers;
  const model::HeaderProfile& b = reference.headers;
  varies.window |= a.window_varies || a.window != b.window;
  varies.options |= a.options_vary || a.options != b.options;
  varies.ip_id |= a.ip_id_varies || a.ip_id != b.ip_id;
  varies.sequence |= a.sequence_varies || a.sequence != b.sequence;
  varies.source_port |=
      a.source_port_varies || first_source_port(event) != first_source_port(reference);
  varies.length |= a.length_varies || a.length != b.length;
}

void note_kind(SourceProfile& profile, const ScanEvent& event) {
  switch (event.kind) {
    case ProbeKind::TcpSyn:
      return add(profile.syns, event.packets);
    case ProbeKind::TcpOther:
      return add(profile.tcp_others, event.packets);
    case ProbeKind::Udp:
      return add(profile.datagrams, event.packets);
    case ProbeKind::Ping:
    case ProbeKind::Icmp:
    case ProbeKind::Other:
      return;
  }
}

void note_silence(SourceProfile& profile, base::Micros until) {
  if (until <= profile.last) return;
  const double seconds = std::min(seconds_between(profile.last, until), kLongestSilence);
  const auto silence = static_cast<base::Micros>(seconds * 1e6);
  profile.silence = std::max(profile.silence, std::min(silence, profile.pause));
  profile.pause = std::max(profile.pause, silence);
}

// One long silence among others parts two sessions; among few, nothing can be said.
constexpr std::uint32_t kFewestForSessions = 5;  // events

// Events come in order of their begin.
void note(SourceProfile& profile, const ScanEvent& event, base::Micros day_begin) {
  note_silence(profile, event.first);
  profile.last = std::max(profile.last, event.last);
  add(profile.packets, event.packets);
  add(profile.octets, event.octets);
  add(profile.targets, event.targets);
  add(profile.in_order, event.in_order);
  add(profile.marks, event.marks);
  note_kind(profile, event);
  profile.reach = std::max(profile.reach, event.targets);
  profile.pace = std::max(profile.pace, pace_of(event.packets, event.first, event.last));
  profile.hours |= hours_of(event, day_begin);
  profile.ttl_low = std::min(profile.ttl_low, event.headers.ttl_low);
  profile.ttl_high = std::max(profile.ttl_high, event.headers.ttl_high);
}

// A SYN shows which tool built it, a datagram hardly.
bool tells_more(const ScanEvent& event, const ScanEvent& other) {
  const bool syn = event.kind == ProbeKind::TcpSyn;
  const bool other_syn = other.kind == ProbeKind::TcpSyn;
  return syn == other_syn ? event.packets > other.packets : syn;
}

// More samples than this tell nothing new of how many targets there are.
constexpr std::size_t kMostSampled = 256;

class SampledTargets {
 public:
  void add(const ScanEvent& event) {
    for (const auto& sample : event.samples) {
      if (seen_.size() < kMostSampled) seen_.push_back(sample.destination);
    }
  }
  [[nodiscard]] std::size_t count() const { return seen_.size(); }
  std::uint64_t distinct() {
    std::sort(seen_.begin(), seen_.end());
    return static_cast<std::uint64_t>(std::unique(seen_.begin(), seen_.end()) - seen_.begin());
  }

 private:
  std::vector<net::Address> seen_;
};

}  // namespace

Sources::Sources(std::span<const ScanEvent> events, base::Micros day_begin) : events_(events) {
  NOROSHI_ASSERT(events.size() <= std::numeric_limits<std::uint32_t>::max());
  order_ = sorted(events);
  const auto count = static_cast<std::uint32_t>(order_.size());
  for (std::uint32_t begin = 0; begin < count;) {
    std::uint32_t end = begin;
    while (end < count && events[order_[end]].source == events[order_[begin]].source) ++end;
    join(begin, end, day_begin);
    begin = end;
  }
}

void Sources::join(std::uint32_t begin, std::uint32_t end, base::Micros day_begin) {
  const ScanEvent& earliest = events_[order_[begin]];
  SourceProfile profile{.address = earliest.source,
                        .first = earliest.first,
                        .last = earliest.last,
                        .marks = {},
                        .ttl_low = std::numeric_limits<std::uint8_t>::max(),
                        .varies = {},
                        .main = order_[begin],
                        .events_begin = begin,
                        .events_end = end};
  SampledTargets sampled;
  for (const std::uint32_t index : event_indices(profile)) {
    const ScanEvent& event = events_[index];
    note(profile, event, day_begin);
    sampled.add(event);
    if (tells_more(event, events_[profile.main])) profile.main = index;
  }
  if (end - begin < kFewestForSessions) profile.silence = profile.pause;
  for (const std::uint32_t index : event_indices(profile)) {
    const ScanEvent& event = events_[index];
    if (event.kind == events_[profile.main].kind) {
      note_variation(profile.varies, event, events_[profile.main]);
    }
  }
  if (sampled.count() > 0) {
    const std::uint64_t distinct = sampled.distinct();
    profile.reach = std::max(profile.reach, distinct);
    profile.variety = static_cast<double>(distinct) / static_cast<double>(sampled.count());
  }
  if (profile.pace == 0) profile.pace = pace_of(profile.packets, profile.first, profile.last);
  join_services(profile);
  profiles_.push_back(profile);
}

void Sources::join_services(SourceProfile& profile) {
  const auto begin = services_.size();
  for (const std::uint32_t index : event_indices(profile)) {
    const ScanEvent& event = events_[index];
    services_.push_back(
        {{event.port, event.protocol}, event.packets, event.targets, event.targets});
  }
  const auto from = services_.begin() + static_cast<std::ptrdiff_t>(begin);
  std::sort(from, services_.end(), [](const ServiceUse& a, const ServiceUse& b) {
    return std::tie(a.service, a.packets, a.targets) < std::tie(b.service, b.packets, b.targets);
  });
  auto kept = from;
  for (auto at = from; at != services_.end(); ++at) {
    if (at == kept) continue;
    if (at->service == kept->service) {
      add(kept->packets, at->packets);
      add(kept->tries, at->tries);
      kept->targets = std::max(kept->targets, at->targets);
    } else {
      *++kept = *at;
    }
  }
  services_.erase(kept + 1, services_.end());
  profile.services_begin = static_cast<std::uint32_t>(begin);
  profile.services_end = static_cast<std::uint32_t>(services_.size());
}

std::span<const ServiceUse> Sources::services(const SourceProfile& source) const {
  return std::span(services_).subspan(source.services_begin,
                                      source.services_end - source.services_begin);
}

std::span<const std::uint32_t> Sources::event_indices(const SourceProfile& source) const {
  return std::span(order_).subspan(source.events_begin, source.events_end - source.events_begin);
}

Service main_service(std::span<const ServiceUse> services) {
  const auto most = std::max_element(
      services.begin(), services.end(),
      [](const ServiceUse& a, const ServiceUse& b) { return a.packets < b.packets; });
  return most == services.end() ? Service{} : most->service;
}

std::string to_string(const Service& service) {
  return std::to_string(service.port) + "/" + model::protocol_name(service.protocol);
}

}  // namespace noroshi::scan
