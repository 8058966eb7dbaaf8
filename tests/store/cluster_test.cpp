// A real cluster: two clickhouse-servers and a ZooKeeper, as two shards and as two replicas.
//
// This is ClickHouse 18.16 on one machine: it shows that answers are right and that nothing is lost
// when a part fails.  It shows nothing about speed.
#include <chrono>
#include <gmock/gmock.h>
#include <stdexcept>
#include <thread>

#include "answers.hpp"
#include "base/temporary_folder.hpp"
#include "cutting_proxy.hpp"
#include "seeds.hpp"
#include "servers.hpp"
#include "store/clickhouse/clickhouse.hpp"
#include "store/duck/embedded.hpp"

namespace noroshi::store_test {
namespace {

using store::rows_of;
using store::TableId;

/// Asks again until it is so; false after a minute.
template <class Condition>
bool eventually(Condition&& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (std::chrono::steady_clock::now() < deadline) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

class TwoServers : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (missing_programs(true)) return;
    shared_folder = new base::TemporaryFolder;
    const Place a{.folder = shared_folder->path() / "a", .shard = "1", .replica = "a"};
    const Place b{.folder = shared_folder->path() / "b", .shard = "2", .replica = "b"};
    auto keeper = ZooKeeper::start(shared_folder->path() / "keeper");
    ASSERT_TRUE(keeper.has_value()) << keeper.error().message;
    shared_keeper = keeper->release();
    const Surroundings both{.clusters = {{"halves", {{a}, {b}}}, {"twins", {{a, b}}}},
                            .zookeeper = shared_keeper->port()};
    for (auto [place, server] : {std::pair{&a, &shared_a}, std::pair{&b, &shared_b}}) {
      auto started = Clickhouse::start(*place, both);
      ASSERT_TRUE(started.has_value()) << started.error().message;
      *server = started->release();
    }
  }
  static void TearDownTestSuite() {
    delete shared_a;
    delete shared_b;
    delete shared_keeper;
    delete shared_folder;
  }
  void SetUp() override {
    if (auto missing = missing_programs(true)) GTEST_SKIP() << "skipped: " << *missing;
    ASSERT_TRUE(shared_a != nullptr && shared_b != nullptr);
    static int count = 0;
    database_ = "cluster_" + std::to_string(++count);
  }

  /// Rows go to one of two servers; questions to all.
  clickhouse::Options halves() const {
    clickhouse::Options options;
    options.shards = {{shared_a->place().url()}, {shared_b->place().url()}};
    options.database = database_;
    options.cluster = "halves";
    options.replication_path = "/" + database_ + "/{shard}";
    return options;
  }
  /// Both servers hold every row.
  clickhouse::Options twins() const {
    clickhouse::Options options;
    options.shards = {{shared_a->place().url(), shared_b->place().url()}};
    options.database = database_;
    options.cluster = "twins";
    options.replication_path = "/" + database_;
    options.timeout = 20 * base::kSecond;
    return options;
  }
  static std::unique_ptr<store::Store> open(const clickhouse::Options& options) {
    // On a busy machine a server may lose ZooKeeper for a moment, and says so.
    auto opened = clickhouse::open(options);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!opened && opened.error().message.find("ZooKeeper") != std::string::npos &&
           std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      opened = clickhouse::open(options);
    }
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(*opened);
  }
  /// Rows of flows that one server has itself, and a sum over their content.
  std::string local(Clickhouse& server) const {
    return server
        .run("SELECT count(), sum(cityHash64(flow_start, src_lo, dst_lo, src_port, octets)) FROM " +
             database_ + ".flows_rows")
        .value_or("no answer");
  }
  std::string local_count(Clickhouse& server) const {
    return server.run("SELECT count() FROM " + database_ + ".flows_rows").value_or("no answer");
  }

  static inline base::TemporaryFolder* shared_folder = nullptr;
  static inline ZooKeeper* shared_keeper = nullptr;
  static inline Clickhouse* shared_a = nullptr;
  static inline Clickhouse* shared_b = nullptr;
  std::string database_;
};

