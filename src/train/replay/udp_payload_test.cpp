#include "train/replay/udp_payload.hpp"

#include <gmock/gmock.h>

#include "net/packet_builder.hpp"
#include "train/replay/flow_builder.hpp"

namespace noroshi::replay {
namespace {

using net::bytes_of;
using net::LinkType;

const std::string kExport = octets("0009 0000 01020304");

// UDP, IPv4 and IPv6 by hand: packet_builder knows no payload but its own.
std::string udp(std::string_view payload) {
  return net::big_endian(4000, 2) + net::big_endian(2055, 2) +
         net::big_endian(8 + payload.size(), 2) + net::big_endian(0, 2) + std::string(payload);
}
std::string v4(std::string_view udp, std::uint16_t fragment = 0) {
  return octets("45 00") + net::big_endian(20 + udp.size(), 2) + octets("0000") +
         net::big_endian(fragment, 2) + octets("40 11 0000 c0000201 c0000202") + std::string(udp);
}
std::string v6(std::string_view udp) {
  return octets("60000000") + net::big_endian(udp.size(), 2) + octets("11 40") +
         octets("20010db8000000000000000000000001 20010db8000000000000000000000002") +
         std::string(udp);
}
const std::string kEthernet = octets("020000000002 020000000001");

TEST(UdpPayload, IsFoundBehindEveryUsualLink) {
  const auto expect = [](LinkType link, const std::string& frame) {
    const auto payload = udp_payload(link, bytes_of(frame));
    ASSERT_TRUE(payload) << payload.error();
    EXPECT_EQ(payload->bytes, kExport);
    EXPECT_EQ(payload->source, address("192.0.2.1"));
    EXPECT_EQ(payload->source_port, 4000);
  };
  const auto packet = v4(udp(kExport));
  expect(LinkType::Ethernet, kEthernet + octets("0800") + packet + octets("000000"));  // padded
  expect(LinkType::Ethernet, kEthernet + octets("8100 0001 0800") + packet);
  expect(LinkType::Ethernet, kEthernet + octets("88a8 0001 8100 0002 0800") + packet);
  expect(LinkType::Raw, packet);
  expect(LinkType::Null, octets("02000000") + packet);
  expect(LinkType::LinuxCooked, std::string(14, '\0') + octets("0800") + packet);
  expect(LinkType::LinuxCooked2, octets("0800") + std::string(18, '\0') + packet);
}

TEST(UdpPayload, IsFoundInIpv6) {
  const auto frame = kEthernet + octets("86dd") + v6(udp(kExport));
  const auto payload = udp_payload(LinkType::Ethernet, bytes_of(frame));
  ASSERT_TRUE(payload) << payload.error();
  EXPECT_EQ(payload->bytes, kExport);
  EXPECT_EQ(payload->source, address("2001:db8::1"));
}

TEST(UdpPayload, SaysWhyThereIsNone) {
  const auto why = [](const std::string& frame) {
    const auto payload = udp_payload(LinkType::Ethernet, bytes_of(frame));
    return payload ? "found" : payload.error();
  };
  const auto ip = kEthernet + octets("0800");
  EXPECT_STREQ(why(kEthernet + octets("0806 0001")), "no IP packet");
  EXPECT_STREQ(why(ip + v4(udp(kExport), 0x2000)), "fragment of a datagram");
  EXPECT_STREQ(why(ip + v4(udp(kExport), 0x0010)), "fragment of a datagram");
  EXPECT_STREQ(why(ip + v4(udp(kExport)).substr(0, 30)), "packet cut short by the capture");
  auto tcp = v4(udp(kExport));
  tcp[9] = 6;
  EXPECT_STREQ(why(ip + tcp), "no UDP datagram");
  auto lying = udp(kExport);
  lying[5] = 3;
  EXPECT_STREQ(why(ip + v4(lying)), "UDP length makes no sense");
}

TEST(UdpPayload, NeverReadsBeyondTheFrame) {
  const auto frame = kEthernet + octets("8100 0001 86dd") + v6(udp(kExport));
  for (std::size_t size = 0; size < frame.size(); ++size) {
    const std::vector<std::byte> cut(bytes_of(frame).begin(),
                                     bytes_of(frame).begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(udp_payload(LinkType::Ethernet, cut));
  }
}

TEST(UdpPayload, KnowsExportsByTheirFirstOctets) {
  EXPECT_TRUE(looks_like_export(octets("0005 0001")));
  EXPECT_TRUE(looks_like_export(octets("0009 0001")));
  EXPECT_TRUE(looks_like_export(octets("000a 0010")));
  EXPECT_TRUE(looks_like_export(octets("00000005")));
  EXPECT_FALSE(looks_like_export(octets("00000006")));
  EXPECT_FALSE(looks_like_export(octets("0008 0001")));
  EXPECT_FALSE(looks_like_export(octets("0005")));
}

}  // namespace
}  // namespace noroshi::replay
