// Hubs that pull from one another: what goes where, how far, and that they come to rest.
#include <fstream>

#include "hub/hub_test.hpp"
#include "hub/inputs.hpp"
#include "intel/sharing/marking.hpp"

namespace noroshi::hub {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr const char* kCommunity = "5f0b1ad2-7d7a-4f3c-9a56-0d8e3a0c1f11";

/// A hub of one organisation, in the community that all of them share.
struct Member {
  explicit Member(const std::string& name, std::uint8_t hops = 2) {
    own = hub.organisation(name);
    directory::Community made;
    made.uuid = kCommunity;
    made.name = "isac";
    made.title = "ISAC";
    community = TestHub::sound(hub.directory().add(std::move(made))).id;
    collection = hub.desk(own, "shared");
    collection.community = community;
    collection.tlp = sharing::Tlp::Green;
    collection.hops = hops;
    if (!hub.directory().change(collection)) throw std::runtime_error("collection");
    user.key = key("user", own, sharing::Kind::Person);
    others = hub.organisation("Others");
    reader.key = key("reader", others, sharing::Kind::Person);
  }

  std::string key(const std::string& name, sharing::OrganisationId organisation,
                  sharing::Kind kind) {
    directory::Account account;
    account.name = name;
    account.organisation = organisation;
    account.kind = kind;
    account.memberships = {{.community = community, .role = sharing::Role::Contributor}};
    return hub.key(std::move(account));
  }

  /// Pulls from `other` from now on, when told to.
  void follow(Member& other, const std::string& name) {
    const std::string secret = hub.file(name + ".key");
    std::ofstream(secret) << other.key("peer-" + stix::uuid4(), other.others, sharing::Kind::Peer);
    Input input;
    input.name = name;
    input.kind = InputKind::Peer;
    input.from = other.hub.url() + "/taxii2/";
    input.remote = "shared";
    input.collection = collection.uuid;
    input.secret_file = secret;
    input.fingerprint = other.hub.fingerprint();
    input.active = false;
    auto inputs = TestHub::sound(Inputs::open(hub.parts()));
    if (const auto added = inputs->add(std::move(input)); !added) {
      throw std::runtime_error(added.error().message);
    }
  }

  std::string pull(const std::string& name) {
    return TestHub::sound(TestHub::sound(Inputs::open(hub.parts()))->run(name));
  }

  void post(const std::string& envelope) {
    const auto reply = hub.ask(user, "POST", kObjects, envelope);
    ASSERT_EQ(reply.status, 202) << reply.body;
    ASSERT_EQ(reply.json()["failure_count"], 0) << reply.body;
  }

  /// What a member of the community at this hub sees of an object: nothing, or its newest text.
  std::string seen(const std::string& id) {
    const auto reply = hub.get(reader, kObjects + id + "/");
    return reply.status == 200 ? reply.body : "";
  }
  /// Every id and version that this hub's own people see.
  std::string manifest() {
    return hub.get(user, "/taxii2/hub/collections/shared/manifest/?match[version]=all").body;
  }
  std::size_t assertions(const std::string& id) {
    const sharing::Viewer owner{.kind = sharing::Kind::Machine,
                                .organisation = own,
                                .memberships = {{.community = community}}};
    const auto found = hub.parts().archive.assertions(owner, id);
    return found ? found->size() : 0;
  }

