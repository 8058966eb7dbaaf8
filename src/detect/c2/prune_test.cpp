#include "detect/c2/prune.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <string>

#include "detect/c2/hand_set.hpp"
#include "detect/c2/hunt.hpp"
#include "detect/c2/orientation.hpp"
#include "detect/c2/sketch.hpp"

namespace noroshi::c2 {
namespace {

model::Endpoint endpoint(std::string_view ip, std::uint16_t port,
                         std::uint8_t proto = model::kTcp) {
  return {Sketch::ip(ip), port, proto};
}

// Servers of every habit that the lines know, and some at random.
Sketch busy_day(unsigned seed) {
  std::mt19937_64 random(seed);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  Sketch sketch;
  for (int i = 0; i < 80; ++i) {
    sketch.exchange("10.0.0.7", "203.0.113.9", 8081, 60.0 * i, 420, 310);
    sketch.silence("10.0.0.8", "203.0.113.10", 4444, 97.0 * i);
  }
  sketch.exchange("10.0.0.9", "203.0.113.11", 6667, 10, 900, 500, 20'000);
  for (int i = 0; i < 1500; ++i) {
    const auto client = "10.0.1." + std::to_string(1 + below(90));
    const auto server =
        (below(9) == 0 ? "10.0.2." : "198.51.100.") + std::to_string(1 + below(200));
    static constexpr std::uint16_t kPorts[] = {443, 80, 53, 23, 8080, 4711, 25, 51413};
    const std::uint16_t port = kPorts[below(8)];
    const double at = below(80'000);
    switch (below(3)) {
      case 0:
        sketch.exchange(client, server, port, at, 200 + below(3000), 100 + below(90'000),
                        0.1 + below(200));
        break;
      case 1:
        sketch.silence(client, server, port, at);
        break;
      default:
        sketch.datagrams(client, server, port, at);
    }
  }
  return sketch;
}

PruneSettings settings_for(const HuntSummary& summary, const Census& census,
                           const HuntOptions& options) {
  return {.threshold = options.threshold,
          .sampling = summary.sampling,
          .most_watched = census.most_clients(),
          .outside_servers = static_cast<double>(
              servers_of(census, net::PrefixSet(options.inside), false).outside),
          .watched = summary.last_seen - summary.first_seen,
          .inside = net::PrefixSet(options.inside),
          .platforms = options.platforms,
          .coefficients = options.coefficients};
}

Coefficients everything_matters() {
  Band band;
  for (const InputEntry& entry : inputs()) {
    band.worth[static_cast<std::size_t>(entry.input)] = entry.speaks_for ? 3.0 : -3.0;
  }
  return {"test", {band}};
}

// A row for each record, as the shortest panes would have them.
model::PairBatch pairs_of(const model::FlowBatch& flows) {
  model::PairBatch pairs;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    const model::Flow flow = flows.at(i);
    const bool turned = source_serves(flow);
    pairs.pane.push_back(flow.start);
    pairs.client.push_back(turned ? flow.destination_address : flow.source_address);
    pairs.server.push_back(turned ? flow.source_address : flow.destination_address);
    pairs.port.push_back(turned ? flow.source_port : flow.destination_port);
    pairs.proto.push_back(flow.protocol);
    pairs.flows.push_back(1);
    pairs.rev_flows.push_back(1);
  }
  return pairs;
}

void expect_bounded(const Sketch& sketch, const HuntOptions& options, bool returns) {
  SCOPED_TRACE(returns ? "returns counted" : "returns bounded");
  const HuntResult result = hunt(sketch.table(), options);
  Census census(Sketch::kEpoch);
  census.add(sketch.batch);
  ASSERT_EQ(census.size(), result.summary.servers);
  std::vector<std::size_t> numbers;
  const model::PairBatch pairs = pairs_of(sketch.batch);
  census.find(pairs, numbers);
  if (returns) census.count_returns(pairs, numbers);
  const Pruning pruning(settings_for(result.summary, census, options));
  for (const model::Finding& finding : result.findings) {
    const std::size_t number = census.find(finding.subject);
    ASSERT_NE(number, Census::kNone);
    const double log_odds = std::log(finding.probability / (1 - finding.probability));
    EXPECT_LE(log_odds, pruning.most_log_odds(census[number], true) + 1e-6)
        << model::to_string(finding.subject);
  }
}

TEST(PruneBound, NoServerIsLikelierThanItsSumsAllow) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    HuntOptions options{.all = true, .inside = {net::Prefix::parse("10.0.0.0/8").value()}};
    if (seed > 1) options.coefficients = everything_matters();
    options.sampling = seed == 3 ? 1000 : 0;
    for (const bool returns : {false, true}) expect_bounded(busy_day(seed), options, returns);
  }
}

// Timers of which as few calls were seen as can show one.
TEST(PruneBound, HoldsForTheFewestCallsThatShowASchedule) {
  const Coefficients only_schedule = [] {
    Band band;
    band.worth[static_cast<std::size_t>(Input::PeriodicContact)] = 6.0;
    band.worth[static_cast<std::size_t>(Input::QuickPace)] = 3.0;
    return Coefficients("test", {band});
  }();
  for (const int clients : {1, 3}) {
    SCOPED_TRACE(clients);
    Sketch sketch;
    for (int calls = 2; calls <= 40; ++calls) {
      const auto server = "203.0.113." + std::to_string(calls);
      for (int i = 0; i < calls; ++i) {
        const auto client = "10.0.0." + std::to_string(1 + i % clients);
        sketch.exchange(client, server, 4444, 60.0 * i + i % clients, 420, 310);
      }
    }
    const HuntOptions options{.sampling = 1000,
                              .all = true,
                              .inside = {net::Prefix::parse("10.0.0.0/8").value()},
                              .coefficients = only_schedule};
    for (const bool returns : {false, true}) expect_bounded(sketch, options, returns);
  }
}

TEST(Pruning, KeepsWhatTheHuntReportsAndLittleElse) {
  const Sketch sketch = busy_day(7);
  const HuntOptions options{.inside = {net::Prefix::parse("10.0.0.0/8").value()},
                            .coefficients = hand_set()};
  const HuntResult result = hunt(sketch.table(), options);
  ASSERT_GE(result.findings.size(), 2U);
  Census census(Sketch::kEpoch);
  census.add(sketch.batch);
  const Pruning pruning(settings_for(result.summary, census, options));
  for (const model::Finding& finding : result.findings) {
    EXPECT_EQ(pruning.judge(census[census.find(finding.subject)]), Prune::Kept);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < census.size(); ++i) {
    if (pruning.judge(census[i]) == Prune::Kept) ++kept;
  }
  EXPECT_LT(kept * 4, census.size());
}

TEST(Pruning, SaysWhy) {
  Sketch sketch;
  for (int i = 0; i < 200; ++i) {
    const auto client = "10.0.0." + std::to_string(1 + i);
    sketch.exchange(client, "198.51.100.1", 8443, i);
    sketch.datagrams(client, "198.51.100.2", 123, i);
  }
  sketch.exchange("10.0.0.1", "198.51.100.3", 4444, 1);
  sketch.exchange("10.0.0.1", "198.51.100.4", 4444, 1);
  sketch.exchange("10.0.0.2", "198.51.100.4", 4444, 2);
  sketch.exchange("10.0.0.1", "10.0.3.1", 4444, 1);
  Census census(Sketch::kEpoch);
  census.add(sketch.batch);
  const Pruning pruning({.most_watched = 1000,
                         .outside_servers = 1e7,
                         .watched = base::kDay,
                         .inside = net::PrefixSet({net::Prefix::parse("10.0.0.0/8").value()}),
                         .platforms = known_platforms()});
  const auto reason = [&](const model::Endpoint& server) {
    return pruning.judge(census[census.find(server)]);
  };
  EXPECT_EQ(reason(endpoint("198.51.100.1", 8443)), Prune::Popular);
  EXPECT_EQ(reason(endpoint("198.51.100.2", 123, model::kUdp)), Prune::Popular);
  EXPECT_EQ(reason(endpoint("198.51.100.3", 4444)), Prune::OneContact);
  EXPECT_EQ(reason(endpoint("198.51.100.4", 4444)), Prune::TooLittle);
  EXPECT_EQ(reason(endpoint("10.0.3.1", 4444)), Prune::Inside);
}

TEST(Census, PanesAndRecordsGiveTheSameSums) {
  model::ServerBatch pane;
  pane.pane = {Sketch::kEpoch};
  pane.server = {Sketch::ip("203.0.113.9")};
  pane.port = {4444};
  pane.proto = {model::kTcp};
  pane.flows = {2};
  pane.rev_flows = {1};
  pane.failed = {1};
  pane.packets = {8};
  pane.octets = {620};
  pane.rev_packets = {5};
  pane.rev_octets = {900};
  pane.sampling = {0};
  pane.first = {Sketch::kEpoch + 10 * base::kSecond};
  pane.last = {Sketch::kEpoch + 23 * base::kSecond};
  pane.clients.resize(1);
  model::note_client(pane.clients[0], Sketch::ip("10.0.0.7"));
  pane.sizes.resize(1);
  pane.rev_sizes.resize(1);
  Sketch sketch;
  sketch.exchange("10.0.0.7", "203.0.113.9", 4444, 10).silence("10.0.0.7", "203.0.113.9", 4444, 20);
  Census of_panes(Sketch::kEpoch);
  of_panes.add(pane);
  Census of_records(Sketch::kEpoch);
  of_records.add(sketch.batch);
  ASSERT_EQ(of_panes.size(), 1U);
  ASSERT_EQ(of_records.size(), 1U);
  EXPECT_EQ(of_panes[0].records, of_records[0].records);
  EXPECT_EQ(of_panes[0].failed, of_records[0].failed);
  EXPECT_EQ(of_panes[0].first, of_records[0].first);
  EXPECT_EQ(of_panes[0].last, of_records[0].last);
  EXPECT_EQ(of_panes[0].client_classes, of_records[0].client_classes);
  EXPECT_EQ(of_panes[0].answered, of_records[0].answered);
}

// Of two sampled packets one went to the server and one came from it, of different contacts.
TEST(Census, UnderSamplingBothDirectionsAreContacts) {
  model::ServerBatch pane;
  pane.pane = {Sketch::kEpoch};
  pane.server = {Sketch::ip("203.0.113.9")};
  pane.port = {4444};
  pane.proto = {model::kTcp};
  pane.flows = {1};
  pane.rev_flows = {1};
  pane.failed = {0};
  pane.packets = {1};
  pane.octets = {52};
  pane.rev_packets = {1};
  pane.rev_octets = {52};
  pane.sampling = {1000};
  pane.first = {Sketch::kEpoch};
  pane.last = {Sketch::kEpoch};
  pane.clients.resize(1);
  pane.sizes.resize(1);
  pane.rev_sizes.resize(1);
  Census stated(Sketch::kEpoch);
  stated.add(pane);
  EXPECT_EQ(stated[0].records, 2U);
  pane.sampling = {0};
  Census told(Sketch::kEpoch, true);
  told.add(pane);
  EXPECT_EQ(told[0].records, 2U);
  Census unsampled(Sketch::kEpoch);
  unsampled.add(pane);
  EXPECT_EQ(unsampled[0].records, 1U);
}

TEST(Pruning, OneClientIsNoCompany) {
  Sketch sketch;
  for (int i = 0; i < 3; ++i) sketch.silence("10.0.0.7", "203.0.113.9", 23, 600.0 * i);
  for (int i = 0; i < 3; ++i) {
    sketch.silence("10.0.0." + std::to_string(7 + i % 2), "203.0.113.10", 23, 600.0 * i);
  }
  Census census(Sketch::kEpoch);
  census.add(sketch.batch);
  std::vector<std::size_t> numbers;
  const model::PairBatch pairs = pairs_of(sketch.batch);
  census.find(pairs, numbers);
  census.count_returns(pairs, numbers);
  const Pruning pruning({.most_watched = 1000,
                         .outside_servers = 1e7,
                         .watched = base::kDay,
                         .inside = {},
                         .platforms = {}});
  const auto most = [&](std::size_t server, bool company) {
    return pruning.most_log_odds(census[server], company);
  };
  EXPECT_EQ(most(0, true), most(0, false));
  EXPECT_GT(most(1, true), most(1, false));
}

TEST(Census, CountsWhoComesBack) {
  Sketch sketch;
  sketch.exchange("10.0.0.7", "203.0.113.9", 4444, 10)
      .exchange("10.0.0.8", "203.0.113.9", 4444, 20);
  sketch.exchange("10.0.0.7", "203.0.113.10", 4444, 30);
  Census census(Sketch::kEpoch);
  census.add(sketch.batch);
  EXPECT_EQ(census[0].returns, ServerSums::kNotCounted);
  std::vector<std::size_t> numbers;
  model::PairBatch pairs = pairs_of(sketch.batch);
  census.find(pairs, numbers);
  census.count_returns(pairs, numbers);
  EXPECT_EQ(census[0].returns, 0U);
  EXPECT_EQ(census[1].returns, 0U);
  pairs.flows = {2, 3, 1};  // in a later pane
  census.count_returns(pairs, numbers);
  EXPECT_EQ(census[0].returns, 5U);
  EXPECT_EQ(census[1].returns, 1U);
}

TEST(Census, FindsTheServersOfABatchAsOneByOne) {
  Census census;
  model::FlowBatch flows;
  model::PairBatch pairs;
  for (std::uint32_t i = 0; i < 5'000; ++i) {
    const auto server = net::Address::v4(0xC6000000 + i);
    pairs.server.push_back(server);
    pairs.port.push_back(443);
    pairs.proto.push_back(model::kTcp);
    pairs.pane.push_back(0);
    if (i % 3 == 0) continue;  // a third is not known
    flows.append({.source_address = Sketch::ip("10.0.0.7"),
                  .destination_address = server,
                  .source_port = 50'000,
                  .destination_port = 443,
                  .protocol = model::kTcp});
  }
  census.add(flows);
  std::vector<std::size_t> numbers{7};
  census.find(pairs, numbers);
  ASSERT_EQ(numbers.size(), 5'000U);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_EQ(numbers[i], census.find({pairs.server[i], 443, model::kTcp})) << i;
    EXPECT_EQ(numbers[i] == Census::kNone, i % 3 == 0) << i;
  }
}

TEST(Census, KeepsManyServersApart) {
  Census census;
  model::FlowBatch batch;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    batch.append({.source_address = Sketch::ip("10.0.0.7"),
                  .destination_address = net::Address::v4(0xC6000000 + i),
                  .source_port = 50'000,
                  .destination_port = 443,
                  .protocol = model::kTcp});
  }
  census.add(batch);
  census.add(batch);
  ASSERT_EQ(census.size(), 100'000U);
  for (std::uint32_t i = 0; i < 100'000; i += 997) {
    const std::size_t number = census.find({net::Address::v4(0xC6000000 + i), 443, model::kTcp});
    ASSERT_NE(number, Census::kNone);
    EXPECT_EQ(census[number].records, 2U);
  }
  EXPECT_EQ(census.find({net::Address::v4(0xC6000000), 80, model::kTcp}), Census::kNone);
}

}  // namespace
}  // namespace noroshi::c2
