// Seals of what comes in and of what goes out: who sealed it and since when, who may see that, and
// what becomes of what was forged on its way.
#include <array>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "hub/hub_test.hpp"
#include "hub/inputs.hpp"
#include "hub/sealed_batches.hpp"
#include "io/sql/database.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/log/merkle.hpp"
#include "trust/seal/make.hpp"

namespace noroshi::hub {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// An organisation that seals, and its authority.
class House {
 public:
  explicit House(const std::string& organization = "NTRJP-7000012050002")
      : issued_(root_.issue(key::seal_wish(organization))) {}

  [[nodiscard]] std::string over(std::string_view text) const {
    seal::MakeOptions options;
    options.detached = true;
    options.time = io::wall_clock();
    const auto made =
        seal::make(seal::Kind::Cades, der::view_of(text), *issued_.signer, options).value();
    return std::string(der::text_of(der::View(made)));
  }
  [[nodiscard]] std::string header_over(std::string_view text) const {
    return tlog::to_base64(over(text));
  }
  [[nodiscard]] std::string anchors(const std::string& path) const {
    std::ofstream(path) << root_.certificate().pem();
    return path;
  }

 private:
  key::TestingAuthority root_ = key::TestingAuthority::root();
  key::Issued issued_;
};

class Seals : public ::testing::Test {
 protected:
  /// A hub that believes the house's seals; what it lets out it seals with the house's key.
  explicit Seals(const TestHub::Change& change = {})
      : hub_([&](ServeOptions& options) {
          options.arrivals.believed.anchors = anchors();
          options.releases.profile = "release-seal.toml";
          options.releases.make = [this](std::string_view octets, std::string_view) {
            ++made_;
            if (while_made_) while_made_();
            return broken_ ? Result<std::string>(Error{Errc::Io, "the authority does not answer"})
                           : Result<std::string>(house_.over(octets));
          };
          if (change) change(options);
        }) {
    own_ = hub_.organisation("Example Telecom");
    other_ = hub_.organisation("Other Bank");
    desk_ = hub_.desk(own_);
    alice_ = hub_.key("alice", own_);
  }

  std::string anchors() { return house_.anchors(folder_.file("anchors.pem")); }

  HubReply push(const std::string& key, const std::string& body, const std::string& seal,
                const std::string& collection = "desk") {
    Says says{.key = key, .accept = "*/*", .content_type = "application/json"};
    if (!seal.empty()) says.more.emplace_back("Noroshi-Seal", seal);
    return hub_.ask(says, "POST", "/api/v1/collections/" + collection + "/contributions", body);
  }
  HubReply get(const std::string& key, const std::string& target, bool sealed = false) {
    Says says{.key = key, .accept = "*/*"};
    if (sealed) says.more.emplace_back("Noroshi-Seal", "wanted");
    return hub_.ask(says, "GET", target);
  }
  nlohmann::json seals_of(const std::string& key, const std::string& id) {
    return get(key, "/api/v1/objects/" + id).json().value("seals", nlohmann::json::array());
  }

  base::TemporaryFolder folder_;
  House house_;
  int made_ = 0;
  bool broken_ = false;
  std::function<void()> while_made_{};  // runs while a seal of the hub's own is being made
  TestHub hub_;
  sharing::OrganisationId own_ = 0, other_ = 0;
  directory::Collection desk_;
  std::string alice_;
};

TEST_F(Seals, AContributionUnderASealSaysWhoSealedItAndSinceWhen) {
  const std::string body = envelope_of(test_indicator(1));
  ASSERT_EQ(push(alice_, body, house_.header_over(body)).status, 200);
  const auto seals = seals_of(alice_, test_id("indicator", 1));
  ASSERT_EQ(seals.size(), 1U);
  EXPECT_EQ(seals[0]["corporateNumber"], "7000012050002");
  EXPECT_EQ(seals[0]["timeStamped"], false);
  EXPECT_EQ(seals[0]["level"], "B-B");
  // Sent again, it says nothing new.
  ASSERT_EQ(push(alice_, body, house_.header_over(body)).status, 200);
  EXPECT_EQ(seals_of(alice_, test_id("indicator", 1)).size(), 1U);
}

TEST_F(Seals, WhatWasChangedOnItsWayIsRefusedWhole) {
  const std::string body = envelope_of(test_indicator(1));
  const auto refused = push(alice_, body, house_.header_over(body + " "));
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("HASH_FAILURE"));
  EXPECT_EQ(push(alice_, body, House().header_over(body)).status, 400) << "somebody unknown";
  EXPECT_EQ(push(alice_, body, "!").status, 400);
  EXPECT_EQ(get(alice_, "/api/v1/objects/" + test_id("indicator", 1)).status, 404);
}

