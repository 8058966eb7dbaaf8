#include "net/packet.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "net/packet_builder.hpp"

namespace noroshi::net {
namespace {

Decoded decode(LinkType link_type, const Frame& frame) {
  return decode(link_type, bytes_of(frame), frame.size());
}

// The packet inside all the wrappings below, 48 octets: 10.0.0.1:1111 → 192.0.2.7:53.
Frame inner() { return ipv4({}, udp(1111, 53, 20)); }
Frame inner6() { return ipv6({}, udp(1111, 53, 20)); }

void expect_inner(const Decoded& decoded, const std::string& what) {
  ASSERT_TRUE(decoded.has_value()) << what << ": " << to_string(decoded.error());
  EXPECT_EQ(decoded->source.to_string(), "10.0.0.1") << what;
  EXPECT_EQ(decoded->destination.to_string(), "192.0.2.7") << what;
  EXPECT_EQ(decoded->source_port, 1111) << what;
  EXPECT_EQ(decoded->destination_port, 53) << what;
  EXPECT_EQ(decoded->protocol, 17) << what;
  EXPECT_EQ(decoded->octets, 48u) << what;
}

void expect_inner6(const Decoded& decoded, const std::string& what) {
  ASSERT_TRUE(decoded.has_value()) << what << ": " << to_string(decoded.error());
  EXPECT_EQ(decoded->source.to_string(), "2001:db8::1") << what;
  EXPECT_EQ(decoded->destination.to_string(), "2001:db8::2") << what;
  EXPECT_EQ(decoded->source_port, 1111) << what;
  EXPECT_EQ(decoded->destination_port, 53) << what;
  EXPECT_EQ(decoded->protocol, 17) << what;
}

struct Wrapping {
  std::string name;
  LinkType link_type;
  Frame frame;
};

// Every way in which the tests carry `inner`, each on the simplest link that can.
std::vector<Wrapping> wrappings() {
  using enum LinkType;
  const Frame in = inner();
  const Frame bridged = ethernet(0x0800, in);
  const Frame word(4, '\0');  // the control word of a pseudowire, or a GRE option of four octets
  const Frame snap("\xAA\xAA\x03\x00\x00\x00\x08\x00", 8);
  const auto in_ipv4 = [](std::uint8_t protocol, const Frame& payload) {
    return ipv4({.source = Address::v4(0xCB007101),
                 .destination = Address::v4(0xCB007102),
                 .protocol = protocol},
                payload);
  };
  const auto in_ipv6 = [](std::uint8_t protocol, const Frame& payload) {
    return ipv6({.next_header = protocol}, payload);
  };
  return {
      {"Ethernet", Ethernet, ethernet(0x0800, in)},
      {"Ethernet padding", Ethernet, ethernet(0x0800, in) + Frame(20, '\0')},
      {"802.3 LLC/SNAP", Ethernet, ethernet(56, snap + in)},
      {"802.3 LLC", Ethernet, ethernet(51, "\x06\x06\x03" + in)},
      {"802.1Q", Ethernet, ethernet(0x8100, vlan(7, 0x0800, in))},
      {"802.1ad", Ethernet, ethernet(0x88A8, vlan(7, 0x8100, vlan(8, 0x0800, in)))},
      {"0x9100", Ethernet, ethernet(0x9100, vlan(7, 0x8100, vlan(8, 0x0800, in)))},
      {"VLAN LLC/SNAP", Ethernet, ethernet(0x8100, vlan(7, 56, snap + in))},
      {"MPLS", Ethernet, ethernet(0x8847, mpls({16, 17, 18}, in))},
      {"MPLS upstream", Ethernet, ethernet(0x8848, mpls({16}, in))},
      {"pseudowire", Ethernet, ethernet(0x8847, mpls({16}, bridged))},
      {"pseudowire, control word", Ethernet, ethernet(0x8847, mpls({16}, word + bridged))},
      {"pseudowire, VLAN", Ethernet,
       ethernet(0x8847, mpls({16}, word + ethernet(0x8100, vlan(7, 0x0800, in))))},
      {"pseudowire, address like IPv4", Ethernet,
       ethernet(0x8847, mpls({16}, "\x45" + bridged.substr(1)))},
      {"pseudowire, address like IPv6", Ethernet,
       ethernet(0x8847, mpls({16}, Frame("\x6A\x00\x00\x00\xFF\xF0", 6) + bridged.substr(6)))},
      {"pseudowire, address like nothing", Ethernet,
       ethernet(0x8847, mpls({16}, "\xAC" + bridged.substr(1)))},
      {"PPPoE", Ethernet, ethernet(0x8864, pppoe(ppp(0x0021, in)))},
      {"PPPoE, compressed protocol", Ethernet, ethernet(0x8864, pppoe("\x21" + in))},
      {"PPP", Ppp, ppp(0x0021, in)},
      {"PPP with address and control", Ppp, "\xFF\x03" + ppp(0x0021, in)},
      {"PPP in HDLC", PppHdlc, "\xFF\x03" + ppp(0x0021, in)},
      {"PPP, MPLS", Ppp, ppp(0x0281, mpls({16}, in))},
      {"PPPoE without Ethernet", PppEther, pppoe(ppp(0x0021, in))},
      {"Cisco HDLC", CiscoHdlc, Frame("\x0F\x00\x08\x00", 4) + in},
      {"Cisco HDLC by its first byte", PppHdlc, Frame("\x8F\x00\x08\x00", 4) + in},
      {"MPLS link", Mpls, mpls({16, 17}, in)},
      {"raw 12", RawBsd, in},
      {"raw 14", RawOpenBsd, in},
      {"raw 101", Raw, in},
      {"raw IPv4", Ipv4, in},
      {"BSD loopback, little endian", Null, Frame("\x02\x00\x00\x00", 4) + in},
      {"BSD loopback, big endian", Null, Frame("\x00\x00\x00\x02", 4) + in},
      {"OpenBSD loopback", Loop, Frame("\x00\x00\x00\x02", 4) + in},
      {"SLL", LinuxCooked, Frame(14, '\0') + "\x08" + '\0' + in},
      {"SLL, VLAN", LinuxCooked, Frame(14, '\0') + "\x81" + '\0' + vlan(7, 0x0800, in)},
      {"SLL, LLC", LinuxCooked, Frame(15, '\0') + "\x04" + snap + in},
      {"SLL2", LinuxCooked2, "\x08" + Frame(19, '\0') + in},
      {"IP in IP", Raw, in_ipv4(4, in)},
      {"IPv4 in IPv6", Raw, in_ipv6(4, in)},
      {"MPLS in IP", Raw, in_ipv4(137, mpls({16}, in))},
      {"GRE", Raw, in_ipv4(47, gre(0, 0x0800, "", in))},
      {"GRE with checksum", Raw, in_ipv4(47, gre(0x8000, 0x0800, word, in))},
      {"GRE with key", Raw, in_ipv4(47, gre(0x2000, 0x0800, word, in))},
      {"GRE with sequence", Raw, in_ipv4(47, gre(0x1000, 0x0800, word, in))},
      {"GRE with all", Raw, in_ipv4(47, gre(0xB000, 0x0800, word + word + word, in))},
      {"GRE, Ethernet", Raw, in_ipv4(47, gre(0x2000, 0x6558, word, bridged))},
      {"GRE, MPLS", Raw, in_ipv4(47, gre(0, 0x8847, "", mpls({16}, in)))},
      {"GRE, PPTP", Raw, in_ipv4(47, gre(0x3081, 0x880B, word + word + word, ppp(0x0021, in)))},
      {"GRE in IPv6", Raw, in_ipv6(47, gre(0, 0x0800, "", in))},
      {"GRE in GRE", Raw,
       in_ipv4(47, gre(0, 0x0800, "", in_ipv4(47, gre(0x2000, 0x0800, word, in))))},
  };
}

TEST(Packet, IsFoundInsideEveryWrapping) {
  for (const auto& wrapping : wrappings()) {
    expect_inner(decode(wrapping.link_type, wrapping.frame), wrapping.name);
  }
}

// Up to the last header octet there is one answer, from there on another; nothing between, and
// nothing is read beyond the end (the copy lies at the end of its own allocation, for sanitizers).
TEST(Packet, CutAtEveryLengthIsEitherCutShortOrWhole) {
  for (const auto& [name, link_type, frame] : wrappings()) {
    std::size_t first_whole = 0;
    for (std::size_t length = 0; length <= frame.size(); ++length) {
      const auto copy = std::make_unique<std::byte[]>(length);
      std::copy_n(bytes_of(frame).data(), length, copy.get());
      const auto decoded = net::decode(link_type, {copy.get(), length}, frame.size());
      if (!decoded) {
        EXPECT_EQ(decoded.error(), Undecoded::CutShort) << name << " at " << length;
        EXPECT_EQ(first_whole, 0u) << name << " at " << length;
        continue;
      }
      if (first_whole == 0) first_whole = length;
      expect_inner(decoded, name + " at " + std::to_string(length));
    }
    const std::size_t headers_end = frame.rfind("xxxxxxxxxxxxxxxxxxxx") - 4;  // UDP ports suffice
    EXPECT_EQ(first_whole, headers_end) << name;
  }
}

TEST(Packet, Ipv6IsFoundBehindItsExtensionHeaders) {
  const Frame last = udp(1111, 53, 20);
  const Frame authentication = Frame("\x11\x04", 2) + Frame(22, '\0') + last;  // (4 + 2) × 4
  expect_inner6(decode(LinkType::Ethernet, ethernet(0x86DD, inner6())), "Ethernet");
  expect_inner6(decode(LinkType::Ipv6, inner6()), "raw IPv6");
  expect_inner6(decode(LinkType::Raw, inner6()), "raw");
  expect_inner6(decode(LinkType::Ethernet, ethernet(0x8847, mpls({2}, inner6()))), "MPLS");
  expect_inner6(decode(LinkType::Ppp, ppp(0x0057, inner6())), "PPP");
  expect_inner6(decode(LinkType::Raw, ipv4({.protocol = 41}, inner6())), "6in4");
  for (const char family : {'\x0A', '\x18', '\x1C', '\x1E'}) {
    expect_inner6(decode(LinkType::Null, family + Frame(3, '\0') + inner6()), "loopback");
  }
  for (const int type : {0, 43, 60, 135}) {
    const Frame frame =
        ipv6({.next_header = static_cast<std::uint8_t>(type)}, ipv6_extension(17, 16, last));
    expect_inner6(decode(LinkType::Raw, frame), "extension " + std::to_string(type));
  }
  expect_inner6(decode(LinkType::Raw, ipv6({.next_header = 51}, authentication)), "AH");
  expect_inner(decode(LinkType::Raw, ipv4({.protocol = 51, .total = 48}, authentication)),
               "AH in IPv4");
  const Frame chain = ipv6_extension(43, 8, ipv6_extension(60, 24, ipv6_extension(17, 8, last)));
  expect_inner6(decode(LinkType::Raw, ipv6({.next_header = 0}, chain)), "chain");
}

TEST(Packet, EndlessHeadersAreGivenUp) {
  Frame tags;
  for (int i = 0; i < 20; ++i) tags += vlan(7, 0x8100, "");
  EXPECT_EQ(decode(LinkType::Ethernet, ethernet(0x8100, tags)).error(), Undecoded::TooManyHeaders);

  Frame extensions;
  for (int i = 0; i < 40; ++i) extensions += ipv6_extension(60, 8, "");
  EXPECT_EQ(decode(LinkType::Raw, ipv6({.next_header = 60}, extensions)).error(),
            Undecoded::TooManyHeaders);

  Frame labels;
  for (int i = 0; i < 40; ++i) labels += mpls({16}, "").replace(2, 1, 1, '\0');
  EXPECT_EQ(decode(LinkType::Mpls, labels).error(), Undecoded::TooManyHeaders);
}

TEST(Packet, TunnelsAreEnteredEightDeep) {
  Frame frame = inner();
  for (int depth = 0; depth < 8; ++depth) frame = ipv4({.protocol = 4}, frame);
  expect_inner(decode(LinkType::Raw, frame), "eight");
  frame = ipv4({.protocol = 4}, frame);
  const auto ninth = decode(LinkType::Raw, frame);
  ASSERT_TRUE(ninth);
  EXPECT_EQ(ninth->protocol, 4);
  EXPECT_EQ(ninth->octets, 48u + 20u);
}

TEST(Packet, TunnelsAreLeftAloneWhenAskedTo) {
  const Frame frame =
      ethernet(0x8100, vlan(7, 0x0800, ipv4({.protocol = 47}, gre(0, 0x0800, "", inner()))));
  const auto outside =
      decode(LinkType::Ethernet, bytes_of(frame), frame.size(), Tunnels::Stay).value();
  EXPECT_EQ(outside.protocol, 47);
  EXPECT_EQ(outside.begin - bytes_of(frame).data(), 18);
  const auto inside = decode(LinkType::Ethernet, bytes_of(frame), frame.size()).value();
  EXPECT_NE(inside.protocol, 47);
  EXPECT_EQ(inside.begin - bytes_of(frame).data(), 18 + 20 + 4);
}

TEST(Packet, TunnelWithoutUsefulInsideCountsAsItself) {
  const Frame arp = gre(0, 0x0806, "", Frame(28, '\0'));
  for (const auto& payload : {arp, gre(0x4000, 0x0800, "", inner()), gre(2, 0x0800, "", inner())}) {
    const auto decoded = decode(LinkType::Raw, ipv4({.protocol = 47}, payload));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->protocol, 47);
    EXPECT_EQ(decoded->octets, 20 + payload.size());
    EXPECT_EQ(decoded->destination_port, 0);
  }
  const auto fragment = decode(LinkType::Raw, ipv4({.protocol = 4, .fragment = 0x2000}, inner()));
  ASSERT_TRUE(fragment);
  EXPECT_EQ(fragment->protocol, 4) << "a fragmented tunnel is not entered";
}

TEST(Packet, TcpFlagsAndPortsAreRead) {
  const auto decoded = decode(LinkType::Raw, ipv4({.protocol = 6}, tcp(40000, 443, 0xC2, 5)));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->source_port, 40000);
  EXPECT_EQ(decoded->destination_port, 443);
  EXPECT_EQ(decoded->tcp_flags, 0xC2);
  EXPECT_EQ(decoded->octets, 45u);
  EXPECT_TRUE(decoded->has_transport);
}

