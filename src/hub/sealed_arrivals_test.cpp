// What is kept of a seal, over both engines: with which contribution, once, and for whom.
#include "hub/sealed_arrivals.hpp"

#include <gtest/gtest.h>

#include "hub/upgrade.hpp"
#include "io/sql/engines_test.hpp"

namespace noroshi::hub {
namespace {

constexpr std::int64_t kOurs = 1;
constexpr std::int64_t kTheirs = 2;
constexpr archive::CollectionId kDesk = 7;

class KeptSeals : public sql::EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    if (IsSkipped()) return;
    arrivals_ = SealedArrivals::open({}, database()).value();
    connection_ = database().connect().value();
  }

  static Sealed sealed(const std::string& sealer, bool stamped = false) {
    seal::Arrival said{.valid = true, .verdict = "TOTAL-PASSED", .why = ""};
    said.sealer = sealer;
    said.since = 5;
    said.stamped = stamped;
    said.level = stamped ? signature::Level::BT : signature::Level::BB;
    return {.said = said, .octets = std::string("\0\xFFseal", 6), .digest = std::string(64, 'a')};
  }

  static Received taken(const std::string& id, std::int64_t sequence, bool first = true,
                        bool held = false) {
    Received received;
    received.objects = {{.id = id,
                         .version = "",
                         .message = "",
                         .taken = true,
                         .sequence = sequence,
                         .first = first,
                         .held = held},
                        {.id = "refused", .version = "", .message = "", .taken = false}};
    return received;
  }

  void keep(const Sealed& what, const Received& received, bool anonymous = false) {
    auto transaction = sql::Transaction::write(*connection_).value();
    const SealedFrom from{.organisation = kOurs, .collection = kDesk, .anonymous = anonymous};
    const auto kept = beside(what, from, 9)(*connection_, received);
    ASSERT_TRUE(kept) << kept.error().message;
    ASSERT_TRUE(transaction.commit());
  }

  std::vector<KeptArrival> of(const std::string& id, std::int64_t viewer, bool sees = true) {
    return arrivals_->of(id, viewer, [&](const SealedRevision& one) { return sees && !one.behind; })
        .value();
  }

  std::unique_ptr<SealedArrivals> arrivals_;
  std::unique_ptr<sql::Connection> connection_;
};

NOROSHI_FOR_EACH_ENGINE(KeptSeals);

TEST_P(KeptSeals, AreThoseOfWhatWasTaken) {
  keep(sealed("O=Example Telecom"), taken("a", 3));
  ASSERT_EQ(of("a", kTheirs).size(), 1U);
  EXPECT_EQ(of("a", kTheirs)[0].sealer, "O=Example Telecom");
  EXPECT_EQ(of("a", kTheirs)[0].received, 9);
  EXPECT_TRUE(of("refused", kOurs).empty());
}

TEST_P(KeptSeals, SayAThingOnceUnlessSomebodyElseOrAStampSaysIt) {
  for (int i = 0; i < 3; ++i) keep(sealed("O=Example Telecom"), taken("a", 3));
  EXPECT_EQ(of("a", kOurs).size(), 1U);
  keep(sealed("O=Example Telecom", true), taken("a", 3));
  keep(sealed("O=Example Telecom"), taken("a", 3));
  EXPECT_EQ(of("a", kOurs).size(), 2U);
  keep(sealed("O=Other Bank"), taken("a", 3));
  keep(sealed("O=Example Telecom"), taken("a", 4));  // another version
  EXPECT_EQ(of("a", kOurs).size(), 4U);
}

TEST_P(KeptSeals, AreShownToWhoSeesTheContributionAndToTheirOwnSenders) {
  keep(sealed("O=x"), taken("a", 3));
  EXPECT_TRUE(of("a", kTheirs, false).empty());
  EXPECT_EQ(of("a", kOurs, false).size(), 1U);
  keep(sealed("O=x"), taken("hidden", 4), true);
  EXPECT_TRUE(of("hidden", kTheirs).empty());
  EXPECT_EQ(of("hidden", kOurs).size(), 1U);
  // Others said the same before and are seen saying it: that our word waits is nobody's to know.
  keep(sealed("O=x"), taken("waits", 5, false, true));
  EXPECT_TRUE(of("waits", kTheirs).empty());
  EXPECT_EQ(of("waits", kOurs).size(), 1U);
}

TEST_P(KeptSeals, OfBeforeContributionsWereWrittenDownAreTheirSendersAlone) {
  const auto database = open_again();
  const auto connection = database->connect().value();
  for (const char* statement : {"DROP TABLE seal_arrival_object", "DROP TABLE seal_arrival",
                                "DELETE FROM schema_steps WHERE part = 'arrivals'"}) {
    ASSERT_TRUE(connection->script(statement));
  }
  ASSERT_TRUE(sql::migrate(*connection, "arrivals", arrival_steps().first(1)));
  ASSERT_TRUE(
      connection->script("INSERT INTO seal_arrival_object (object, number) VALUES ('a', 1)"));
  ASSERT_TRUE(connection->script(
      "INSERT INTO seal_arrival (number, received, since, stamped, sealer, organization,"
      " corporate_number, level, digest, submitter, anonymous, seal)"
      " VALUES (1, 9, 5, 0, 'O=x', '', '', 'B-B', 'aa', 1, 0, '')"));
  arrivals_ = SealedArrivals::open({}, *database).value();
  EXPECT_EQ(of("a", kOurs).size(), 1U);
  EXPECT_TRUE(of("a", kTheirs).empty());
}

TEST_P(KeptSeals, EveryTableOfAHubComesToBeOnThisEngine) {
  const auto done = upgrade(database());
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(pending_steps(database()).value().empty());
}

}  // namespace
}  // namespace noroshi::hub
