// What only ClickHouse can get wrong: lost answers, torn requests, a server that dies.
//
// One server, plain MergeTree tables; the replicated ones are in cluster_test.cpp.
#include <gmock/gmock.h>
#include <thread>

#include "answers.hpp"
#include "base/temporary_folder.hpp"
#include "cutting_proxy.hpp"
#include "io/socket/free_port.hpp"
#include "seeds.hpp"
#include "servers.hpp"
#include "store/clickhouse/clickhouse.hpp"

namespace noroshi::store_test {
namespace {

using store::rows_of;
using ::testing::HasSubstr;

class OneClickhouse : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (missing_programs(false)) return;
    shared_folder = new base::TemporaryFolder;
    auto started = Clickhouse::start(
        {.folder = shared_folder->path() / "server", .shard = "1", .replica = "a"});
    ASSERT_TRUE(started.has_value()) << started.error().message;
    shared_server = started->release();
  }
  static void TearDownTestSuite() {
    delete shared_server;
    delete shared_folder;
  }
  void SetUp() override {
    if (shared_server == nullptr) GTEST_SKIP() << "skipped: " << *missing_programs(false);
    static int count = 0;
    options_.database = "single_" + std::to_string(++count);
    options_.shards = {{shared_server->place().url()}};
    options_.timeout = 20 * base::kSecond;
  }
  std::unique_ptr<store::Store> open(const std::string& url) {
    options_.shards = {{url}};
    auto opened = clickhouse::open(options_);
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    return opened.has_value() ? std::move(*opened) : nullptr;
  }
  std::string count_rows() {
    auto direct = open(shared_server->place().url());
    return cell(*direct, "SELECT count() FROM flows");
  }

  static inline base::TemporaryFolder* shared_folder = nullptr;
  static inline Clickhouse* shared_server = nullptr;
  clickhouse::Options options_;
};

