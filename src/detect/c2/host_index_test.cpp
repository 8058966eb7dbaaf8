#include "detect/c2/host_index.hpp"

#include <gtest/gtest.h>

namespace noroshi::c2 {
namespace {

// Far more than the first slots hold, so that the index grows several times.
constexpr std::uint32_t kMany = 50'000;

net::Address host(std::uint32_t i) { return net::Address::v4(0x0A000000 + i * 7); }

TEST(HostIndex, NumbersFollowTheFirstAppearance) {
  HostIndex index;
  EXPECT_EQ(index.intern(host(5)), 0U);
  EXPECT_EQ(index.intern(host(3)), 1U);
  EXPECT_EQ(index.intern(host(5)), 0U);
  EXPECT_EQ(index.size(), 2U);
  EXPECT_EQ(index.address(1), host(3));
}

TEST(HostIndex, RemembersEveryAddressWhileItGrows) {
  HostIndex index;
  for (std::uint32_t i = 0; i < kMany; ++i) ASSERT_EQ(index.intern(host(i)), i);
  for (std::uint32_t i = 0; i < kMany; ++i) ASSERT_EQ(index.intern(host(i)), i);
  EXPECT_EQ(index.size(), kMany);
  EXPECT_EQ(index.address(kMany - 1), host(kMany - 1));
}

TEST(HostIndex, EqualHashesAreStillTwoHosts) {
  HostIndex index;
  EXPECT_EQ(index.intern(host(1), 42), 0U);
  EXPECT_EQ(index.intern(host(2), 42), 1U);
  EXPECT_EQ(index.intern(host(1), 42), 0U);
  EXPECT_EQ(index.intern(host(2), 42), 1U);
}

}  // namespace
}  // namespace noroshi::c2
