#include "act/sinkhole/first_bytes.hpp"

#include <gtest/gtest.h>
#include <string>

namespace noroshi::sinkhole {
namespace {

using namespace std::string_literals;

/// A ClientHello with these extensions, in one TLS record.
std::string client_hello(const std::string& extensions) {
  const auto two = [](std::size_t n) {
    return std::string{static_cast<char>(n >> 8), static_cast<char>(n)};
  };
  std::string body = "\x03\x03"s + std::string(32, 'r') + "\0"s + "\x00\x02\x13\x01"s +
                     "\x01\x00"s + two(extensions.size()) + extensions;
  std::string handshake = "\x01\x00"s + two(body.size()) + body;
  return "\x16\x03\x01"s + two(handshake.size()) + handshake;
}

std::string server_name(const std::string& name) {
  const auto two = [](std::size_t n) {
    return std::string{static_cast<char>(n >> 8), static_cast<char>(n)};
  };
  return "\x00\x00"s + two(name.size() + 5) + two(name.size() + 3) + "\x00"s + two(name.size()) +
         name;
}

TEST(FirstBytes, BotOfMiraiIntroducesItselfWithVersionAndName) {
  const auto judgement = judge("\0\0\0\x01\x06telnet"s, false);
  ASSERT_TRUE(judgement);
  EXPECT_EQ(judgement->kind, Kind::MiraiLike);
  EXPECT_EQ(judgement->detail, "version 1 id 'telnet'");
  EXPECT_EQ(judgement->introduction, 11U);
}

TEST(FirstBytes, BotWithoutANameIsKnownToo) {
  const auto judgement = judge("\0\0\0\x01\0\0\0"s, false);
  ASSERT_TRUE(judgement);
  EXPECT_EQ(judgement->kind, Kind::MiraiLike);
  EXPECT_EQ(judgement->introduction, 5U);
}

TEST(FirstBytes, WaitsForTheRestOfAnIntroduction) {
  const std::string whole = "\0\0\0\x01\x06telnet"s;
  for (std::size_t length = 1; length < whole.size(); ++length) {
    EXPECT_FALSE(judge(whole.substr(0, length), false)) << length;
    EXPECT_EQ(judge(whole.substr(0, length), true)->kind, Kind::Unknown) << length;
  }
}

TEST(FirstBytes, ZerosAloneAndUnprintableNamesAreNoBot) {
  EXPECT_EQ(judge("\0\0\0\0\0"s, false)->kind, Kind::Unknown);
  EXPECT_EQ(judge("\0\0\0\x01\x02\x01\x02"s, false)->kind, Kind::Unknown);
}

TEST(FirstBytes, RequestOfHttpIsNamedWithItsHost) {
  const auto judgement = judge("GET /bins/x HTTP/1.1\r\nHOST: c2.example\r\n\r\n", false);
  ASSERT_TRUE(judgement);
  EXPECT_EQ(judgement->kind, Kind::Http);
  EXPECT_EQ(judgement->detail, "GET c2.example/bins/x");
  EXPECT_FALSE(judge("GET / HTTP/1.1\r\nHost: a", false));
  EXPECT_EQ(judge("GET / HTTP/1.1\r\nHost: a", true)->kind, Kind::Http);
  EXPECT_FALSE(judge("GE", false));
  EXPECT_EQ(judge("GEX", false)->kind, Kind::Unknown);
}

TEST(FirstBytes, IrcIsNamedByItsNickname) {
  EXPECT_FALSE(judge("USER a 0 * :b\r\n", false));
  const auto judgement = judge("USER a 0 * :b\r\nNICK bot123\r\n", false);
  ASSERT_TRUE(judgement);
  EXPECT_EQ(judgement->kind, Kind::Irc);
  EXPECT_EQ(judgement->detail, "bot123");
}

TEST(FirstBytes, TlsIsNamedByTheServerItAsksFor) {
  const std::string other = "\x00\x2b\x00\x03\x02\x03\x04"s;
  const auto judgement = judge(client_hello(other + server_name("c2.example")), false);
  ASSERT_TRUE(judgement);
  EXPECT_EQ(judgement->kind, Kind::Tls);
  EXPECT_EQ(judgement->detail, "c2.example");
  EXPECT_EQ(judge(client_hello(other), false)->detail, "");
}

TEST(FirstBytes, EveryBeginningOfAClientHelloIsSafe) {
  const std::string whole = client_hello(server_name("c2.example"));
  for (std::size_t length = 1; length < whole.size(); ++length) {
    EXPECT_FALSE(judge(whole.substr(0, length), false)) << length;
    ASSERT_TRUE(judge(whole.substr(0, length), true)) << length;
  }
}

TEST(FirstBytes, WhatIsShownIsPrintableAndShort) {
  const auto judgement = judge("GET /" + std::string(5000, '\x1b') + " HTTP/1.1\r\n\r\n", true);
  ASSERT_TRUE(judgement);
  EXPECT_LE(judgement->detail.size(), kLongestDetail);
  for (const char c : judgement->detail) EXPECT_TRUE(c >= 0x20 && c < 0x7F);
}

TEST(FirstBytes, NothingAtAllIsSilent) {
  EXPECT_FALSE(judge("", false));
  EXPECT_EQ(judge("", true)->kind, Kind::Silent);
}

TEST(FirstBytes, NamesOfKindsAreReadBack) {
  for (const auto kind :
       {Kind::Silent, Kind::MiraiLike, Kind::Http, Kind::Irc, Kind::Tls, Kind::Unknown}) {
    EXPECT_EQ(parse_kind(to_string(kind)), kind);
  }
  EXPECT_FALSE(parse_kind("ftp"));
}

}  // namespace
}  // namespace noroshi::sinkhole
