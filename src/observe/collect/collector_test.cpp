#include "observe/collect/collector.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <mutex>
#include <sstream>

#include "base/temporary_folder.hpp"
#include "io/durable.hpp"
#include "observe/collect/testing.hpp"

namespace noroshi::collect {
namespace {

using testing::eventually;
using testing::netflow5;
using testing::Sender;

class CollectorTest : public ::testing::Test {
 protected:
  Options options() {
    Options made;
    made.listen = {parse_listen("udp://127.0.0.1:0").value()};
    made.state = folder_.path();
    made.flush = 20 * base::kMillisecond;
    made.drain = 0;
    ExporterRule rule;
    rule.name = "router";
    rule.address = net::Prefix::parse("127.0.0.1").value();
    made.exporters = {rule};
    made.subscribers = {net::Prefix::parse("198.51.100.0/24").value()};
    return made;
  }

  void start(const Options& with) {
    auto started = Collector::start(
        with, {store_, keys_,
               [this](Level, std::string_view event, const std::vector<Field>& fields) {
                 const std::lock_guard lock(log_mutex_);
                 log_ += std::string(event) + "\n";
                 for (const auto& f : fields) log_ += f.value + "\n";
               },
               "test"});
    ASSERT_TRUE(started.has_value()) << started.error().message;
    collector_ = std::move(*started);
  }

  [[nodiscard]] std::uint16_t port() const {
    const auto where = collector_->health().listeners.at(0).where;
    return static_cast<std::uint16_t>(std::stoi(where.substr(where.rfind(':') + 1)));
  }

  // Everything sent has arrived in a socket's buffer once send() returns on loopback, so it is
  // received or counted as dropped by the kernel.
  bool received(std::uint64_t messages) {
    return eventually([&] {
      const auto totals = collector_->health().totals;
      return totals.received + totals.kernel_drops >= messages;
    });
  }

  static void expect_exact(const Health& health) {
    for (const auto& wrong : health.discrepancies()) ADD_FAILURE() << wrong;
  }
  static void expect_nothing_waits(const Health& health) {
    EXPECT_EQ(health.totals.waiting, 0U);
    EXPECT_EQ(health.totals.flows_waiting, 0U);
    EXPECT_EQ(health.totals.summaries_waiting, 0U);
    EXPECT_EQ(health.totals.pairs_open, 0U);
  }
  std::string log() {
    const std::lock_guard lock(log_mutex_);
    return log_;
  }

