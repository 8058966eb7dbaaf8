#include "observe/telescope/amplification.hpp"

#include <gtest/gtest.h>
#include <string>

#include "net/packet_builder.hpp"

namespace noroshi::telescope {
namespace {

using net::big_endian;

std::string_view label(std::uint16_t port, const std::string& payload) {
  return amplification_of(port, net::bytes_of(payload));
}

std::string dns_query(std::uint16_t type) {
  return big_endian(0x1234'0100'0001'0000, 8) + big_endian(0, 4) + "\7example\3com" +
         std::string(1, '\0') + big_endian(type, 2) + big_endian(1, 2);
}

TEST(Amplification, DnsOnlyWhereEverythingIsAskedFor) {
  EXPECT_EQ(label(53, dns_query(255)), "dns-any");
  EXPECT_EQ(label(53, dns_query(1)), "");
  EXPECT_EQ(label(5353, dns_query(12)), "mdns");
  std::string reply = dns_query(255);
  reply[2] = '\x81';
  EXPECT_EQ(label(53, reply), "");
  EXPECT_EQ(label(53, dns_query(255).substr(0, 20)), "");
}

TEST(Amplification, RequestsAreNamed) {
  EXPECT_EQ(label(123, std::string("\x17\0\3\x2A\0\0\0\0", 8)), "ntp-monlist");
  EXPECT_EQ(label(123, std::string("\x16\2\0\1\0\0\0\0\0\0\0\0", 12)), "ntp-readvar");
  EXPECT_EQ(label(123, '\x23' + std::string(47, '\0')), "");
  EXPECT_EQ(label(1900, "M-SEARCH * HTTP/1.1\r\nHost: 239.255.255.250:1900\r\n"), "ssdp-search");
  EXPECT_EQ(label(11211, big_endian(0x0001'0000'0001'0000, 8) + "stats\r\n"), "memcached-stats");
  EXPECT_EQ(label(11211, big_endian(0x0001'0000'0001'0000, 8) + "gets a\r\n"), "memcached-get");
  EXPECT_EQ(label(11211, "stats\r\n"), "") << "without the frame no server answers";
  EXPECT_EQ(label(389, "\x30\x25\x02\x01\x01\x63\x20" + std::string(20, 'x')), "cldap-search");
  EXPECT_EQ(label(161, "\x30\x26\x02\x01\x01\x04\x06public\xA5\x19"), "snmp-getbulk");
  EXPECT_EQ(label(161, "\x30\x26\x02\x01\x01\x04\x06public\xA0\x19"), "");
  EXPECT_EQ(label(19, "x"), "chargen");
  EXPECT_EQ(label(17, "x"), "qotd");
  EXPECT_EQ(label(69, std::string("\0\1a\0octet\0", 10)), "tftp-read");
  EXPECT_EQ(label(111, big_endian(1, 4) + big_endian(0, 4) + big_endian(2, 4) +
                           big_endian(100'000, 4) + big_endian(2, 4) + big_endian(4, 4)),
            "portmap-dump");
  EXPECT_EQ(label(137, std::string(46, 'x') + big_endian(0x0021'0001, 4)), "netbios-status");
  EXPECT_EQ(label(427, std::string("\2\x09", 2)), "slp");
  EXPECT_EQ(label(520, std::string("\1\1\0\0", 4)), "rip-v1");
  EXPECT_EQ(label(1434, "\2"), "mssql-browser");
  EXPECT_EQ(label(3702, "<?xml version=\"1.0\"?>"), "ws-discovery");
  EXPECT_EQ(label(5683, std::string("\x40\1\0\1", 4) + "\xBB.well-known\4core"), "coap-core");
  EXPECT_EQ(label(27'016, "\xFF\xFF\xFF\xFFTSource Engine Query"), "steam-info");
  EXPECT_EQ(label(27'960, "\xFF\xFF\xFF\xFFgetstatus"), "quake-status");
  EXPECT_EQ(label(51'413, "d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping"), "bittorrent-dht");
}

TEST(Amplification, EverythingElseHasNoName) {
  for (unsigned port = 0; port < 65'536; ++port) {
    EXPECT_EQ(label(static_cast<std::uint16_t>(port), ""), "");
  }
  EXPECT_EQ(label(80, "GET / HTTP/1.1"), "");
  EXPECT_EQ(label(1900, "hello"), "");
}

}  // namespace
}  // namespace noroshi::telescope
