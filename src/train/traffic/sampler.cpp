#include "train/traffic/sampler.hpp"

#include <algorithm>
#include <cmath>

#include "train/traffic/conversation.hpp"

namespace noroshi::traffic {
namespace {

using base::Micros;

// Trials of a coin; the normal approximation beyond 64.
std::uint64_t binomial(Stream& stream, std::uint64_t trials, double probability) {
  if (trials <= 64) {
    std::uint64_t count = 0;
    for (std::uint64_t i = 0; i < trials; ++i) count += stream.chance(probability) ? 1 : 0;
    return count;
  }
  const double n = static_cast<double>(trials);
  const double drawn =
      n * probability + std::sqrt(n * probability * (1.0 - probability)) * stream.normal() + 0.5;
  return static_cast<std::uint64_t>(std::clamp(drawn, 0.0, n));
}

struct Direction {
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  std::uint8_t flags = 0;
  bool from_server = false;
  Sampler::Taken taken{};
  Micros first = 0;  // of the packets taken
  Micros last = 0;
};

// Payload is concentrated in full segments, the other packets are bare headers: sampled sizes
// have the two peaks that real ones have.
std::uint64_t sampled_octets(Stream& stream, const Direction& d, std::uint32_t header) {
  if (d.taken.count == d.packets) return d.octets;
  const std::uint64_t bare = std::min<std::uint64_t>(header, d.octets / d.packets);
  const std::uint64_t payload = d.octets - bare * d.packets;
  const std::uint64_t carriers = std::min(d.packets, (payload + 1'399) / 1'400);
  if (carriers == 0) return bare * d.taken.count;
  const double share = static_cast<double>(carriers) / static_cast<double>(d.packets);
  return bare * d.taken.count + binomial(stream, d.taken.count, share) * (payload / carriers);
}

// The first packet of a connection is SYN, or SYN ACK from the server; FIN and RST come last; what
// lies between acknowledges, and pushes if it carries payload.
std::uint8_t sampled_flags(const Direction& d, std::uint64_t octets, std::uint32_t header) {
  using namespace model;
  if ((d.flags & ~kSyn) == 0) return d.flags;  // SYN retries: each packet is a SYN
  std::uint8_t flags = 0;
  std::uint64_t between = d.taken.count;
  if (d.taken.first == 0 && (d.flags & kSyn) != 0) {
    flags |= d.from_server ? kSyn | kAck : kSyn;
    --between;
  }
  if (between > 0 && d.taken.last + 1 == d.packets && (d.flags & (kFin | kRst)) != 0) {
    flags |= d.flags & (kFin | kRst | kAck);
    --between;
  }
  if (between == 0) return flags;
  flags |= d.flags & kAck;
  if (octets > header * d.taken.count) flags |= d.flags & kPsh;
  return flags;
}

// Whole packets at even distances; `shift` packets late.
Micros moment(const model::Flow& flow, std::uint64_t index, std::uint64_t packets,
              std::uint64_t shift) {
  const double share = static_cast<double>(index + shift) / static_cast<double>(packets);
  return flow.start + static_cast<Micros>(share * static_cast<double>(flow.end - flow.start));
}

void see(Direction& d, const model::Flow& flow, std::uint64_t shift) {
  d.first = moment(flow, d.taken.first, d.packets, shift);
  d.last = moment(flow, d.taken.last, d.packets, shift);
}

void store(model::Flow& flow, const Direction& out, const Direction& in, std::uint32_t header,
           Stream& stream) {
  flow.packets = out.taken.count;
  flow.reverse_packets = in.taken.count;
  flow.octets = out.taken.count == 0 ? 0 : sampled_octets(stream, out, header);
  flow.reverse_octets = in.taken.count == 0 ? 0 : sampled_octets(stream, in, header);
  flow.tcp_flags = out.taken.count == 0 ? 0 : sampled_flags(out, flow.octets, header);
  flow.reverse_tcp_flags = in.taken.count == 0 ? 0 : sampled_flags(in, flow.reverse_octets, header);
}

void reverse(model::Flow& flow) {
  std::swap(flow.source_address, flow.destination_address);
  std::swap(flow.source_port, flow.destination_port);
  std::swap(flow.packets, flow.reverse_packets);
  std::swap(flow.octets, flow.reverse_octets);
  std::swap(flow.tcp_flags, flow.reverse_tcp_flags);
}

Stream stream_of(std::uint64_t seed, const model::Flow& flow) {
  return Stream::of(seed, Domain::Sampler, net::hash(flow.source_address) ^ flow.protocol,
                    net::hash(flow.destination_address) +
                        (std::uint64_t{flow.source_port} << 16 | flow.destination_port),
                    static_cast<std::uint64_t>(flow.start));
}

}  // namespace

Sampler::Sampler(std::uint64_t seed, std::uint32_t interval)
    : seed_(seed),
      interval_(interval),
      probability_(1.0 / interval),
      log_miss_(interval > 1 ? ln(1.0 - 1.0 / interval) : -1.0) {}

Sampler::Taken Sampler::take(Stream& stream, std::uint64_t packets) const {
  const auto gap = [&] {  // packets passed over before the next one taken
    const double drawn = ln(1.0 - stream.unit()) / log_miss_;
    return drawn < 1e15 ? static_cast<std::uint64_t>(drawn) : std::uint64_t{1'000'000'000'000'000};
  };
  Taken taken;
  std::uint64_t at = gap();
  if (packets == 0 || at >= packets) return taken;
  taken = {1, at, at};
  const double expected = static_cast<double>(packets) * probability_;
  if (expected > 64) {  // counted by the normal approximation, its end by one more gap
    taken.count = std::max<std::uint64_t>(2, binomial(stream, packets, probability_));
    taken.last = packets - 1 - std::min(gap(), packets - 1 - taken.first);
    return taken;
  }
  for (at += 1 + gap(); at < packets; at += 1 + gap()) {
    ++taken.count;
    taken.last = at;
  }
  return taken;
}

bool Sampler::sample(model::Flow& flow) const {
  flow.sampling_interval = interval_;
  if (interval_ == 1) return true;
  Stream stream = stream_of(seed_, flow);
  Direction out{.packets = flow.packets, .octets = flow.octets, .flags = flow.tcp_flags};
  Direction in{.packets = flow.reverse_packets,
               .octets = flow.reverse_octets,
               .flags = flow.reverse_tcp_flags,
               .from_server = true};
  out.taken = take(stream, out.packets);
  in.taken = take(stream, in.packets);
  if (out.taken.count + in.taken.count == 0) return false;
  const std::uint32_t header = header_octets(flow.source_address, flow.protocol);
  const model::Flow whole = flow;
  store(flow, out, in, header, stream);
  if (out.taken.count > 0) see(out, whole, 0);
  if (in.taken.count > 0) see(in, whole, 1);
  const bool turned = out.taken.count == 0 || (in.taken.count > 0 && in.first < out.first);
  const Direction& earlier = turned ? in : out;
  const Direction& later = turned ? out : in;
  flow.start = earlier.first;
  flow.end = later.taken.count == 0 ? earlier.last : std::max(earlier.last, later.last);
  if (turned) reverse(flow);
  return true;
}

}  // namespace noroshi::traffic
