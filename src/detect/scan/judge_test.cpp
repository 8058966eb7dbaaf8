#include "detect/scan/judge.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "detect/scan/scene.hpp"

namespace noroshi::scan {
namespace {

const net::Address kHost = net::Address::v4(0x0A010203);

bool called_infected(const Cast& cast) {
  return infected(Scene().add(cast).analysed(), kHost) != nullptr;
}

const model::Evidence* evidence(const model::InfectedHost& host, std::string_view name) {
  const auto found = std::find_if(host.evidence.begin(), host.evidence.end(),
                                  [name](const auto& one) { return one.name == name; });
  return found == host.evidence.end() ? nullptr : &*found;
}

TEST(Judge, CallsAHostWithMiraisMarkInfectedWhateverItAsksFor) {
  for (const std::uint16_t port : std::vector<std::uint16_t>{23, 5555, 12345}) {
    const Day day =
        Scene().add({.services = {{{port, 6}, 1}}, .packets = 5, .mirai = true}).analysed();
    ASSERT_EQ(day.infected.size(), 1U) << port;
    EXPECT_EQ(day.infected[0].family, "mirai");
    EXPECT_GT(day.infected[0].probability, 0.98);
  }
}

TEST(Judge, BelievesALoneMarkedPacket) {
  EXPECT_TRUE(called_infected({.packets = 1, .mirai = true}));
}

TEST(Judge, CallsATelnetBotWithoutTheMarkInfected) {
  const Day day = Scene().add(Cast{}).analysed();
  const auto* host = infected(day, kHost);
  ASSERT_NE(host, nullptr);
  EXPECT_EQ(host->family, "telnet-bot");
  EXPECT_EQ(host->ports.front(), "23/tcp");
  EXPECT_EQ(host->packets, 40U);
  EXPECT_EQ(host->sensor, "north");
}

TEST(Judge, NamesFamiliesByWhatTheyAskFor) {
  const auto family = [](std::vector<std::pair<Service, double>> services) {
    const Day day =
        Scene().add({.services = std::move(services), .headers = linux_headers()}).analysed();
    return day.infected.empty() ? std::string() : day.infected[0].family;
  };
  EXPECT_EQ(family({{{5555, 6}, 1}}), "adb-bot");
  EXPECT_EQ(family({{{37215, 6}, 0.5}, {{52869, 6}, 0.5}}), "router-exploit-bot");
  EXPECT_EQ(family({{{445, 6}, 1}}), "smb-worm");
  EXPECT_EQ(family({{{6379, 6}, 0.6}, {{2375, 6}, 0.4}}), "server-worm");
  EXPECT_EQ(family({{{23, 6}, 0.4}, {{5555, 6}, 0.3}, {{7547, 6}, 0.3}}), "iot-bot");
}

TEST(Judge, LeavesALonePacketToTelnetAlone) { EXPECT_FALSE(called_infected({.packets = 1})); }

TEST(Judge, LeavesAClientAloneThatKeepsTryingOneAddress) {
  EXPECT_FALSE(called_infected({.packets = 600, .targets = 1, .headers = linux_headers()}));
}

TEST(Judge, LeavesAVisitorOfWebServersAlone) {
  EXPECT_FALSE(called_infected({.services = {{{443, 6}, 0.8}, {{80, 6}, 0.2}},
                                .packets = 200,
                                .headers = linux_headers(64240),
                                .source_port_each = true}));
}

TEST(Judge, LeavesPeersAlone) {
  std::vector<std::pair<Service, double>> ports;
  for (std::uint16_t i = 0; i < 20; ++i)
    ports.push_back({{static_cast<std::uint16_t>(20'000 + 997 * i), 6}, 0.05});
  EXPECT_FALSE(called_infected({.services = ports, .packets = 24, .headers = linux_headers()}));
}

TEST(Judge, LeavesDatagramsAlone) {
  EXPECT_FALSE(called_infected({.services = {{{53, 17}, 1}},
                                .kind = model::ProbeKind::Udp,
                                .packets = 300,
                                .headers = {.ttl_low = 50, .ttl_high = 50, .length = 61}}));
}

TEST(Judge, LeavesWhoAnswersOrConversesAlone) {
  EXPECT_FALSE(called_infected({.kind = model::ProbeKind::TcpOther, .packets = 200}));
}

TEST(Judge, LeavesASurveyOfTelnetByZmapAlone) {
  EXPECT_FALSE(called_infected(
      {.services = {{{23, 6}, 1}},
       .packets = 3'000,
       .zmap = true,
       .headers = {.ttl_low = 240, .ttl_high = 240, .window = 65535, .length = 40}}));
}

TEST(Judge, LeavesASurveyWithoutAnyMarkAlone) {
  EXPECT_FALSE(called_infected(
      {.services = {{{23, 6}, 1}},
       .packets = 4'000,
       .from = kMidnight,
       .until = kMidnight + base::kHour,
       .headers = {
           .ttl_low = 240, .ttl_high = 240, .window = 65535, .options = {2}, .length = 44}}));
}

TEST(Judge, LeavesWhoIsOnAListAlone) {
  const Day day = Scene().add({.mirai = true, .scanner = "Example Survey"}).analysed();
  EXPECT_TRUE(day.infected.empty());
  ASSERT_EQ(day.researchers.size(), 1U);
  EXPECT_EQ(day.researchers[0].list, "Example Survey");
}

TEST(Judge, BelievesACrowdOfDevicesOnAPortNobodyKnows) {
  const Cast unknown{.services = {{{41'000, 6}, 1}}, .packets = 30};
  EXPECT_TRUE(Scene().add(unknown).analysed().infected.empty());
  const Day day = Scene().add(unknown, 120).analysed();
  EXPECT_EQ(day.infected.size(), 120U);
  EXPECT_EQ(day.infected[0].family, "unknown-bot");
  EXPECT_NE(evidence(day.infected[0], "crowd"), nullptr);
}

TEST(Judge, AddsEvidenceUpToTheProbability) {
  const Day day = Scene().add(Cast{}, 20).analysed();
  ASSERT_FALSE(day.infected.empty());
  for (const auto& host : day.infected) {
    double log_odds = host.prior;
    for (const auto& one : host.evidence) log_odds += one.weight;
    EXPECT_NEAR(std::log(host.probability / (1 - host.probability)), log_odds, 1e-6);
    for (std::size_t i = 1; i < host.evidence.size(); ++i) {
      EXPECT_GE(std::abs(host.evidence[i - 1].weight), std::abs(host.evidence[i].weight));
    }
  }
}

TEST(Judge, GivesTheOperatorInstantsAndSourcePortsInOrder) {
  const Day day = Scene().add({.source_port_each = true}).analysed({.clock_error = 250'000});
  ASSERT_EQ(day.infected.size(), 1U);
  const auto& sightings = day.infected[0].sightings;
  ASSERT_EQ(sightings.size(), 8U);
  for (std::size_t i = 0; i < sightings.size(); ++i) {
    EXPECT_EQ(sightings[i].source, kHost);
    EXPECT_TRUE(sightings[i].source_port.has_value());
    EXPECT_EQ(sightings[i].clock_error, 250'000);
    EXPECT_LE(sightings[i == 0 ? 0 : i - 1].time, sightings[i].time);
  }
  EXPECT_EQ(sightings.front().time, day.infected[0].first_seen);
}

TEST(Judge, TellsEvidenceInJapaneseAndTheSameInEnglish) {
  const Day day =
      Scene().add({.packets = 60, .mirai = true, .payload = "/bin/busybox MIRAI"}, 40).analysed();
  ASSERT_FALSE(day.infected.empty());
  for (const auto& one : day.infected[0].evidence) {
    EXPECT_EQ(tell(one, base::Language::English), one.text);
    EXPECT_NE(tell(one, base::Language::Japanese), one.text);
  }
  EXPECT_EQ(evidence(day.infected[0], "mirai_mark")->text,
            "60 of 60 SYNs bear the mark of Mirai: the sequence number is the destination");
}

TEST(Judge, TellsEvidenceThatSomebodyElseWroteAsItIs) {
  const model::Evidence foreign{
      .name = "sixth_sense", .unit = {}, .text = "so it seems", .counts = {}};
  EXPECT_EQ(tell(foreign, base::Language::Japanese), "so it seems");
}

// Evidence may come back from a file that anybody wrote.
TEST(Judge, TellsEvidenceWithAbsurdCounts) {
  for (const Line& line : lines()) {
    for (const double figure : {-1.0, 1e300, std::nan("")}) {
      const model::Evidence odd{
          .name = std::string(line.name),
          .value = figure,
          .unit = {},
          .text = {},
          .counts = {{"look", figure}, {"tool", figure}, {"pattern", figure}}};
      EXPECT_FALSE(tell(odd, base::Language::Japanese).empty()) << line.name;
    }
  }
}

TEST(Judge, HandsTheInfectedToTheHuntForTheirMasters) {
  Day day = Scene().add(Cast{}, 3).analysed();
  ASSERT_EQ(day.infected.size(), 3U);
  day.infected[1].standing = model::Standing::Cleared;
  EXPECT_EQ(infected_addresses(day), (std::vector<net::Address>{net::Address::v4(0x0A000007),
                                                                net::Address::v4(0x0A000207)}));
}

}  // namespace
}  // namespace noroshi::scan
