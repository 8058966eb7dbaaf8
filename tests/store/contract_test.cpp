// The contract of store::Store, held against every implementation: what is written here is what a
// caller may rely on, whichever store is configured.
//
// "embedded" is a folder; "clickhouse" is a real clickhouse-server of its own, started once.
#include <atomic>
#include <gmock/gmock.h>
#include <thread>

#include "answers.hpp"
#include "base/temporary_folder.hpp"
#include "seeds.hpp"
#include "servers.hpp"
#include "store/clickhouse/clickhouse.hpp"
#include "store/duck/embedded.hpp"

namespace noroshi::store_test {
namespace {

using store::rows_of;
using store::TableId;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The one ClickHouse server of this program.
struct OneServer {
  base::TemporaryFolder folder;
  std::unique_ptr<Clickhouse> server;
  std::string problem;

  OneServer() {
    if (auto missing = missing_programs(false)) {
      problem = *missing;
      return;
    }
    auto started =
        Clickhouse::start({.folder = folder.path() / "server", .shard = "1", .replica = "a"});
    if (started) {
      server = std::move(*started);
    } else {
      problem = started.error().message;
    }
  }
};

OneServer& one_server() {
  static OneServer server;
  return server;
}

/// A place for one store; opened again, the store has what was appended before.
class Home {
 public:
  virtual ~Home() = default;
  virtual Result<std::unique_ptr<store::Store>> open() = 0;
};

class EmbeddedHome : public Home {
 public:
  Result<std::unique_ptr<store::Store>> open() override {
    duck::Options options;
    options.folder = folder_.file("store");
    return duck::open(options);
  }

 private:
  base::TemporaryFolder folder_;
};

class ClickhouseHome : public Home {
 public:
  Result<std::unique_ptr<store::Store>> open() override {
    clickhouse::Options options;
    options.shards = {{one_server().server->place().url()}};
    options.database = database_;
    return clickhouse::open(options);
  }

 private:
  static std::string next_name() {
    static int count = 0;
    return "contract_" + std::to_string(++count);
  }
  std::string database_ = next_name();
};

class Contract : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (std::string_view(GetParam()) == "embedded") {
      home_ = std::make_unique<EmbeddedHome>();
    } else {
      if (!one_server().server) GTEST_SKIP() << "skipped: " << one_server().problem;
      home_ = std::make_unique<ClickhouseHome>();
    }
    reopen();
  }
  void reopen() {
    store_.reset();
    auto opened = home_->open();
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = std::move(*opened);
  }
  template <class Batch>
  void append(const Batch& batch) {
    const auto status = store_->append(rows_of(batch));
    ASSERT_TRUE(status.has_value()) << status.error().message;
  }
  std::string cell(const std::string& sql) { return store_test::cell(*store_, sql); }
  Grid ask(const std::string& sql) {
    auto grid = store_test::ask(*store_, sql);
    EXPECT_TRUE(grid.has_value()) << grid.error().message << "\n" << sql;
    return grid.has_value() ? *std::move(grid) : Grid();
  }
  void finish_background_work() {
    for (;;) {
      const auto more = store_->tend();
      ASSERT_TRUE(more.has_value()) << more.error().message;
      if (!*more) return;
    }
  }

  std::unique_ptr<Home> home_;
  std::unique_ptr<store::Store> store_;
};

INSTANTIATE_TEST_SUITE_P(Store, Contract, ::testing::Values("embedded", "clickhouse"),
                         [](const auto& kind) { return std::string(kind.param); });

template <class Batch>
std::vector<std::string> column(const Batch& batch, std::size_t index) {
  const store::Rows rows = rows_of(batch);
  std::vector<std::string> out;
  for (std::size_t row = 0; row < rows.size; ++row) {
    out.push_back(std::visit(
        [&](const auto& values) -> std::string {
          using View = std::decay_t<decltype(values)>;
          if constexpr (std::is_same_v<View, store::OctetsColumn>) {
            const std::size_t width = rows.table->columns[index].width;
            return {reinterpret_cast<const char*>(values.data) + row * width, width};
          } else if constexpr (std::is_same_v<View, std::span<const net::Address>>) {
            return std::to_string(values[row].high()) + "/" + std::to_string(values[row].low());
          } else {
            return std::to_string(values[row]);
          }
        },
        rows.columns[index]));
  }
  return out;
}

