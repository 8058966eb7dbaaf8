#include "hub/directory/directory.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "hub/directory/secret.hpp"
#include "io/sql/engines_test.hpp"

namespace noroshi::directory {
namespace {

using sharing::Kind;
using sharing::Role;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Organisation organisation(std::string name) {
  Organisation made;
  made.name = std::move(name);
  return made;
}

Community community(std::string name) {
  Community made;
  made.name = std::move(name);
  return made;
}

Root root(std::string path, bool is_default = false) {
  Root made;
  made.path = std::move(path);
  made.title = "Root";
  made.is_default = is_default;
  return made;
}

Key key_of(std::int64_t account, Scopes scopes = {.read = true}) {
  Key made;
  made.name = "script";
  made.account = account;
  made.scopes = scopes;
  return made;
}

class DirectoryTest : public sql::EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    if (IsSkipped()) return;
    directory_ = open();
    own_ = directory_->add(organisation("agency")).value();
    member_ = directory_->add(organisation("operator")).value();
    isac_ = directory_->add(community("isac")).value();
    (void)directory_->add(root("taxii2/root", true)).value();
  }

  std::unique_ptr<Directory> open() {
    return Directory::open(database(), [this] { return now_; }).value();
  }

  Account person(std::string name, std::vector<sharing::Membership> memberships = {}) {
    Account account;
    account.name = std::move(name);
    account.organisation = member_.id;
    account.memberships = std::move(memberships);
    return account;
  }

  Account with_role(Role role) {
    const auto name = std::string(sharing::name_of(role));
    return directory_->add(person(name, {{isac_.id, role}})).value();
  }

  Collection collection() {
    Collection collection;
    collection.root = "taxii2/root";
    collection.title = "Indicators";
    collection.community = isac_.id;
    collection.owner = own_.id;
    return collection;
  }

  template <class T>
  static std::string why(const Result<T>& result) {
    return result ? "no error" : result.error().message;
  }

  Directory::Rights rights(const std::optional<Account>& account, const Collection& collection) {
    return directory_->rights(directory_->viewer_of(account), collection);
  }

  base::Micros now_ = 1'789'000'000 * base::kSecond;
  std::unique_ptr<Directory> directory_;
  Organisation own_;
  Organisation member_;
  Community isac_;
};

NOROSHI_FOR_EACH_ENGINE(DirectoryTest);

MATCHER_P3(Are, see, read, write, "") {
  return arg.see == see && arg.read == read && arg.write == write;
}

TEST_P(DirectoryTest, KeepsAllOfAnOrganisation) {
  auto given = organisation("北の通信");
  given.domains = {"north.example", "n.example"};
  given.reliability = 'B';
  given.regions.set(static_cast<std::size_t>(sharing::Region::Hokkaido));
  given.regions.set(static_cast<std::size_t>(sharing::Region::Okinawa));
  const auto added = directory_->add(given).value();
  EXPECT_TRUE(is_uuid(added.uuid));
  directory_ = open();
  const auto found = directory_->organisation("北の通信").value();
  EXPECT_EQ(found.id, added.id);
  EXPECT_EQ(found.regions, given.regions);
  EXPECT_EQ(found.domains, given.domains);
  EXPECT_EQ(found.reliability, 'B');
  EXPECT_EQ(directory_->organisation(added.uuid)->name, "北の通信");
}

TEST_P(DirectoryTest, KeepsAllOfAnAccount) {
  auto given = person("alice", {{isac_.id, Role::Approver}});
  given.kind = Kind::Machine;
  given.operates = true;
  given.certificate = "AB:" + std::string(62, '0');
  given.subject = "https://id.example alice";
  ASSERT_TRUE(directory_->add(given, "correct horse"));
  directory_ = open();
  const auto found = directory_->account("alice").value();
  EXPECT_EQ(found.organisation, member_.id);
  EXPECT_EQ(found.kind, Kind::Machine);
  EXPECT_TRUE(found.operates);
  EXPECT_TRUE(found.active);
  EXPECT_THAT(found.memberships, ElementsAre(sharing::Membership{isac_.id, Role::Approver}));
  EXPECT_EQ(found.certificate, "ab" + std::string(62, '0'));
  EXPECT_EQ(found.subject, given.subject);
}