  base::TemporaryFolder folder_;
  testing::CountingStore store_;
  testing::FixedKey keys_;
  std::mutex log_mutex_;
  std::string log_;
  std::unique_ptr<Collector> collector_;  // before everything it uses
};

TEST_F(CollectorTest, EveryRecordSentIsStoredAndAccountedFor) {
  start(options());
  const Sender router(port());
  for (std::uint32_t i = 0; i < 100; ++i) router.send(netflow5(30, i * 30));
  ASSERT_TRUE(eventually([&] { return store_.rows(store::TableId::Flows) == 3'000; }));
  const auto last = collector_->stop();
  expect_exact(last);
  expect_nothing_waits(last);
  EXPECT_EQ(last.totals.received, 100U);
  EXPECT_EQ(last.totals.decoding.ledger.flows, 3'000U);
  EXPECT_EQ(last.totals.stored, 3'000U);
  EXPECT_EQ(last.totals.tokens, 3'000U);
  EXPECT_GT(store_.rows(store::TableId::Servers), 0U) << "panes were handed over";
  EXPECT_GT(store_.rows(store::TableId::Exposure), 0U);
  EXPECT_TRUE(losses(last).empty());
  ASSERT_EQ(last.exporters.size(), 1U);
  EXPECT_EQ(last.exporters[0].name, "router");
  EXPECT_EQ(last.exporters[0].protocols, "NetFlow v5");
}

// Else a kill between the two leaves sums of records that are nowhere.
TEST_F(CollectorTest, FlowsAreStoredBeforeThePanesThatHoldThem) {
  auto with = options();
  with.flush = base::kHour;
  with.panes_linger = 0;
  start(with);
  const Sender router(port());
  router.send(netflow5(30, 0, 10 * base::kMinute));
  ASSERT_TRUE(eventually([&] { return store_.rows(store::TableId::Pairs) > 0; }));
  EXPECT_EQ(store_.rows(store::TableId::Flows), 30U);
  expect_exact(collector_->stop());
}

TEST_F(CollectorTest, BooksAreExactWhileItRuns) {
  start(options());
  const Sender router(port());
  for (std::uint32_t i = 0; i < 200; ++i) {
    router.send(netflow5(30, i * 30));
    expect_exact(collector_->health());
  }
  EXPECT_TRUE(received(200));
  expect_exact(collector_->stop());
}

TEST_F(CollectorTest, StrangersAreRefusedAndNamed) {
  start(options());
  const Sender stranger(port(), 9);
  stranger.send(netflow5(30, 0));
  stranger.send(netflow5(30, 30));
  ASSERT_TRUE(received(2));
  const auto last = collector_->stop();
  expect_exact(last);
  EXPECT_EQ(last.totals.of(Dropped::UnknownExporter), 2U);
  EXPECT_EQ(last.totals.stored, 0U);
  ASSERT_EQ(last.strangers.size(), 1U);
  EXPECT_EQ(last.strangers[0].to_string(), "127.0.0.9");
  EXPECT_TRUE(losses(last).empty()) << "refused is not lost";
}

TEST_F(CollectorTest, RateOfAnExporterIsBounded) {
  auto with = options();
  with.exporters[0].datagrams_per_second = 10;
  start(with);
  const Sender router(port());
  for (std::uint32_t i = 0; i < 50; ++i) router.send(netflow5(1, i));
  ASSERT_TRUE(received(50));
  const auto last = collector_->stop();
  expect_exact(last);
  EXPECT_GE(last.totals.of(Dropped::OverRate), 1U);
  EXPECT_EQ(last.totals.stored + last.totals.of(Dropped::OverRate), 50U);
  EXPECT_EQ(last.exporters.at(0).over_rate, last.totals.of(Dropped::OverRate));
}

TEST_F(CollectorTest, SessionsOfAnExporterAreBounded) {
  auto with = options();
  with.exporters[0].sessions = 2;
  start(with);
  const Sender first(port());
  const Sender second(port());
  const Sender third(port());
  for (const auto* router : {&first, &second, &third}) router->send(netflow5(1, 0));
  ASSERT_TRUE(received(3));
  const auto last = collector_->stop();
  expect_exact(last);
  EXPECT_EQ(last.totals.of(Dropped::TooManySessions), 1U);
  EXPECT_EQ(last.totals.stored, 2U);
}

TEST_F(CollectorTest, ExportersInAllAreBounded) {
  auto with = options();
  with.exporters[0].address = net::Prefix::parse("127.0.0.0/8").value();
  with.most_exporters = 2;
  start(with);
  for (std::uint8_t host = 1; host <= 3; ++host) Sender(port(), host).send(netflow5(1, 0));
  ASSERT_TRUE(received(3));
  const auto last = collector_->stop();
  expect_exact(last);
  EXPECT_EQ(last.totals.of(Dropped::TooManyExporters), 1U);
  EXPECT_EQ(last.exporters.size(), 2U);
}

TEST_F(CollectorTest, DatagramsThatAreNoFlowExportAreCountedByReason) {
  start(options());
  const Sender router(port());
  router.send("hello");
  router.send(std::string(12'000, 'x'));  // longer than a slot
  ASSERT_TRUE(received(2));
  const auto last = collector_->stop();
  expect_exact(last);
  EXPECT_EQ(sum(last.totals.decoding.rejected_messages), 1U);
  EXPECT_EQ(last.totals.of(Dropped::Truncated), 1U);
  EXPECT_EQ(losses(last).size(), 2U);
}

TEST_F(CollectorTest, FailingStoreIsTriedAgainAndNothingIsLost) {
  store_.refuse(3);
  start(options());
  const Sender router(port());
  router.send(netflow5(30, 0));
  ASSERT_TRUE(eventually([&] { return store_.rows(store::TableId::Flows) == 30; }));
  const auto last = collector_->stop();
  expect_exact(last);
  EXPECT_EQ(last.totals.stored, 30U);
  EXPECT_EQ(last.store.failures, 3U);
  EXPECT_NE(log().find("the disk is full"), std::string::npos);
}

TEST_F(CollectorTest, WhatAStoreRefusesUntilTheEndIsCounted) {
  store_.refuse(1'000'000);
  start(options());
  const Sender router(port());
  router.send(netflow5(30, 0));
  ASSERT_TRUE(received(1));
  const auto last = collector_->stop();
  expect_exact(last);
  expect_nothing_waits(last);
  EXPECT_EQ(last.totals.stored, 0U);
  EXPECT_EQ(last.totals.given_up, 30U);
  EXPECT_GT(last.totals.summaries_given_up, 0U);
}

// A store that does not answer: batches fill, then the queue, then datagrams are dropped; all that
// was taken is stored afterwards.
TEST_F(CollectorTest, SlowStorePushesBackUntilTheQueueDrops) {
  auto with = options();
  with.queue = 64 << 10;
  with.batch_rows = 100;
  with.most_batches = 2;
  with.drain = 20 * base::kSecond;
  start(with);
  store_.hold();
  const Sender router(port());
  std::uint32_t sent = 0;
  ASSERT_TRUE(eventually([&] {
    for (int i = 0; i < 20; ++i) router.send(netflow5(30, 30 * sent++));
    return collector_->health().totals.of(Dropped::QueueFull) > 0;
  }));
  expect_exact(collector_->health());
  store_.release();
  ASSERT_TRUE(received(sent));
  const auto last = collector_->stop();
  expect_exact(last);
  expect_nothing_waits(last);
  const auto dropped = last.totals.of(Dropped::QueueFull) + last.totals.kernel_drops;
  EXPECT_EQ(last.totals.stored, 30 * (sent - dropped));
  EXPECT_EQ(store_.rows(store::TableId::Flows), last.totals.stored);
}

TEST_F(CollectorTest, WithoutAKeyNothingIsKept) {
  keys_.missing = true;
  start(options());
  const Sender router(port());
  router.send(netflow5(30, 0));
  ASSERT_TRUE(eventually([&] { return collector_->health().totals.unkept == 30; }));
  keys_.missing = false;
  router.send(netflow5(30, 30));
  ASSERT_TRUE(eventually([&] { return store_.rows(store::TableId::Flows) == 30; }));
  const auto last = collector_->stop();
  expect_exact(last);
  EXPECT_EQ(last.totals.unkept, 30U);
  EXPECT_EQ(last.totals.stored, 30U);
}

TEST_F(CollectorTest, ReloadChangesWhoMaySend) {
  start(options());
  auto wanted = options();
  wanted.exporters[0].address = net::Prefix::parse("127.0.0.2").value();
  ASSERT_TRUE(collector_->reload(wanted).has_value());
  const Sender now_allowed(port(), 2);
  ASSERT_TRUE(eventually([&] {
    now_allowed.send(netflow5(1, 0));
    return collector_->health().exporters.size() == 1;
  }));
  const Sender no_more(port(), 1);
  const auto before = collector_->health().totals.of(Dropped::UnknownExporter);
  no_more.send(netflow5(1, 0));
  EXPECT_TRUE(eventually(
      [&] { return collector_->health().totals.of(Dropped::UnknownExporter) > before; }));
  expect_exact(collector_->stop());
}

TEST_F(CollectorTest, ReloadAddsAndRemovesListeners) {
  start(options());
  const auto old_port = port();
  auto wanted = options();
  wanted.listen = {parse_listen("udp://127.0.0.2:0").value()};
  ASSERT_TRUE(collector_->reload(wanted).has_value());
  ASSERT_EQ(collector_->health().listeners.size(), 1U);
  EXPECT_TRUE(collector_->health().listeners[0].where.starts_with("udp://127.0.0.2:"));
  // The old port is free again.
  auto again = options();
  again.listen = {Listen{Listen::Kind::Udp, net::Address::v4(0x7F000001), old_port}};
  EXPECT_TRUE(collector_->reload(again).has_value());
  expect_exact(collector_->stop());
}

TEST_F(CollectorTest, ReloadThatCannotListenChangesNothing) {
  start(options());
  auto wanted = options();
  wanted.exporters[0].address = net::Prefix::parse("127.0.0.2").value();
  wanted.listen.push_back(Listen{Listen::Kind::Udp, net::Address::v4(0x7F000001), port()});
  EXPECT_FALSE(collector_->reload(wanted).has_value()) << "the port is taken";
  const Sender router(port());
  router.send(netflow5(30, 0));
  EXPECT_TRUE(eventually([&] { return store_.rows(store::TableId::Flows) == 30; }));
  expect_exact(collector_->stop());
}

TEST_F(CollectorTest, WhatNeedsARestartIsNamed) {
  start(options());
  auto wanted = options();
  wanted.queue *= 2;
  wanted.workers = 2;
  ASSERT_TRUE(collector_->reload(wanted).has_value());
  EXPECT_NE(log().find("collect.queue"), std::string::npos);
  EXPECT_NE(log().find("collect.workers"), std::string::npos);
}

TEST_F(CollectorTest, ExporterNumbersSurviveARestart) {
  auto with = options();
  with.exporters[0].address = net::Prefix::parse("127.0.0.0/8").value();
  start(with);
  Sender(port(), 7).send(netflow5(1, 0));
  ASSERT_TRUE(eventually([&] { return collector_->health().exporters.size() == 1; }));
  Sender(port(), 8).send(netflow5(1, 0));
  ASSERT_TRUE(eventually([&] { return collector_->health().exporters.size() == 2; }));
  collector_->stop();
  start(with);
  Sender(port(), 8).send(netflow5(1, 1));
  ASSERT_TRUE(eventually([&] { return collector_->health().exporters.size() == 1; }));
  EXPECT_EQ(collector_->health().exporters[0].number, 2U);
}

TEST_F(CollectorTest, SeveralWorkersKeepOneLedger) {
  auto with = options();
  with.workers = 3;
  with.exporters[0].address = net::Prefix::parse("127.0.0.0/8").value();
  start(with);
  for (std::uint8_t host = 1; host <= 20; ++host) {
    const Sender router(port(), host);
    for (std::uint32_t i = 0; i < 10; ++i) router.send(netflow5(30, i * 30));
  }
  ASSERT_TRUE(eventually([&] { return store_.rows(store::TableId::Flows) == 6'000; }));
  const auto last = collector_->stop();
  expect_exact(last);
  expect_nothing_waits(last);
  EXPECT_EQ(last.exporters.size(), 20U);
}

TEST_F(CollectorTest, LastWordIsInTheStateFolder) {
  start(options());
  const auto running = io::read_file(health_path(folder_.path()));
  ASSERT_TRUE(running.has_value());
  EXPECT_FALSE(parse_health(*running).value().stopped);
  const auto last = collector_->stop();
  const auto written = parse_health(io::read_file(health_path(folder_.path())).value());
  ASSERT_TRUE(written.has_value()) << written.error().message;
  EXPECT_TRUE(written->stopped);
  EXPECT_EQ(to_json(*written), to_json(last));
}

TEST_F(CollectorTest, AliveWhileItsThreadsMove) {
  start(options());
  EXPECT_TRUE(collector_->alive(10 * base::kSecond));
  store_.hold();
  const Sender router(port());
  router.send(netflow5(30, 0));
  // The writer hangs in the store: soon it has shown nothing for a second.
  EXPECT_TRUE(eventually([&] { return !collector_->alive(base::kSecond); }));
  store_.release();
  EXPECT_TRUE(eventually([&] { return collector_->alive(base::kSecond); }));
}

}  // namespace
}  // namespace noroshi::collect
