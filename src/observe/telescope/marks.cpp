#include "observe/telescope/marks.hpp"

#include <array>

#include "observe/telescope/verdict.hpp"

namespace noroshi::telescope {
namespace {

// zmap/zmap, src/probe_modules/packet.c, make_ip_header: every probe of whatever module, until
// version 4.1.0 (2024) made it random (CHANGELOG.md).  XMap copied it (src/probe_modules/packet.c).
constexpr std::uint16_t kZmapIpId = 54321;

bool is_lone_syn(const Packet& packet) {
  constexpr std::uint8_t kAllButEcn = static_cast<std::uint8_t>(~(flag::kEce | flag::kCwr));
  return packet.protocol == protocol::kTcp && (packet.tcp_flags & kAllButEcn) == flag::kSyn;
}

bool is_echo_request(const Packet& packet) {
  return packet.protocol == protocol::kIcmp && packet.destination_port == 8 * 256;
}

// Mirai's leaked source, bot/scanner.c: `tcph->seq = iph->daddr`; its many children kept the line.
bool is_mirai(const Packet& packet) {
  return is_lone_syn(packet) && packet.sequence == packet.destination.v4_bits();
}

// robertdavidgraham/masscan, src/templ-pkt.c: `ip_id = ip_them ^ port_them ^ seqno`, of which the
// lower 16 bits fit.  The port of a ping is 1 and its number the identifier and sequence of the
// echo.  UDP probes have it too, but of a number that is not in the packet.
bool is_masscan(const Packet& packet) {
  const bool ping = is_echo_request(packet);
  if (!ping && !is_lone_syn(packet)) return false;
  const std::uint32_t port = ping ? 1 : packet.destination_port;
  const std::uint32_t id = packet.destination.v4_bits() ^ port ^ packet.sequence;
  return packet.ip_id == static_cast<std::uint16_t>(id);
}

// nmap/nmap, tcpip.cc, build_tcp: window 1024, in older versions one, two, three or four times
// that, by the TTL (`1024 * (myttl % 4 + 1)`); scan_engine_raw.cc: a SYN carries the one option
// 02 04 05 B4, an MSS of 1460.  masscan's newer SYN looks the same but for its identification.
bool is_nmap(const Packet& packet) {
  constexpr std::array<std::uint8_t, 8> kMssAlone = {2};
  const bool window = packet.window != 0 && packet.window % 1024 == 0 && packet.window <= 4096;
  return is_lone_syn(packet) && window && packet.mss == 1460 && packet.options == kMssAlone;
}

}  // namespace

std::uint8_t marks_of(const Packet& packet) {
  std::uint8_t marks = 0;
  const bool v4 = packet.destination.is_v4();
  if (v4 && packet.ip_id == kZmapIpId) marks |= mark::kZmap;
  if (v4 && is_mirai(packet)) marks |= mark::kMirai;
  if (v4 && is_masscan(packet)) marks |= mark::kMasscan;
  if ((marks & mark::kMasscan) == 0 && is_nmap(packet)) marks |= mark::kNmap;
  return marks;
}

}  // namespace noroshi::telescope