TEST_P(DirectoryTest, KeepsAllOfACollection) {
  auto given = collection();
  given.description = "what is new";
  given.alias = "indicators";
  given.tlp = sharing::Tlp::Green;
  given.hops = 3;
  given.lifetime = base::kDay;
  given.release = Release::Direct;
  given.anonymous = false;
  given.readable = false;
  given.writable = false;
  given.open = true;
  const auto added = directory_->add(given).value();
  directory_ = open();
  const auto found = directory_->collection("taxii2/root", "indicators").value();
  EXPECT_EQ(found.id, added.id);
  EXPECT_EQ(found.uuid, added.uuid);
  EXPECT_EQ(found.title, given.title);
  EXPECT_EQ(found.description, given.description);
  EXPECT_EQ(found.community, isac_.id);
  EXPECT_EQ(found.owner, own_.id);
  EXPECT_EQ(found.tlp, sharing::Tlp::Green);
  EXPECT_EQ(found.hops, 3);
  EXPECT_EQ(found.lifetime, base::kDay);
  EXPECT_EQ(found.release, Release::Direct);
  EXPECT_FALSE(found.anonymous);
  EXPECT_FALSE(found.readable);
  EXPECT_FALSE(found.writable);
  EXPECT_TRUE(found.open);
  EXPECT_TRUE(directory_->collection("taxii2/root", added.uuid));
  EXPECT_FALSE(directory_->collection("another", added.uuid));
  EXPECT_FALSE(directory_->collection("taxii2/root", ""));
}

TEST_P(DirectoryTest, NumbersLeadToUuids) {
  const auto added = directory_->add(collection()).value();
  EXPECT_EQ(directory_->collection_uuid(added.id), added.uuid);
  EXPECT_EQ(directory_->collection_uuid(added.id + 1), "");
  EXPECT_EQ(directory_->organisation_uuid(own_.id), own_.uuid);
  EXPECT_EQ(directory_->organisation_uuid(0), "") << "nobody's";
}

TEST_P(DirectoryTest, NamesAreUnique) {
  EXPECT_THAT(why(directory_->add(organisation("agency"))), HasSubstr("\"agency\" is taken"));
  EXPECT_THAT(why(directory_->add(community("isac"))), HasSubstr("\"isac\" is taken"));
  ASSERT_TRUE(directory_->add(person("alice")));
  EXPECT_THAT(why(directory_->add(person("alice"))), HasSubstr("\"alice\" is taken"));
  EXPECT_THAT(why(directory_->add(root("taxii2/root"))), HasSubstr("taken"));
  auto first = collection();
  first.alias = "one";
  ASSERT_TRUE(directory_->add(first));
  EXPECT_THAT(why(directory_->add(first)), HasSubstr("alias \"one\" is taken"));
}

TEST_P(DirectoryTest, WhatMakesNoSenseIsRefusedWithAReason) {
  EXPECT_THAT(why(directory_->add(person(""))), HasSubstr("needs a name"));
  EXPECT_THAT(why(directory_->add(person("a:b"))), HasSubstr("colon"));
  EXPECT_THAT(why(directory_->add(person("a\nb"))), HasSubstr("control character"));
  EXPECT_THAT(why(directory_->add(person("a", {{99, Role::Reader}}))),
              HasSubstr("no such community"));
  auto twice = person("a", {{isac_.id, Role::Reader}, {isac_.id, Role::Steward}});
  EXPECT_THAT(why(directory_->add(twice)), HasSubstr("one role"));
  auto homeless = person("a");
  homeless.organisation = 99;
  EXPECT_THAT(why(directory_->add(homeless)), HasSubstr("no such organisation"));
  EXPECT_THAT(why(directory_->add(person("a"), "short")), HasSubstr("8 to"));
  auto odd = organisation("n");
  odd.uuid = "x";
  EXPECT_THAT(why(directory_->add(odd)), HasSubstr("no UUID"));
  odd = organisation("n");
  odd.reliability = 'G';
  EXPECT_THAT(why(directory_->add(odd)), HasSubstr("A to F"));
  for (const char* path : {"", "/a", "a/", "a//b", "a b", "..", "api/v1", "health", "taxii2"}) {
    EXPECT_THAT(why(directory_->add(root(path))), HasSubstr("cannot be the path")) << path;
  }
  auto lost = collection();
  lost.root = "elsewhere";
  EXPECT_THAT(why(directory_->add(lost)), HasSubstr("no such API root"));
  EXPECT_THAT(directory_->accounts(), IsEmpty());
}