TEST_F(Seals, ObjectsAndTheirSealAreKeptTogetherOrNotAtAll) {
  const auto database = sql::Database::open(hub_.file("hub.db")).value();
  const auto connection = database->connect().value();
  const std::string body = envelope_of(test_indicator(1));
  // As a full disk would: the seal cannot be kept.
  ASSERT_TRUE(connection->script("ALTER TABLE seal_arrival_object RENAME TO away"));
  EXPECT_EQ(push(alice_, body, house_.header_over(body)).status, 500);
  EXPECT_EQ(get(alice_, "/api/v1/objects/" + test_id("indicator", 1)).status, 404);
  ASSERT_TRUE(connection->script("ALTER TABLE away RENAME TO seal_arrival_object"));
  EXPECT_EQ(push(alice_, body, house_.header_over(body)).status, 200);
  EXPECT_EQ(seals_of(alice_, test_id("indicator", 1)).size(), 1U);
}

TEST_F(Seals, ASealIsSeenWhereItsContributionIsSeenAndNowhereElse) {
  directory::Community community;
  community.name = "isac";
  const auto isac = TestHub::sound(hub_.directory().add(community)).id;
  const auto member = [&](const char* name, sharing::OrganisationId organisation) {
    directory::Account account;
    account.name = name;
    account.organisation = organisation;
    account.memberships = {{.community = isac, .role = sharing::Role::Contributor}};
    return hub_.key(account);
  };
  const std::string ours = member("ours", own_);
  const std::string theirs = member("theirs", other_);
  const auto collection = [&](const std::string& alias, bool anonymous) {
    directory::Collection made = desk_;
    made.id = 0;
    made.uuid = stix::uuid4();
    made.alias = alias;
    made.community = isac;
    made.tlp = sharing::Tlp::Green;
    made.anonymous = anonymous;
    TestHub::sound(hub_.directory().add(made));
  };
  collection("named", false);
  collection("hidden", true);
  const auto marked = [](unsigned n) {
    std::string text = test_indicator(n);
    return envelope_of(text);
  };
  const std::string named = marked(1);
  ASSERT_EQ(push(ours, named, house_.header_over(named), "named").status, 200);
  EXPECT_EQ(seals_of(theirs, test_id("indicator", 1)).size(), 1U);

  const std::string hidden = marked(2);
  ASSERT_EQ(push(ours, hidden, house_.header_over(hidden), "hidden").status, 200);
  EXPECT_EQ(seals_of(ours, test_id("indicator", 2)).size(), 1U);
  EXPECT_EQ(get(theirs, "/api/v1/objects/" + test_id("indicator", 2)).status, 200);
  EXPECT_EQ(seals_of(theirs, test_id("indicator", 2)).size(), 0U) << "its submitter is hidden";

  // Known to others by their own word, sealed by us in a collection that they do not see.
  const std::string both = marked(3);
  ASSERT_EQ(push(theirs, both, "", "named").status, 200);
  ASSERT_EQ(push(ours, both, house_.header_over(both), "desk").status, 200);
  EXPECT_EQ(seals_of(ours, test_id("indicator", 3)).size(), 1U);
  EXPECT_EQ(get(theirs, "/api/v1/objects/" + test_id("indicator", 3)).status, 200);
  EXPECT_EQ(seals_of(theirs, test_id("indicator", 3)).size(), 0U) << "the desk is not theirs";
}

