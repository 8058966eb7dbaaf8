// Packets to a telescope built by hand, for tests and benchmarks: see net/packet_builder.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include "base/time.hpp"
#include "net/packet.hpp"
#include "net/packet_builder.hpp"
#include "observe/telescope/packet.hpp"

namespace noroshi::telescope {

struct TcpFields {
  std::uint16_t source_port = 40'000;
  std::uint16_t destination_port = 23;
  std::uint32_t sequence = 1;
  std::uint32_t acknowledgement = 0;
  std::uint8_t flags = flag::kSyn;
  std::uint16_t window = 14'600;
  std::string options{};  // padded to a multiple of four octets here
};

inline net::Frame tcp_packet(const TcpFields& fields, const std::string& payload = {}) {
  std::string options = fields.options;
  options.resize((options.size() + 3) / 4 * 4);
  const std::size_t words = 5 + options.size() / 4;
  return net::big_endian(fields.source_port, 2) + net::big_endian(fields.destination_port, 2) +
         net::big_endian(fields.sequence, 4) + net::big_endian(fields.acknowledgement, 4) +
         net::big_endian(words << 12 | fields.flags, 2) + net::big_endian(fields.window, 2) +
         std::string(4, '\0') + options + payload;
}

inline net::Frame udp_packet(std::uint16_t source, std::uint16_t destination,
                             const std::string& payload) {
  return net::udp(source, destination).substr(0, 4) + net::big_endian(8 + payload.size(), 2) +
         std::string(2, '\0') + payload;
}

inline net::Frame icmp_packet(std::uint8_t type, std::uint8_t code, std::uint32_t rest,
                              const std::string& payload = {}) {
  return net::icmp(type, code).substr(0, 4) + net::big_endian(rest, 4) + payload;
}

/// A pcap file: microseconds or nanoseconds, in either byte order.
struct PcapForm {
  net::LinkType link = net::LinkType::Ethernet;
  bool big_endian = false;
  bool nanoseconds = false;
  std::size_t snapshot = 262'144;
};

class PcapFile {
 public:
  explicit PcapFile(const PcapForm& form = {}) : form_(form) {
    bytes_ = number(form.nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4, 4) + number(2, 2) + number(4, 2) +
             std::string(8, '\0') + number(form.snapshot, 4) +
             number(static_cast<std::uint16_t>(form.link), 4);
  }

  PcapFile& add(base::Micros when, const net::Frame& frame) {
    const std::size_t captured = std::min(frame.size(), form_.snapshot);
    const auto fraction = static_cast<std::uint64_t>(when % base::kSecond);
    bytes_ += number(static_cast<std::uint64_t>(when / base::kSecond), 4);
    bytes_ += number(form_.nanoseconds ? fraction * 1000 : fraction, 4);
    bytes_ += number(captured, 4) + number(frame.size(), 4);
    bytes_.append(frame, 0, captured);
    return *this;
  }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  [[nodiscard]] std::string number(std::uint64_t value, std::size_t octets) const {
    std::string out = net::big_endian(value, octets);
    if (!form_.big_endian) std::reverse(out.begin(), out.end());
    return out;
  }

  PcapForm form_;
  std::string bytes_;
};

/// A day at a telescope of 198.18.0.0/16, in small: of ten packets five SYNs of bots, two of a
/// scanner in 192.0.2.0/24, one datagram, one SYN-ACK, one ping; sources from the whole of 10/8.
inline std::string telescope_traffic(std::size_t packets, base::Micros start) {
  std::mt19937 random(7);
  PcapFile file;
  for (std::size_t i = 0; i < packets; ++i) {
    const std::uint32_t dark = 0xC6120000 | (random() & 0xFFFF);
    net::Ipv4Fields ip{.source = net::Address::v4(0x0A000000 | (random() & 0xFFFFFF)),
                       .destination = net::Address::v4(dark),
                       .protocol = protocol::kTcp,
                       .id = static_cast<std::uint16_t>(random())};
    const auto port = static_cast<std::uint16_t>(1024 + random() % 60'000);
    net::Frame transport;
    switch (i % 10) {
      case 5:
      case 6:
        ip.source = net::Address::v4(0xC0000200 | (random() & 0xFF));
        transport = tcp_packet({.source_port = port,
                                .destination_port = static_cast<std::uint16_t>(random()),
                                .sequence = static_cast<std::uint32_t>(random()),
                                .window = 65'535,
                                .options = std::string("\x02\x04\x05\xB4", 4)});
        break;
      case 7:
        ip.protocol = protocol::kUdp;
        transport = udp_packet(port, 53, std::string(30, '\1'));
        break;
      case 8:
        transport = tcp_packet(
            {.source_port = 443, .destination_port = port, .flags = flag::kSyn | flag::kAck});
        break;
      case 9:
        ip.protocol = protocol::kIcmp;
        transport = icmp_packet(8, 0, static_cast<std::uint32_t>(random()), std::string(24, 'x'));
        break;
      default:
        transport = tcp_packet({.source_port = port, .sequence = dark});
    }
    file.add(start + static_cast<base::Micros>(i) * 40,
             net::ethernet(0x0800, net::ipv4(ip, transport)));
  }
  return file.bytes();
}

}  // namespace noroshi::telescope
