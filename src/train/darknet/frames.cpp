#include "train/darknet/frames.hpp"

#include <algorithm>

#include "net/packet_builder.hpp"

namespace noroshi::darknet {
namespace {

using net::big_endian;

constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kRst = 0x04;
constexpr std::uint8_t kSynAck = 0x12;

struct Ip {
  std::uint32_t source = 0;
  std::uint32_t destination = 0;
  std::uint8_t protocol = 6;
  std::uint8_t ttl = 64;
  std::uint16_t id = 0;
  bool dont_fragment = false;
};

std::string ip(const Ip& fields, const std::string& payload) {
  std::string out = big_endian(0x4500, 2) + big_endian(20 + payload.size(), 2) +
                    big_endian(fields.id, 2) + big_endian(fields.dont_fragment ? 0x4000 : 0, 2) +
                    big_endian(fields.ttl, 1) + big_endian(fields.protocol, 1) +
                    std::string(2, '\0') + big_endian(fields.source, 4) +
                    big_endian(fields.destination, 4);
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < out.size(); at += 2) {
    sum += static_cast<std::uint32_t>(static_cast<unsigned char>(out[at])) << 8 |
           static_cast<unsigned char>(out[at + 1]);
  }
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  out.replace(10, 2, big_endian(~sum & 0xFFFF, 2));
  return out + payload;
}

// RFC 9293, RFC 7323, RFC 2018: each kind with plausible values.
std::string options_of(const Sender& sender) {
  std::string out;
  for (const std::uint8_t kind : sender.options) {
    if (kind == 1) out += '\x01';
    if (kind == 2) out += big_endian(0x0204, 2) + big_endian(sender.mss, 2);
    if (kind == 3) out += big_endian(0x030307, 3);
    if (kind == 4) out += big_endian(0x0402, 2);
    if (kind == 8)
      out += big_endian(0x080A, 2) + big_endian(sender.sequence, 4) + std::string(4, '\0');
  }
  out.resize(option_octets(sender), '\0');
  return out;
}

struct Tcp {
  std::uint16_t source = 0;
  std::uint16_t destination = 0;
  std::uint32_t sequence = 0;
  std::uint8_t flags = kSyn;
  std::uint16_t window = 0;
};

std::string tcp(const Tcp& fields, const std::string& options) {
  const std::uint32_t acknowledged = fields.flags == kSynAck ? fields.sequence ^ 0x5A5A5A5A : 0;
  return big_endian(fields.source, 2) + big_endian(fields.destination, 2) +
         big_endian(fields.sequence, 4) + big_endian(acknowledged, 4) +
         big_endian((20 + options.size()) / 4 << 4, 1) + big_endian(fields.flags, 1) +
         big_endian(fields.window, 2) + std::string(4, '\0') + options;
}

std::string udp(std::uint16_t source, std::uint16_t destination, const std::string& payload) {
  return big_endian(source, 2) + big_endian(destination, 2) + big_endian(8 + payload.size(), 2) +
         std::string(2, '\0') + payload;
}

}  // namespace

std::string frame_of(const Burst& burst, const Packet& packet) {
  const Ip outer{burst.source.v4_bits(), packet.target,       burst.protocol,
                 burst.sender.ttl,       packet.header.ip_id, burst.sender.dont_fragment};
  if (burst.protocol == 17) {
    return ip(outer, udp(packet.header.source_port, burst.port, burst.payload));
  }
  return ip(outer, tcp({packet.header.source_port, burst.port, packet.header.sequence, kSyn,
                        burst.sender.window},
                       options_of(burst.sender)));
}

std::string frame_of(const Attack& attack, const Reply& reply) {
  const std::uint32_t victim = attack.victim.v4_bits();
  if (attack.reply == "unreachable") {
    // RFC 792: the header that was answered and eight octets more.
    const std::string asked =
        ip({reply.target, victim, 17, 60, 0, false}, udp(reply.target_port, attack.port, ""));
    return ip({victim, reply.target, 1, 52, 0, false},
              big_endian(0x0303, 2) + std::string(6, '\0') + asked);
  }
  const std::uint8_t flags = attack.reply == "rst" ? kRst : kSynAck;
  const auto sequence = static_cast<std::uint32_t>(net::mix(attack.name ^ reply.target));
  return ip({victim, reply.target, 6, 52, 0, true},
            tcp({attack.port, reply.target_port, sequence, flags, 29200}, ""));
}

}  // namespace noroshi::darknet
