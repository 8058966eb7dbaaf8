#include "detect/c2/schedule.hpp"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace noroshi::c2 {
namespace {

using Starts = std::vector<base::Micros>;

// mt19937_64's output is laid down by the C++ standard; the distributions are not, so we draw by
// hand and the tests see the same numbers everywhere.
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1.0p-53; }

Starts beacon(double period, double jitter, int calls, std::uint64_t seed, double seen = 1.0) {
  std::mt19937_64 random(seed);
  Starts starts;
  double at = 1000 + period * uniform(random);
  for (int i = 0; i < calls; ++i) {
    if (uniform(random) < seen) starts.push_back(static_cast<base::Micros>(at * 1e6));
    at += period * (1 + jitter * (2 * uniform(random) - 1));
  }
  return starts;
}

Starts poisson(double mean, int calls, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Starts starts;
  double at = 1000;
  for (int i = 0; i < calls; ++i) {
    starts.push_back(static_cast<base::Micros>(at * 1e6));
    at += -mean * std::log(1 - uniform(random));
  }
  return starts;
}

// Bursts of a person at work: a few calls seconds apart, then minutes of nothing.
Starts bursty(int bursts, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Starts starts;
  double at = 1000;
  for (int i = 0; i < bursts; ++i) {
    const int calls = 1 + static_cast<int>(uniform(random) * 6);
    for (int j = 0; j < calls; ++j) {
      starts.push_back(static_cast<base::Micros>(at * 1e6));
      at += 1.2 + 8 * uniform(random);
    }
    at += std::exp(3 + 4 * uniform(random));
  }
  return starts;
}

TEST(Schedule, FindsThePeriodOfASteadyBeacon) {
  for (const double period : {2.2, 60.0, 301.5, 3600.0}) {
    const std::vector<Starts> clients{beacon(period, 0.02, 40, 1)};
    const auto schedule = find_schedule(clients);
    ASSERT_TRUE(schedule.has_value()) << period;
    EXPECT_NEAR(schedule->period, period, 0.03 * period);
    EXPECT_GT(schedule->on_schedule, 0.9);
    EXPECT_GT(schedule->likelihood, 20);
  }
}

TEST(Schedule, FindsAJitteredBeacon) {
  const std::vector<Starts> clients{beacon(60, 0.2, 60, 2)};
  const auto schedule = find_schedule(clients);
  ASSERT_TRUE(schedule.has_value());
  EXPECT_NEAR(schedule->period, 60, 5);
  EXPECT_GT(schedule->jitter, 0.05);
  EXPECT_GT(schedule->likelihood, 20);
}

TEST(Schedule, FindsABeaconOfWhichMostCallsWereMissed) {
  const std::vector<Starts> clients{beacon(60, 0.02, 1440, 3, 0.25)};
  const auto schedule = find_schedule(clients);
  ASSERT_TRUE(schedule.has_value());
  EXPECT_NEAR(schedule->period, 60, 2);
  EXPECT_GT(schedule->missed, 0.6);
}

TEST(Schedule, PoolsClientsThatEachShowLittle) {
  std::vector<Starts> clients;
  for (std::uint64_t seed = 0; seed < 12; ++seed) clients.push_back(beacon(120, 0.03, 4, seed));
  const auto schedule = find_schedule(clients);
  ASSERT_TRUE(schedule.has_value());
  EXPECT_NEAR(schedule->period, 120, 4);
  EXPECT_EQ(schedule->clients, 12U);
  EXPECT_GT(schedule->likelihood, 60);
}

TEST(Schedule, SeldomSeesOneInCallsWithoutOne) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto independent = find_schedule(std::vector<Starts>{poisson(60, 50, seed)});
    const auto in_bursts = find_schedule(std::vector<Starts>{bursty(12, seed)});
    if (independent && independent->likelihood > 6) ++found;
    if (in_bursts && in_bursts->likelihood > 6) ++found;
  }
  EXPECT_LE(found, 8);  // 2 % of 400
}

// What 1:1000 leaves of a day: 6 packets each 60 s, of which one is seen every 10,000 s.
constexpr Watching kSampled{.sampled = true};
constexpr double kSeen = 0.006;

