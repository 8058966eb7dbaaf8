#include "detect/c2/packet_sizes.hpp"

#include <algorithm>

namespace noroshi::c2 {
namespace {

constexpr std::uint32_t kFewPackets = 3;
constexpr double kSlack = 16;         // octets: a number in the request has a digit more
constexpr double kTolerance = 0.02;   // of the larger
constexpr std::uint64_t kBare = 100;  // octets: IPv6 (40) + TCP with all options (60)

// TCP headers are whole 32-bit words (RFC 9293, section 3.1) and so are IP headers: a small packet
// of another length carries payload.
bool may_be_bare(std::uint64_t octets) { return octets <= kBare && octets % 4 == 0; }

void take(std::vector<double>& sizes, bool tcp, std::uint64_t octets, std::uint32_t packets) {
  if (packets == 0 || packets > kFewPackets) return;
  if (tcp && packets == 1 && may_be_bare(octets)) return;
  if (tcp && octets <= kBare * packets && packets > 1) return;
  sizes.push_back(static_cast<double>(octets) / packets);
}

}  // namespace

PacketSizes packet_sizes(const Server& server) {
  const bool tcp = server.endpoint.proto == model::kTcp;
  PacketSizes sizes;
  for (const Contact& contact : server.contacts) {
    take(sizes.out, tcp, contact.octets_out, contact.packets_out);
    take(sizes.in, tcp, contact.octets_in, contact.packets_in);
  }
  std::ranges::sort(sizes.out);
  std::ranges::sort(sizes.in);
  return sizes;
}

double likeness(const std::vector<double>& sizes) {
  if (sizes.size() < 2) return 0;
  double alike = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double reach = std::max(kSlack, kTolerance * sizes[i]);
    while (sizes[i] - sizes[first] > reach) ++first;
    alike += static_cast<double>(i - first);
  }
  const auto n = static_cast<double>(sizes.size());
  return alike / (0.5 * n * (n - 1.0));
}

}  // namespace noroshi::c2
