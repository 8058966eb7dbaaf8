// What every engine promises, asked of each in turn: SQLite in a file, PostgreSQL in a server that
// the test starts for itself.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "io/sql/engines_test.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::sql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Contract : public EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    if (!IsSkipped()) a_ = connect();
  }

  std::unique_ptr<Connection> connect() { return database().connect().value(); }

  void make_table() {
    ok(
        a_->script("CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT, weight DOUBLE PRECISION,"
                   " raw BYTEA, owner BIGINT REFERENCES thing(id));"
                   "CREATE UNIQUE INDEX thing_name ON thing (name); CREATE INDEX thing_owner ON "
                   "thing (owner)"));
  }

  static void ok(const Status& status) { ASSERT_TRUE(status) << status.error().message; }

  static void add(Connection& connection, std::int64_t id, std::string_view name) {
    const Value row[] = {id, name};
    const auto done = connection.run("INSERT INTO thing (id, name) VALUES ($1, $2)", row);
    ASSERT_TRUE(done) << done.error().message;
  }

  static std::vector<std::int64_t> numbers(Connection& connection, std::string_view question,
                                           std::span<const Value> parameters = {}) {
    std::vector<std::int64_t> answer;
    const auto rows = connection.ask(question, parameters);
    EXPECT_TRUE(rows) << rows.error().message;
    while (rows && (*rows)->next().value()) answer.push_back((*rows)->integer(0));
    return answer;
  }

  static std::vector<std::int64_t> ids(Connection& connection) {
    return numbers(connection, "SELECT id FROM thing ORDER BY id");
  }

  std::unique_ptr<Connection> a_;
};

NOROSHI_FOR_EACH_ENGINE(Contract);

TEST_P(Contract, EveryKindOfValueComesBackAsItWent) {
  make_table();
  const std::string text = "国税 \"quoted\" $1 ? :x";
  const std::string raw("\0\x01\xff\\x", 5);
  const Value row[] = {std::int64_t{-9'223'372'036'854'775'807}, text, 0.1, Octets{raw},
                       std::monostate{}};
  ASSERT_EQ(a_->run("INSERT INTO thing VALUES ($1, $2, $3, $4, $5)", row).value(), 1);
  const auto rows = a_->ask("SELECT id, name, weight, raw, owner FROM thing").value();
  ASSERT_TRUE(rows->next().value());
  EXPECT_EQ(rows->integer(0), -9'223'372'036'854'775'807);
  EXPECT_EQ(rows->text(1), text);
  EXPECT_EQ(rows->real(2), 0.1);
  EXPECT_EQ(rows->text(3), raw);
  EXPECT_TRUE(rows->null(4));
  EXPECT_FALSE(rows->null(0));
  EXPECT_FALSE(rows->next().value());
  EXPECT_FALSE(rows->next().value()) << "the end stays the end";
}

TEST_P(Contract, EmptyIsNotNull) {
  make_table();
  const Value row[] = {std::int64_t{1}, std::string_view(), Octets{}};
  ASSERT_TRUE(a_->run("INSERT INTO thing (id, name, raw) VALUES ($1, $2, $3)", row));
  const auto rows = a_->ask("SELECT name, raw FROM thing").value();
  ASSERT_TRUE(rows->next().value());
  EXPECT_FALSE(rows->null(0));
  EXPECT_FALSE(rows->null(1));
  EXPECT_EQ(rows->text(0), "");
  EXPECT_EQ(rows->text(1), "");
}

TEST_P(Contract, ParametersGoByTheirNumberNotByTheirOrder) {
  make_table();
  const Value row[] = {std::string_view("b"), std::int64_t{7}};
  ASSERT_TRUE(a_->run("INSERT INTO thing (id, name) VALUES ($2, $1)", row));
  const Value twice[] = {std::int64_t{7}, std::string_view("x")};
  EXPECT_THAT(numbers(*a_, "SELECT id FROM thing WHERE id = $1 AND id >= $1 AND name <> $2", twice),
              ElementsAre(7));
}

TEST_P(Contract, CountsTheRowsThatChanged) {
  make_table();
  for (std::int64_t id = 1; id <= 3; ++id) add(*a_, id, std::to_string(id));
  EXPECT_EQ(a_->run("UPDATE thing SET weight = 1 WHERE id <= 2").value(), 2);
  EXPECT_EQ(a_->run("UPDATE thing SET weight = 1 WHERE id > 9").value(), 0);
  EXPECT_EQ(a_->run("INSERT INTO thing (id) VALUES (1) ON CONFLICT (id) DO NOTHING").value(), 0);
  EXPECT_EQ(a_->run("DELETE FROM thing").value(), 3);
  EXPECT_EQ(a_->run("CREATE TABLE other (id BIGINT)").value(), 0);
}

