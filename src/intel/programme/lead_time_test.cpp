#include "intel/programme/lead_time.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::programme {
namespace {

using base::kDay;
using testing::ElementsAre;
using testing::SizeIs;

constexpr base::Micros kMarch = 1'772'323'200 * base::kSecond;  // 2026-03-01T00:00:00Z

Sighting sighting(std::string_view endpoint, int first_day, int last_day) {
  return {model::parse_endpoint(endpoint).value(), kMarch + first_day * kDay,
          kMarch + last_day * kDay};
}

feeds::Entry entry(std::string_view endpoint, int first_day) {
  const auto parsed = model::parse_endpoint(endpoint).value();
  feeds::Entry result;
  result.ip = parsed.ip;
  result.port = parsed.port;
  result.first_seen = feeds::FeedTime{kMarch + first_day * kDay, 0};
  result.place = {io::Place::Unit::Line, 7};
  return result;
}

feeds::Feed feed(std::vector<feeds::Entry> entries, int newest_day = 60) {
  feeds::Feed result;
  result.name = "feed";
  result.entries = std::move(entries);
  result.published = kMarch + newest_day * kDay;
  return result;
}

std::vector<double> times(const FeedLeads& leads) {
  std::vector<double> result;
  for (const Lead& lead : leads.leads) result.push_back(days(lead.time));
  return result;
}

TEST(LeadTime, IsTheFeedsDateLessOurs) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 30), sighting("192.0.2.2:443", 5, 30),
                         sighting("192.0.2.3:443", 10, 30)};
  const auto leads =
      lead_times(ours, feed({entry("192.0.2.1:443", 12), entry("192.0.2.2:443", 2)}), {}).value();
  EXPECT_THAT(times(leads), ElementsAre(12, -3, 50));
  EXPECT_EQ(leads.listed, 2U);
  EXPECT_EQ(leads.behind, 1U);
  EXPECT_EQ(leads.waiting, 1U);
  EXPECT_EQ(leads.leads[2].outcome, Lead::Outcome::Waiting);
  EXPECT_DOUBLE_EQ(leads.spread->mean, 4.5);
  EXPECT_EQ(io::to_string(leads.leads[0].place), "line 7");
}

TEST(LeadTime, TheNeverListedAreCensoredAtTheNewestDateOfTheFeed) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 30), sighting("192.0.2.2:443", 5, 30),
                         sighting("192.0.2.3:443", 50, 55)};
  const auto leads = lead_times(ours, feed({entry("192.0.2.1:443", 20)}), {}).value();
  // Censored at 10 days before the listing at 20, so that one of two is left: ½.
  EXPECT_DOUBLE_EQ(leads.curve.at(19), 1);
  EXPECT_DOUBLE_EQ(leads.curve.at(20), 0.5);
  EXPECT_EQ(leads.curve.quantile(0.5), 20);
}

TEST(LeadTime, DelayOfTheReportIsTakenOff) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 30), sighting("192.0.2.2:443", 0, 30)};
  const auto leads =
      lead_times(ours, feed({entry("192.0.2.1:443", 12)}), {.delay = 2 * kDay}).value();
  EXPECT_THAT(times(leads), ElementsAre(10, 58));
}

TEST(LeadTime, AListingFarFromOurWindowIsOfAnotherTenant) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 10)};
  const auto within = lead_times(ours, feed({entry("192.0.2.1:443", 40)}), {.slack = 30 * kDay});
  EXPECT_EQ(within->listed, 1U);
  const auto late = lead_times(ours, feed({entry("192.0.2.1:443", 41)}), {.slack = 30 * kDay});
  EXPECT_EQ(late->listed, 0U);
  EXPECT_EQ(late->waiting, 1U);
  EXPECT_EQ(late->other_tenants, 1U);
  const auto early = lead_times(ours, feed({entry("192.0.2.1:443", -31)}), {.slack = 30 * kDay});
  EXPECT_EQ(early->other_tenants, 1U);
}

TEST(LeadTime, AListingThatLastedUntilOurWindowIsOfTheSameTenant) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 10)};
  auto old = entry("192.0.2.1:443", -200);
  old.last_seen = feeds::FeedTime{kMarch - 20 * kDay, 0};
  const auto leads = lead_times(ours, feed({old}), {.slack = 30 * kDay}).value();
  EXPECT_THAT(times(leads), ElementsAre(-200));
}

TEST(LeadTime, OfSeveralListingsInTheWindowTheEarliestCounts) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 10)};
  const auto leads = lead_times(ours,
                                feed({entry("192.0.2.1:443", 9), entry("192.0.2.1:443", 4),
                                      entry("192.0.2.1:443", -400)}),
                                {})
                         .value();
  EXPECT_THAT(times(leads), ElementsAre(4));
}

