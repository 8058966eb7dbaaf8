#include "cli/watch.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "base/temporary_folder.hpp"
#include "observe/panes/panes.hpp"
#include "store/duck/embedded.hpp"
#include "train/traffic/generator.hpp"

namespace noroshi::cli {
namespace {

class Discarded : public Output {
 public:
  Status write(std::string_view /*bytes*/) override { return {}; }
  Status flush() override { return {}; }
};

// Some hours of a small network, pane by pane.
std::map<base::Micros, model::FlowBatch> generated(base::Micros duration) {
  traffic::Scenario scenario;
  scenario.subscribers = 150;
  scenario.sites = 400;
  scenario.duration = duration;
  scenario.spread_midpoint = 10 * base::kMinute;
  scenario.spread_hours = 0.1;
  scenario.botnets = {{.family = traffic::Family::HttpBeacon, .bots = 4, .period = base::kMinute},
                      {.family = traffic::Family::Irc, .bots = 8, .period = base::kMinute},
                      {.family = traffic::Family::Mirai, .bots = 8, .period = base::kMinute},
                      {.family = traffic::Family::DeadC2, .bots = 4}};
  std::map<base::Micros, model::FlowBatch> panes;
  traffic::Truth truth;
  const auto status = traffic::generate(
      scenario,
      [&](const model::FlowBatch& batch) -> Status {
        for (std::size_t i = 0; i < batch.size(); ++i) {
          panes[model::pane_of(batch.start[i])].append(batch.at(i));
        }
        return {};
      },
      truth);
  EXPECT_TRUE(status.has_value());
  return panes;
}

struct Fixture {
  base::TemporaryFolder folder;
  std::unique_ptr<store::Store> store;
  Discarded nowhere;
  c2::HuntOptions options;

  Fixture() {
    store = duck::open({.folder = folder.file("store")}).value();
    options.inside = inside_of(OpenStore{}, {});
    options.threads = 1;
  }

  void append(const model::FlowBatch& flows) const {
    panes::Panes panes;
    panes.add(flows);
    const auto status = panes.finish(
        [&](const model::PairBatch& pairs, const model::ServerBatch& servers) -> Status {
          NOROSHI_CHECK(store->append(store::rows_of(pairs)));
          return store->append(store::rows_of(servers));
        });
    ASSERT_TRUE(status.has_value()) << status.error().message;
  }

  Watch watch(WatchOut& out, base::Micros window) {
    return {
        *store, options, {.windows = {window}, .closes_after = 0}, folder.file("state/book"), out};
  }