TEST_F(Seals, AnApproverSeesTheSealOfWhatWaitsAndNotThatOfAnEarlierVersion) {
  directory::Community community;
  community.name = "isac";
  const auto isac = TestHub::sound(hub_.directory().add(community)).id;
  directory::Account account;
  account.name = "approver";
  account.organisation = own_;
  account.memberships = {{.community = isac, .role = sharing::Role::Approver}};
  const std::string approver = hub_.key(account);
  directory::Collection made = desk_;
  made.id = 0;
  made.uuid = stix::uuid4();
  made.alias = "review";
  made.community = isac;
  made.release = directory::Release::Approval;
  TestHub::sound(hub_.directory().add(made));

  const std::string sealed = envelope_of(test_indicator(1));
  ASSERT_EQ(push(approver, sealed, house_.header_over(sealed), "review").status, 200);
  const std::string newer = envelope_of(test_indicator(1, "2026-01-03T00:00:00.000Z"));
  ASSERT_EQ(push(approver, newer, "", "review").status, 200);
  const auto waiting = get(approver, "/api/v1/approvals").json()["items"];
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0]["seals"].size(), 1U);
  EXPECT_FALSE(waiting[1].contains("seals"));
}

TEST_F(Seals, ReleasesAreSealedForWhoeverAsks) {
  push(alice_, envelope_of(test_indicator(1)), "");
  const auto inspector = seal::Inspector::open({.anchors = anchors()}).value();
  for (const char* target :
       {"/taxii2/hub/collections/desk/objects/", "/api/v1/outputs/csv", "/api/v1/withdrawals"}) {
    const auto plain = get(alice_, target);
    EXPECT_EQ(plain.header("noroshi-seal"), "") << target;
    const auto sealed = get(alice_, target, true);
    ASSERT_EQ(sealed.status, 200) << target;
    EXPECT_EQ(sealed.body, plain.body) << target;
    const auto seal = seal_in(sealed.header("noroshi-seal")).value();
    const auto judged = judge(inspector, sealed.body, seal, io::wall_clock());
    EXPECT_TRUE(judged) << target << ": " << judged.error().message;
    EXPECT_FALSE(judge(inspector, sealed.body + "\n", seal, io::wall_clock())) << target;
  }
  // What is no release, is refused, or is asked for by nobody has none.
  for (const char* target : {"/api/v1/me", "/taxii2/hub/collections/", "/api/v1/outputs/none",
                             "/taxii2/hub/collections/desk/manifest/"}) {
    EXPECT_EQ(get(alice_, target, true).header("noroshi-seal"), "") << target;
  }
  EXPECT_EQ(get("", "/api/v1/outputs/csv", true).header("noroshi-seal"), "");
}

TEST_F(Seals, EachUseOfTheHubsOwnKeyIsSeenByItsOrganisationAloneAndNoneIsMadeTwice) {
  push(alice_, envelope_of(test_indicator(1)), "");
  const std::string target = "/taxii2/hub/collections/desk/objects/";
  get(alice_, target, true);
  get(alice_, target, true);
  EXPECT_EQ(made_, 1);
  const auto uses = get(alice_, "/api/v1/seals/uses").json()["items"];
  ASSERT_EQ(uses.size(), 1U);
  EXPECT_EQ(uses[0]["credential"], "releases");
  EXPECT_EQ(uses[0]["account"], "alice");
  const std::string stranger = hub_.key("stranger", other_);
  EXPECT_EQ(get(stranger, "/api/v1/seals/uses").json()["items"].size(), 0U);
}

TEST_F(Seals, ASealThatCannotBeMadeIsNeverLeftOutInSilence) {
  broken_ = true;
  const auto sealed = get(alice_, "/api/v1/outputs/csv", true);
  EXPECT_EQ(sealed.status, 503);
  EXPECT_THAT(sealed.body, Not(HasSubstr("the authority")));  // its words are for the log
  EXPECT_EQ(get(alice_, "/api/v1/outputs/csv").status, 200);
}

TEST_F(Seals, WhoeverWantsOneWhileAnotherIsSlowlyMadeIsToldToAskAgain) {
  std::promise<void> begun;
  std::promise<void> may_end;
  while_made_ = [&] {
    begun.set_value();
    may_end.get_future().wait();
  };
  http::Client other(http::Url::parse(hub_.url()).value(), hub_.pinned());
  int slow = 0;
  std::thread first([&] {
    const auto reply =
        other.request("GET", "/api/v1/outputs/csv", {},
                      {{"Authorization", "Bearer " + alice_}, {"Noroshi-Seal", "wanted"}});
    if (reply && !reply->header("noroshi-seal").empty()) slow = reply->status;
  });
  begun.get_future().wait();
  const auto second = get(alice_, "/api/v1/withdrawals", true);
  EXPECT_EQ(second.status, 503);
  EXPECT_NE(second.header("retry-after"), "");
  EXPECT_EQ(get(alice_, "/api/v1/withdrawals").status, 200);  // without a seal nothing waits
  may_end.set_value();
  first.join();
  EXPECT_EQ(slow, 200) << "it was sealed";
}

