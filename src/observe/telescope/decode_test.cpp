// The fields that a telescope works with, and agreement with net::decode on every frame.
#include "observe/telescope/decode.hpp"

#include <array>
#include <gtest/gtest.h>
#include <random>

#include "io/input.hpp"
#include "observe/telescope/capture.hpp"
#include "observe/telescope/decode_oracle.hpp"
#include "observe/telescope/shared_captures.hpp"
#include "observe/telescope/traffic_builder.hpp"

namespace noroshi::telescope {
namespace {

using net::Address;

Frame frame_of(const net::Frame& bytes, net::LinkType link = net::LinkType::Ethernet,
               std::size_t cut = SIZE_MAX) {
  return {.time = 1,
          .bytes = reinterpret_cast<const std::byte*>(bytes.data()),
          .captured = static_cast<std::uint32_t>(std::min(bytes.size(), cut)),
          .wire = static_cast<std::uint32_t>(bytes.size()),
          .link = link};
}

// A packet, and its payload where the frame is gone.
struct Read : Packet {
  std::string text;
};

Read decoded(const net::Frame& bytes, net::LinkType link = net::LinkType::Ethernet) {
  Read read;
  decode(frame_of(bytes, link), read);
  read.text = {reinterpret_cast<const char*>(read.payload.data()), read.payload.size()};
  return read;
}

void expect_agreement(const Frame& frame) {
  const auto difference = disagreement(frame);
  ASSERT_FALSE(difference) << *difference << " of "
                           << std::string(reinterpret_cast<const char*>(frame.bytes),
                                          frame.captured);
}

const std::string kLinuxOptions("\x02\x04\x05\xB4\x04\x02\x08\x0A\0\0\0\1\0\0\0\0\1\3\3\7", 20);

TEST(Decode, FieldsOfATcpProbe) {
  const net::Frame frame =
      net::ethernet(0x0800, net::ipv4({.source = Address::v4(0xCB007105),
                                       .destination = Address::v4(0xC6120304),
                                       .protocol = protocol::kTcp,
                                       .id = 54321,
                                       .fragment = 0x4000},
                                      tcp_packet({.source_port = 40'000,
                                                  .destination_port = 2323,
                                                  .sequence = 0xC6120304,
                                                  .acknowledgement = 9,
                                                  .flags = flag::kSyn | flag::kEce,
                                                  .window = 64'240,
                                                  .options = kLinuxOptions},
                                                 "hello")));
  const Read packet = decoded(frame + std::string(6, '\0'));  // padding of Ethernet
  EXPECT_EQ(packet.fault, Fault::None);
  EXPECT_EQ(packet.time, 1);
  EXPECT_EQ(packet.source, Address::v4(0xCB007105));
  EXPECT_EQ(packet.destination, Address::v4(0xC6120304));
  EXPECT_EQ(packet.length, 20u + 40 + 5);
  EXPECT_EQ(packet.protocol, protocol::kTcp);
  EXPECT_EQ(packet.ttl, 64);
  EXPECT_EQ(packet.ip_id, 54321);
  EXPECT_TRUE(packet.dont_fragment);
  EXPECT_FALSE(packet.fragment);
  EXPECT_EQ(packet.source_port, 40'000);
  EXPECT_EQ(packet.destination_port, 2323);
  EXPECT_EQ(packet.sequence, 0xC6120304u);
  EXPECT_EQ(packet.acknowledgement, 9u);
  EXPECT_EQ(packet.tcp_flags, flag::kSyn | flag::kEce);
  EXPECT_EQ(packet.window, 64'240);
  EXPECT_EQ(packet.mss, 1460);
  EXPECT_EQ(packet.options, (std::array<std::uint8_t, 8>{2, 4, 8, 1, 3}));
  EXPECT_EQ(packet.text, "hello");
}

TEST(Decode, OptionsThatMakeNoSenseEndTheList) {
  const auto options_of = [](const std::string& options) {
    return decoded(net::ipv4({.protocol = protocol::kTcp}, tcp_packet({.options = options})),
                   net::LinkType::Raw);
  };
  EXPECT_EQ(options_of(std::string("\2\0\2\4", 4)).options, (std::array<std::uint8_t, 8>{2}));
  EXPECT_EQ(options_of(std::string("\1\1\1\2", 4)).options,
            (std::array<std::uint8_t, 8>{1, 1, 1, 2}));
  EXPECT_EQ(options_of(std::string("\2\6\5\xB4", 4)).mss, 0) << "longer than the header";
  EXPECT_EQ(options_of(std::string("\0\2\4\5", 4)).options, (std::array<std::uint8_t, 8>{}));
  EXPECT_EQ(options_of(std::string(40, '\1')).options,
            (std::array<std::uint8_t, 8>{1, 1, 1, 1, 1, 1, 1, 1}));
}

TEST(Decode, HeadersShorterThanTheyMayBeHaveNeitherOptionsNorPayload) {
  net::Frame tcp = tcp_packet({}, "hello");
  tcp[12] = 0x40;
  const Read packet = decoded(net::ipv4({.protocol = protocol::kTcp}, tcp), net::LinkType::Raw);
  EXPECT_EQ(packet.fault, Fault::None);
  EXPECT_EQ(packet.window, 14'600);
  EXPECT_TRUE(packet.payload.empty());
}

TEST(Decode, FieldsOfDatagramsAndPings) {
  const Read udp =
      decoded(net::ipv4({.protocol = protocol::kUdp}, udp_packet(5353, 1900, "M-SEARCH")),
              net::LinkType::Raw);
  EXPECT_EQ(udp.source_port, 5353);
  EXPECT_EQ(udp.destination_port, 1900);
  EXPECT_EQ(udp.text, "M-SEARCH");
  const Read ping =
      decoded(net::ipv4({.protocol = protocol::kIcmp}, icmp_packet(8, 0, 0x12345678, "abc")),
              net::LinkType::Raw);
  EXPECT_EQ(ping.destination_port, 8 * 256);
  EXPECT_EQ(ping.sequence, 0x12345678u);
  EXPECT_EQ(ping.text, "abc");
}

TEST(Decode, Ipv6WithExtensionHeaders) {
  const net::Frame tcp = tcp_packet({.destination_port = 443, .window = 4096}, "x");
  const net::Frame inside = net::ipv6_extension(44, 16, net::ipv6_fragment(6, 1, 0, true, tcp));
  const Read packet = decoded(net::ethernet(
      0x8100,
      net::vlan(3, 0x86DD, net::ipv6({.next_header = 0}, net::ipv6_extension(60, 8, inside)))));
  EXPECT_EQ(packet.fault, Fault::None);
  EXPECT_EQ(packet.source, Address::v6(0x2001'0DB8'0000'0000, 1));
  EXPECT_EQ(packet.destination, Address::v6(0x2001'0DB8'0000'0000, 2));
  EXPECT_EQ(packet.protocol, protocol::kTcp);
  EXPECT_EQ(packet.destination_port, 443);
  EXPECT_EQ(packet.window, 4096);
  EXPECT_EQ(packet.ttl, 64);
  EXPECT_TRUE(packet.fragment);
  EXPECT_EQ(packet.length, 40u + 8 + 16 + 8 + 20 + 1);
  EXPECT_EQ(packet.text, "x");
}

TEST(Decode, FragmentsAreTold) {
  const net::Frame whole = tcp_packet({}, "some payload");
  const auto v4 = [&](std::uint16_t bits) {
    return decoded(net::ipv4({.protocol = protocol::kTcp, .fragment = bits}, whole),
                   net::LinkType::Raw);
  };
  EXPECT_TRUE(v4(0x2000).fragment);
  EXPECT_FALSE(v4(0x2000).later_fragment);
  EXPECT_EQ(v4(0x2000).destination_port, 23);
  EXPECT_TRUE(v4(0x0007).later_fragment);
  EXPECT_EQ(v4(0x0007).destination_port, 0);
  const Read v6 =
      decoded(net::ipv6({.next_header = 44}, net::ipv6_fragment(6, 1, 64, false, whole)),
              net::LinkType::Raw);
  EXPECT_TRUE(v6.later_fragment);
  EXPECT_EQ(v6.protocol, protocol::kTcp);
}

TEST(Decode, TunnelsAreNotEntered) {
  const net::Frame inside = net::ipv4({}, net::udp(1, 2));
  const Read packet =
      decoded(net::ethernet(0x0800, net::ipv4({.protocol = 47}, net::gre(0, 0x0800, "", inside))));
  EXPECT_EQ(packet.protocol, 47);
  EXPECT_EQ(packet.destination_port, 0);
}

TEST(Decode, APacketCutAnywhereIsAFaultOrWhole) {
  const net::Frame frame =
      net::ethernet(0x8100, net::vlan(7, 0x0800,
                                      net::ipv4({.protocol = protocol::kTcp},
                                                tcp_packet({.options = kLinuxOptions}, "hello"))));
  for (std::size_t cut = 0; cut <= frame.size(); ++cut) {
    const std::string exact = frame.substr(0, cut);  // so that reading beyond is seen
    Frame part = frame_of(exact);
    part.wire = static_cast<std::uint32_t>(frame.size());
    expect_agreement(part);
  }
}

// Frames of every kind, with octets turned at random.
TEST(Decode, AgreesWithNetDecodeOnFramesWithTurnedOctets) {
  std::mt19937 random(3);
  const net::Frame tcp = tcp_packet({.options = kLinuxOptions}, "hello");
  const std::vector<std::pair<net::LinkType, net::Frame>> seeds = {
      {net::LinkType::Ethernet, net::ethernet(0x0800, net::ipv4({.protocol = 6}, tcp))},
      {net::LinkType::Ethernet,
       net::ethernet(
           0x88A8, net::vlan(1, 0x8100, net::vlan(2, 0x86DD, net::ipv6({.next_header = 6}, tcp))))},
      {net::LinkType::Ethernet,
       net::ethernet(0x8864, net::pppoe(net::ppp(0x0021, net::ipv4({}, net::udp(1, 2)))))},
      {net::LinkType::Ethernet,
       net::ethernet(0x8847, net::mpls({16, 17}, net::ipv4({}, net::udp(1, 2))))},
      {net::LinkType::Raw,
       net::ipv6(
           {.next_header = 0},
           net::ipv6_extension(
               43, 8,
               net::ipv6_extension(44, 24, net::ipv6_fragment(17, 1, 0, true, net::udp(1, 2)))))},
      {net::LinkType::LinuxCooked,
       net::Frame(14, '\0') + net::big_endian(0x0800, 2) +
           net::ipv4({.protocol = 1}, icmp_packet(3, 3, 0, net::ipv4({}, net::udp(1, 2))))},
      {net::LinkType::LinuxCooked2, net::big_endian(0x86DD, 2) + net::Frame(18, '\0') +
                                        net::ipv6({.next_header = 58}, icmp_packet(128, 0, 1))},
      {net::LinkType::Null,
       net::Frame("\x02\0\0\0", 4) +
           net::ipv4({.protocol = 51}, net::ipv6_extension(17, 24, net::udp(1, 2)))},
  };
  for (const auto& [link, seed] : seeds) {
    for (int round = 0; round < 20'000; ++round) {
      std::string bytes = seed;
      for (unsigned turns = random() % 4; turns > 0; --turns) {
        bytes[random() % bytes.size()] = static_cast<char>(random());
      }
      if (random() % 4 == 0) bytes.resize(random() % (bytes.size() + 1));
      bytes.shrink_to_fit();
      Frame frame = frame_of(bytes, link);
      frame.wire = static_cast<std::uint32_t>(seed.size());
      expect_agreement(frame);
    }
  }
}

TEST(Decode, AgreesWithNetDecodeOnCapturedData) {
  const auto captures = shared_captures();
  if (captures.empty()) GTEST_SKIP() << "skipped: no shared data";
  std::size_t frames = 0;
  for (const auto& path : captures) {
    const auto input = io::Input::open(path.string()).value();
    const auto capture = Capture::open(*input).value();
    std::array<Frame, 64> batch;
    while (const std::size_t count = capture->next(batch).value()) {
      for (const Frame& frame : std::span(batch.data(), count)) expect_agreement(frame);
      frames += count;
    }
  }
  EXPECT_GT(frames, 10'000u);
}

}  // namespace
}  // namespace noroshi::telescope