TEST(LeadTime, PortsDecideWhereTheFeedHasThemAndAddressesElsewhere) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 10), sighting("192.0.2.2:80", 0, 10)};
  auto address = entry("192.0.2.2:1", 5);
  address.port.reset();
  const auto leads = lead_times(ours, feed({entry("192.0.2.1:8443", 5), address}), {}).value();
  EXPECT_EQ(leads.leads[0].outcome, Lead::Outcome::Waiting);
  EXPECT_EQ(leads.leads[1].outcome, Lead::Outcome::Listed);
  EXPECT_TRUE(leads.leads[1].by_address);
  EXPECT_EQ(leads.by_address, 1U);
}

TEST(LeadTime, ListingsWithoutADateAreLeftOutOfTheCurve) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 10), sighting("192.0.2.2:443", 0, 10)};
  auto undated = entry("192.0.2.1:443", 0);
  undated.first_seen.reset();
  const auto leads = lead_times(ours, feed({undated, entry("192.0.2.2:443", 5)}), {}).value();
  EXPECT_EQ(leads.undated, 1U);
  EXPECT_EQ(leads.listed, 1U);
  ASSERT_THAT(leads.curve.steps, SizeIs(1));
  EXPECT_EQ(leads.curve.steps[0].at_risk, 1U);
}

TEST(LeadTime, ADateKnownToTheMonthCountsFromItsFirstInstant) {
  const std::vector ours{sighting("192.0.2.1:443", 10, 20)};
  auto month = entry("192.0.2.1:443", 0);
  month.first_seen->span = 31 * kDay;
  const auto leads = lead_times(ours, feed({month}), {}).value();
  EXPECT_THAT(times(leads), ElementsAre(-10));
  EXPECT_EQ(leads.leads[0].open, 31 * kDay);
  EXPECT_EQ(leads.inexact, 1U);
}

TEST(LeadTime, AFeedWithoutAnyDateSaysNothing) {
  const std::vector ours{sighting("192.0.2.1:443", 10, 20)};
  feeds::Feed empty;
  EXPECT_FALSE(lead_times(ours, empty, {}).has_value());
}

TEST(LeadTime, SeveralFeedsAsOneTakeTheEarliestListingAndTheLongestWait) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 30), sighting("192.0.2.2:443", 0, 30),
                         sighting("192.0.2.3:443", 0, 30), sighting("192.0.2.4:443", 0, 30)};
  auto undated = entry("192.0.2.4:443", 0);
  undated.first_seen.reset();
  const std::vector feeds{
      lead_times(ours, feed({entry("192.0.2.1:443", 12), entry("192.0.2.2:443", 3)}, 40), {})
          .value(),
      lead_times(ours, feed({entry("192.0.2.1:443", 8), undated}, 60), {}).value()};
  const auto leads = earliest(feeds);
  EXPECT_THAT(times(leads), ElementsAre(8, 3, 60, 60));
  EXPECT_EQ(leads.listed, 2U);
  EXPECT_EQ(leads.waiting, 1U);
  EXPECT_EQ(leads.undated, 1U);
  EXPECT_EQ(leads.newest, kMarch + 60 * kDay);
}

TEST(LeadTime, OfSeveralFeedsAServerOnlyListedOutsideItsWindowIsCountedOnce) {
  const std::vector ours{sighting("192.0.2.1:443", 0, 10), sighting("192.0.2.2:443", 0, 10)};
  const auto old = feed({entry("192.0.2.1:443", -400), entry("192.0.2.2:443", -400)});
  const auto fresh = feed({entry("192.0.2.1:443", -500), entry("192.0.2.2:443", 5)});
  const std::vector feeds{lead_times(ours, old, {}).value(), lead_times(ours, fresh, {}).value()};
  EXPECT_EQ(feeds[0].other_tenants, 2U);
  EXPECT_EQ(feeds[1].other_tenants, 1U);
  EXPECT_EQ(earliest(feeds).other_tenants, 1U);
}

TEST(Sightings, OfOneServerAreJoinedUnlessTheyLieTooFarApart) {
  const auto joined = merged({sighting("192.0.2.1:443", 20, 25), sighting("192.0.2.1:443", 0, 10),
                              sighting("192.0.2.1:443", 5, 8), sighting("192.0.2.1:443", 100, 101),
                              sighting("192.0.2.1:80", 0, 1)},
                             30 * kDay);
  EXPECT_THAT(joined, ElementsAre(sighting("192.0.2.1:80", 0, 1), sighting("192.0.2.1:443", 0, 25),
                                  sighting("192.0.2.1:443", 100, 101)));
}

}  // namespace
}  // namespace noroshi::programme