TEST(Packet, TcpNeedsItsFlagsToBeCaptured) {
  const Frame frame = ipv4({.protocol = 6}, tcp(40000, 443, 0x02));
  EXPECT_EQ(net::decode(LinkType::Raw, bytes_of(frame).first(33), 40).error(), Undecoded::CutShort);
  EXPECT_TRUE(net::decode(LinkType::Raw, bytes_of(frame).first(34), 40));
}

TEST(Packet, SctpDccpAndUdpLiteHavePorts) {
  for (const int protocol : {33, 132, 136}) {
    const auto decoded =
        decode(LinkType::Raw, ipv4({.protocol = static_cast<std::uint8_t>(protocol)}, udp(7, 9)));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->source_port, 7);
    EXPECT_EQ(decoded->destination_port, 9);
  }
}

TEST(Packet, IcmpTypeAndCodeStandInTheDestinationPort) {
  const auto unreachable = decode(LinkType::Raw, ipv4({.protocol = 1}, icmp(3, 13)));
  ASSERT_TRUE(unreachable);
  EXPECT_EQ(unreachable->source_port, 0);
  EXPECT_EQ(unreachable->destination_port, 3 * 256 + 13);
  const auto echo = decode(LinkType::Raw, ipv6({.next_header = 58}, icmp(128, 0)));
  ASSERT_TRUE(echo);
  EXPECT_EQ(echo->destination_port, 128 * 256);
}

