// The lines that compare all servers with one another, told by whole scenes: a region of ordinary
// hosts, a botnet among them, and the innocent twins of its master.

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>

#include "detect/c2/hand_set.hpp"
#include "detect/c2/hunt.hpp"
#include "detect/c2/line.hpp"
#include "detect/c2/sketch.hpp"

namespace noroshi::c2 {
namespace {

constexpr auto kMaster = "203.0.113.9";
constexpr auto kMaker = "203.0.113.77";    // of the infected devices, and of healthy ones
constexpr auto kPopular = "203.0.113.88";  // a CDN that everybody uses
constexpr auto kVictim = "198.18.0.1";
constexpr int kHosts = 600;
constexpr int kBots = 12;

std::string host(int number) {
  return "10.0." + std::to_string(number / 250) + "." + std::to_string(1 + number % 250);
}

// Hosts 0 … 599 browse for a day; the first twelve are infected.
class Region {
 public:
  Region() {
    for (int h = 0; h < kHosts; ++h) {
      for (int page = 0; page < 6; ++page) {
        const auto site = "198.51.100." + std::to_string(random_() % 250);
        sketch.exchange(host(h), site, 443, at_any_time(), 700 + random_() % 900,
                        9'000 + random_() % 90'000);
      }
      sketch.exchange(host(h), kPopular, 443, at_any_time(), 600, 40'000);
      if (h % 12 == 0 || h < kBots) sketch.exchange(host(h), kMaker, 8443, at_any_time(), 400, 600);
    }
  }

  double at_any_time() { return 86'000.0 * static_cast<double>(random_() >> 11) * 0x1.0p-53; }

  // Each bot probes `targets` addresses of its own on `port`.
  void scan(int targets, std::uint16_t port) {
    for (int bot = 0; bot < kBots; ++bot) {
      for (int i = 0; i < targets; ++i) {
        sketch.silence(host(bot), "198.19." + std::to_string(bot) + "." + std::to_string(1 + i),
                       port, at_any_time());
      }
    }
  }

  // The bots visit a server of theirs.
  void obey(const char* master, std::uint16_t port) {
    for (int bot = 0; bot < kBots; ++bot) {
      for (int i = 0; i < 4; ++i) sketch.exchange(host(bot), master, port, at_any_time(), 300, 200);
    }
  }

  // The master tells all bots, and they flood the victim with datagrams for a minute.
  void attack(double at, std::uint64_t packets = 30'000, std::uint64_t octets = 900) {
    for (int bot = 0; bot < kBots; ++bot) {
      sketch.exchange(host(bot), kMaster, 4444, at + 0.02 * bot, 60, 120, 0.1);
      sketch.datagrams(host(bot), kVictim, 7777, at + 1 + 0.1 * bot);
      const std::size_t last = sketch.batch.size() - 1;
      sketch.batch.end[last] = sketch.batch.start[last] + 60 * base::kSecond;
      sketch.batch.packets[last] = packets;
      sketch.batch.octets[last] = packets * octets;
      sketch.batch.reverse_packets[last] = sketch.batch.reverse_octets[last] = 0;
    }
  }

  HuntResult hunted(HuntOptions options = {}) const {
    options.all = true;
    options.coefficients = hand_set();
    options.threads = 2;
    return hunt(sketch.table(), options);
  }

  Sketch sketch;

 private:
  std::mt19937_64 random_{7};
};

const model::Evidence* evidence(const HuntResult& result, std::string_view server,
                                std::string_view line) {
  for (const model::Finding& finding : result.findings) {
    if (finding.subject.ip != Sketch::ip(server)) continue;
    const auto found = std::ranges::find(finding.evidence, line, &model::Evidence::name);
    return found == finding.evidence.end() ? nullptr : &*found;
  }
  ADD_FAILURE() << "nobody talks to " << server;
  return nullptr;
}

double weight(const HuntResult& result, std::string_view server, std::string_view line) {
  const model::Evidence* one = evidence(result, server, line);
  return one == nullptr ? 0.0 : one->weight;
}

TEST(BotGroup, HostsThatScanTheSamePortLeadToTheirMaster) {
  Region region;
  region.scan(40, 2323);
  region.obey(kMaster, 4444);
  const HuntResult result = region.hunted();
  const model::Evidence* group = evidence(result, kMaster, "bot_group");
  ASSERT_NE(group, nullptr);
  EXPECT_EQ(group->value, kBots);
  EXPECT_EQ(count(*group, "port"), 2323);
  EXPECT_EQ(count(*group, "scanners"), kBots);
  EXPECT_GT(group->weight, 2);
}

TEST(BotGroup, AServerThatEverybodyUsesIsNotTheirs) {
  Region region;
  region.scan(40, 2323);
  region.obey(kMaster, 4444);
  const HuntResult result = region.hunted();
  EXPECT_EQ(weight(result, kPopular, "bot_group"), 0);
  EXPECT_LT(weight(result, kMaker, "bot_group"), 0.5 * weight(result, kMaster, "bot_group"));
}

TEST(BotGroup, LoneSampledSynsToManyHostsShowAScan) {
  Region region;
  region.scan(2, 23);
  region.obey(kMaster, 4444);
  const HuntResult result = region.hunted({.sampling = 1'000});
  EXPECT_GT(weight(result, kMaster, "bot_group"), 2);
  EXPECT_EQ(weight(result, kPopular, "bot_group"), 0);
}

TEST(BotGroup, ADeadServerThatManyTryIsNotScanned) {
  Region region;
  for (int bot = 0; bot < kBots; ++bot) {
    region.sketch.silence(host(bot), "198.19.0.1", 8123, region.at_any_time());
  }
  region.obey(kMaster, 4444);
  EXPECT_EQ(weight(region.hunted({.sampling = 1'000}), kMaster, "bot_group"), 0);
}

TEST(BotGroup, OneBotShowsNothing) {
  Region region;
  for (int i = 0; i < 60; ++i) {
    region.sketch.silence(host(0), "198.19.0." + std::to_string(1 + i), 23, 60.0 * i);
  }
  region.obey(kMaster, 4444);
  EXPECT_EQ(weight(region.hunted(), kMaster, "bot_group"), 0);
}

TEST(KnownInfected, AFewKnownBotsLeadToTheMasterOfAll) {
  Region region;
  region.obey(kMaster, 4444);
  HuntOptions options;
  for (int bot = 0; bot < 5; ++bot) options.infected.push_back(Sketch::ip(host(bot)));
  const HuntResult result = region.hunted(options);
  EXPECT_EQ(evidence(result, kMaster, "known_infected")->value, 5);
  EXPECT_EQ(weight(result, kPopular, "known_infected"), 0);
  EXPECT_LT(weight(result, kMaker, "known_infected"),
            0.5 * weight(result, kMaster, "known_infected"));
}

TEST(CommandBeforeAttack, TheServerThatSpokeJustBeforeIsFound) {
  Region region;
  region.obey(kMaster, 4444);
  for (const double at : {20'000.0, 50'000.0}) region.attack(at);
  const HuntResult result = region.hunted();
  const model::Evidence* command = evidence(result, kMaster, "command_before_attack");
  ASSERT_NE(command, nullptr);
  EXPECT_EQ(command->value, 2 * kBots);
  EXPECT_EQ(count(*command, "attacks"), 2);
  EXPECT_EQ(count(*command, "attackers"), 2 * kBots);
  EXPECT_LT(count(*command, "expected"), 1);
  EXPECT_GT(command->weight, 2);
}

TEST(CommandBeforeAttack, NeitherTheVictimNorABystanderCommands) {
  Region region;
  region.obey(kMaster, 4444);
  for (const double at : {20'000.0, 50'000.0}) region.attack(at);
  const HuntResult result = region.hunted();
  for (const char* innocent : {kVictim, kMaker, kPopular}) {
    EXPECT_EQ(weight(result, innocent, "command_before_attack"), 0) << innocent;
  }
  EXPECT_LT(weight(result, kVictim, "attack_target"), 0);
  EXPECT_EQ(weight(result, kVictim, "shared_by_attackers"), 0);
}

// Keep-alives fall into the ten seconds before an attack as they do into any other.
TEST(CommandBeforeAttack, DevicesThatCallEachMinuteHearNothing) {
  Region region;
  for (const double at : {20'000.0, 50'000.0}) region.attack(at);
  for (int h = 0; h < 2 * kBots; ++h) {
    for (int i = 0; i < 1'400; ++i) {
      region.sketch.exchange(host(h), kMaker, 8443, 61.0 * i + 2.5 * h, 60, 60);
    }
  }
  EXPECT_EQ(weight(region.hunted(), kMaker, "command_before_attack"), 0);
}

// All call at full minutes, and an attack begins right after one.
TEST(CommandBeforeAttack, ACommonClockIsNoCommand) {
  Region region;
  region.attack(20'045.0);
  for (int h = 0; h < 2 * kBots; ++h) {
    for (int i = 0; i < 1'400; ++i) {
      region.sketch.exchange(host(h), kMaker, 8443, 60.0 * i + 43, 60, 60);
    }
  }
  EXPECT_EQ(weight(region.hunted(), kMaker, "command_before_attack"), 0);
}

// News are pushed to many at once, and all of them load the page.
TEST(CommandBeforeAttack, APushThatSendsItsClientsToAPageIsNoCommand) {
  Region region;
  for (const double at : {20'000.0, 50'000.0}) {
    for (int h = 0; h < 200; ++h) {
      region.sketch.exchange(host(h), "203.0.113.60", 5228, at + 0.002 * h, 60, 120, 0.1);
      region.sketch.exchange(host(h), "203.0.113.61", 443, at + 1 + 0.01 * h, 900, 60'000);
    }
  }
  const HuntResult result = region.hunted();
  EXPECT_EQ(weight(result, "203.0.113.60", "command_before_attack"), 0);
  EXPECT_EQ(weight(result, "203.0.113.61", "attack_target"), 0);
}

TEST(CommandBeforeAttack, HostsThatFloodEachAtItsOwnTimeObeyNobody) {
  Region region;
  region.obey(kMaster, 4444);
  for (int bot = 0; bot < kBots; ++bot) {
    for (int i = 0; i < 80; ++i) {
      region.sketch.silence(host(bot), kVictim, 80, 5'000.0 * (bot + 1) + 0.5 * i);
    }
  }
  EXPECT_EQ(weight(region.hunted(), kMaster, "command_before_attack"), 0);
}

TEST(CommandBeforeAttack, AFloodOfRequestsThatAreAnsweredIsAnAttack) {
  Region region;
  region.obey(kMaster, 4444);
  for (const double at : {20'000.0, 50'000.0}) {
    for (int bot = 0; bot < kBots; ++bot) {
      region.sketch.exchange(host(bot), kMaster, 4444, at + 0.02 * bot, 60, 120, 0.1);
      for (int i = 0; i < 80; ++i) {
        region.sketch.exchange(host(bot), kVictim, 443, at + 1 + 0.1 * bot + 0.5 * i, 300, 2'000);
      }
    }
  }
  const HuntResult result = region.hunted();
  EXPECT_GT(weight(result, kMaster, "command_before_attack"), 2);
  EXPECT_EQ(weight(result, kVictim, "command_before_attack"), 0);
  EXPECT_EQ(weight(result, kVictim, "shared_suspicion"), 0);
}

TEST(CommandBeforeAttack, AFloodIsSeenAtOnePacketInAThousand) {
  Region region;
  for (const double at : {20'000.0, 50'000.0}) region.attack(at, 30);
  const HuntResult result = region.hunted({.sampling = 1'000});
  EXPECT_LT(weight(result, kVictim, "attack_target"), 0);
  EXPECT_GT(weight(result, kMaster, "command_before_attack"), 1);
}

// Two beacons share their clients; each is likely by itself.
void beacon(Region& region, const char* master, std::uint16_t port, double period) {
  for (int bot = 0; bot < kBots; ++bot) {
    for (int i = 0; i < 86'000 / static_cast<int>(period); ++i) {
      region.sketch.exchange(host(bot), master, port, period * i + 7.0 * bot, 420, 310);
    }
  }
}

TEST(SharedSuspicion, ASecondServerOfTheSameBotsIsSuspicious) {
  Region region;
  beacon(region, kMaster, 4444, 300);
  region.obey("203.0.113.10", 8080);
  const HuntResult result = region.hunted();
  const model::Evidence* shared = evidence(result, "203.0.113.10", "shared_suspicion");
  ASSERT_NE(shared, nullptr);
  EXPECT_EQ(shared->value, kBots);
  EXPECT_GT(shared->weight, 1);
}

TEST(SharedSuspicion, NoServerSupportsItself) {
  Region region;
  beacon(region, kMaster, 4444, 300);
  const HuntResult result = region.hunted();
  EXPECT_GT(result.findings.front().probability, 0.7);
  EXPECT_EQ(weight(result, kMaster, "shared_suspicion"), 0);
}

TEST(SharedSuspicion, DoesNotLeakIntoTheCdnThatAllBotsUse) {
  Region region;
  beacon(region, kMaster, 4444, 300);
  const HuntResult result = region.hunted();
  EXPECT_EQ(weight(result, kPopular, "shared_suspicion"), 0);
  EXPECT_LT(weight(result, kMaker, "shared_suspicion"), 0.7);
}

// Server A makes the bots suspicious, so B is; a host that uses only B with them, and C, must not
// make C suspicious: that would be the second step.
TEST(SharedSuspicion, TakesOneStepOnly) {
  Region region;
  beacon(region, kMaster, 4444, 300);
  region.obey("203.0.113.10", 8080);
  for (int h = 100; h < 103; ++h) {
    for (const double at : {1'000.0, 20'000.0}) {
      region.sketch.exchange(host(h), "203.0.113.10", 8080, at + h, 300, 200);
      region.sketch.exchange(host(h), "203.0.113.11", 8080, at + 2 * h, 300, 200);
    }
  }
  const HuntResult result = region.hunted();
  EXPECT_GT(weight(result, "203.0.113.10", "shared_suspicion"), 0.5);
  EXPECT_EQ(weight(result, "203.0.113.11", "shared_suspicion"), 0);
}

TEST(Graph, GivesTheSameBytesOnAnyNumberOfThreadsAndInAnyOrder) {
  Region region;
  region.scan(40, 2323);
  beacon(region, kMaster, 4444, 900);
  region.obey("203.0.113.10", 8080);
  for (const double at : {20'000.0, 50'000.0}) region.attack(at);
  HuntOptions options{.all = true, .infected = {Sketch::ip(host(0)), Sketch::ip(host(1))}};
  const auto bytes = [&](FlowTable table, unsigned threads) {
    options.threads = threads;
    std::string all;
    for (const auto& finding : hunt(std::move(table), options).findings) {
      all += model::to_json(finding) + '\n';
    }
    return all;
  };
  FlowTable backwards;
  for (std::size_t i = region.sketch.batch.size(); i-- > 0;) {
    model::FlowBatch one;
    one.append(region.sketch.batch.at(i));
    backwards.add(one);
  }
  const std::string expected = bytes(region.sketch.table(), 1);
  EXPECT_NE(expected.find("command_before_attack"), std::string::npos);
  EXPECT_NE(expected.find("shared_suspicion"), std::string::npos);
  EXPECT_EQ(bytes(region.sketch.table(), 3), expected);
  EXPECT_EQ(bytes(std::move(backwards), 2), expected);
}

TEST(Graph, ExplainTellsWhatTheHuntTold) {
  Region region;
  region.scan(40, 2323);
  beacon(region, kMaster, 4444, 900);
  region.obey("203.0.113.10", 8080);
  const model::Endpoint second{Sketch::ip("203.0.113.10"), 8080, model::kTcp};
  const HuntOptions options{.coefficients = hand_set()};
  const Story story = explain(region.sketch.table(), options, second).value();
  const HuntResult result = region.hunted();
  const auto found = std::ranges::find(result.findings, second, &model::Finding::subject);
  ASSERT_NE(found, result.findings.end());
  auto told = *found;
  told.false_share = story.finding.false_share;
  EXPECT_EQ(model::to_json(told), model::to_json(story.finding));
}

TEST(Graph, EveryEvidenceOfItIsToldInBothLanguages) {
  Region region;
  region.scan(40, 2323);
  beacon(region, kMaster, 4444, 900);
  region.obey("203.0.113.10", 8080);
  for (const double at : {20'000.0, 50'000.0}) region.attack(at);
  const HuntResult result = region.hunted({.infected = {Sketch::ip(host(0)), Sketch::ip(host(1))}});
  for (const char* line :
       {"bot_group", "command_before_attack", "known_infected", "shared_by_attackers"}) {
    const model::Evidence* one = evidence(result, kMaster, line);
    ASSERT_NE(one, nullptr) << line;
    EXPECT_EQ(tell(*one, base::Language::English), one->text);
    EXPECT_NE(tell(*one, base::Language::Japanese), one->text);
  }
}

}  // namespace
}  // namespace noroshi::c2