TEST_P(DirectoryTest, OneRootIsTheDefault) {
  ASSERT_TRUE(directory_->add(root("b", true)));
  int defaults = 0;
  for (const auto& root : directory_->roots()) defaults += root.is_default ? 1 : 0;
  EXPECT_EQ(defaults, 1);
  EXPECT_TRUE(directory_->roots().front().is_default) << "sorted by path: b, taxii2/root";
}

TEST_P(DirectoryTest, CollectionsComeInTheOrderOfTheirUuids) {
  for (const char* uuid :
       {"b0000000-0000-4000-8000-000000000000", "0a000000-0000-4000-8000-000000000000",
        "a0000000-0000-4000-8000-000000000000"}) {
    auto one = collection();
    one.uuid = uuid;
    ASSERT_TRUE(directory_->add(one));
  }
  std::string order;
  for (const auto& one : directory_->collections()) order += one.uuid.front();
  EXPECT_EQ(order, "0ab");
}

TEST_P(DirectoryTest, NumbersAreNeverGivenTwice) {
  const auto first = directory_->add(collection()).value();
  ASSERT_TRUE(directory_->remove_collection(first.id));
  EXPECT_GT(directory_->add(collection()).value().id, first.id);
  EXPECT_FALSE(directory_->remove_collection(first.id));
}

TEST_P(DirectoryTest, ChangesTakeEffectAtOnce) {
  auto account = directory_->add(person("alice"), "correct horse").value();
  account.name = "bob";
  account.active = false;
  account.memberships = {{isac_.id, Role::Steward}};
  ASSERT_TRUE(directory_->change(account));
  EXPECT_FALSE(directory_->account("alice"));
  EXPECT_THAT(directory_->account("bob")->memberships,
              ElementsAre(sharing::Membership{isac_.id, Role::Steward}));
  EXPECT_EQ(directory_->viewer_of(directory_->account("bob")).kind, Kind::Anonymous);
  EXPECT_FALSE(directory_->check_password("bob", "correct horse").value());
  account.id = 99;
  account.name = "carol";
  const auto missing = directory_->change(account);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::NotFound);
}

TEST_P(DirectoryTest, AnotherHubOnTheSameBaseSeesChangesSoon) {
  const auto other = open();
  ASSERT_FALSE(other->account("alice"));
  ASSERT_TRUE(directory_->add(person("alice")));
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!other->account("alice")) {
    ASSERT_LT(std::chrono::steady_clock::now(), patience);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

TEST_P(DirectoryTest, OnlyTheRightPasswordFits) {
  ASSERT_TRUE(directory_->add(person("alice"), "correct horse"));
  ASSERT_TRUE(directory_->add(person("keyless")));
  EXPECT_EQ(directory_->check_password("alice", "correct horse").value()->name, "alice");
  EXPECT_FALSE(directory_->check_password("alice", "correct hors").value());
  EXPECT_FALSE(directory_->check_password("alice", "").value());
  EXPECT_FALSE(directory_->check_password("nobody", "correct horse").value());
  EXPECT_FALSE(directory_->check_password("keyless", "").value());
  ASSERT_TRUE(directory_->set_password(directory_->account("alice")->id, "battery staple"));
  EXPECT_FALSE(directory_->check_password("alice", "correct horse").value());
  EXPECT_TRUE(directory_->check_password("alice", "battery staple").value());
}

TEST_P(DirectoryTest, SecretsAreNotInTheBase) {
  const auto alice = directory_->add(person("alice"), "correct horse").value();
  std::string secret;
  ASSERT_TRUE(directory_->make_key(key_of(alice.id), secret));
  const auto session = directory_->make_session(alice.id, base::kHour).value();
  const auto link = directory_->make_link(alice.id, base::kHour).value();
  const auto connection = database().connect().value();
  const auto rows = connection
                        ->ask(
                            "SELECT a.password, k.hash, s.hash, l.hash FROM directory_account a,"
                            " directory_key k, directory_session s, directory_link l")
                        .value();
  ASSERT_TRUE(rows->next().value());
  EXPECT_THAT(std::string(rows->text(0)), testing::StartsWith("$argon2id$v=19$m=32768,t=4,p=1$"));
  EXPECT_EQ(rows->text(1), digest_of(secret));
  EXPECT_EQ(rows->text(2), digest_of(session));
  EXPECT_EQ(rows->text(3), digest_of(link));
}

TEST_P(DirectoryTest, ALinkOpensOnceForTheAccountItWasMadeFor) {
  const auto alice = directory_->add(person("alice")).value();
  (void)directory_->add(person("bob")).value();
  const auto link = directory_->make_link(alice.id, base::kHour).value();
  EXPECT_THAT(link, testing::MatchesRegex("[A-Za-z0-9_-]{43}"));
  EXPECT_FALSE(directory_->take_link(link + "x").value());
  EXPECT_FALSE(directory_->take_link("").value());
  const auto taken = directory_->take_link(link).value();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->name, "alice");
  EXPECT_FALSE(directory_->take_link(link).value()) << "once";
}