TEST(Packet, Ipv4OptionsAreSkipped) {
  const auto decoded = decode(LinkType::Raw, ipv4({.option_octets = 40}, udp(7, 9)));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->source_port, 7);
  EXPECT_EQ(decoded->octets, 68u);
}

TEST(Packet, FragmentsSayWhereTheyBelong) {
  const auto first = decode(LinkType::Raw, ipv4({.id = 77, .fragment = 0x2000}, udp(1111, 53, 24)));
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->fragment.more);
  EXPECT_EQ(first->fragment.offset, 0);
  EXPECT_EQ(first->destination_port, 53);

  const auto last = decode(LinkType::Raw, ipv4({.id = 77, .fragment = 0x0004}, Frame(9, 'y')));
  ASSERT_TRUE(last);
  EXPECT_EQ(last->fragment.id, 77u);
  EXPECT_EQ(last->fragment.offset, 32);
  EXPECT_FALSE(last->has_transport);
  EXPECT_EQ(last->destination_port, 0);

  const auto sixth = decode(
      LinkType::Raw, ipv6({.next_header = 44}, ipv6_fragment(17, 0xABCDEF01, 1448, false, "yyy")));
  ASSERT_TRUE(sixth);
  EXPECT_EQ(sixth->fragment.id, 0xABCDEF01u);
  EXPECT_EQ(sixth->fragment.offset, 1448);
  EXPECT_EQ(sixth->protocol, 17);
  EXPECT_EQ(sixth->octets, 51u);
}

