#include "train/traffic/address_plan.hpp"

#include <gtest/gtest.h>
#include <set>

namespace noroshi::traffic {
namespace {

TEST(AddressPlan, HostingGivesEachSlotAnAddressOfItsOwn) {
  const AddressPlan plan(42);
  std::set<net::Address> seen;
  for (std::uint32_t slot = 0; slot < kHostingWidth; ++slot) seen.insert(plan.hosting(slot));
  EXPECT_EQ(seen.size(), kHostingWidth);
  EXPECT_EQ(seen.begin()->to_string(), "198.19.0.0");
  EXPECT_EQ(seen.rbegin()->to_string(), "198.19.255.255");
}

TEST(AddressPlan, SubscribersArePrivateAndServersAreNot) {
  const AddressPlan plan(42);
  EXPECT_TRUE(plan.subscriber(0).is_private());
  EXPECT_TRUE(plan.subscriber(kMostSubscribers - 1).is_private());
  for (const auto& server : {plan.hosting(3), plan.cdn(7, 2047), plan.infrastructure(5),
                             plan.remote(9), plan.twin_v6(plan.hosting(3))}) {
    EXPECT_FALSE(server.is_private()) << server.to_string();
    EXPECT_FALSE(server.is_special()) << server.to_string();
  }
}

TEST(AddressPlan, CdnAddressesLieInTheListedPrefixesAndNoOthersDo) {
  const AddressPlan plan(42);
  const net::PrefixSet cdns(AddressPlan::cdn_prefixes());
  EXPECT_TRUE(cdns.contains(plan.cdn(0, 0)));
  EXPECT_TRUE(cdns.contains(plan.cdn(7, 2047)));
  EXPECT_TRUE(cdns.contains(plan.twin_v6(plan.cdn(7, 2047))));
  EXPECT_FALSE(cdns.contains(plan.infrastructure(0)));
  EXPECT_FALSE(cdns.contains(plan.hosting(kFirstC2Slot)));
}

}  // namespace
}  // namespace noroshi::traffic