TEST_F(OneClickhouse, ALostAnswerIsLookedUpAndNotSentAgain) {
  CuttingProxy proxy(shared_server->place().http);
  auto store = open(proxy.url());
  const auto batch = seeded_flows(20'000, 1);
  proxy.lose_answers(1);
  const auto status = store->append(rows_of(batch));
  EXPECT_TRUE(status.has_value()) << status.error().message;
  EXPECT_EQ(proxy.lost(), 1);
  EXPECT_EQ(count_rows(), "20000");
}

TEST_F(OneClickhouse, AppendingTheSameRowsAfterAnErrorKeepsThemOnce) {
  CuttingProxy proxy(shared_server->place().http);
  auto store = open(proxy.url());
  // Five hours make five units: at each error some are kept, one is in doubt, the rest not yet
  // sent.
  const auto batch = seeded_flows(50'000, 2, kDayOne, 5 * base::kHour);
  int errors = 0;
  for (;; ++errors) {
    ASSERT_LT(errors, 10) << "it never ends";
    proxy.lose_answers(1);           // the first attempt arrives, its answer does not;
    proxy.cut_requests(1, 100'000);  // what is sent next is torn
    if (store->append(rows_of(batch)).has_value()) break;
  }
  EXPECT_GT(errors, 0);
  EXPECT_EQ(count_rows(), "50000");
  proxy.lose_answers(0);
  proxy.cut_requests(0, 0);
  ASSERT_TRUE(store->append(rows_of(batch)).has_value());
  EXPECT_EQ(count_rows(), "100000") << "appended again after success, they are other rows";
}

TEST_F(OneClickhouse, AServerThatIsGoneIsAnErrorAndTheRetryKeepsEachRowOnce) {
  auto store = open(shared_server->place().url());
  const auto batch = seeded_flows(50'000, 4, kDayOne, 3 * base::kHour);
  shared_server->end(SIGKILL);
  const auto refused = store->append(rows_of(batch));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Io);
  EXPECT_THAT(refused.error().message, HasSubstr("inserting 50000 rows into flows"));
  ASSERT_TRUE(shared_server->start_again().has_value());
  const auto status = store->append(rows_of(batch));
  EXPECT_TRUE(status.has_value()) << status.error().message;
  EXPECT_EQ(count_rows(), "50000");
}

TEST_F(OneClickhouse, AcknowledgedRowsSurviveKill9DuringTheNextInsert) {
  auto store = open(shared_server->place().url());
  std::vector<model::FlowBatch> batches;
  for (std::uint64_t i = 0; i < 15; ++i) {
    batches.push_back(seeded_flows(20'000, 50 + i, kDayOne, base::kHour));
  }
  std::size_t acknowledged = 0;
  std::thread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(120));  // somewhere inside the loop below
    shared_server->end(SIGKILL);
  });
  while (acknowledged < batches.size() &&
         store->append(rows_of(batches[acknowledged])).has_value()) {
    ++acknowledged;
  }
  killer.join();
  ASSERT_TRUE(shared_server->start_again().has_value());
  for (; acknowledged < batches.size(); ++acknowledged) {
    const auto status = store->append(rows_of(batches[acknowledged]));
    ASSERT_TRUE(status.has_value()) << status.error().message;
  }
  EXPECT_EQ(count_rows(), "300000");
}

TEST_F(OneClickhouse, ATornInsertLeavesNothingBehind) {
  const auto batch = seeded_flows(20'000, 5, kDayOne, base::kHour);
  for (const std::size_t after : {2'000UL, 60'000UL, 500'000UL, 1'000'000UL, 1'700'000UL}) {
    CuttingProxy proxy(shared_server->place().http);
    auto store = open(proxy.url());
    proxy.cut_requests(2, after);  // the attempt and the second one
    EXPECT_FALSE(store->append(rows_of(batch)).has_value());
    EXPECT_EQ(proxy.lost(), 2) << after;
    EXPECT_EQ(count_rows(), "0") << "after " << after << " octets";
  }
}

TEST_F(OneClickhouse, AServerThatRestartedIsUsedAgain) {
  auto store = open(shared_server->place().url());
  ASSERT_TRUE(store->append(rows_of(seeded_flows(10, 6))).has_value());
  shared_server->end(SIGKILL);
  ASSERT_TRUE(shared_server->start_again().has_value());
  const auto status = store->append(rows_of(seeded_flows(10, 7)));
  EXPECT_TRUE(status.has_value()) << status.error().message;
  EXPECT_EQ(cell(*store, "SELECT count() FROM flows"), "20");
}

TEST_F(OneClickhouse, AQueryThatWantsTooMuchIsStopped) {
  options_.query_memory = 4 << 20;
  auto store = open(shared_server->place().url());
  ASSERT_TRUE(store->append(rows_of(seeded_flows(200'000, 8))).has_value());
  const auto grid =
      ask(*store,
          "SELECT src_port, octets, arraySort(groupArray(flow_start)) AS t FROM flows "
          "GROUP BY src_port, octets");
  ASSERT_FALSE(grid.has_value());
  EXPECT_EQ(grid.error().code, Errc::Limit) << grid.error().message;
  EXPECT_THAT(grid.error().message, HasSubstr("emory"));
}

TEST_F(OneClickhouse, AQueryThatFailsHalfWayIsNoShortAnswer) {
  auto store = open(shared_server->place().url());
  ASSERT_TRUE(store->append(rows_of(seeded_flows(300'000, 9))).has_value());
  const auto grid = ask(*store, "SELECT octets, throwIf(octets = 57) AS t FROM flows");
  EXPECT_FALSE(grid.has_value());
}

TEST_F(OneClickhouse, AReaderMakesNoTables) {
  options_.create_tables = false;
  auto reader = open(shared_server->place().url());
  ASSERT_NE(reader, nullptr);
  EXPECT_EQ(
      shared_server->run("EXISTS TABLE " + options_.database + ".flows").value_or("no database"),
      "0\n");
}

std::string with(std::string text, std::string_view what, std::string_view instead) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), instead);
    at += instead.size();
  }
  return text;
}

// docs/operations/scale-out.md prints these files; only host names are put in here.
TEST(DocumentedConfiguration, IsWhatAServerStartsWith) {
  if (auto missing = missing_programs(false)) GTEST_SKIP() << "skipped: " << *missing;
  const std::filesystem::path pages = NOROSHI_SOURCE_DIR "/docs/operations/clickhouse";
  std::string config = with(read_file(pages / "noroshi.xml"), "0.0.0.0", "127.0.0.1");
  ASSERT_FALSE(config.empty());
  for (const char* host : {"ch-1a", "ch-1b", "ch-2a", "ch-2b", "zk-1", "zk-2", "zk-3"}) {
    config = with(config, std::string(host) + ".example.net", "127.0.0.1");
  }
  base::TemporaryFolder folder;
  const Place place{.folder = folder.path() / "server", .shard = "9", .replica = "z"};
  write_file(place.folder / "config.d" / "noroshi.xml", config);
  write_file(place.folder / "users.d" / "noroshi.xml", read_file(pages / "noroshi-user.xml"));
  auto server = Clickhouse::start(place);
  ASSERT_TRUE(server.has_value()) << server.error().message;
  EXPECT_EQ((*server)->run("SELECT max(shard_num), max(replica_num), count() FROM system.clusters "
                           "WHERE cluster = 'noroshi'"),
            "2\t2\t4\n");
  EXPECT_EQ((*server)->run("SELECT substitution FROM system.macros WHERE macro = 'replica'"),
            "ch-1a\n");
  clickhouse::Options options;
  options.shards = {{place.url()}};
  options.user = "noroshi";
  options.password = "CHANGE";
  auto store = clickhouse::open(options);
  ASSERT_TRUE(store.has_value()) << store.error().message;
  EXPECT_TRUE((*store)->append(rows_of(seeded_flows(1'000, 1))).has_value());
  EXPECT_EQ(cell(**store, "SELECT count() FROM flows"), "1000");
  options.password = "wrong";
  EXPECT_FALSE(clickhouse::open(options).has_value());
}

TEST_F(OneClickhouse, NobodyThereIsAnErrorThatNamesThePlace) {
  options_.shards = {{"http://127.0.0.1:" + std::to_string(socket::free_tcp_port())}};
  const auto opened = clickhouse::open(options_);
  ASSERT_FALSE(opened.has_value());
  EXPECT_THAT(opened.error().message, HasSubstr("connecting to 127.0.0.1:"));
}

}  // namespace
}  // namespace noroshi::store_test