TEST(Packet, FirstFragmentTooSmallForItsTransportHasNoPorts) {
  const Frame frame = ipv4({.protocol = 6, .fragment = 0x2000}, tcp(1, 2, 2).substr(0, 8));
  const auto decoded = decode(LinkType::Raw, frame);
  ASSERT_TRUE(decoded);
  EXPECT_FALSE(decoded->has_transport);
  EXPECT_EQ(decoded->source_port, 0);
}

TEST(Packet, LengthComesFromTheIpHeaderNotFromTheCapture) {
  const Frame frame = ipv4({.total = 1400}, udp(7, 9));
  const auto decoded = net::decode(LinkType::Raw, bytes_of(frame), 1400);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->octets, 1400u);
}

TEST(Packet, LengthOfZeroMeansTheFrame) {
  const Frame offloaded = ethernet(0x0800, ipv4({.protocol = 6, .total = 0}, tcp(1, 2, 0x18)));
  const auto four = net::decode(LinkType::Ethernet, bytes_of(offloaded), 65'014);
  ASSERT_TRUE(four);
  EXPECT_EQ(four->octets, 65'000u);

  const Frame jumbo = ipv6({.next_header = 6, .payload_length = 0}, tcp(1, 2, 0x18));
  const auto six = net::decode(LinkType::Raw, bytes_of(jumbo), 200'040);
  ASSERT_TRUE(six);
  EXPECT_EQ(six->octets, 200'040u);

  const Frame nothing = ethernet(0x86DD, ipv6({.next_header = 59}, "")) + Frame(6, '\0');
  const auto padded = decode(LinkType::Ethernet, nothing);
  ASSERT_TRUE(padded);
  EXPECT_EQ(padded->octets, 40u) << "padding of the link is not payload";
}

TEST(Packet, ContradictingIpHeadersAreRefused) {
  using enum Undecoded;
  EXPECT_EQ(decode(LinkType::Raw, ipv4({.total = 19}, udp(7, 9))).error(), BadIpHeader);
  EXPECT_EQ(decode(LinkType::Raw, ipv4({.total = 23}, udp(7, 9))).error(), BadTransport);
  EXPECT_EQ(decode(LinkType::Raw, "\x44" + inner().substr(1)).error(), BadIpHeader);
  EXPECT_EQ(decode(LinkType::Raw, "\x75" + inner().substr(1)).error(), BadIpHeader);
  EXPECT_EQ(decode(LinkType::Ipv6, inner()).error(), BadIpHeader);
  EXPECT_EQ(decode(LinkType::Ipv4, inner6()).error(), BadIpHeader);
  const Frame beyond = ipv6({.next_header = 0}, Frame("\x11\xFF", 2) + Frame(30, '\0'));
  EXPECT_EQ(decode(LinkType::Raw, beyond).error(), BadIpHeader);
  EXPECT_TRUE(is_malformed(BadIpHeader));
}

TEST(Packet, WhatIsNotIpIsNotBroken) {
  using enum LinkType;
  const std::vector<Wrapping> others = {
      {"ARP", Ethernet, ethernet(0x0806, Frame(28, '\0'))},
      {"LLDP", Ethernet, ethernet(0x88CC, Frame(28, '\0'))},
      {"PPPoE discovery", Ethernet, ethernet(0x8863, Frame(28, '\0'))},
      {"spanning tree", Ethernet, ethernet(38, "\x42\x42\x03" + Frame(35, '\0'))},
      {"SNAP of Cisco", Ethernet, ethernet(38, Frame("\xAA\xAA\x03\x00\x00\x0C\x20\x00", 8))},
      {"PPP control", Ppp, ppp(0xC021, Frame(10, '\0'))},
      {"PPPoE of another version", PppEther, "\x22" + pppoe(ppp(0x0021, inner())).substr(1)},
      {"loopback of another family", Null, Frame("\x17\x00\x00\x00", 4) + inner()},
      {"SLL of CAN", LinuxCooked, Frame(15, '\0') + "\x0C" + inner()},
      {"MPLS of something", Mpls, mpls({16}, "\x10" + Frame(40, '\0'))},
  };
  for (const auto& [name, link_type, frame] : others) {
    const auto decoded = decode(link_type, frame);
    ASSERT_FALSE(decoded) << name;
    EXPECT_EQ(decoded.error(), Undecoded::NotIp) << name;
    EXPECT_FALSE(is_malformed(decoded.error())) << name;
  }
}

TEST(Packet, UnknownLinksAndWirelessAreNamed) {
  EXPECT_EQ(decode(LinkType::Wireless, inner()).error(), Undecoded::Wireless);
  EXPECT_EQ(decode(LinkType::WirelessRadiotap, inner()).error(), Undecoded::Wireless);
  EXPECT_EQ(decode(static_cast<LinkType>(147), inner()).error(), Undecoded::UnknownLinkType);
}

}  // namespace
}  // namespace noroshi::net