TEST_P(DirectoryTest, ALinkIsTakenByOneOfTwoHubsOnly) {
  const auto alice = directory_->add(person("alice")).value();
  const auto other = open();
  for (int round = 0; round < 10; ++round) {
    const auto link = directory_->make_link(alice.id, base::kHour).value();
    bool there = false;
    std::thread second([&] { there = other->take_link(link).value().has_value(); });
    const bool here = directory_->take_link(link).value().has_value();
    second.join();
    EXPECT_NE(here, there);
  }
}

TEST_P(DirectoryTest, ALinkRunsOut) {
  const auto alice = directory_->add(person("alice")).value();
  const auto link = directory_->make_link(alice.id, 15 * base::kMinute).value();
  const auto late = directory_->make_link(alice.id, 16 * base::kMinute).value();
  now_ += 15 * base::kMinute;
  EXPECT_FALSE(directory_->take_link(link).value());
  EXPECT_TRUE(directory_->take_link(late).value());
  EXPECT_THAT(directory_->make_link(alice.id, base::kMinute - 1).error().message,
              HasSubstr("between one minute and seven days"));
  EXPECT_TRUE(directory_->make_link(alice.id, base::kMinute));
  EXPECT_TRUE(directory_->make_link(alice.id, 7 * base::kDay));
  EXPECT_FALSE(directory_->make_link(alice.id, 7 * base::kDay + 1));
}

TEST_P(DirectoryTest, ALinkOfAnAccountThatIsSwitchedOffIsDeadForGood) {
  auto alice = directory_->add(person("alice")).value();
  const auto link = directory_->make_link(alice.id, base::kHour).value();
  alice.active = false;
  ASSERT_TRUE(directory_->change(alice));
  EXPECT_FALSE(directory_->take_link(link).value());
  EXPECT_THAT(directory_->make_link(alice.id, base::kHour).error().message,
              HasSubstr("switched off"));
  alice.active = true;
  ASSERT_TRUE(directory_->change(alice));
  EXPECT_FALSE(directory_->take_link(link).value());
  EXPECT_FALSE(directory_->make_link(alice.id + 1, base::kHour)) << "nobody's";
}

TEST_P(DirectoryTest, AKeyOpensWhatItsScopesAndItsAccountAllow) {
  const auto alice = directory_->add(person("alice")).value();
  std::string secret;
  const Key wanted = key_of(alice.id, {.read = true, .operate = true});
  const auto key = directory_->make_key(wanted, secret).value();
  EXPECT_THAT(secret, testing::MatchesRegex("noroshi_[A-Za-z0-9_-]{43}"));
  const auto holder = directory_->check_key(secret);
  ASSERT_TRUE(holder);
  EXPECT_EQ(holder->account.name, "alice");
  EXPECT_EQ(holder->key.id, key.id);
  EXPECT_TRUE(holder->key.scopes.read);
  EXPECT_FALSE(holder->key.scopes.write);
  EXPECT_FALSE(holder->key.scopes.operate) << "the account does not";
  EXPECT_FALSE(directory_->check_key(secret + "x"));
  EXPECT_FALSE(directory_->check_key(""));
  ASSERT_TRUE(directory_->revoke_key(key.id));
  EXPECT_FALSE(directory_->check_key(secret));
}