/// Where sealed contributions alone are taken.
class SealsDemanded : public Seals {
 protected:
  SealsDemanded() : Seals([](ServeOptions& options) { options.arrivals.required = true; }) {}
};

TEST_F(SealsDemanded, NoDoorTakesAContributionWithoutOne) {
  const std::string body = envelope_of(test_indicator(1));
  EXPECT_EQ(push(alice_, body, "").status, 400);
  const std::string objects = "/taxii2/hub/collections/desk/objects/";
  const auto refused = hub_.ask({.key = alice_}, "POST", objects, body);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("sealed contributions only"));
  Says says{.key = alice_};
  says.more.emplace_back("Noroshi-Seal", house_.header_over(body));
  EXPECT_EQ(hub_.ask(says, "POST", objects, body).status, 202);
  EXPECT_EQ(seals_of(alice_, test_id("indicator", 1)).size(), 1U);
}

/// Two hubs: one lets out under its seal, the other takes what is sealed.
class SealedInputs : public Seals {
 protected:
  SealedInputs() {
    receiver_own_ = receiver_.organisation("Receiver");
    target_ = receiver_.desk(receiver_own_);
    reader_ = receiver_.key("reader", receiver_own_);
    inputs_ = TestHub::sound(Inputs::open(receiver_.parts()));
    std::ofstream(folder_.file("secret")) << alice_ << "\n";
  }

  Input input(InputKind kind, const std::string& from) {
    Input one;
    one.name = "in";
    one.kind = kind;
    one.from = from;
    one.collection = target_.uuid;
    one.active = false;
    one.seals = {.believed = {.anchors = anchors()}, .required = true};
    if (!from.starts_with("https")) return one;
    one.fingerprint = hub_.fingerprint();
    one.secret_file = folder_.file("secret");
    return one;
  }
  std::string run(const Input& one) {
    static_cast<void>(inputs_->remove(one.name));
    EXPECT_TRUE(inputs_->add(one));
    return TestHub::sound(inputs_->run(one.name));
  }
  Input state() { return TestHub::sound(inputs_->all()).at(0); }
  nlohmann::json received(const std::string& id) {
    return receiver_.ask({.key = reader_, .accept = "*/*"}, "GET", "/api/v1/objects/" + id).json();
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name), std::ios::binary) << text;
  }

  TestHub receiver_;
  sharing::OrganisationId receiver_own_ = 0;
  directory::Collection target_;
  std::string reader_;
  std::unique_ptr<Inputs> inputs_;
};

TEST_F(SealedInputs, AnotherHubsReleasesComeInUnderItsSeal) {
  push(alice_, envelope_of(test_indicator(1)), "");
  const auto one = input(InputKind::Taxii, hub_.url() + "/taxii2/hub/collections/desk/");
  EXPECT_THAT(run(one), StartsWith("1 new"));
  EXPECT_THAT(state().last_seal, HasSubstr("NTRJP-7000012050002"));
  const auto seals = received(test_id("indicator", 1))["seals"];
  ASSERT_EQ(seals.size(), 1U);
  EXPECT_EQ(seals[0]["corporateNumber"], "7000012050002");
}

TEST_F(SealedInputs, ABatchUnderAStrangersSealIsRefusedWithItsReasonInSight) {
  push(alice_, envelope_of(test_indicator(1)), "");
  auto one = input(InputKind::Taxii, hub_.url() + "/taxii2/hub/collections/desk/");
  one.seals.believed.anchors = House().anchors(folder_.file("others.pem"));
  EXPECT_THAT(run(one), AllOf(StartsWith("failed: "), HasSubstr("its seal does not pass"),
                              HasSubstr("NO_CERTIFICATE_CHAIN_FOUND")));
  EXPECT_EQ(state().failures, 1U);
  EXPECT_EQ(state().cursor, "");
  EXPECT_FALSE(received(test_id("indicator", 1)).contains("id"));

  one.seals.believed.anchors = anchors();
  one.seals.sealed_by = "NTRJP-1";  // another organisation than the one that seals
  EXPECT_THAT(run(one), AllOf(StartsWith("failed: "), HasSubstr("and not by NTRJP-1")));
  one.seals.sealed_by = "NTRJP-7000012050002";
  EXPECT_THAT(run(one), StartsWith("1 new"));
}