TEST_P(Contract, UpsertsAndReturns) {
  make_table();
  add(*a_, 1, "one");
  const Value row[] = {std::int64_t{1}, 2.5};
  EXPECT_THAT(numbers(*a_,
                      "INSERT INTO thing (id, weight) VALUES ($1, $2)"
                      " ON CONFLICT (id) DO UPDATE SET weight = excluded.weight RETURNING id",
                      row),
              ElementsAre(1));
  EXPECT_THAT(numbers(*a_, "SELECT COUNT(*) FROM thing WHERE weight = 2.5"), ElementsAre(1));
}

TEST_P(Contract, TextsSortByTheirOctets) {
  make_table();
  const std::string_view names[] = {"b-2", "B1", "a", "b1", "あ", "Z", "é"};
  for (std::size_t i = 0; i < std::size(names); ++i) {
    add(*a_, static_cast<std::int64_t>(i), names[i]);
  }
  // B1 Z a b-2 b1 é あ
  EXPECT_THAT(numbers(*a_, "SELECT id FROM thing ORDER BY name"), ElementsAre(1, 5, 2, 0, 3, 6, 4));
}

TEST_P(Contract, WhatWasNotCommittedIsUndone) {
  make_table();
  {
    const auto transaction = Transaction::write(*a_).value();
    add(*a_, 1, "one");
  }
  EXPECT_THAT(ids(*a_), IsEmpty());
  auto transaction = Transaction::write(*a_).value();
  add(*a_, 2, "two");
  ok(transaction.commit());
  EXPECT_THAT(ids(*connect()), ElementsAre(2));
}

TEST_P(Contract, AReadTransactionSeesOneMoment) {
  make_table();
  add(*a_, 1, "one");
  const auto reader = connect();
  auto view = Transaction::read(*reader).value();
  add(*a_, 2, "two");
  EXPECT_THAT(ids(*reader), ElementsAre(1));
  ok(view.commit());
  EXPECT_THAT(ids(*reader), ElementsAre(1, 2));
}

TEST_P(Contract, AReadTransactionCannotWrite) {
  make_table();
  auto view = Transaction::read(*a_).value();
  EXPECT_FALSE(a_->run("INSERT INTO thing (id) VALUES (1)"));
}

TEST_P(Contract, ReadersDoNotWaitForTheWriter) {
  make_table();
  auto transaction = Transaction::write(*a_).value();
  add(*a_, 1, "one");
  EXPECT_THAT(ids(*connect()), IsEmpty());
  ok(transaction.commit());
}

TEST_P(Contract, AWriterWhoseTurnDoesNotComeGivesUp) {
  make_table();
  const auto transaction = Transaction::write(*a_).value();
  const auto hurried = open_again(Options{.patience = 50 * base::kMillisecond});
  const auto second = hurried->connect().value();
  const auto refused = second->begin_write();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::Limit) << refused.error().message;
}

TEST_P(Contract, WritersTakeTurnsAndNumbersAppearInOrder) {
  make_table();
  constexpr int kWriters = 4;
  constexpr int kEach = 25;
  std::vector<std::thread> writers;
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&] {
      const auto connection = connect();
      for (int i = 0; i < kEach; ++i) {
        auto transaction = Transaction::write(*connection).value();
        ASSERT_TRUE(
            connection->run("INSERT INTO thing (id) SELECT COALESCE(MAX(id), 0) + 1 FROM thing"));
        ASSERT_TRUE(transaction.commit());
      }
    });
  }
  // Whoever saw a number has seen all below it.
  std::int64_t last = 0;
  while (last < kWriters * kEach && !HasFailure()) {
    const Value after[] = {last};
    for (const auto id : numbers(*a_, "SELECT id FROM thing WHERE id > $1 ORDER BY id", after)) {
      EXPECT_EQ(id, ++last);
    }
  }
  for (auto& writer : writers) writer.join();
}

TEST_P(Contract, AfterAnErrorATransactionTakesNothingMore) {
  make_table();
  auto transaction = Transaction::write(*a_).value();
  add(*a_, 1, "one");
  const Value again[] = {std::int64_t{1}};
  const auto twice = a_->run("INSERT INTO thing (id) VALUES ($1)", again);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, Errc::InvalidUsage) << twice.error().message;
  EXPECT_FALSE(a_->run("INSERT INTO thing (id) VALUES (5)"));
  const auto status = transaction.commit();
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("nothing of the transaction was kept"));
  EXPECT_THAT(ids(*a_), IsEmpty());
  ok(a_->begin_write());
  ok(a_->commit());
}

