#include "train/darknet/watch.hpp"

#include <algorithm>
#include <span>
#include <tuple>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "train/darknet/attack_replies.hpp"
#include "train/darknet/hours.hpp"

namespace noroshi::darknet {
namespace {

using base::Micros;

constexpr std::size_t kKeptPayload = 64;

std::uint16_t ip_length(const Burst& burst) {
  const std::size_t octets =
      burst.protocol == 6 ? 40 + option_octets(burst.sender) : 28 + burst.payload.size();
  return static_cast<std::uint16_t>(octets);
}

// What its packets have in common, before there is one.
model::ScanEvent outline(const Burst& burst, const Actor& actor) {
  model::ScanEvent event;
  event.source = burst.source;
  event.port = burst.port;
  event.protocol = burst.protocol;
  event.kind = burst.kind;
  event.scanner = actor.list;
  event.payload = burst.payload.substr(0, kKeptPayload);
  if (!burst.payload.empty()) {
    event.payload_hash = XXH3_64bits(burst.payload.data(), burst.payload.size());
  }
  event.headers.ttl_low = event.headers.ttl_high = burst.sender.ttl;
  event.headers.dont_fragment = burst.sender.dont_fragment;
  event.headers.length = ip_length(burst);
  if (burst.protocol != 6) return event;
  event.headers.window = burst.sender.window;
  event.headers.mss = burst.sender.mss;
  event.headers.options = burst.sender.options;
  return event;
}

void mark(model::ScanEvent& event, const Packet& packet) {
  if (packet.header.ip_id == 54321) ++event.marks.zmap;
  if (event.protocol != 6) return;
  const auto [port, id, sequence] = packet.header;
  const auto folded = static_cast<std::uint16_t>(packet.target ^ event.port ^ sequence);
  event.marks.mirai += sequence == packet.target ? 1 : 0;
  event.marks.masscan += id == folded ? 1 : 0;
  const auto& headers = event.headers;
  const bool mss_alone = headers.options[0] == 2 && headers.options[1] == 0;
  const bool window = headers.window != 0 && headers.window % 1024 == 0 && headers.window <= 4096;
  event.marks.nmap += mss_alone && headers.mss == 1460 && window ? 1 : 0;
}

void tell_what_varies(model::ScanEvent& event, std::span<const Packet> run) {
  const bool tcp = event.protocol == 6;
  const Header& first = run.front().header;
  auto& headers = event.headers;
  headers.ip_id = first.ip_id;
  headers.sequence = tcp ? first.sequence : 0;
  for (const Packet& packet : run) {
    headers.ip_id_varies |= packet.header.ip_id != first.ip_id;
    headers.sequence_varies |= tcp && packet.header.sequence != first.sequence;
    headers.source_port_varies |= packet.header.source_port != first.source_port;
  }
}

std::uint64_t distinct_targets(std::span<const Packet> run) {
  std::vector<std::uint32_t> targets;
  for (const Packet& packet : run) targets.push_back(packet.target);
  std::sort(targets.begin(), targets.end());
  return static_cast<std::uint64_t>(std::unique(targets.begin(), targets.end()) - targets.begin());
}

// First, last and two between.
std::vector<model::ProbeSample> samples_of(std::span<const Packet> run) {
  const std::size_t last = run.size() - 1;
  std::vector<std::size_t> kept{0, last / 3, last * 2 / 3, last};
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  std::vector<model::ProbeSample> samples;
  for (const std::size_t at : kept) {
    samples.push_back({run[at].time, net::Address::v4(run[at].target), run[at].header.source_port});
  }
  return samples;
}

// The event that a run of packets without a long silence makes.
model::ScanEvent event_of(const Burst& burst, const Actor& actor, std::span<const Packet> run) {
  model::ScanEvent event = outline(burst, actor);
  event.first = run.front().time;
  event.last = run.back().time;
  event.packets = run.size();
  event.octets = run.size() * event.headers.length;
  event.targets = distinct_targets(run);
  for (std::size_t i = 1; i < run.size(); ++i) {
    event.in_order += run[i].target == run[i - 1].target + 1 ? 1 : 0;
  }
  for (const Packet& packet : run) mark(event, packet);
  tell_what_varies(event, run);
  event.samples = samples_of(run);
  return event;
}

// All that one day's bursts leave behind.
class Watch {
 public:
  Watch(const Cast& cast, const Played& played)
      : cast_(cast), played_(played), hours_(cast.scenario, played.span, cast.outages) {
    watched_.span = played.span;
  }