TEST_P(DirectoryTest, AKeyRunsOutAndItsUseIsNotedByTheHour) {
  const auto alice = directory_->add(person("alice")).value();
  std::string secret;
  Key wanted = key_of(alice.id);
  wanted.expires = now_ + base::kDay;
  ASSERT_TRUE(directory_->make_key(wanted, secret));
  EXPECT_FALSE(directory_->keys(alice.id).front().last_used);
  ASSERT_TRUE(directory_->check_key(secret));
  EXPECT_EQ(directory_->keys(alice.id).front().last_used, now_ - now_ % base::kHour);
  now_ += base::kDay;
  EXPECT_FALSE(directory_->check_key(secret));
  wanted.expires = now_;
  EXPECT_FALSE(directory_->make_key(wanted, secret));
  EXPECT_FALSE(directory_->make_key(key_of(alice.id, {}), secret)) << "no scope";
  EXPECT_FALSE(directory_->make_key(key_of(99), secret));
}

TEST_P(DirectoryTest, ARemovedAccountTakesKeysSessionsAndLinksWithIt) {
  const auto alice = directory_->add(person("alice", {{isac_.id, Role::Reader}})).value();
  std::string secret;
  ASSERT_TRUE(directory_->make_key(key_of(alice.id), secret));
  const auto session = directory_->make_session(alice.id, base::kHour).value();
  const auto link = directory_->make_link(alice.id, base::kHour).value();
  ASSERT_TRUE(directory_->remove_account(alice.id));
  EXPECT_FALSE(directory_->check_key(secret));
  EXPECT_FALSE(directory_->check_session(session));
  EXPECT_FALSE(directory_->take_link(link).value());
  EXPECT_FALSE(directory_->account("alice"));
  EXPECT_FALSE(directory_->remove_account(alice.id));
}

TEST_P(DirectoryTest, ASessionLivesUntilItEndsOrRunsOut) {
  const auto alice = directory_->add(person("alice")).value();
  const auto one = directory_->make_session(alice.id, base::kHour).value();
  const auto two = directory_->make_session(alice.id, base::kHour).value();
  EXPECT_EQ(directory_->check_session(one)->name, "alice");
  EXPECT_EQ(open()->check_session(one)->name, "alice") << "on another hub too";
  EXPECT_FALSE(directory_->check_session("another"));
  ASSERT_TRUE(directory_->end_session(one));
  EXPECT_FALSE(directory_->check_session(one));
  now_ += base::kHour;
  EXPECT_FALSE(directory_->check_session(two));
  EXPECT_FALSE(directory_->make_session(99, base::kHour));
}

TEST_P(DirectoryTest, MachinesAndPeopleAreKnownByCertificateAndSubject) {
  auto machine = person("machine");
  machine.certificate = std::string(64, 'a');
  machine.subject = "https://id.example 7";
  machine = directory_->add(machine).value();
  EXPECT_EQ(directory_->account_of_certificate(std::string(64, 'A'))->name, "machine");
  EXPECT_EQ(directory_->account_of_subject("https://id.example 7")->name, "machine");
  EXPECT_FALSE(directory_->account_of_certificate(""));
  EXPECT_FALSE(directory_->account_of_certificate(std::string(64, 'b')));
  EXPECT_FALSE(directory_->account_of_subject(""));
  auto second = person("second");
  second.certificate = std::string(64, 'A');
  EXPECT_THAT(why(directory_->add(second)), HasSubstr("certificate"));
  machine.active = false;
  ASSERT_TRUE(directory_->change(machine));
  EXPECT_FALSE(directory_->account_of_certificate(std::string(64, 'a')));
}