std::vector<Starts> botnet(std::uint64_t seed, double jitter = 0.05, std::uint64_t bots = 20) {
  std::vector<Starts> clients;
  for (std::uint64_t bot = 0; bot < bots; ++bot) {
    clients.push_back(beacon(60, jitter, 1440, 1000 * seed + bot, kSeen));
  }
  return clients;
}

// research: 0.92 of such botnets at 1 % false alarms.
TEST(SampledSchedule, TwentyBotsWithEightSightingsEachShowTheirTimer) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto schedule = find_schedule(botnet(seed), kSampled);
    if (!schedule || schedule->chance > 0.001 || schedule->certainty() < 0.5) continue;
    EXPECT_NEAR(schedule->period, 60, 1);
    EXPECT_GT(schedule->missed, 0.8);
    EXPECT_GT(schedule->clients, 2 * schedule->against);
    ++found;
  }
  EXPECT_GE(found, 9);
}

TEST(SampledSchedule, OneBotWithEightSightingsShowsNothing) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto schedule = find_schedule(botnet(seed, 0.05, 1), kSampled);
    EXPECT_TRUE(!schedule || schedule->certainty() < 0.5) << seed;
  }
}

TEST(SampledSchedule, ChancePeaksDoNotSpeak) {
  int spoke = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    std::vector<Starts> independent;
    std::vector<Starts> in_bursts;
    for (std::uint64_t client = 0; client < 20; ++client) {
      independent.push_back(poisson(10'000, 9, 100 * seed + client));
      in_bursts.push_back(bursty(3, 100 * seed + client));
    }
    for (const auto& clients : {independent, in_bursts}) {
      const auto schedule = find_schedule(clients, kSampled);
      if (schedule && schedule->certainty() > 0.3) ++spoke;
    }
  }
  EXPECT_LE(spoke, 1);  // of 120
}

TEST(SampledSchedule, IsTheSameWhateverElseWasAsked) {
  const auto first = find_schedule(botnet(3), kSampled);
  find_schedule(botnet(4), kSampled);
  const auto second = find_schedule(botnet(3), kSampled);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->chance, second->chance);
  EXPECT_EQ(first->period, second->period);
}

TEST(Schedule, CertaintyFollowsChance) {
  Schedule schedule;
  EXPECT_EQ(schedule.certainty(), 0) << "of what nobody asked";
  schedule.chance = 0.2;
  EXPECT_EQ(schedule.certainty(), 0);
  schedule.chance = 0.001;
  EXPECT_GT(schedule.certainty(), 0.5);
  schedule.chance = 0;
  EXPECT_EQ(schedule.certainty(), 1);
}

// A session of five hours that a router cuts every 30 minutes, and each piece goes on at once.
std::vector<Contact> session_in_pieces() {
  std::vector<Contact> pieces(10);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    pieces[i].start = static_cast<base::Micros>(i) * 1800 * base::kSecond;
    pieces[i].end = pieces[i].start + 1795 * base::kSecond;
  }
  return pieces;
}

TEST(Visits, PiecesThatAnExportersTimeoutCutAreOneVisit) {
  EXPECT_EQ(visits(session_in_pieces()), (Starts{0}));
}

TEST(Visits, ConnectionsThatOpenAnewAreNoPieces) {
  auto contacts = session_in_pieces();
  for (Contact& contact : contacts) contact.opens = true;
  EXPECT_EQ(visits(contacts).size(), 10U);
}

TEST(Visits, AShortCallEachHalfHourIsNotCut) {
  auto contacts = session_in_pieces();
  for (Contact& contact : contacts) contact.end = contact.start + base::kSecond;
  EXPECT_EQ(visits(contacts).size(), 10U);
}

TEST(Schedule, SaysNothingAboutTooFewVisits) {
  EXPECT_EQ(find_schedule({}), std::nullopt);
  EXPECT_EQ(find_schedule(std::vector<Starts>{Starts{}, Starts{1}, Starts{1, 2'000'000}}),
            std::nullopt);
}

TEST(Visits, ContactsThatBeginTogetherAreOneVisit) {
  std::vector<Contact> contacts(5);
  const std::array<double, 5> starts{0, 0.4, 1.2, 60, 60.1};
  for (std::size_t i = 0; i < 5; ++i) {
    contacts[i].start = static_cast<base::Micros>(starts[i] * 1e6);
  }
  EXPECT_EQ(visits(contacts), (Starts{0, 60 * base::kSecond}));
}

}  // namespace
}  // namespace noroshi::c2