  void take(const Burst& burst) {
    const Actor& actor = played_.actors[burst.actor];
    const std::vector<Packet> packets = heard_of(burst, actor);
    if (packets.empty()) return;
    watched_.seen.push_back(
        {burst.source, burst.actor, packets.front().time, packets.back().time, packets.size()});
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= packets.size(); ++i) {
      const bool silence =
          i == packets.size() || packets[i].time - packets[i - 1].time > cast_.scenario.idle;
      if (!silence) continue;
      const auto run = std::span(packets).subspan(begin, i - begin);
      watched_.events.push_back(event_of(burst, actor, run));
      begin = i;
    }
  }

  void take(const Attack& attack) {
    const auto replies = replies_of(attack, cast_.scenario);
    std::vector<Reply> known;
    auto chance = stream(cast_.scenario.seed, Part::Outage, attack.name, 1);
    for (const Reply& reply : replies) {
      hours_.offer(reply.time);
      if (!heard(cast_.outages, reply.time, chance.unit())) continue;
      hours_.hear(reply.time, kReplyOctets, "backscatter", attack.victim);
      known.push_back(reply);
    }
    if (auto victim = victim_of(attack, known)) watched_.victims.push_back(*std::move(victim));
  }

  Watched finish() && {
    const auto order = [](const auto& a, const auto& b) {
      if (a.first != b.first) return a.first < b.first;
      return std::tie(a.source, a.port, a.protocol) < std::tie(b.source, b.port, b.protocol);
    };
    std::sort(watched_.events.begin(), watched_.events.end(), order);
    std::sort(watched_.victims.begin(), watched_.victims.end(), [](const auto& a, const auto& b) {
      return std::tie(a.first, a.victim) < std::tie(b.first, b.victim);
    });
    watched_.hours = hours_.finish();
    watched_.actors = played_.actors;
    merge_seen();
    return std::move(watched_);
  }

 private:
  std::vector<Packet> heard_of(const Burst& burst, const Actor& actor) {
    auto chance = stream(cast_.scenario.seed, Part::Outage, burst.name, 1);
    std::vector<Packet> heard_packets;
    const char* kind = actor.list.empty() ? "scan" : "research";
    for (const Packet& packet :
         packets_of(burst, cast_.scenario.seed, cast_.scenario.dark.address.v4_bits(),
                    dark_addresses(cast_.scenario))) {
      hours_.offer(packet.time);
      if (!heard(cast_.outages, packet.time, chance.unit())) continue;
      hours_.hear(packet.time, ip_length(burst), kind, burst.source);
      heard_packets.push_back(packet);
    }
    return heard_packets;
  }

  // One entry an address and actor, over its services.
  void merge_seen() {
    auto& seen = watched_.seen;
    std::sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) {
      return std::tie(a.address, a.actor, a.first) < std::tie(b.address, b.actor, b.first);
    });
    std::vector<Seen> merged;
    for (const Seen& one : seen) {
      if (merged.empty() || merged.back().address != one.address ||
          merged.back().actor != one.actor) {
        merged.push_back(one);
        continue;
      }
      merged.back().last = std::max(merged.back().last, one.last);
      merged.back().packets += one.packets;
    }
    seen = std::move(merged);
  }

  const Cast& cast_;
  const Played& played_;
  Hours hours_;
  Watched watched_;
};

}  // namespace

bool heard(const std::vector<Outage>& outages, Micros at, double chance) {
  for (const Outage& outage : outages) {
    if (at >= outage.span.begin && at < outage.span.end) return chance >= outage.lost;
  }
  return true;
}

Watched watch(const Cast& cast, const Played& played) {
  Watch watch(cast, played);
  for (const Burst& burst : played.bursts) watch.take(burst);
  for (const Attack& attack : played.attacks) watch.take(attack);
  return std::move(watch).finish();
}

}  // namespace noroshi::darknet
