#include "detect/scan/campaigns.hpp"

#include <gtest/gtest.h>
#include <set>

#include "detect/scan/scene.hpp"

namespace noroshi::scan {
namespace {

const Campaign* campaign_with(const Day& day, std::uint32_t address) {
  const net::Address wanted = net::Address::v4(address);
  for (const Campaign& one : day.campaigns) {
    if (std::binary_search(one.sources.begin(), one.sources.end(), wanted)) return &one;
  }
  return nullptr;
}

TEST(Campaigns, HoldTogetherBotsOfWhichEachShowsAPartOfItsPorts) {
  const Cast bot{.services = {{{23, 6}, 0.8}, {{2323, 6}, 0.1}, {{5555, 6}, 0.1}}, .packets = 4};
  const Day day = Scene().add(bot, 60).analysed();
  ASSERT_EQ(day.campaigns.size(), 1U);
  EXPECT_EQ(day.campaigns[0].sources.size(), 60U);
  EXPECT_EQ(day.campaigns[0].services, (std::vector<Service>{{23, 6}, {2323, 6}, {5555, 6}}));
}

TEST(Campaigns, KeepBotnetsWithOneToolAndDifferentPortsApart) {
  Scene scene;
  scene.add({.services = {{{23, 6}, 0.9}, {{2323, 6}, 0.1}}, .packets = 30, .mirai = true}, 40,
            0x0A100000);
  scene.add({.services = {{{5555, 6}, 0.5}, {{8080, 6}, 0.5}}, .packets = 30, .mirai = true}, 40,
            0x0A200000);
  const Day day = scene.analysed();
  ASSERT_EQ(day.campaigns.size(), 2U);
  EXPECT_EQ(day.campaigns[0].tool, "mirai");
  EXPECT_EQ(campaign_with(day, 0x0A100007)->sources.size(), 40U);
  EXPECT_EQ(campaign_with(day, 0x0A200007)->sources.size(), 40U);
}

TEST(Campaigns, KeepToolsWithDifferentHeadersApart) {
  Scene scene;
  scene.add({.packets = 20}, 20, 0x0A100000);
  Cast other{.packets = 20};
  other.headers.window = 1'234;
  scene.add(other, 20, 0x0A200000);
  const Day day = scene.analysed();
  ASSERT_EQ(day.campaigns.size(), 2U);
  EXPECT_NE(day.campaigns[0].tool, day.campaigns[1].tool);
  EXPECT_TRUE(day.campaigns[0].tool.starts_with("unknown-"));
  EXPECT_NE(campaign_with(day, 0x0A200007)->profile.find("window 1234"), std::string::npos);
}

TEST(Campaigns, AreNamedAlikeTomorrow) {
  const Cast bot{.packets = 20};
  const Day today = Scene(1).add(bot, 20).analysed();
  const Day tomorrow = Scene(2).add(bot, 25, 0x0A700000).analysed();
  ASSERT_EQ(today.campaigns.size(), 1U);
  ASSERT_EQ(tomorrow.campaigns.size(), 1U);
  EXPECT_EQ(today.campaigns[0].id, tomorrow.campaigns[0].id);
  EXPECT_EQ(today.campaigns[0].tool, tomorrow.campaigns[0].tool);
}

TEST(Campaigns, AreNotMadeOfStrangersWhoUseTheSameSystem) {
  Scene scene;
  const std::vector<std::uint16_t> ports{22, 80, 443, 3389, 8080, 21, 25, 1433};
  std::uint32_t number = 0;
  for (int round = 0; round < 12; ++round) {
    for (const std::uint16_t port : ports) {
      Cast one{.services = {{{port, 6}, 1}}, .packets = 6, .headers = linux_headers()};
      if (round % 3 == 0) {
        one.headers.options = {2, 1, 3, 1, 1, 4};
        one.headers.ttl_low = one.headers.ttl_high = 110;
      }
      one.source = net::Address::v4(0x0A000007 + 65'536 * ++number);
      scene.add(one);
    }
  }
  EXPECT_TRUE(scene.analysed().campaigns.empty());
}

TEST(Campaigns, AreMadeOfAStackWhereItGoesTogetherWithItsPorts) {
  Scene scene;
  std::uint32_t number = 0;
  for (std::uint16_t i = 0; i < 80; ++i) {
    Cast stranger{.services = {{{static_cast<std::uint16_t>(100 + i % 9), 6}, 1}},
                  .packets = 6,
                  .headers = linux_headers()};
    if (i % 2 == 0) stranger.headers.options = {2, 1, 3, 1, 1, 4};
    stranger.source = net::Address::v4(0x0A000007 + 65'536 * ++number);
    scene.add(stranger);
  }
  scene.add({.services = {{{7547, 6}, 1}}, .packets = 8, .headers = linux_headers()}, 60,
            0x0AC00000);
  const Day day = scene.analysed();
  ASSERT_EQ(day.campaigns.size(), 1U);
  EXPECT_EQ(day.campaigns[0].services, (std::vector<Service>{{7547, 6}}));
  EXPECT_EQ(day.campaigns[0].sources.size(), 60U);
}

TEST(Campaigns, AdoptSourcesOfOnePacketWhereTheirToolIsPlain) {
  Scene scene;
  scene.add({.packets = 12}, 30, 0x0A100000).add({.packets = 1}, 10, 0x0A200000);
  const Day day = scene.analysed();
  ASSERT_EQ(day.campaigns.size(), 1U);
  EXPECT_EQ(day.campaigns[0].sources.size(), 40U);
}

TEST(Campaigns, SplitOffTheSourcesThatBeginTogether) {
  Scene scene;
  for (std::uint32_t i = 0; i < 200; ++i) {
    const base::Micros from = kMidnight + base::kHour + i * 6 * base::kMinute;
    scene.add({.source = net::Address::v4(0x0A100007 + 256 * i),
               .packets = 30,
               .from = from,
               .until = std::min(from + 4 * base::kHour, kMidnight + base::kDay)});
  }
  scene.add(
      {.packets = 200, .from = kMidnight + 13 * base::kHour, .until = kMidnight + 14 * base::kHour},
      40, 0x0A200000);
  const Day day = scene.analysed();
  const Campaign* together = campaign_with(day, 0x0A200007);
  ASSERT_NE(together, nullptr);
  EXPECT_TRUE(together->synchronised);
  EXPECT_LE(together->chance, 0.01);
  EXPECT_GE(together->sources.size(), 38U);
  EXPECT_LE(together->sources.size(), 44U);
  const Campaign* alone = campaign_with(day, 0x0A100007);
  ASSERT_NE(alone, nullptr);
  EXPECT_FALSE(alone->synchronised);
}

// Of many days on which nobody agrees with anybody, one in a hundred may say that some did.
TEST(Campaigns, OfIndependentSourcesAreNotCalledSynchronised) {
  int called = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Scene scene(seed);
    for (std::uint32_t i = 0; i < 120; ++i) {
      const auto minute = static_cast<base::Micros>(net::mix(seed * 1'000 + i) % 1'200);
      const base::Micros from = kMidnight + minute * base::kMinute;
      scene.add({.source = net::Address::v4(0x0A100007 + 256 * i),
                 .packets = 10,
                 .from = from,
                 .until = from + 3 * base::kHour});
    }
    for (const Campaign& one : scene.analysed().campaigns) called += one.synchronised ? 1 : 0;
  }
  EXPECT_LE(called, 1);
}

TEST(Campaigns, AreNotMadeOfClientsThatKeepToOneAddress) {
  Cast client{.services = {{{53, 17}, 1}},
              .kind = model::ProbeKind::Udp,
              .packets = 20,
              .targets = 1,
              .headers = {.ttl_low = 55, .ttl_high = 55, .length = 61}};
  EXPECT_TRUE(Scene().add(client, 30).analysed().campaigns.empty());
  client.targets = kDarkAddresses;
  EXPECT_EQ(Scene().add(client, 30).analysed().campaigns.size(), 1U);
}

TEST(Campaigns, FindAFewThatBeginAndEndTogetherAmongManyOthers) {
  Scene scene;
  for (std::uint32_t i = 0; i < 150; ++i) {
    const auto minute = static_cast<base::Micros>(net::mix(i) % 1'100);
    const base::Micros from = kMidnight + minute * base::kMinute;
    const auto stay = static_cast<base::Micros>(60 + net::mix(i + 999) % 240) * base::kMinute;
    scene.add({.source = net::Address::v4(0x0A100007 + 256 * i),
               .packets = 60,
               .from = from,
               .until = std::min(from + stay, kMidnight + base::kDay)});
  }
  scene.add({.packets = 400,
             .from = kMidnight + 9 * base::kHour,
             .until = kMidnight + 12 * base::kHour + 17 * base::kMinute},
            7, 0x0A200000);
  const Day day = scene.analysed();
  const Campaign* together = campaign_with(day, 0x0A200007);
  ASSERT_NE(together, nullptr);
  EXPECT_TRUE(together->synchronised);
  EXPECT_GE(together->sources.size(), 7U);
  EXPECT_LE(together->sources.size(), 12U);  // one or two more begin in any ten minutes
}

// Sources of one tool that come and go through the whole day, each for itself.
Scene& add_crowd(Scene& scene, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto minute = static_cast<base::Micros>(net::mix(i) % 1'100);
    const base::Micros from = kMidnight + minute * base::kMinute;
    const auto stay = static_cast<base::Micros>(60 + net::mix(i + 999) % 240) * base::kMinute;
    scene.add({.source = net::Address::v4(0x0A100007 + 256 * i),
               .packets = 30,
               .from = from,
               .until = std::min(from + stay, kMidnight + base::kDay)});
  }
  return scene;
}

// A packet each half hour: the first is heard up to two hours after the begin.
TEST(Campaigns, FindThoseThatBeginTogetherAndAreHeardRarely) {
  Scene scene;
  add_crowd(scene, 200);
  scene.add(
      {.packets = 18, .from = kMidnight + 8 * base::kHour, .until = kMidnight + 17 * base::kHour},
      30, 0x0A200000);
  const Campaign* together = nullptr;
  const Day day = scene.analysed();
  for (const Campaign& one : day.campaigns) {
    if (one.synchronised) together = &one;
  }
  ASSERT_NE(together, nullptr);
  const auto theirs = std::count_if(together->sources.begin(), together->sources.end(),
                                    [](const auto& one) { return one.v4_bits() >= 0x0A200000; });
  EXPECT_GE(theirs, 24);
  EXPECT_GE(static_cast<double>(theirs), 0.8 * static_cast<double>(together->sources.size()));
}

TEST(Campaigns, FindAFewByTheirTwoSessionsOfTheDay) {
  Scene scene;
  add_crowd(scene, 150);
  std::vector<model::ScanEvent> events = scene.events();
  Scene morning(2);
  Scene evening(3);
  const auto hours = [](base::Micros from, base::Micros until) {
    return Cast{.packets = 200,
                .from = kMidnight + from * base::kHour,
                .until = kMidnight + until * base::kHour};
  };
  morning.add(hours(7, 9), 8, 0x0A200000);
  evening.add(hours(15, 18), 8, 0x0A200000);
  events.insert(events.end(), morning.events().begin(), morning.events().end());
  events.insert(events.end(), evening.events().begin(), evening.events().end());
  const Day day = Scene::analyse_events(events);
  const Campaign* together = campaign_with(day, 0x0A200007);
  ASSERT_NE(together, nullptr);
  EXPECT_TRUE(together->synchronised);
  EXPECT_GE(together->sources.size(), 8U);
  EXPECT_LE(together->sources.size(), 10U);
}

TEST(Campaigns, KeepSourcesTogetherOfWhichSomeSendMostlyDatagrams) {
  Scene scene;
  add_crowd(scene, 100);
  Cast odd{.services = {{{6379, 6}, 1}},
           .packets = 60,
           .from = kMidnight + 9 * base::kHour,
           .until = kMidnight + 11 * base::kHour};
  odd.headers.window = 4'321;
  Cast datagrams = odd;
  datagrams.services = {{{11211, 17}, 1}};
  datagrams.kind = model::ProbeKind::Udp;
  for (std::uint32_t i = 0; i < 8; ++i) {
    odd.source = datagrams.source = net::Address::v4(0x0A200007 + 256 * i);
    datagrams.packets = i % 2 == 0 ? 55 : 65;
    scene.add(odd).add(datagrams);
  }
  const Day day = scene.analysed();
  const Campaign* together = campaign_with(day, 0x0A200007);
  ASSERT_NE(together, nullptr);
  EXPECT_EQ(together->sources.size(), 8U);
  EXPECT_TRUE(together->synchronised);
  EXPECT_EQ(together->services, (std::vector<Service>{{6379, 6}, {11211, 17}}));
}

// Half of them within an hour, and the rest not long before or after.
TEST(Campaigns, OfMachinesThatAreTurnedOnInTheMorningAreNotCalledSynchronised) {
  Scene scene;
  add_crowd(scene, 150);
  for (std::uint32_t i = 0; i < 120; ++i) {
    const auto late = [&](std::uint64_t what) {  // the sum of three: a bell three hours wide
      std::uint64_t minutes = 0;
      for (std::uint64_t part = 0; part < 3; ++part) {
        minutes += net::mix(7 * i + part + 1'000 * what) % 60;
      }
      return static_cast<base::Micros>(minutes) * base::kMinute;
    };
    Cast office{.source = net::Address::v4(0x0A200007 + 256 * i),
                .services = {{{445, 6}, 1}},
                .packets = 60,
                .from = kMidnight + 8 * base::kHour + late(1),
                .until = kMidnight + 17 * base::kHour + late(2),
                .headers = linux_headers()};
    office.headers.options = {2, 1, 3, 1, 1, 4};
    scene.add(office);
  }
  const Day day = scene.analysed();
  const Campaign* office = campaign_with(day, 0x0A200007);
  ASSERT_NE(office, nullptr);
  EXPECT_GE(office->sources.size(), 115U);
  EXPECT_FALSE(office->synchronised);
}

TEST(Campaigns, OfSurveyorsAreMarkedAsResearch) {
  const Day day =
      Scene().add({.packets = 50, .zmap = true, .scanner = "Example Survey"}, 8).analysed();
  ASSERT_EQ(day.campaigns.size(), 1U);
  EXPECT_EQ(day.campaigns[0].tool, "zmap");
  EXPECT_TRUE(day.campaigns[0].research);
}

TEST(Campaigns, HaveDisjointSortedSources) {
  Scene scene;
  scene.add({.mirai = true}, 30, 0x0A100000).add(Cast{}, 30, 0x0A200000);
  std::set<net::Address> seen;
  for (const Campaign& one : scene.analysed().campaigns) {
    EXPECT_TRUE(std::is_sorted(one.sources.begin(), one.sources.end()));
    for (const auto& source : one.sources) EXPECT_TRUE(seen.insert(source).second);
  }
  EXPECT_EQ(seen.size(), 60U);
}

}  // namespace
}  // namespace noroshi::scan