  const std::string kObjects = "/taxii2/hub/collections/shared/objects/";
  TestHub hub;
  sharing::OrganisationId own = 0, others = 0;
  sharing::CommunityId community = 0;
  directory::Collection collection;
  Says user, reader;
};

TEST(Federation, TwoHubsThatPullFromEachOtherComeToRest) {
  Member alpha("Alpha Telecom");
  Member beta("Beta Telecom");
  alpha.follow(beta, "beta");
  beta.follow(alpha, "alpha");
  alpha.post(envelope_of(test_indicator(1), test_indicator(2)));
  beta.post(envelope_of(test_indicator(3)));

  for (int round = 0; round < 2; ++round) {
    EXPECT_THAT(alpha.pull("beta"), testing::Not(StartsWith("failed")));
    EXPECT_THAT(beta.pull("alpha"), testing::Not(StartsWith("failed")));
  }
  const std::string at_alpha = alpha.manifest();
  const std::string at_beta = beta.manifest();
  for (int round = 0; round < 3; ++round) {
    EXPECT_THAT(alpha.pull("beta"), StartsWith("0 new"));
    EXPECT_THAT(beta.pull("alpha"), StartsWith("0 new"));
  }
  EXPECT_EQ(alpha.manifest(), at_alpha);
  EXPECT_EQ(beta.manifest(), at_beta);
  for (unsigned n = 1; n <= 3; ++n) {
    const std::string id = test_id("indicator", n);
    EXPECT_NE(alpha.seen(id), "") << n;
    EXPECT_NE(beta.seen(id), "") << n;
    EXPECT_EQ(alpha.assertions(id), 1U) << n;
    EXPECT_EQ(beta.assertions(id), 1U) << n;
  }
}

TEST(Federation, EachHubSpendsAHopAndTheLastKeepsItForItself) {
  Member alpha("Alpha Telecom");
  Member beta("Beta Telecom");
  Member gamma("Gamma Telecom");
  Member delta("Delta Telecom");
  beta.follow(alpha, "alpha");
  gamma.follow(beta, "beta");
  delta.follow(gamma, "gamma");
  alpha.post(envelope_of(test_indicator(1)));
  const std::string id = test_id("indicator", 1);
  EXPECT_THAT(beta.pull("alpha"), testing::Not(StartsWith("failed")));
  EXPECT_THAT(gamma.pull("beta"), testing::Not(StartsWith("failed")));
  const std::string nothing = delta.pull("gamma");
  EXPECT_THAT(nothing, StartsWith("0 new"));

  const auto marked = [&](std::uint8_t hops) {
    sharing::Limits limits;
    limits.community = kCommunity;
    limits.hops = hops;
    return HasSubstr(sharing::limits_marking_id(limits));
  };
  EXPECT_THAT(alpha.seen(id), marked(2));
  EXPECT_THAT(beta.seen(id), marked(1));
  EXPECT_THAT(gamma.seen(id), marked(0));
  EXPECT_EQ(delta.seen(id), "");
}

TEST(Federation, FewestHopsOfSeveralMarkingsCount) {
  Member alpha("Alpha Telecom");
  const auto marking = [](std::uint8_t hops) {
    sharing::Limits limits;
    limits.community = kCommunity;
    limits.hops = hops;
    return limits;
  };
  alpha.post(envelope_of(sharing::limits_marking_json(marking(0)),
                         sharing::limits_marking_json(marking(4)),
                         test_indicator(1, "2026-01-02T00:00:00.000Z",
                                        fmt::format(R"(,"object_marking_refs":["{}","{}"])",
                                                    sharing::limits_marking_id(marking(0)),
                                                    sharing::limits_marking_id(marking(4))))));
  Member beta("Beta Telecom");
  beta.follow(alpha, "alpha");
  EXPECT_THAT(beta.pull("alpha"), testing::Not(StartsWith("failed")));
  EXPECT_EQ(beta.seen(test_id("indicator", 1)), "");
}

TEST(Federation, LimitsAreKnownHoweverSmallThePagesAndGoOnAfterApproval) {
  Member alpha("Alpha Telecom");
  alpha.collection.release = directory::Release::Approval;
  ASSERT_TRUE(alpha.hub.directory().change(alpha.collection).has_value());
  alpha.post(envelope_of(test_indicator(1)));
  const std::string id = test_id("indicator", 1);
  const sharing::Viewer approver{
      .kind = sharing::Kind::Person,
      .organisation = alpha.own,
      .memberships = {{.community = alpha.community, .role = sharing::Role::Approver}}};
  Member beta("Beta Telecom");
  beta.follow(alpha, "alpha");
  EXPECT_THAT(beta.pull("alpha"), testing::Not(StartsWith("failed")));
  EXPECT_EQ(beta.seen(id), "") << "held";
  const auto waiting = TestHub::sound(alpha.hub.parts().archive.waiting(approver, 0, 10));
  ASSERT_THAT(waiting.revisions, SizeIs(1));
  const auto decided = alpha.hub.parts().archive.decide(
      approver, alpha.collection.id, waiting.revisions.front().sequence, sharing::State::Released);
  ASSERT_TRUE(decided.has_value()) << decided.error().message;
  EXPECT_THAT(beta.pull("alpha"), testing::Not(StartsWith("failed")));
  sharing::Limits left;
  left.community = kCommunity;
  left.hops = 1;
  EXPECT_THAT(beta.seen(id), HasSubstr(sharing::limits_marking_id(left)));

  // The marking, and what explains it, come before what bears it.
  const Says peer{.key = alpha.key("peer", alpha.others, sharing::Kind::Peer)};
  std::vector<std::string> types;
  const auto given = alpha.hub.get(peer, alpha.kObjects).json();
  for (const auto& object : given.at("objects")) types.push_back(object.at("type"));
  ASSERT_THAT(types, SizeIs(4));
  EXPECT_EQ(types.back(), "indicator");
  types.pop_back();
  EXPECT_THAT(types,
              UnorderedElementsAre("identity", "extension-definition", "marking-definition"));
}

TEST(Federation, WithoutHopsNothingLeaves) {
  Member alpha("Alpha Telecom", 0);
  Member beta("Beta Telecom");
  beta.follow(alpha, "alpha");
  alpha.post(envelope_of(test_indicator(1)));
  EXPECT_NE(alpha.seen(test_id("indicator", 1)), "");
  EXPECT_THAT(beta.pull("alpha"), StartsWith("0 new"));
  EXPECT_EQ(beta.seen(test_id("indicator", 1)), "");
}

TEST(Federation, AccountOfTheOwnOrganisationMakesNoPeerAnOwner) {
  Member alpha("Alpha Telecom", 0);
  alpha.post(envelope_of(test_indicator(1)));
  const Says peer{.key = alpha.key("peer", alpha.own, sharing::Kind::Peer)};
  EXPECT_EQ(alpha.hub.get(peer, alpha.kObjects).body, "{}") << "no hops, so nothing leaves";
}

TEST(Federation, WhatAPeerTakesBackIsTakenBackHereAndOursIsNot) {
  Member alpha("Alpha Telecom");
  Member beta("Beta Telecom");
  Member gamma("Gamma Telecom");
  beta.follow(alpha, "alpha");
  gamma.follow(beta, "beta");
  alpha.post(envelope_of(test_indicator(1), test_indicator(2), test_indicator(3)));
  EXPECT_THAT(beta.pull("alpha"), testing::Not(StartsWith("failed")));
  EXPECT_THAT(gamma.pull("beta"), testing::Not(StartsWith("failed")));
  beta.post(envelope_of(test_indicator(2)));  // says so itself too
  for (const unsigned n : {1U, 2U}) {
    const auto taken =
        alpha.hub.ask({.key = alpha.user.key, .content_type = "application/json"}, "POST",
                      "/api/v1/objects/" + test_id("indicator", n) + "/retract");
    ASSERT_EQ(taken.status, 200) << taken.body;
  }
  EXPECT_THAT(beta.pull("alpha"), HasSubstr("2 taken back"));
  EXPECT_EQ(beta.seen(test_id("indicator", 1)), "");
  EXPECT_NE(beta.seen(test_id("indicator", 2)), "") << "its own word stands";
  EXPECT_NE(beta.seen(test_id("indicator", 3)), "");
  EXPECT_THAT(beta.pull("alpha"), testing::Not(HasSubstr("taken back"))) << "once is enough";
  EXPECT_THAT(gamma.pull("beta"), HasSubstr("1 taken back"));
  EXPECT_EQ(gamma.seen(test_id("indicator", 1)), "");
}

TEST(Federation, PullResumesAtItsCursorAfterARestart) {
  Member alpha("Alpha Telecom");
  Member beta("Beta Telecom");
  beta.follow(alpha, "alpha");
  for (unsigned n = 1; n <= 6; ++n) alpha.post(envelope_of(test_indicator(n)));
  EXPECT_THAT(beta.pull("alpha"), testing::Not(StartsWith("failed")));
  beta.hub.restart();
  alpha.hub.restart();
  alpha.post(envelope_of(test_indicator(7)));
  const std::string result = beta.pull("alpha");
  EXPECT_THAT(result, StartsWith("1 new, 1 known"))
      << "the last one again (its instant may have others), and the new one";
  EXPECT_NE(beta.seen(test_id("indicator", 7)), "");
}

TEST(Federation, PeerThatIsAwayIsAFailureWithItsReason) {
  Member beta("Beta Telecom");
  {
    Member alpha("Alpha Telecom");
    beta.follow(alpha, "alpha");
    std::ofstream(beta.hub.file("alpha.key")) << "noroshi_wrong";
    EXPECT_THAT(beta.pull("alpha"), HasSubstr("401"));
  }
}

}  // namespace
}  // namespace noroshi::hub