std::vector<std::string> column(const store::AnswerColumn& values) {
  std::vector<std::string> out;
  std::visit(
      [&](const auto& list) {
        using Item = typename std::decay_t<decltype(list)>::value_type;
        for (const auto& item : list) {
          if constexpr (std::is_same_v<Item, std::string>) {
            out.push_back(item);
          } else if constexpr (std::is_arithmetic_v<Item>) {
            out.push_back(std::to_string(item));
          }
        }
      },
      values);
  return out;
}

/// Every column of the table, asked back in the order of the time column.
template <class Batch>
void expect_round_trip(store::Store& store, const Batch& batch) {
  const store::Rows rows = rows_of(batch);
  ASSERT_TRUE(store.append(rows).has_value());
  for (std::size_t i = 0; i < rows.table->columns.size(); ++i) {
    const store::Column& column_of = rows.table->columns[i];
    const std::string name(column_of.name);
    const bool address = column_of.type == store::Type::Address;
    const std::string wanted = address ? name + "_hi, " + name + "_lo" : name;
    auto answer = store.select("SELECT " + wanted + " FROM " + std::string(rows.table->name) +
                               " ORDER BY " + std::string(rows.table->time_column));
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    auto chunk = (*answer)->next();
    ASSERT_TRUE(chunk.has_value() && chunk->has_value()) << name;
    auto actual = column((*chunk)->columns.at(0));
    if (address) {
      const auto low = column((*chunk)->columns.at(1));
      for (std::size_t row = 0; row < actual.size(); ++row) actual[row] += "/" + low[row];
    }
    EXPECT_EQ(actual, column(batch, i)) << rows.table->name << "." << name;
  }
}

TEST_P(Contract, EveryValueOfEveryTableComesBack) {
  expect_round_trip(*store_, edge_flows());
  expect_round_trip(*store_, edge_pairs());
  expect_round_trip(*store_, edge_servers());
  expect_round_trip(*store_, edge_exposure());
}

TEST_P(Contract, AStarShowsTheColumnsOfTheSchemaAndNoOther) {
  append(edge_exposure());
  EXPECT_THAT(ask("SELECT * FROM exposure").names,
              ElementsAre("pane", "exporter", "domain", "unit", "received", "lost", "records"));
}