TEST_F(SealedInputs, AHubThatDoesNotSealIsRefusedWhereSealsAreDemandedAndToldOfWhereNot) {
  push(alice_, envelope_of(test_indicator(1)), "");
  broken_ = true;
  auto one = input(InputKind::Feed, hub_.url() + "/api/v1/outputs/list");
  EXPECT_THAT(run(one), AllOf(StartsWith("failed: "), HasSubstr("503")));
  one.from = folder_.file("feed.txt");
  write("feed.txt", "198.51.100.1\n");
  EXPECT_THAT(run(one), AllOf(StartsWith("failed: "), HasSubstr("came without a seal")));
  one.seals.required = false;
  EXPECT_THAT(run(one), HasSubstr("not sealed"));
  EXPECT_EQ(state().last_seal, "");
}

TEST_F(SealedInputs, AFileIsHeldAgainstTheSealBesideIt) {
  write("feed.txt", "198.51.100.1\n");
  write("feed.txt.p7s", house_.over("198.51.100.1\n"));
  const auto one = input(InputKind::Feed, folder_.file("feed.txt"));
  EXPECT_THAT(run(one), AllOf(Not(StartsWith("0 new")), Not(StartsWith("failed"))));
  write("feed.txt", "198.51.100.2\n");
  EXPECT_THAT(run(one), HasSubstr("HASH_FAILURE"));
  write("feed.txt.p7s", "no seal at all");
  EXPECT_THAT(run(one), HasSubstr("its seal does not pass"));
  write("feed.txt.p7s", "");
  EXPECT_THAT(run(one), HasSubstr("came without a seal"));
}

TEST_F(SealedInputs, AFeedThatIsFetchedEachHourIsKeptAsSealedOnce) {
  write("feed.txt", "198.51.100.1\n");
  write("feed.txt.p7s", house_.over("198.51.100.1\n"));
  const auto one = input(InputKind::Feed, folder_.file("feed.txt"));
  ASSERT_TRUE(inputs_->add(one));
  for (int i = 0; i < 3; ++i) TestHub::sound(inputs_->run(one.name));
  const auto connection = receiver_.parts().database.connect().value();
  const auto rows = connection->ask("SELECT COUNT(*) FROM seal_arrival").value();
  ASSERT_TRUE(rows->next().value());
  EXPECT_EQ(rows->integer(0), 1);
}

TEST_F(SealedInputs, WarningListsAndMispFeedsAreHeldAgainstTheirSealsFileByFile) {
  const std::string list =
      R"({"name":"l","version":1,"description":"","type":"cidr","list":["192.0.2.0/24"]})";
  std::filesystem::create_directory(folder_.file("lists"));
  write("lists/a.json", list);
  auto lists = input(InputKind::Warnings, folder_.file("lists"));
  EXPECT_THAT(run(lists), HasSubstr("a.json: came without a seal"));
  write("lists/a.json.p7s", house_.over(list));
  EXPECT_THAT(run(lists), StartsWith("1 lists"));

  const std::string event = "5f6d4e1a-0000-4000-8000-000000000001";
  const std::string manifest = "{\"" + event + "\":{\"timestamp\":\"1700000000\"}}";
  std::filesystem::create_directory(folder_.file("misp"));
  write("misp/manifest.json", manifest);
  write("misp/manifest.json.p7s", house_.over(manifest));
  const std::string body =
      R"({"Event":{"uuid":")" + event +
      R"(","info":"x","date":"2026-01-01","timestamp":"1700000000","Attribute":[]}})";
  write("misp/" + event + ".json", body);
  const auto misp = input(InputKind::Misp, folder_.file("misp/manifest.json"));
  EXPECT_THAT(run(misp), HasSubstr(event + ".json: came without a seal"));
  write("misp/" + event + ".json.p7s", house_.over(body));
  EXPECT_THAT(run(misp), Not(StartsWith("failed")));
}

TEST_F(SealedInputs, DemandingSealsWithoutAnchorsIsAMistakeThatIsToldAtOnce) {
  auto one = input(InputKind::Feed, folder_.file("feed.txt"));
  one.seals.believed.anchors.clear();
  const auto refused = inputs_->add(one);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("anchors"));
}

}  // namespace
}  // namespace noroshi::hub