TEST_F(TwoServers, ShardsAnswerEveryQuestionAsOneStoreWould) {
  base::TemporaryFolder folder;
  duck::Options embedded_options;
  embedded_options.folder = folder.file("store");
  auto embedded = duck::open(embedded_options);
  ASSERT_TRUE(embedded.has_value()) << embedded.error().message;
  auto sharded = open(halves());
  const auto flows = seeded_flows(40'000, 31);
  const auto pairs = seeded_pairs(15'000, 32);
  const auto servers = seeded_servers(4'000, 33);
  const auto exposure = seeded_exposure(500, 34);
  for (const store::Rows& rows :
       {rows_of(flows), rows_of(pairs), rows_of(servers), rows_of(exposure)}) {
    ASSERT_TRUE((*embedded)->append(rows).has_value());
    const auto status = sharded->append(rows);
    ASSERT_TRUE(status.has_value()) << status.error().message;
  }
  EXPECT_NE(local_count(*shared_a), "0\n");
  EXPECT_NE(local_count(*shared_b), "0\n");
  for (const auto& [name, sql] : questions()) {
    SCOPED_TRACE(name + ": " + sql);
    const auto one = ask(**embedded, sql);
    const auto other = ask(*sharded, sql);
    ASSERT_TRUE(one.has_value()) << one.error().message;
    ASSERT_TRUE(other.has_value()) << other.error().message;
    EXPECT_EQ(difference(*one, *other), "equal");
  }
}

TEST_F(TwoServers, HealthAndRetentionAreThoseOfAllShards) {
  auto store = open(halves());
  const base::Micros now = kDayOne + 12 * base::kHour;
  ASSERT_TRUE(store->append(rows_of(seeded_flows(3'000, 35, now - 9 * base::kHour, base::kHour))));
  ASSERT_TRUE(store->append(rows_of(seeded_flows(2'000, 36, now - 2 * base::kHour, base::kHour))));
  EXPECT_EQ(store->health(TableId::Flows)->rows, 5'000U);
  const auto deleted = store->expire({}, now);
  ASSERT_TRUE(deleted.has_value()) << deleted.error().message;
  EXPECT_EQ(*deleted, 3'000U);
  EXPECT_EQ(cell(*store, "SELECT count() FROM flows"), "2000");
  EXPECT_EQ(store->health(TableId::Flows)->rows, 2'000U);
}

TEST_F(TwoServers, BothReplicasGetEveryRow) {
  auto store = open(twins());
  ASSERT_TRUE(store->append(rows_of(seeded_flows(10'000, 37))));
  EXPECT_TRUE(eventually([&] { return local_count(*shared_b) == "10000\n"; }))
      << local_count(*shared_b);
  EXPECT_EQ(local(*shared_a), local(*shared_b));
}

TEST_F(TwoServers, EqualRowsAppendedTwiceAreThereTwiceInReplicatedTablesToo) {
  auto store = open(twins());
  const auto batch = seeded_flows(100, 38);
  ASSERT_TRUE(store->append(rows_of(batch)));
  ASSERT_TRUE(store->append(rows_of(batch)));
  EXPECT_TRUE(eventually([&] { return local_count(*shared_b) == "200\n"; }))
      << local_count(*shared_b);
  EXPECT_EQ(local_count(*shared_a), "200\n");
}

TEST_F(TwoServers, ALostAnswerIsSentToTheOtherReplicaAndKeptOnce) {
  CuttingProxy first(shared_a->place().http);
  clickhouse::Options options = twins();
  options.shards = {{first.url(), shared_b->place().url()}};
  auto store = open(options);
  for (std::uint64_t i = 0; i < 5; ++i) {
    first.lose_answers(1);
    const auto status = store->append(rows_of(seeded_flows(5'000, 40 + i)));
    EXPECT_TRUE(status.has_value()) << status.error().message;
  }
  EXPECT_GE(first.lost(), 1);
  EXPECT_TRUE(eventually([&] {
    return local_count(*shared_a) == "25000\n" && local_count(*shared_b) == "25000\n";
  })) << local_count(*shared_a)
      << local_count(*shared_b);
}

TEST_F(TwoServers, AReplicaKilledDuringInsertsCatchesUpAndTotalsAreExact) {
  auto store = open(twins());
  constexpr std::uint64_t kAppends = 20;
  for (std::uint64_t i = 0; i < kAppends; ++i) {
    std::thread killer;
    if (i == 5)
      killer = std::thread([&] { shared_a->end(SIGKILL); });  // while the insert below runs
    const auto status = store->append(rows_of(seeded_flows(20'000, 60 + i, kDayOne, base::kHour)));
    if (killer.joinable()) killer.join();
    ASSERT_TRUE(status.has_value()) << status.error().message;
  }
  const auto restarted = shared_a->start_again();
  ASSERT_TRUE(restarted.has_value()) << restarted.error().message;
  const std::string all = std::to_string(kAppends * 20'000) + "\n";
  EXPECT_TRUE(eventually([&] {
    return local_count(*shared_a) == all && local_count(*shared_b) == all;
  })) << local_count(*shared_a)
      << local_count(*shared_b);
  EXPECT_EQ(local(*shared_a), local(*shared_b));
  EXPECT_EQ(cell(*store, "SELECT count() FROM flows") + "\n", all);
}

TEST_F(TwoServers, WithoutZooKeeperAppendsAreRefusedQuestionsAnsweredAndTheRetryKeepsAllOnce) {
  auto store = open(twins());
  ASSERT_TRUE(store->append(rows_of(seeded_flows(10'000, 90))));
  shared_keeper->stop();
  const auto batch = seeded_flows(10'000, 91);
  const auto refused = store->append(rows_of(batch));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Io) << refused.error().message;
  EXPECT_EQ(cell(*store, "SELECT count() FROM flows"), "10000");
  ASSERT_TRUE(shared_keeper->start_again().has_value());
  std::string last;
  EXPECT_TRUE(eventually([&] {
    const auto status = store->append(rows_of(batch));
    if (!status) last = status.error().message;
    return status.has_value();
  })) << last;
  EXPECT_TRUE(eventually([&] {
    return local_count(*shared_b) == "20000\n" && local_count(*shared_a) == "20000\n";
  })) << local_count(*shared_a)
      << local_count(*shared_b);
}

}  // namespace
}  // namespace noroshi::store_test
