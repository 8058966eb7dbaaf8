// Packets built by hand, layer in layer, for tests and benchmarks.
//
//   ethernet(0x0800, ipv4({}, udp(1111, 53, 20)))
//
// Each function puts its header before the payload that it is given.  Lengths are right, checksums
// are those of IPv4 only (decoding looks at no other).
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

#include "net/address.hpp"

namespace noroshi::net {

using Frame = std::string;

/// `value` in network order, in `octets` octets.
inline Frame big_endian(std::uint64_t value, std::size_t octets) {
  Frame out(octets, '\0');
  for (std::size_t i = octets; i-- > 0; value >>= 8) out[i] = static_cast<char>(value);
  return out;
}

inline std::span<const std::byte> bytes_of(const Frame& frame) {
  return {reinterpret_cast<const std::byte*>(frame.data()), frame.size()};
}

inline Frame tcp(std::uint16_t source, std::uint16_t destination, std::uint8_t flags,
                 std::size_t payload = 0) {
  return big_endian(source, 2) + big_endian(destination, 2) + Frame(8, '\0') + '\x50' +
         static_cast<char>(flags) + Frame(6, '\0') + Frame(payload, 'x');
}

inline Frame udp(std::uint16_t source, std::uint16_t destination, std::size_t payload = 0) {
  return big_endian(source, 2) + big_endian(destination, 2) + big_endian(8 + payload, 2) +
         Frame(2, '\0') + Frame(payload, 'x');
}

inline Frame icmp(std::uint8_t type, std::uint8_t code) {
  return Frame{static_cast<char>(type), static_cast<char>(code)} + Frame(6, '\0');
}

struct Ipv4Fields {
  Address source = Address::v4(0x0A000001);       // 10.0.0.1
  Address destination = Address::v4(0xC0000207);  // 192.0.2.7
  std::uint8_t protocol = 17;
  std::uint16_t id = 0;
  std::uint16_t fragment = 0;  // flags and offset, as they stand in the header
  std::size_t option_octets = 0;
  int total = -1;  // -1: what it is
};

inline Frame ipv4(const Ipv4Fields& fields, const Frame& payload) {
  const std::size_t header = 20 + fields.option_octets;
  const std::size_t total =
      fields.total < 0 ? header + payload.size() : static_cast<std::size_t>(fields.total);
  Frame out = big_endian(0x4000 | header / 4 << 8, 2) + big_endian(total, 2) +
              big_endian(fields.id, 2) + big_endian(fields.fragment, 2) + '\x40' +
              static_cast<char>(fields.protocol) + Frame(2, '\0') +
              big_endian(fields.source.v4_bits(), 4) + big_endian(fields.destination.v4_bits(), 4) +
              Frame(fields.option_octets, '\x01');
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < out.size(); at += 2) {
    sum += static_cast<std::uint32_t>(static_cast<unsigned char>(out[at])) << 8 |
           static_cast<unsigned char>(out[at + 1]);
  }
  while (sum >> 16 != 0) sum = (sum & 0xFFFF) + (sum >> 16);
  out.replace(10, 2, big_endian(~sum & 0xFFFF, 2));
  return out + payload;
}

struct Ipv6Fields {
  Address source = Address::v6(0x2001'0DB8'0000'0000, 1);
  Address destination = Address::v6(0x2001'0DB8'0000'0000, 2);
  std::uint8_t next_header = 17;
  int payload_length = -1;  // -1: what it is
};

inline Frame ipv6(const Ipv6Fields& fields, const Frame& payload) {
  const auto length =
      fields.payload_length < 0 ? payload.size() : static_cast<std::size_t>(fields.payload_length);
  return big_endian(0x6000'0000, 4) + big_endian(length, 2) +
         static_cast<char>(fields.next_header) + '\x40' + big_endian(fields.source.high(), 8) +
         big_endian(fields.source.low(), 8) + big_endian(fields.destination.high(), 8) +
         big_endian(fields.destination.low(), 8) + payload;
}

/// A hop-by-hop, routing or destination options header of `octets`, a multiple of eight.
inline Frame ipv6_extension(std::uint8_t next_header, std::size_t octets, const Frame& payload) {
  return Frame{static_cast<char>(next_header), static_cast<char>(octets / 8 - 1)} +
         Frame(octets - 2, '\0') + payload;
}

inline Frame ipv6_fragment(std::uint8_t next_header, std::uint32_t id, std::uint16_t offset,
                           bool more, const Frame& payload) {
  return Frame{static_cast<char>(next_header), '\0'} +
         big_endian(static_cast<std::uint64_t>(offset) | (more ? 1u : 0u), 2) + big_endian(id, 4) +
         payload;
}

inline Frame ethernet(std::uint16_t type, const Frame& payload) {
  return Frame("\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02", 12) + big_endian(type, 2) +
         payload;
}

/// What follows the EtherType of a VLAN tag: tag control information and the inner EtherType.
inline Frame vlan(std::uint16_t id, std::uint16_t type, const Frame& payload) {
  return big_endian(id, 2) + big_endian(type, 2) + payload;
}

inline Frame mpls(std::initializer_list<std::uint32_t> labels, const Frame& payload) {
  Frame out;
  std::size_t left = labels.size();
  for (const std::uint32_t label : labels) {
    out += big_endian(label << 12 | (--left == 0 ? 0x100u : 0u) | 64u, 4);
  }
  return out + payload;
}

inline Frame ppp(std::uint16_t protocol, const Frame& payload) {
  return big_endian(protocol, 2) + payload;
}

inline Frame pppoe(const Frame& payload) {
  return big_endian(0x11000001, 4) + big_endian(payload.size(), 2) + payload;
}

/// Flags as they stand in the first two octets; `options` are the optional fields that they name.
inline Frame gre(std::uint16_t flags, std::uint16_t type, const Frame& options,
                 const Frame& payload) {
  return big_endian(flags, 2) + big_endian(type, 2) + options + payload;
}

}  // namespace noroshi::net
