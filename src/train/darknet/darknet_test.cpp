// The generated world holds what it promises: the same seed the same day, truth that fits it.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "train/darknet/watch.hpp"

namespace noroshi::darknet {
namespace {

Scenario small(std::uint64_t seed = 1) {
  Scenario scenario;
  scenario.seed = seed;
  scenario.days = 8;
  scenario.scale = 0.1;
  return scenario;
}

TEST(Darknet, SameSeedGivesTheSameDay) {
  const Cast one(small());
  const Cast other(small());
  const auto first = watch(one, play(one, 3));
  EXPECT_EQ(first.events, watch(other, play(other, 3)).events);
  const Cast third(small(2));
  EXPECT_NE(first.events, watch(third, play(third, 3)).events);
}

TEST(Darknet, NoTwoLinesShareAnAddress) {
  const Cast cast(small());
  for (const auto& network : cast.tenures) {
    std::map<net::Address, std::vector<std::pair<base::Micros, base::Micros>>> held;
    for (const auto& line : network) {
      for (std::size_t i = 0; i < line.size(); ++i) {
        const auto end = i + 1 < line.size() ? line[i + 1].begin : INT64_MAX;
        held[line[i].address].push_back({line[i].begin, end});
      }
    }
    for (auto& [address, spans] : held) {
      std::sort(spans.begin(), spans.end());
      for (std::size_t i = 1; i < spans.size(); ++i) {
        EXPECT_LE(spans[i - 1].second, spans[i].first) << address.to_string();
      }
    }
  }
}

TEST(Darknet, EveryEventHasAnActor) {
  const Cast cast(small());
  const auto day = watch(cast, play(cast, 2));
  std::map<net::Address, std::uint64_t> known;
  for (const Seen& seen : day.seen) known[seen.address] += seen.packets;
  std::map<net::Address, std::uint64_t> heard;
  for (const auto& event : day.events) heard[event.source] += event.packets;
  EXPECT_EQ(heard, known);
}

TEST(Darknet, EventsBeginWithinTheirDayAndEndBySilence) {
  const Cast cast(small());
  const auto day = watch(cast, play(cast, 1));
  ASSERT_GT(day.events.size(), 500U);
  for (const auto& event : day.events) {
    EXPECT_GE(event.first, day.span.begin);
    EXPECT_LE(event.first, event.last);
    EXPECT_GE(event.packets, event.targets);
    EXPECT_GE(event.targets, 1U);
  }
}

TEST(Darknet, MarkedFamiliesBearTheMarkAndOthersDoNot) {
  const Cast cast(small());
  const auto played = play(cast, 1);
  const auto day = watch(cast, played);
  std::map<net::Address, std::set<std::string>> activities;
  for (const Seen& seen : day.seen)
    activities[seen.address].insert(day.actors[seen.actor].activity);
  std::size_t marked = 0;
  for (const auto& event : day.events) {
    const auto& names = activities[event.source];
    if (names.size() != 1) continue;
    if (names.begin()->starts_with("mirai")) {
      EXPECT_EQ(event.marks.mirai, event.packets);
      ++marked;
    } else {
      EXPECT_EQ(event.marks.mirai, 0U) << *names.begin();
    }
  }
  EXPECT_GT(marked, 10U);
}

TEST(Darknet, DeadSensorHearsNothing) {
  Cast cast(small());
  const auto begin = cast.scenario.start + base::kDay;
  cast.outages = {{{begin + 3 * base::kHour, begin + 6 * base::kHour}, 1, false}};
  const auto day = watch(cast, play(cast, 1));
  EXPECT_EQ(day.hours.size(), 21U);
  for (const auto& event : day.events) {
    const auto hour = (event.first - begin) / base::kHour;
    EXPECT_FALSE(hour >= 3 && hour < 6) << hour;
  }
}

TEST(Darknet, HoursAddUpToTheirClasses) {
  const Cast cast(small());
  const auto day = watch(cast, play(cast, 4));
  for (const auto& hour : day.hours) {
    std::uint64_t sum = 0;
    for (const auto& [name, packets] : hour.classes) sum += packets;
    EXPECT_EQ(sum, hour.packets);
  }
}

}  // namespace
}  // namespace noroshi::darknet
