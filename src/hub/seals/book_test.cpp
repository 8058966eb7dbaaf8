// The book of seal keys over both engines: whose rows are read, and for how long they are kept.
#include "hub/seals/book.hpp"

#include <array>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "io/sql/engines_test.hpp"

namespace noroshi::seals {
namespace {

constexpr std::int64_t kOurs = 1;
constexpr std::int64_t kTheirs = 2;
constexpr base::Micros kBegin = 1'700'000'000'000'000;

class SealBook : public sql::EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    if (!IsSkipped()) book_ = Book::open(database()).value();
  }

  Use use_of(std::int64_t organisation, base::Micros at, const std::string& handle = "") {
    return {.at = at,
            .credential = fmt::format("key-{}", organisation),
            .account = "sealer",
            .handle = handle,
            .peer = "192.0.2.7",
            .organisation = organisation,
            .signatures = 1,
            .hashes = std::string(64, 'a')};
  }

  Request request_of(std::int64_t organisation, const std::string& handle) {
    return {.handle = handle,
            .credential = fmt::format("key-{}", organisation),
            .organisation = organisation,
            .account = "sealer",
            .digest = "2.16.840.1.101.3.4.2.1",
            .hashes = {"AAAA"},
            .count = 1,
            .description = "",
            .created = kBegin,
            .expires = kBegin + base::kDay};
  }

  /// Many rows of another organisation behind ours, written at once.
  void add_theirs(std::int64_t first, std::int64_t count) {
    const auto connection = database().connect().value();
    std::vector<std::vector<sql::Value>> rows;
    for (std::int64_t i = 0; i < count; ++i) {
      rows.push_back({first + i, kBegin, std::string_view("key-2"), std::string_view("other"),
                      std::string_view(""), std::string_view(""), std::int64_t{1},
                      std::string_view("b"), std::string_view(""), kTheirs});
    }
    auto transaction = sql::Transaction::write(*connection).value();
    ASSERT_TRUE(connection->run_each(
        "INSERT INTO seal_use (number, at, credential, account, handle, peer, signatures, hashes,"
        " approvals, organisation) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        rows));
    ASSERT_TRUE(transaction.commit());
  }

  std::unique_ptr<Book> book_;
};

NOROSHI_FOR_EACH_ENGINE(SealBook);

TEST_P(SealBook, AnOrganisationReadsItsOwnUsesPageByPageAmongManyOfAnother) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(book_->note(use_of(kOurs, kBegin + i)));
  add_theirs(10, 20'000);
  ASSERT_TRUE(book_->note(use_of(kOurs, kBegin + 3)));

  const auto first = book_->uses(kOurs, 0, 2).value();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].at, kBegin + 3);
  const auto second = book_->uses(kOurs, first[1].number, 10).value();
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second[1].at, kBegin);
  for (const Use& one : second) EXPECT_EQ(one.credential, "key-1");
  EXPECT_EQ(book_->uses(kTheirs, 0, 100).value().size(), 100U);
  EXPECT_TRUE(book_->uses(3, 0, 100).value().empty());
}

TEST_P(SealBook, OwnUsesAreFoundByAnIndexNotByWalkingOverOthers) {
  if (GetParam() == sql::Dialect::Postgres) {
    GTEST_SKIP() << "skipped: its planner walks where a table is small";
  }
  const auto connection = database().connect().value();
  std::string plan;
  for (const char* statement :
       {"EXPLAIN QUERY PLAN SELECT number FROM seal_use WHERE organisation = 1 AND number < 9"
        " ORDER BY number DESC LIMIT 5",
        "EXPLAIN QUERY PLAN SELECT handle FROM seal_request WHERE organisation = 1 AND state = 0"
        " AND expires > 9 ORDER BY created"}) {
    const auto rows = connection->ask(statement).value();
    while (rows->next().value()) plan.append(rows->text(3)).push_back('\n');
  }
  EXPECT_NE(plan.find("seal_use_owner (organisation=? AND number<?)"), std::string::npos) << plan;
  EXPECT_NE(plan.find("seal_request_waiting (organisation=? AND state=?)"), std::string::npos)
      << plan;
  EXPECT_EQ(plan.find("SCAN"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
}

TEST_P(SealBook, RequestsOfOthersDoNotWaitForUs) {
  ASSERT_TRUE(book_->add(request_of(kOurs, "ours")));
  ASSERT_TRUE(book_->add(request_of(kTheirs, "theirs")));
  const auto waiting = book_->waiting(kOurs, kBegin).value();
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].handle, "ours");
  EXPECT_TRUE(book_->waiting(kOurs, kBegin + base::kDay).value().empty());  // it has run out
}