TEST_P(Contract, ReferencesAreKept) {
  make_table();
  EXPECT_FALSE(a_->run("INSERT INTO thing (id, owner) VALUES (1, 99)"));
  EXPECT_THAT(ids(*a_), IsEmpty());
}

TEST_P(Contract, RunsAStatementForEachRow) {
  make_table();
  std::vector<std::string> names;
  for (int i = 0; i < 1'000; ++i) names.push_back(std::to_string(i));
  std::vector<std::vector<Value>> rows;
  for (std::int64_t i = 0; i < 1'000; ++i) {
    // Every third has no name: rows need not have the same kinds of values.
    const Value name = i % 3 == 0 ? Value{} : Value{names[static_cast<std::size_t>(i)]};
    rows.push_back({i, name});
  }
  ok(a_->run_each("INSERT INTO thing (id, name) VALUES ($1, $2)", rows));
  EXPECT_THAT(numbers(*a_, "SELECT COUNT(*) FROM thing"), ElementsAre(1'000));
  EXPECT_THAT(numbers(*a_, "SELECT COUNT(*) FROM thing WHERE name IS NULL"), ElementsAre(334));
}

TEST_P(Contract, OneBadRowOfManyKeepsNone) {
  make_table();
  const std::vector<std::vector<Value>> rows = {
      {std::int64_t{1}}, {std::int64_t{2}}, {std::int64_t{1}}, {std::int64_t{3}}};
  EXPECT_FALSE(a_->run_each("INSERT INTO thing (id) VALUES ($1)", rows));
  EXPECT_THAT(ids(*a_), IsEmpty());
  add(*a_, 4, "the connection goes on");
  EXPECT_THAT(ids(*a_), ElementsAre(4));
}

TEST_P(Contract, AnAnswerMayBeLeftUnread) {
  make_table();
  std::vector<std::vector<Value>> rows;
  for (std::int64_t i = 0; i < 20'000; ++i) rows.push_back({i});
  ok(a_->run_each("INSERT INTO thing (id) VALUES ($1)", rows));
  const auto peek = [&] {
    const auto cursor = a_->ask("SELECT id FROM thing ORDER BY id").value();
    ASSERT_TRUE(cursor->next().value());
    EXPECT_EQ(cursor->integer(0), 0);
  };
  peek();
  {
    auto view = Transaction::read(*a_).value();
    peek();
    peek();
    EXPECT_THAT(numbers(*a_, "SELECT COUNT(*) FROM thing"), ElementsAre(20'000));
    ok(view.commit());
  }
  auto transaction = Transaction::write(*a_).value();
  peek();
  EXPECT_EQ(a_->run("DELETE FROM thing WHERE id > 5").value(), 19'994);
  ok(transaction.commit());
}

TEST_P(Contract, AnAnswerOfManyRowsIsWhole) {
  make_table();
  std::vector<std::vector<Value>> rows;
  for (std::int64_t i = 1; i <= 5'000; ++i) rows.push_back({i});
  ok(a_->run_each("INSERT INTO thing (id) VALUES ($1)", rows));
  const auto sum = [&] {
    std::int64_t total = 0;
    for (const auto id : ids(*a_)) total += id;
    return total;
  };
  EXPECT_EQ(sum(), 12'502'500);
  const auto view = Transaction::read(*a_).value();
  EXPECT_EQ(sum(), 12'502'500);
}

TEST_P(Contract, TextsOfAQuestionMayGoOnceItIsAnswering) {
  make_table();
  for (std::int64_t i = 0; i < 50; ++i) add(*a_, i, fmt::format("name {}", i));
  auto wanted = std::make_unique<std::string>("name 4%");
  const Value parameters[] = {std::string_view(*wanted)};
  const auto rows = a_->ask("SELECT id FROM thing WHERE name LIKE $1", parameters).value();
  int count = rows->next().value() ? 1 : 0;
  *wanted = "another";
  wanted.reset();
  while (rows->next().value()) ++count;
  EXPECT_EQ(count, 11);
}

TEST_P(Contract, NulOctetsInTextAreRefused) {
  make_table();
  const Value row[] = {std::int64_t{1}, std::string_view("a\0b", 3)};
  EXPECT_FALSE(a_->run("INSERT INTO thing (id, name) VALUES ($1, $2)", row));
}

TEST_P(Contract, MissingParametersAreErrors) {
  make_table();
  const Value one[] = {std::int64_t{1}};
  EXPECT_FALSE(a_->run("INSERT INTO thing (id, name) VALUES ($1, $2)", one));
}

TEST_P(Contract, ANullHasTheTypeOfItsCast) {
  make_table();
  for (std::int64_t id = 1; id <= 3; ++id) add(*a_, id, std::to_string(id));
  constexpr std::string_view kQuestion =
      "SELECT id FROM thing WHERE CAST($1 AS BIGINT) IS NULL OR id > $1 ORDER BY id";
  const Value any[] = {std::monostate{}};
  const Value after[] = {std::int64_t{2}};
  EXPECT_THAT(numbers(*a_, kQuestion, any), ElementsAre(1, 2, 3));
  EXPECT_THAT(numbers(*a_, kQuestion, after), ElementsAre(3));
  EXPECT_THAT(numbers(*a_, kQuestion, any), ElementsAre(1, 2, 3));
}

TEST_P(Contract, NumbersAreWide) {
  const Value big[] = {std::int64_t{1} << 60};
  EXPECT_THAT(numbers(*a_, "SELECT $1 + 1", big), ElementsAre((std::int64_t{1} << 60) + 1));
}

TEST_P(Contract, MoreStatementsThanAreKeptWorkOn) {
  make_table();
  for (int i = 0; i < 1'200; ++i) {
    ASSERT_THAT(numbers(*a_, fmt::format("SELECT CAST({} AS BIGINT)", i)), ElementsAre(i));
  }
}

TEST_P(Contract, AWrongStatementIsAnErrorThatShowsIt) {
  const auto status = a_->run("SELECT nonsense FROM nowhere");
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("nowhere"));
}

TEST_P(Contract, AScriptIsDoneAsAWholeOrNotAtAll) {
  EXPECT_FALSE(a_->script("CREATE TABLE one (id BIGINT); CREATE TABLE one (id BIGINT)"));
  EXPECT_TRUE(a_->script("CREATE TABLE one (id BIGINT)"));
}

constexpr Step kSteps[] = {
    {.title = "things", .both = "CREATE TABLE first (id BIGINT PRIMARY KEY)"},
    {.title = "names",
     .both = "ALTER TABLE first ADD COLUMN name TEXT",
     .sqlite = "CREATE TABLE engine (name TEXT); INSERT INTO engine VALUES ('sqlite')",
     .postgres = "CREATE TABLE engine (name TEXT); INSERT INTO engine VALUES ('postgres')"},
};

TEST_P(Contract, MigrationsGoForwardFromWhereTheBaseIs) {
  const std::span<const Step> steps(kSteps);
  EXPECT_THAT(pending(*a_, "part", steps).value(), ElementsAre("things", "names"));
  ok(migrate(*a_, "part", steps.first(1)));
  EXPECT_THAT(pending(*a_, "part", steps).value(), ElementsAre("names"));
  ok(migrate(*a_, "part", steps));
  EXPECT_THAT(pending(*a_, "part", steps).value(), IsEmpty());
  ok(migrate(*a_, "part", steps));
  EXPECT_TRUE(a_->run("INSERT INTO first (id, name) VALUES (1, 'a')"));
  const std::string_view engine = a_->dialect() == Dialect::Sqlite ? "sqlite" : "postgres";
  const Value parameters[] = {engine};
  EXPECT_THAT(numbers(*a_, "SELECT COUNT(*) FROM engine WHERE name = $1", parameters),
              ElementsAre(1));
  EXPECT_THAT(pending(*a_, "another part", steps).value(), ElementsAre("things", "names"));
}

TEST_P(Contract, ADryRunChangesNothing) {
  ASSERT_TRUE(pending(*a_, "part", kSteps));
  EXPECT_FALSE(a_->run("SELECT * FROM schema_steps"));
}

TEST_P(Contract, ANewerBaseIsRefused) {
  ok(migrate(*a_, "part", kSteps));
  const auto older = std::span(kSteps).first(1);
  const auto status = migrate(*a_, "part", older);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("newer Noroshi"));
  EXPECT_FALSE(pending(*a_, "part", older));
}

TEST_P(Contract, AMigrationThatFailsLeavesTheStepBefore) {
  const Step broken[] = {kSteps[0], {.title = "broken", .both = "CREATE TABLE first (id BIGINT)"}};
  ok(migrate(*a_, "part", std::span(broken).first(1)));
  const auto status = migrate(*a_, "part", broken);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("broken"));
  EXPECT_THAT(pending(*a_, "part", broken).value(), ElementsAre("broken"));
}

}  // namespace
}  // namespace noroshi::sql
