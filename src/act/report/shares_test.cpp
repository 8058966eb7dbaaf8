#include "act/report/shares.hpp"

#include <gtest/gtest.h>

#include "act/report/selection.hpp"

namespace noroshi::report {
namespace {

// With a registry, forms_test.cpp and leak_test.cpp look at every share through the reports.
TEST(Shares, OfWhatNobodyRegisteredStandUnderNoIdAndConcernNobody) {
  scan::Day day;
  model::InfectedHost host;
  host.address = net::Address::v4(0xC0000207);
  day.infected = {host, host};
  day.hosts.push_back({.network = "example-telecom", .family = "mirai"});
  scan::Campaign campaign;
  campaign.sources = {net::Address::v4(0xC0000207), net::Address::v4(0xC0000208)};
  day.campaigns = {scan::Campaign{}, campaign};
  const auto shares = shares_of(day, Atlas(nullptr));
  ASSERT_EQ(shares.size(), 2U);
  const Share& nobody = shares.at("");
  EXPECT_EQ(nobody.infected, (std::vector<std::uint32_t>{0, 1}));
  ASSERT_EQ(nobody.campaigns.size(), 1U);
  EXPECT_EQ(nobody.campaigns[0], (std::pair<std::uint32_t, std::uint64_t>{1, 2}));
  EXPECT_EQ(shares.at("example-telecom").hosts, (std::vector<std::uint32_t>{0}));
  EXPECT_TRUE(concerned(shares).empty());
}

}  // namespace
}  // namespace noroshi::report
