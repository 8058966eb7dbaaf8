#include "observe/flow/ipfix_wire.hpp"

#include <gtest/gtest.h>

#include "observe/flow/ipfix_test_bytes.hpp"

namespace noroshi::flow::ipfix {
namespace {

TEST(IpfixWire, ReadsNumbersOfEveryWidth) {
  for (std::size_t width = 1; width <= 8; ++width) {
    const std::uint64_t value = 0x0102030405060708ULL >> (8 * (8 - width));
    EXPECT_EQ(load_reduced(number(value, width).data(), width), value) << width;
  }
}

TEST(IpfixWire, KnowsTheNtpTimestampOf1970) {
  EXPECT_EQ(from_ntp(std::uint64_t{2'208'988'800} << 32), 0);
  EXPECT_EQ(to_ntp(0), std::uint64_t{2'208'988'800} << 32);
}

TEST(IpfixWire, EveryMicrosecondOfASecondSurvivesNtp) {
  const base::Micros second = 1'700'000'000 * base::kSecond;
  for (base::Micros micros = 0; micros < base::kSecond; ++micros) {
    const std::uint64_t timestamp = to_ntp(second + micros);
    ASSERT_EQ(timestamp & ~kNtpMicrosecondMask, 0U) << micros;
    ASSERT_EQ(from_ntp(timestamp), second + micros);
    const std::uint64_t rounded_down = ((timestamp & 0xFFFF'FFFF) * 1'000'000) >> 32;
    ASSERT_EQ(rounded_down, static_cast<std::uint64_t>(micros));
  }
}

TEST(IpfixWire, ReadsTimestampsOfExportersThatRoundDown) {
  const base::Micros second = 1'700'000'000 * base::kSecond;
  for (base::Micros micros = 0; micros < base::kSecond; micros += 7) {
    const std::uint64_t seconds = 1'700'000'000 + std::uint64_t{2'208'988'800};
    const std::uint64_t fraction = (static_cast<std::uint64_t>(micros) << 32) / 1'000'000;
    ASSERT_EQ(from_ntp((seconds << 32 | fraction) & kNtpMicrosecondMask), second + micros);
    ASSERT_EQ(from_ntp(seconds << 32 | fraction), second + micros);
  }
}

TEST(IpfixWire, NtpSecondsGoOnAfterTheirEraEndsIn2036) {
  const base::Micros last = 2'085'978'495 * base::kSecond;  // 2036-02-07T06:28:15Z
  EXPECT_EQ(to_ntp(last) >> 32, 0xFFFF'FFFFU);
  EXPECT_EQ(to_ntp(last + base::kSecond) >> 32, 0U);
  for (const base::Micros instant :
       {kFirstNtp, base::Micros{-1}, last, last + base::kSecond, kLastNtp}) {
    EXPECT_EQ(from_ntp(to_ntp(instant)), instant);
  }
}

}  // namespace
}  // namespace noroshi::flow::ipfix