TEST_P(Contract, AnAcknowledgedRowIsThereOnceAndStaysThere) {
  const auto batch = seeded_flows(10'000, 1);
  append(batch);
  EXPECT_EQ(cell("SELECT count() FROM flows"), "10000");
  reopen();
  EXPECT_EQ(cell("SELECT count() FROM flows"), "10000");
  finish_background_work();
  EXPECT_EQ(cell("SELECT count() FROM flows"), "10000");
}

TEST_P(Contract, EqualRowsAppendedTwiceAreThereTwice) {
  const auto batch = seeded_exposure(10, 2);
  append(batch);
  append(batch);
  EXPECT_EQ(cell("SELECT count() FROM exposure"), "20");
}

TEST_P(Contract, NoRowsAreNoTrouble) {
  append(model::FlowBatch{});
  EXPECT_EQ(cell("SELECT count() FROM flows"), "0");
  EXPECT_EQ(ask("SELECT src_lo FROM flows").rows.size(), 0U);
}

TEST_P(Contract, RowsOfManyDaysFitIntoOneAppend) {
  append(seeded_flows(5'000, 3, kDayOne - 3 * base::kDay, 6 * base::kDay));
  append(seeded_flows(5'000, 4, -2 * base::kHour, 4 * base::kHour));
  EXPECT_EQ(cell("SELECT count() FROM flows"), "10000");
  EXPECT_EQ(cell("SELECT count() FROM flows WHERE flow_start < 0") ==
                cell("SELECT countIf(flow_start < 0) FROM flows"),
            true);
  EXPECT_NE(cell("SELECT count() FROM flows WHERE flow_start < 0"), "0");
}

TEST_P(Contract, ALargeAnswerComesInPiecesAndWhole) {
  const auto batch = seeded_flows(400'000, 5);
  append(batch);
  auto answer = store_->select("SELECT octets, src_lo FROM flows");
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  std::uint64_t rows = 0;
  std::uint64_t octets = 0;
  std::size_t chunks = 0;
  for (;; ++chunks) {
    auto chunk = (*answer)->next();
    ASSERT_TRUE(chunk.has_value()) << chunk.error().message;
    if (!*chunk) break;
    rows += (*chunk)->rows;
    for (const auto one : std::get<std::vector<std::uint64_t>>((*chunk)->columns[0])) octets += one;
  }
  std::uint64_t expected = 0;
  for (const auto one : batch.octets) expected += one;
  EXPECT_EQ(rows, batch.size());
  EXPECT_EQ(octets, expected);
  EXPECT_GT(chunks, 3U) << "the whole answer in memory at once";
}

TEST_P(Contract, AnAnswerMayBeLeftUnread) {
  append(seeded_flows(200'000, 6));
  auto answer = store_->select("SELECT octets FROM flows");
  ASSERT_TRUE(answer.has_value());
  ASSERT_TRUE((*answer)->next().has_value());
  answer->reset();
  EXPECT_EQ(cell("SELECT count() FROM flows"), "200000");
}

TEST_P(Contract, WhatHasOutlivedItsRetentionIsDeletedAndCounted) {
  const base::Micros now = kDayOne + 12 * base::kHour;
  append(seeded_flows(1'000, 7, now - 9 * base::kHour, base::kHour));  // gone after 6 h + 1 h
  append(seeded_flows(500, 8, now - 2 * base::kHour, base::kHour));
  append(seeded_pairs(300, 9, kDayOne - 20 * base::kDay));
  append(seeded_pairs(200, 10, kDayOne - base::kDay));
  append(seeded_servers(100, 11, kDayOne - 80 * base::kDay));
  finish_background_work();
  store::Retention retention;
  retention.exposure = 0;  // for ever
  append(seeded_exposure(50, 12, kDayOne - 1000 * base::kDay));
  const auto deleted = store_->expire(retention, now);
  ASSERT_TRUE(deleted.has_value()) << deleted.error().message;
  EXPECT_EQ(*deleted, 1'300U);
  EXPECT_EQ(cell("SELECT count() FROM flows"), "500");
  EXPECT_EQ(cell("SELECT count() FROM pairs"), "200");
  EXPECT_EQ(cell("SELECT count() FROM servers"), "100");
  EXPECT_EQ(cell("SELECT count() FROM exposure"), "50");
  EXPECT_EQ(store_->expire(retention, now).value_or(99), 0U) << "nothing is left to delete";
}

TEST_P(Contract, HealthKnowsHowMuchThereIsAndFromWhen) {
  EXPECT_EQ(store_->health(TableId::Flows)->rows, 0U);
  const auto batch = seeded_flows(20'000, 13);
  append(batch);
  const auto health = store_->health(TableId::Flows);
  ASSERT_TRUE(health.has_value()) << health.error().message;
  EXPECT_EQ(health->rows, 20'000U);
  EXPECT_GT(health->octets, 0U);
  EXPECT_EQ(health->oldest, *std::ranges::min_element(batch.start));
  EXPECT_EQ(health->newest, *std::ranges::max_element(batch.start));
  EXPECT_EQ(store_->health(TableId::Pairs)->rows, 0U);
}

TEST_P(Contract, NoStatementWritesReachesOutOrUndoesTheLimits) {
  append(seeded_flows(10, 14));
  base::TemporaryFolder folder;
  const std::string out = folder.file("out");
  for (const std::string& sql :
       std::vector<std::string>{"INSERT INTO flows SELECT * FROM flows",
                                "DELETE FROM flows",
                                "DROP TABLE flows",
                                "TRUNCATE TABLE flows",
                                "ALTER TABLE flows DROP COLUMN octets",
                                "CREATE TABLE mine (a INTEGER)",
                                "ATTACH 'x.db'",
                                "INSTALL httpfs",
                                "SET max_memory_usage = 0",
                                "SET memory_limit = '100GB'",
                                "KILL QUERY WHERE 1",
                                "SYSTEM SHUTDOWN",
                                "COPY flows TO '" + out + "'",
                                "COPY (SELECT 1) TO '" + out + "'",
                                "SELECT 1 INTO OUTFILE '" + out + "'",
                                "SELECT 1 SETTINGS max_memory_usage = 0",
                                "SELECT * FROM read_csv('/etc/passwd')",
                                "SELECT * FROM read_text('/etc/passwd')",
                                "SELECT * FROM '/etc/passwd'",
                                "SELECT * FROM file('/etc/passwd', 'CSV', 'a String')",
                                "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
                                "SELECT * FROM remote('127.0.0.1:1', 'system.one')",
                                "SELECT 1; DROP TABLE flows",
                                "SELECT 1 FORMAT CSV",
                                "",
                                ";"}) {
    const auto grid = store_test::ask(*store_, sql);
    EXPECT_TRUE(!grid.has_value() && !grid.error().message.empty()) << sql;
  }
  EXPECT_FALSE(std::filesystem::exists(out));
  EXPECT_EQ(cell("SELECT count() FROM flows;"), "10") << "one semicolon at the end is no crime";
}

TEST_P(Contract, AMistakeIsNamed) {
  for (const char* sql : {"SELECT octetts FROM flows", "SELECT count() FROM octetts"}) {
    const auto grid = store_test::ask(*store_, sql);
    ASSERT_FALSE(grid.has_value());
    EXPECT_THAT(grid.error().message, HasSubstr("octetts"));
  }
  EXPECT_FALSE(store_test::ask(*store_, "SELECT (1").has_value());
}

TEST_P(Contract, QuestionsAreAnsweredWhileRowsArrive) {
  constexpr std::uint64_t kAppends = 30;
  constexpr std::uint64_t kRows = 2'000;
  std::atomic<bool> done = false;
  std::uint64_t asked = 0;
  std::string trouble;
  std::thread asker([&] {
    for (std::uint64_t last = 0; !done || asked == 0; ++asked) {
      const std::uint64_t now =
          std::stoull("0" + store_test::cell(*store_, "SELECT count() FROM flows"));
      if (now < last || now % kRows != 0)
        trouble = std::to_string(last) + " then " + std::to_string(now);
      last = now;
    }
  });
  // All rows of one append lie in one hour and so become visible at once on every store.
  for (std::uint64_t i = 0; i < kAppends; ++i)
    append(seeded_flows(kRows, 100 + i, kDayOne, base::kHour));
  done = true;
  asker.join();
  EXPECT_EQ(trouble, "");
  EXPECT_GT(asked, 0U);
  EXPECT_EQ(cell("SELECT count() FROM flows"), std::to_string(kAppends * kRows));
}

TEST_P(Contract, DescribesItself) { EXPECT_FALSE(store_->describe().empty()); }

// The same rows in both stores, and every question: equal answers, value for value.
TEST(BothStores, GiveEqualAnswersToEveryQuestion) {
  if (!one_server().server) GTEST_SKIP() << "skipped: " << one_server().problem;
  EmbeddedHome embedded_home;
  ClickhouseHome clickhouse_home;
  auto embedded = embedded_home.open();
  auto clickhouse = clickhouse_home.open();
  ASSERT_TRUE(embedded.has_value()) << embedded.error().message;
  ASSERT_TRUE(clickhouse.has_value()) << clickhouse.error().message;
  const auto flows = seeded_flows(60'000, 21);
  const auto pairs = seeded_pairs(20'000, 22);
  const auto servers = seeded_servers(5'000, 23);
  const auto exposure = seeded_exposure(500, 24);
  for (const store::Rows& rows :
       {rows_of(flows), rows_of(pairs), rows_of(servers), rows_of(exposure)}) {
    ASSERT_TRUE((*embedded)->append(rows).has_value());
    ASSERT_TRUE((*clickhouse)->append(rows).has_value());
  }
  for (const auto& [name, sql] : questions()) {
    SCOPED_TRACE(name + ": " + sql);
    const auto one = ask(**embedded, sql);
    const auto other = ask(**clickhouse, sql);
    EXPECT_TRUE(one.has_value()) << one.error().message;
    EXPECT_TRUE(other.has_value()) << other.error().message;
    if (one.has_value() && other.has_value()) {
      EXPECT_EQ(difference(*one, *other), "equal");
    }
  }
}

}  // namespace
}  // namespace noroshi::store_test