TEST_P(SealBook, RowsOfBeforeOwnersWereWrittenDownGoToTheKeysOwner) {
  Use old = use_of(kOurs, kBegin);
  old.organisation = 0;
  ASSERT_TRUE(book_->note(old));
  EXPECT_TRUE(book_->uses(kOurs, 0, 10).value().empty());
  ASSERT_TRUE(book_->adopt("key-1", kOurs));
  ASSERT_TRUE(book_->adopt("key-1", kTheirs));  // a new owner gets nothing of the old one's
  EXPECT_EQ(book_->uses(kOurs, 0, 10).value().size(), 1U);
  EXPECT_TRUE(book_->uses(kTheirs, 0, 10).value().empty());
}

TEST_P(SealBook, ForgetsAfterItsTimeAndRequestsThatWereUsedWithTheirUses) {
  const Retention retention{.uses = 100 * base::kDay, .requests = 10 * base::kDay};
  ASSERT_TRUE(book_->add(request_of(kOurs, "used")));
  ASSERT_TRUE(book_->add(request_of(kOurs, "unused")));
  ASSERT_TRUE(book_->note(use_of(kOurs, kBegin, "used")));
  ASSERT_TRUE(book_->note(use_of(kOurs, kBegin + base::kHour)));

  const auto early = book_->forget(retention, kBegin + 11 * base::kDay).value();
  EXPECT_EQ(early.uses, 0);
  EXPECT_EQ(early.requests, 0);  // both ended ten days ago, not more
  const auto middle = book_->forget(retention, kBegin + 11 * base::kDay + 1).value();
  EXPECT_EQ(middle.requests, 1);
  EXPECT_TRUE(book_->find("used").value());
  EXPECT_FALSE(book_->find("unused").value());

  EXPECT_EQ(book_->forget(retention, kBegin + 100 * base::kDay).value().uses, 0);
  const auto late = book_->forget(retention, kBegin + 101 * base::kDay).value();
  EXPECT_EQ(late.uses, 1);
  EXPECT_EQ(late.requests, 1);
  EXPECT_FALSE(book_->find("used").value());
  // The newest stays, so that no number comes twice: cursors of readers mean what they meant.
  ASSERT_TRUE(book_->note(use_of(kOurs, kBegin + 101 * base::kDay)));
  const auto uses = book_->uses(kOurs, 0, 10).value();
  ASSERT_EQ(uses.size(), 2U);
  EXPECT_EQ(uses[0].number, 3);
}

TEST_P(SealBook, ABaseOfTheFirstFormIsBroughtOnWithItsRows) {
  const auto database = open_again();
  const auto connection = database->connect().value();
  for (const char* statement : {"DROP TABLE seal_request", "DROP TABLE seal_use",
                                "DELETE FROM schema_steps WHERE part = 'seals'"}) {
    ASSERT_TRUE(connection->script(statement));
  }
  ASSERT_TRUE(sql::migrate(*connection, "seals", seal_steps().first(1)));
  ASSERT_TRUE(connection->script(
      "INSERT INTO seal_use VALUES (1, 5, 'key-1', 'sealer', '', '', 2, 'aa', '')"));
  book_ = Book::open(*database).value();
  ASSERT_TRUE(book_->adopt("key-1", kOurs));
  EXPECT_EQ(book_->uses(kOurs, 0, 10).value().at(0).signatures, 2);
}

}  // namespace
}  // namespace noroshi::seals