  // What a hunt in the whole window reports.
  std::map<model::Endpoint, double> whole(base::Micros from, base::Micros to) {
    Lookback lookback(*store, options);
    EXPECT_TRUE(lookback.survey({from, to}).has_value());
    std::map<model::Endpoint, double> found;
    const auto result = lookback.score_all();
    EXPECT_TRUE(result.has_value());
    for (const auto& finding : result->findings) found[finding.subject] = finding.probability;
    return found;
  }
};

std::set<model::Endpoint> set_of(const std::vector<model::Endpoint>& servers) {
  return {servers.begin(), servers.end()};
}

template <class Value>
std::set<model::Endpoint> keys_of(const std::map<model::Endpoint, Value>& servers) {
  std::set<model::Endpoint> keys;
  for (const auto& one : servers) keys.insert(one.first);
  return keys;
}

TEST(Watch, ADayPaneByPaneReportsWhatAWholeHuntReports) {
  Fixture fixture;
  const auto panes = generated(6 * base::kHour);
  const base::Micros end = panes.rbegin()->first + model::kPane;
  WatchOut out(fixture.folder.file("news"), fixture.nowhere);
  Watch watch = fixture.watch(out, 6 * base::kHour);
  ASSERT_TRUE(watch.begin().has_value());
  std::size_t surveys = 0;
  std::size_t steps = 0;
  for (const auto& [pane, flows] : panes) {
    fixture.append(flows);
    const auto done = watch.step(pane + model::kPane);
    ASSERT_TRUE(done.has_value()) << done.error().message;
    ASSERT_EQ(done->size(), 1U);
    EXPECT_EQ(done->front().pane, pane);
    surveys += done->front().survey ? 1 : 0;
    ++steps;
  }
  EXPECT_GT(steps, 3 * surveys / 2);  // most panes were followed, not surveyed
  const auto whole = fixture.whole(end - 6 * base::kHour, end);
  ASSERT_GE(whole.size(), 2U);
  EXPECT_EQ(set_of(watch.book().reported("6h")), keys_of(whole));
}

TEST(Watch, BetweenSurveysItSeesWhatIsSure) {
  Fixture fixture;
  const auto panes = generated(2 * base::kHour);
  WatchOut out(fixture.folder.file("news"), fixture.nowhere);
  Watch watch = fixture.watch(out, 30 * base::kDay);  // no survey but the first
  ASSERT_TRUE(watch.begin().has_value());
  for (const auto& [pane, flows] : panes) {
    fixture.append(flows);
    const auto done = watch.step(pane + model::kPane);
    ASSERT_TRUE(done.has_value()) << done.error().message;
    EXPECT_EQ(done->front().survey, pane == panes.begin()->first);
  }
  const base::Micros end = panes.rbegin()->first + model::kPane;
  const auto reported = set_of(watch.book().reported("30d"));
  std::size_t sure = 0;
  for (const auto& [server, probability] : fixture.whole(end - 30 * base::kDay, end)) {
    if (probability < 0.8) continue;
    EXPECT_TRUE(reported.contains(server)) << model::to_string(server) << " " << probability;
    ++sure;
  }
  EXPECT_GE(sure, 1U);
}

TEST(Watch, NothingIsDueTwice) {
  Fixture fixture;
  const auto panes = generated(base::kHour);
  for (const auto& [pane, flows] : panes) fixture.append(flows);
  WatchOut out(fixture.folder.file("news"), fixture.nowhere);
  Watch watch = fixture.watch(out, base::kHour);
  const base::Micros now = panes.rbegin()->first + base::kDay;
  ASSERT_TRUE(watch.begin().has_value());
  EXPECT_EQ(watch.step(now)->size(), 1U);
  EXPECT_TRUE(watch.step(now)->empty());
  Watch next = fixture.watch(out, base::kHour);
  ASSERT_TRUE(next.begin().has_value());
  EXPECT_TRUE(next.step(now)->empty());
}

TEST(Watch, APaneThatIsNotOverIsNotJudged) {
  Fixture fixture;
  const auto panes = generated(10 * base::kMinute);
  for (const auto& [pane, flows] : panes) fixture.append(flows);
  WatchOut out(fixture.folder.file("news"), fixture.nowhere);
  Watch watch = fixture.watch(out, base::kHour);
  ASSERT_TRUE(watch.begin().has_value());
  const auto done = watch.step(panes.begin()->first + 2 * model::kPane - 1);
  ASSERT_TRUE(done.has_value());
  ASSERT_EQ(done->size(), 1U);
  EXPECT_EQ(done->front().pane, panes.begin()->first);
}

TEST(Watch, AnEmptyStoreIsWaitedFor) {
  Fixture fixture;
  WatchOut out(fixture.folder.file("news"), fixture.nowhere);
  Watch watch = fixture.watch(out, base::kHour);
  ASSERT_TRUE(watch.begin().has_value());
  const auto done = watch.step(1'768'316'400 * base::kSecond);
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_TRUE(done->empty());
}

TEST(WatchWindow, HasAName) {
  EXPECT_EQ(window_name(base::kDay), "24h");
  EXPECT_EQ(window_name(7 * base::kDay), "7d");
  EXPECT_EQ(window_name(90 * base::kMinute), "90min");
}

}  // namespace
}  // namespace noroshi::cli
