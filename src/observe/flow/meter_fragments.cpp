#include "observe/flow/meter_fragments.hpp"

#include "model/flow_batch.hpp"

namespace noroshi::flow {
namespace {

// Hosts give up on a packet after about this long (RFC 791, section 3.2: 15 s or more; Linux 30 s).
constexpr base::Micros kMemory = 30 * base::kSecond;

// IPv4 numbers packets for each protocol (RFC 791, section 3.2), IPv6 for each pair of addresses
// (RFC 8200, section 4.5), where a later fragment may not even name the transport.
bool same_packet(const net::PacketHeaders& a, const net::PacketHeaders& b) {
  return a.fragment.id == b.fragment.id && a.source == b.source && a.destination == b.destination &&
         (a.protocol == b.protocol || !a.source.is_v4());
}

}  // namespace

std::size_t FragmentTable::spot(const net::PacketHeaders& fragment) {
  const std::uint64_t addresses =
      net::hash(fragment.source) ^ (net::hash(fragment.destination) << 1);
  return net::mix(addresses ^ fragment.fragment.id) % kPackets;
}

void FragmentTable::remember(const net::PacketHeaders& first, base::Micros when) {
  if (packets_.empty()) packets_.resize(kPackets);
  packets_[spot(first)] = {first, when, true};
}

bool FragmentTable::complete(net::PacketHeaders& later, base::Micros when) const {
  if (packets_.empty()) return false;
  const Packet& packet = packets_[spot(later)];
  const base::Micros age = when - packet.when;
  const bool fresh = packet.present && age < kMemory && age > -kMemory;
  if (!fresh || !same_packet(packet.first, later)) return false;
  later.protocol = packet.first.protocol;
  later.source_port = packet.first.source_port;
  later.destination_port = packet.first.destination_port;
  later.has_transport = true;
  return true;
}

}  // namespace noroshi::flow