TEST_P(DirectoryTest, AViewerHasTheRegionsOfItsOrganisation) {
  member_.regions.set(static_cast<std::size_t>(sharing::Region::Kinki));
  ASSERT_TRUE(directory_->change(member_));
  const auto alice = directory_->add(person("alice", {{isac_.id, Role::Reader}})).value();
  const auto viewer = directory_->viewer_of(alice);
  EXPECT_EQ(viewer.kind, Kind::Person);
  EXPECT_EQ(viewer.account, alice.id);
  EXPECT_EQ(viewer.organisation, member_.id);
  EXPECT_EQ(viewer.regions, member_.regions);
  EXPECT_EQ(viewer.memberships, alice.memberships);
  EXPECT_EQ(directory_->viewer_of(std::nullopt).kind, Kind::Anonymous);
}

TEST_P(DirectoryTest, RolesDecideWhatACommunityCollectionAllows) {
  const auto shared = directory_->add(collection()).value();
  EXPECT_THAT(rights(with_role(Role::Reader), shared), Are(true, true, false));
  EXPECT_THAT(rights(with_role(Role::Contributor), shared), Are(true, true, true));
  EXPECT_THAT(rights(with_role(Role::Approver), shared), Are(true, true, true));
  EXPECT_THAT(rights(with_role(Role::Steward), shared), Are(true, true, true));
  EXPECT_THAT(rights(directory_->add(person("stranger")).value(), shared),
              Are(false, false, false));
  EXPECT_THAT(rights(std::nullopt, shared), Are(false, false, false));
}

TEST_P(DirectoryTest, OperatingTheHubShowsNoContent) {
  auto operates = person("root");
  operates.operates = true;
  const auto account = directory_->add(operates).value();
  EXPECT_THAT(rights(account, directory_->add(collection()).value()), Are(false, false, false));
}

TEST_P(DirectoryTest, APeerHasWhatItsMembershipsAllow) {
  auto peer = person("peer", {{isac_.id, Role::Reader}});
  peer.kind = Kind::Peer;
  const auto account = directory_->add(peer).value();
  EXPECT_THAT(rights(account, directory_->add(collection()).value()), Are(true, true, false));
}

TEST_P(DirectoryTest, APeerOwnsNothingAlsoOfItsOwnOrganisation) {
  auto peer = person("peer", {{isac_.id, Role::Reader}});
  peer.kind = Kind::Peer;
  const auto account = directory_->add(peer).value();
  EXPECT_EQ(directory_->viewer_of(account).organisation, 0);
  auto desk = collection();
  desk.community = 0;
  desk.owner = account.organisation;
  EXPECT_THAT(rights(account, directory_->add(desk).value()), Are(false, false, false));
}

TEST_P(DirectoryTest, ADeskIsItsOrganisationsAlone) {
  auto desk = collection();
  desk.community = 0;
  desk.owner = member_.id;
  desk = directory_->add(desk).value();
  EXPECT_THAT(rights(directory_->add(person("own")).value(), desk), Are(true, true, true));
  auto other = person("other", {{isac_.id, Role::Steward}});
  other.organisation = own_.id;
  EXPECT_THAT(rights(directory_->add(other).value(), desk), Are(false, false, false));
  EXPECT_THAT(rights(std::nullopt, desk), Are(false, false, false));
}

TEST_P(DirectoryTest, AnOpenCollectionIsReadByAnyone) {
  auto open = collection();
  open.open = true;
  open = directory_->add(open).value();
  EXPECT_THAT(rights(std::nullopt, open), Are(true, true, false));
  EXPECT_THAT(rights(directory_->add(person("stranger")).value(), open), Are(true, true, false));
}

TEST_P(DirectoryTest, DropBoxesAreNotReadAndClosedCollectionsNotWritten) {
  const auto contributor = with_role(Role::Contributor);
  auto box = collection();
  box.readable = false;
  EXPECT_THAT(rights(contributor, directory_->add(box).value()), Are(true, false, true));
  auto closed = collection();
  closed.writable = false;
  EXPECT_THAT(rights(contributor, directory_->add(closed).value()), Are(true, true, false));
}

}  // namespace
}  // namespace noroshi::directory
