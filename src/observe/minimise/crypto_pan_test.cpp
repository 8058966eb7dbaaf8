#include "observe/minimise/crypto_pan.hpp"

#include <bit>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <utility>

namespace noroshi::minimise {
namespace {

// Key and addresses of the sample that comes with the reference implementation.
constexpr CryptoPan::Key kSampleKey = {21,  34, 23,  141, 51, 164, 207, 128, 19,  10,  91,
                                       22,  73, 144, 125, 16, 216, 152, 143, 131, 121, 121,
                                       101, 39, 98,  87,  76, 45,  42,  132, 34,  2};

net::Address address(const char* text) { return net::Address::parse(text).value(); }

TEST(CryptoPan, GivesTheSampleOfTheReferenceImplementation) {
  const CryptoPan pan(kSampleKey);
  const std::pair<const char*, const char*> sample[] = {
      {"128.11.68.132", "135.242.180.132"},   {"129.118.74.4", "134.136.186.123"},
      {"130.132.252.244", "133.68.164.234"},  {"141.223.7.43", "141.167.8.160"},
      {"141.233.145.108", "141.129.237.235"}, {"152.163.225.39", "151.140.114.167"},
      {"156.29.3.236", "147.225.12.42"},      {"165.247.96.84", "162.9.99.234"},
      {"166.107.77.190", "160.132.178.185"},  {"192.102.249.13", "252.138.62.131"},
      {"198.51.77.238", "249.18.186.254"},    {"64.39.15.238", "0.219.7.41"},
      {"10.185.25.118", "117.161.29.118"},
  };
  for (const auto& [plain, expected] : sample) {
    EXPECT_EQ(pan.apply(address(plain)).to_string(), expected) << plain;
  }
}

// The reference has no IPv6; these are what other implementations' tests agree on.
TEST(CryptoPan, AgreesWithOthersOnIpv6) {
  const CryptoPan pan(kSampleKey);
  const std::pair<const char*, const char*> sample[] = {
      {"::1", "78ff:f001:9fc0:20df:8380:b1f1:704:ed"},
      {"::2", "78ff:f001:9fc0:20df:8380:b1f1:704:ef"},
      {"2001:db8::1", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1e"},
      {"2001:db8::2", "4401:2bc:603f:d91d:27f:ff8e:e6f1:dc1c"},
  };
  for (const auto& [plain, expected] : sample) {
    EXPECT_EQ(pan.apply(address(plain)).to_string(), expected) << plain;
  }
}

int shared_bits(const net::Address& a, const net::Address& b) {
  const int high = std::countl_zero(a.high() ^ b.high());
  return high < 64 ? high : 64 + std::countl_zero(a.low() ^ b.low());
}

TEST(CryptoPan, PreservesExactlyTheSharedPrefix) {
  std::mt19937_64 random(7);
  const CryptoPan pan(kSampleKey);
  for (int round = 0; round < 300; ++round) {
    const auto bits = static_cast<std::uint32_t>(random());
    const std::uint32_t other = bits ^ (1U << (round % 32)) ^
                                (static_cast<std::uint32_t>(random()) & ((1U << (round % 32)) - 1));
    const auto a = net::Address::v4(bits);
    const auto b = net::Address::v4(other);
    EXPECT_EQ(shared_bits(pan.apply(a), pan.apply(b)), shared_bits(a, b));
    EXPECT_TRUE(pan.apply(a).is_v4());

    const std::uint64_t high = random();
    const std::uint64_t low = random();
    const auto c = net::Address::v6(high, low);
    const auto d = round % 2 == 0 ? net::Address::v6(high ^ 1ULL << (round % 64), random())
                                  : net::Address::v6(high, low ^ 1ULL << (round % 64));
    EXPECT_EQ(shared_bits(pan.apply(c), pan.apply(d)), shared_bits(c, d));
  }
}

TEST(CryptoPan, GivesEveryAddressItsOwn) {
  const CryptoPan pan(kSampleKey);
  std::set<net::Address> seen;
  for (std::uint32_t i = 0; i < 4096; ++i) seen.insert(pan.apply(net::Address::v4(0xC6336400 + i)));
  EXPECT_EQ(seen.size(), 4096U);
}

TEST(CryptoPan, DependsOnBothHalvesOfTheKey) {
  const auto plain = address("198.51.100.7");
  CryptoPan::Key other_key = kSampleKey;
  other_key[0] ^= 1;
  CryptoPan::Key other_pad = kSampleKey;
  other_pad[31] ^= 1;
  const auto result = CryptoPan(kSampleKey).apply(plain);
  EXPECT_NE(CryptoPan(other_key).apply(plain), result);
  EXPECT_NE(CryptoPan(other_pad).apply(plain), result);
}

}  // namespace
}  // namespace noroshi::minimise
