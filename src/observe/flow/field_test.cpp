#include "observe/flow/field.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <string>

namespace noroshi::flow {
namespace {

TEST(Field, CountTakesDigitsOnly) {
  EXPECT_EQ(parse_count("0"), 0U);
  EXPECT_EQ(parse_count("00012"), 12U);
  EXPECT_EQ(parse_count("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "18446744073709551616",
                           "99999999999999999999", "100000000000000000000"}) {
    EXPECT_EQ(parse_count(text), std::nullopt) << text;
  }
}

TEST(Field, PortEndsAt65535) {
  EXPECT_EQ(parse_port("0"), 0);
  EXPECT_EQ(parse_port("65535"), 65535);
  for (const char* text : {"", "65536", "70000", "-1", "080800", "80x", "0x50"}) {
    EXPECT_EQ(parse_port(text), std::nullopt) << text;
  }
}

TEST(Field, HexPortNeedsItsPrefix) {
  EXPECT_EQ(parse_hex_port("0x0403"), 0x0403);
  EXPECT_EQ(parse_hex_port("0xFFff"), 0xFFFF);
  for (const char* text : {"", "0x", "0403", "0x10000", "0x04g", "0x-4"}) {
    EXPECT_EQ(parse_hex_port(text), std::nullopt) << text;
  }
}

TEST(Field, SecondsAreExactToTheMicrosecond) {
  EXPECT_EQ(parse_seconds("1545403816.962094"), 1'545'403'816'962'094);
  EXPECT_EQ(parse_seconds("19.981745"), 19'981'745);
  EXPECT_EQ(parse_seconds("0.000002"), 2);
  EXPECT_EQ(parse_seconds("7"), 7'000'000);
  EXPECT_EQ(parse_seconds("7."), 7'000'000);
  EXPECT_EQ(parse_seconds(".5"), 500'000);
  EXPECT_EQ(parse_seconds("1664462456.76809"), 1'664'462'456'768'090);
}

TEST(Field, SecondsRoundFurtherDigits) {
  EXPECT_EQ(parse_seconds("0.012166976928710938"), 12'167);  // a double's shadow of 0.012167
  EXPECT_EQ(parse_seconds("1700828217.3139841"), 1'700'828'217'313'984);
  EXPECT_EQ(parse_seconds("0.0000005"), 1);
  EXPECT_EQ(parse_seconds("0.0000004999999999999999999999999999"), 0);
  EXPECT_EQ(parse_seconds("12345678901.123456789012345678901234567890"), 12'345'678'901'123'457);
}

TEST(Field, SecondsReadScientificNotation) {
  EXPECT_EQ(parse_seconds("1.2e-05"), 12);
  EXPECT_EQ(parse_seconds("1.545403816962094e+09"), 1'545'403'816'962'094);
  EXPECT_EQ(parse_seconds("2E3"), 2'000'000'000);
  EXPECT_EQ(parse_seconds("1e-400"), 0);
  EXPECT_EQ(parse_seconds("0e999"), 0);
}

TEST(Field, SecondsKeepTheirSign) {
  EXPECT_EQ(parse_seconds("-0.5"), -500'000);
  EXPECT_EQ(parse_seconds("+0.5"), 500'000);
}

TEST(Field, SecondsRefuseWhatIsNoNumberOrTooLarge) {
  for (const char* text : {"", ".", "-", "nan", "inf", "1.2.3", "1e", "1e+", "1e+-5", "1e--5",
                           "1e99999", "1 ", "0x10", "1,5", "1000000000000", "1e12"}) {
    EXPECT_EQ(parse_seconds(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_seconds("999999999999.9"), 999'999'999'999'900'000);
}

TEST(Field, DateTimeIsTakenAsUtc) {
  constexpr base::Micros kExpected = 1'554'394'980'325'010;  // 2019-04-04T16:23:00.32501Z
  EXPECT_EQ(parse_date_time("2019/04/04 16:23:00.325010"), kExpected);
  EXPECT_EQ(parse_date_time("2019-04-04 16:23:00.325010"), kExpected);
  EXPECT_EQ(parse_date_time("2019-04-04T16:23:00.32501"), kExpected);
  EXPECT_EQ(parse_date_time("2019-04-04 16:23:00"), kExpected - 325'010);
  for (const char* text :
       {"", "2019-04-04", "2019-13-04 16:23:00", "2019-04-04 24:23:00", "2019-04-04 16:23:00Z",
        "2019.04.04 16:23:00", "2019-04-04 16:23:00.123456789012345678901234567890"}) {
    EXPECT_EQ(parse_date_time(text), std::nullopt) << text;
  }
}

TEST(Field, TimeIsEitherForm) {
  EXPECT_EQ(parse_time("1970-01-01 00:00:01"), 1'000'000);
  EXPECT_EQ(parse_time("1.0"), 1'000'000);
  EXPECT_EQ(parse_time("soon"), std::nullopt);
}

TEST(Field, ProtocolsByNumberAndByEveryToolsName) {
  EXPECT_EQ(parse_protocol_field("6"), 6);
  EXPECT_EQ(parse_protocol_field("006"), 6);  // Suricata pads numbers
  EXPECT_EQ(parse_protocol_field("TCP"), 6);
  EXPECT_EQ(parse_protocol_field("udt"), 17);
  EXPECT_EQ(parse_protocol_field("IPv6-ICMP"), 58);
  EXPECT_EQ(parse_protocol_field("ICMP6"), 58);
  EXPECT_EQ(parse_protocol_field("gre"), 47);
  for (const char* text : {"", "256", "999", "1x", "tcp ", "quic", "-6"}) {
    EXPECT_EQ(parse_protocol_field(text), std::nullopt) << text;
  }
}

TEST(Field, TrimmedTakesSpacesOffBothEnds) {
  EXPECT_EQ(trimmed("  <-> "), "<->");
  EXPECT_EQ(trimmed("   "), "");
  EXPECT_EQ(trimmed(""), "");
}

}  // namespace
}  // namespace noroshi::flow
