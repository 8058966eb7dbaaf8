// What the archive promises, held to over SQLite and over PostgreSQL.
#include <atomic>
#include <thread>

#include "intel/archive/archive_test.hpp"

namespace noroshi::archive {
namespace {

using sharing::Role;
using sharing::State;
using sharing::Tlp;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Contract : public OverEachEngine {};
NOROSHI_FOR_EACH_ENGINE(Contract);

TEST_P(Contract, KeepsTextsOctetForOctetInTheOrderOfArrival) {
  const auto one = indicator(1, kStart, "198.51.100.7", R"(,"x_odd" : 1.50e+3)");
  const auto two = named("malware", 2, kStart, "東京", R"(,"is_family":false)");
  add(one, released(1));
  add(two, released(1));
  const Page all = page(member(2));
  ASSERT_THAT(all.revisions, SizeIs(2));
  EXPECT_EQ(all.revisions[0].text, one.text);
  EXPECT_EQ(all.revisions[1].text, two.text);
  EXPECT_EQ(all.revisions[1].type, "malware");
  EXPECT_EQ(all.revisions[1].spec_version, "2.1");
  EXPECT_EQ(all.revisions[1].version, stix::timestamp(kStart));
  EXPECT_LT(all.revisions[0].sequence, all.revisions[1].sequence);
  EXPECT_LT(all.revisions[0].added, all.revisions[1].added);
  EXPECT_FALSE(all.more);
}

TEST_P(Contract, PushingTwiceChangesNothing) {
  const Added first = add(indicator(1, kStart), released(1));
  const Added again = add(indicator(1, kStart), released(1));
  EXPECT_EQ(first.outcome, Outcome::Added);
  EXPECT_EQ(again.outcome, Outcome::Known);
  EXPECT_EQ(again.sequence, first.sequence);
  EXPECT_EQ(again.added, first.added);
  EXPECT_EQ(archive().health()->revisions, 1U);
  EXPECT_EQ(archive().health()->assertions, 1U);
  EXPECT_THAT(events(member(2)), SizeIs(1));
}

TEST_P(Contract, TheSameTwiceInOneCallIsOne) {
  const auto added = add({submission(indicator(1, kStart), released(1)),
                          submission(indicator(1, kStart), released(1)),
                          submission(indicator(1, kStart + 1'000), released(1))});
  EXPECT_EQ(added[0].outcome, Outcome::Added);
  EXPECT_EQ(added[1].outcome, Outcome::Known);
  EXPECT_EQ(added[2].outcome, Outcome::Added);
  EXPECT_THAT(page(member(2)).revisions, SizeIs(1));
  EXPECT_THAT(archive().check().value(), IsEmpty());
}

TEST_P(Contract, AnotherSourceConfirms) {
  add(indicator(1, kStart), released(1));
  EXPECT_EQ(add(indicator(1, kStart), released(2)).outcome, Outcome::Confirmed);
  EXPECT_EQ(archive().health()->revisions, 1U);
  const auto said = archive().assertions(member(1), id_of("indicator", 1)).value();
  ASSERT_THAT(said, SizeIs(2));
  EXPECT_EQ(said[0].source, "organisation 1");
  EXPECT_THAT(said[1].source, testing::Not(HasSubstr("organisation 2")));
  EXPECT_THAT(events(member(3)), SizeIs(1)) << "who saw it already hears nothing new";
}

TEST_P(Contract, TextsThatDifferUnderOneVersionAreApartAndTheFirstVisibleIsServed) {
  auto hidden = released(1, Tlp::Red);
  hidden.recipients = {1};
  add(indicator(1, kStart, "198.51.100.1"), hidden);
  add(indicator(1, kStart, "198.51.100.2"), released(2));
  EXPECT_THAT(page(member(3)).revisions.at(0).text, HasSubstr("198.51.100.2"));
  EXPECT_THAT(page(member(1)).revisions.at(0).text, HasSubstr("198.51.100.1"));
  EXPECT_EQ(archive().health()->revisions, 2U);
}

TEST_P(Contract, AHiddenNewerRevisionNeitherAppearsNorHidesTheOlder) {
  add(indicator(1, kStart, "198.51.100.1"), released(1));
  auto held = released(1);
  held.state = State::Held;
  add(indicator(1, kStart + base::kDay, "198.51.100.2"), held);
  const Page seen = page(member(2));
  ASSERT_THAT(seen.revisions, SizeIs(1));
  EXPECT_THAT(seen.revisions[0].text, HasSubstr("198.51.100.1"));
  EXPECT_THAT(page(member(1)).revisions.at(0).text, HasSubstr("198.51.100.2"));
  EXPECT_THAT(ids_of(look_up(member(2), "198.51.100.1")), SizeIs(1));
  EXPECT_THAT(ids_of(look_up(member(2), "198.51.100.2")), IsEmpty());
  EXPECT_THAT(ids_of(look_up(member(1), "198.51.100.1")), IsEmpty());
  EXPECT_THAT(archive().find(member(2), id_of("indicator", 1))->text, HasSubstr("198.51.100.1"));
}

TEST_P(Contract, VersionsAreChosenAsTaxiiSays) {
  for (int day = 0; day < 3; ++day) {
    add(indicator(1, kStart + day * base::kDay), released(1));
  }
  add(indicator(2, kStart), released(1));
  const auto versions = [this](std::vector<std::string> words) {
    Filter filter;
    filter.versions = std::move(words);
    std::vector<std::string> found;
    for (const Revision& one : page(member(2), filter).revisions) found.push_back(one.version);
    return found;
  };
  const std::string zero = stix::timestamp(kStart);
  const std::string one = stix::timestamp(kStart + base::kDay);
  const std::string two = stix::timestamp(kStart + 2 * base::kDay);
  EXPECT_THAT(versions({}), ElementsAre(two, zero));
  EXPECT_THAT(versions({"last"}), ElementsAre(two, zero));
  EXPECT_THAT(versions({"first"}), ElementsAre(zero, zero));
  EXPECT_THAT(versions({"all"}), ElementsAre(zero, one, two, zero));
  EXPECT_THAT(versions({"first", "last"}), ElementsAre(zero, two, zero));
  EXPECT_THAT(versions({one}), ElementsAre(one));
  EXPECT_THAT(versions({"2026-01-02T00:00:00Z", "first"}), ElementsAre(zero, one, zero));
  Filter bad;
  bad.versions = {"newest"};
  EXPECT_EQ(archive().page(member(2), 1, bad, 0, 10).error().code, Errc::InvalidInput);
}

TEST_P(Contract, TheHighestSpecificationIsJudgedBeforeTheVersion) {
  auto older = indicator(1, kStart);
  auto newer = indicator(1, kStart + base::kDay);
  newer.spec_version = "2.0";
  add(older, released(1));
  add(newer, released(1));
  EXPECT_EQ(page(member(2)).revisions.at(0).spec_version, "2.1");
  Filter filter;
  filter.spec_versions = {"2.0"};
  EXPECT_EQ(page(member(2), filter).revisions.at(0).spec_version, "2.0");
  filter.spec_versions = {"2.0", "2.1"};
  EXPECT_EQ(page(member(2), filter).revisions.at(0).spec_version, "2.0");
}

TEST_P(Contract, PagesGoOnAfterTheirCursorAndSurviveInserts) {
  for (std::uint64_t n = 0; n < 5; ++n) add(indicator(n, kStart), released(1));
  const Page first = page(member(2), {}, 0, 2);
  EXPECT_TRUE(first.more);
  add(indicator(9, kStart), released(1));
  std::vector<std::string> ids = ids_of(first);
  for (Page next = first; next.more;) {
    next = page(member(2), {}, next.next, 2);
    for (const std::string& id : ids_of(next)) ids.push_back(id);
  }
  EXPECT_THAT(ids, SizeIs(6));
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 6U);
}

TEST_P(Contract, TypesIdsAndTimesFilter) {
  const Added first = add(indicator(1, kStart), released(1));
  now_ += base::kMinute;
  add(address(2, "192.0.2.1"), released(1));
  add(named("malware", 3, kStart, "x", R"(,"is_family":false)"), released(1));
  Filter filter;
  filter.types = {"malware", "ipv4-addr"};
  EXPECT_THAT(ids_of(page(member(2), filter)),
              ElementsAre(id_of("ipv4-addr", 2), id_of("malware", 3)));
  filter.types = {"indicator"};
  EXPECT_THAT(ids_of(page(member(2), filter)), ElementsAre(id_of("indicator", 1)));
  filter = {};
  filter.ids = {id_of("malware", 3), id_of("indicator", 1), id_of("indicator", 8)};
  EXPECT_THAT(ids_of(page(member(2), filter)),
              ElementsAre(id_of("indicator", 1), id_of("malware", 3)));
  filter = {};
  filter.added_after = first.added;
  EXPECT_THAT(page(member(2), filter).revisions, SizeIs(2));
  filter.added_after = first.added - 1;
  EXPECT_THAT(page(member(2), filter).revisions, SizeIs(3));
  EXPECT_THAT(page(member(2), {}, 0, 10, 7).revisions, IsEmpty());
}

TEST_P(Contract, ObservablesHaveTheTimeOfArrivalForAVersion) {
  const Added added = add(address(1, "192.0.2.1"), released(1));
  EXPECT_EQ(page(member(2)).revisions.at(0).version, stix::timestamp(added.added));
}

TEST_P(Contract, WhatIsHiddenAnswersLikeWhatIsNotThere) {
  auto held = released(1);
  held.state = State::Held;
  add(indicator(1, kStart), held);
  for (const auto& viewer : {member(2), stranger(), sharing::Viewer()}) {
    const auto hidden = archive().find(viewer, id_of("indicator", 1));
    ASSERT_FALSE(hidden);
    EXPECT_EQ(hidden.error().code, Errc::NotFound);
    EXPECT_EQ(hidden.error().message,
              archive().find(viewer, id_of("indicator", 1)).error().message);
    EXPECT_EQ(archive().neighbours(viewer, id_of("indicator", 1), 9).error().message,
              hidden.error().message);
    EXPECT_EQ(archive().assertions(viewer, id_of("indicator", 1)).error().message,
              hidden.error().message);
    std::string other = archive().find(viewer, id_of("indicator", 8)).error().message;
    other.replace(other.find(id_of("indicator", 8)), id_of("indicator", 8).size(),
                  id_of("indicator", 1));
    EXPECT_EQ(hidden.error().message, other);
    EXPECT_THAT(page(viewer).revisions, IsEmpty());
    EXPECT_EQ(archive().count(viewer, 1).value(), 0U);
    EXPECT_THAT(look_up(viewer, "198.51.100.7").hits, IsEmpty());
    EXPECT_EQ(look_up(viewer, "198.51.100.7").visible, 0U);
    EXPECT_THAT(search(viewer, "198.51.100.7").hits, IsEmpty());
    EXPECT_THAT(events(viewer), IsEmpty());
    EXPECT_EQ(archive().retract(viewer, id_of("indicator", 1)).value(), 0U);
    EXPECT_EQ(archive().remove(viewer, 1, id_of("indicator", 1), {}).value(), 0U);
    EXPECT_EQ(archive().decide(viewer, 1, 1, State::Released).error().message,
              archive().decide(viewer, 1, 77, State::Released).error().message);
  }
}

TEST_P(Contract, OthersSeeTheSharedTextAndItsOwnerTheOriginal) {
  auto one =
      submission(indicator(1, kStart, "198.51.100.7",
                           R"(,"created_by_ref":"identity--00000000-0000-4000-8000-00000000000a")"),
                 released(1));
  one.shared_text = one.object.text;
  one.shared_text.replace(one.shared_text.find("00000000000a"), 12, "00000000000b");
  const std::string original = one.object.text;
  const std::string shared = one.shared_text;
  add({one});
  add(named("identity", 10, kStart, "Owner"), released(1));
  add(named("identity", 11, kStart, "A member"), released(1));
  EXPECT_EQ(page(member(1)).revisions.at(0).text, original);
  EXPECT_EQ(page(member(2)).revisions.at(0).text, shared);
  EXPECT_EQ(events(member(2)).at(0).text, shared);
  EXPECT_EQ(look_up(member(2), "198.51.100.7").hits.at(0).text, shared);
  const auto around = [this](sharing::OrganisationId who, std::uint64_t n) {
    return ids_of(archive().neighbours(member(who), id_of("identity", n), 9).value());
  };
  EXPECT_THAT(around(1, 10), ElementsAre(id_of("indicator", 1)));
  EXPECT_THAT(around(2, 10), IsEmpty()) << "who submitted it";
  EXPECT_THAT(around(2, 11), ElementsAre(id_of("indicator", 1)));
  EXPECT_THAT(ids_of(archive().neighbours(member(2), id_of("indicator", 1), 9).value()),
              ElementsAre(id_of("identity", 11)));
}

TEST_P(Contract, WhatTheSharedTextLacksIsNotFoundByOthers) {
  auto one =
      submission(indicator(1, kStart, "198.51.100.7", R"(,"name":"secret plan")"), released(1));
  one.shared_text = indicator(1, kStart, "198.51.100.8", R"(,"name":"plan")").text;
  add({one});
  EXPECT_THAT(search(member(1), "secret").hits, SizeIs(1));
  EXPECT_THAT(search(member(2), "secret").hits, IsEmpty());
  EXPECT_EQ(search(member(2), "secret").visible, 0U);
  EXPECT_THAT(search(member(2), "plan").hits, SizeIs(1));
  EXPECT_THAT(look_up(member(1), "198.51.100.7").hits, SizeIs(1));
  EXPECT_THAT(look_up(member(2), "198.51.100.7").hits, IsEmpty());
}

TEST_P(Contract, ReleaseIsDecidedByWhoMay) {
  auto held = released(1);
  held.state = State::Held;
  const Added added = add(indicator(1, kStart), held);
  const auto approver = member(1, Role::Approver);
  EXPECT_EQ(archive().health()->waiting, 1U);
  EXPECT_THAT(archive().waiting(member(1, Role::Contributor), 0, 9)->revisions, IsEmpty());
  EXPECT_THAT(archive().waiting(member(2, Role::Approver), 0, 9)->revisions, IsEmpty());
  EXPECT_THAT(archive().waiting(approver, 0, 9)->revisions, SizeIs(1));
  EXPECT_EQ(
      archive().decide(member(2, Role::Approver), 1, added.sequence, State::Released).error().code,
      Errc::NotFound);
  EXPECT_EQ(archive().decide(approver, 2, added.sequence, State::Released).error().code,
            Errc::NotFound);
  ASSERT_TRUE(archive().decide(approver, 1, added.sequence, State::Released));
  EXPECT_THAT(page(member(2)).revisions, SizeIs(1));
  EXPECT_THAT(archive().waiting(approver, 0, 9)->revisions, IsEmpty());
  const auto heard = events(member(2));
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].kind, Event::Kind::Released);
  EXPECT_EQ(add(indicator(1, kStart), held).outcome, Outcome::Known);
}

TEST_P(Contract, RetractionReachesThoseWhoReceivedAndNobodyElse) {
  add(indicator(1, kStart), released(1));
  const auto before = archive().newest_event();
  EXPECT_EQ(archive().retract(member(2, Role::Approver), id_of("indicator", 1)).value(), 0U);
  EXPECT_EQ(archive().retract(member(1, Role::Contributor), id_of("indicator", 1)).value(), 1U);
  EXPECT_THAT(page(member(2)).revisions, IsEmpty());
  EXPECT_THAT(page(member(1)).revisions, SizeIs(1));
  const auto heard = events(member(2), before);
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].kind, Event::Kind::Retracted);
  EXPECT_EQ(heard[0].id, id_of("indicator", 1));
  EXPECT_THAT(heard[0].text, IsEmpty());
  EXPECT_THAT(events(stranger()), IsEmpty());
  EXPECT_THAT(events(member(2)), SizeIs(1)) << "its addition is not told any more";
  EXPECT_EQ(add(indicator(1, kStart), released(1)).outcome, Outcome::Known);
  EXPECT_THAT(page(member(2)).revisions, IsEmpty()) << "pushing again does not undo it";
}

TEST_P(Contract, WhatAnotherSourceStillSharesIsNotRetracted) {
  add(indicator(1, kStart), released(1));
  add(indicator(1, kStart), released(2));
  const auto before = archive().newest_event();
  EXPECT_EQ(archive().retract(member(1, Role::Contributor), id_of("indicator", 1)).value(), 1U);
  EXPECT_THAT(page(member(3)).revisions, SizeIs(1));
  EXPECT_THAT(events(member(3), before), IsEmpty());
}

TEST_P(Contract, SharingRunsOutByItselfAndListenersHearOnce) {
  auto one = submission(indicator(1, kStart), released(1));
  one.expires = kStart + base::kHour;
  add({one});
  now_ = kStart + base::kHour - 1;
  EXPECT_THAT(page(member(2)).revisions, SizeIs(1));
  now_ = kStart + base::kHour;
  EXPECT_THAT(page(member(2)).revisions, IsEmpty());
  EXPECT_THAT(page(member(1)).revisions, SizeIs(1));
  EXPECT_EQ(archive().expire(now_).value(), 1U);
  EXPECT_EQ(archive().expire(now_).value(), 0U);
  const auto heard = events(member(2));
  ASSERT_THAT(heard, SizeIs(1));
  EXPECT_EQ(heard[0].kind, Event::Kind::Expired);
  one.expires = now_ + base::kHour;
  EXPECT_EQ(add({one}).front().outcome, Outcome::Confirmed) << "said anew";
  EXPECT_THAT(page(member(2)).revisions, SizeIs(1));
}

TEST_P(Contract, SaidAgainForLongerLastsLonger) {
  auto one = submission(indicator(1, kStart), released(1));
  one.expires = kStart + base::kHour;
  add({one});
  one.expires = kStart + base::kDay;
  EXPECT_EQ(add({one}).front().outcome, Outcome::Known);
  now_ = kStart + 2 * base::kHour;
  EXPECT_EQ(archive().expire(now_).value(), 0U);
  EXPECT_THAT(page(member(2)).revisions, SizeIs(1));
}

TEST_P(Contract, RemovalTakesItOutOfEveryIndexAndTellsThoseWhoSawIt) {
  add(indicator(1, kStart, "198.51.100.7", R"(,"name":"camel")"), released(1));
  add(indicator(1, kStart + base::kDay, "198.51.100.7", R"(,"name":"camel")"), released(1));
  Filter first;
  first.versions = {"first"};
  EXPECT_EQ(archive().remove(member(2, Role::Contributor), 1, id_of("indicator", 1), {}).value(),
            0U);
  const auto owner = member(1, Role::Contributor);
  EXPECT_EQ(archive().remove(owner, 1, id_of("indicator", 1), first).value(), 1U);
  EXPECT_THAT(page(member(2)).revisions, SizeIs(1));
  EXPECT_EQ(archive().remove(owner, 1, id_of("indicator", 1), {}).value(), 1U);
  EXPECT_THAT(page(member(2)).revisions, IsEmpty());
  EXPECT_THAT(search(member(2), "camel").hits, IsEmpty());
  EXPECT_THAT(look_up(member(2), "198.51.100.7").hits, IsEmpty());
  EXPECT_EQ(archive().health()->revisions, 0U);
  EXPECT_EQ(archive().health()->objects, 0U);
  EXPECT_THAT(archive().check().value(), IsEmpty());
  const auto heard = events(member(2));
  ASSERT_THAT(heard, SizeIs(2));
  EXPECT_EQ(heard[0].kind, Event::Kind::Deleted);
  EXPECT_EQ(heard[1].id, id_of("indicator", 1));
  EXPECT_THAT(events(stranger()), IsEmpty());
  const Added again = add(indicator(1, kStart), released(1));
  EXPECT_EQ(again.outcome, Outcome::Added);
  EXPECT_EQ(again.sequence, 3) << "numbers never come twice";
}

TEST_P(Contract, SearchFindsTwoCharactersOfJapaneseAndPartsOfNames) {
  add(named("malware", 1, kStart, "東京国税局をかたるフィッシング", R"(,"is_family":false)"),
      released(1));
  add(named("malware", 2, kStart, "国際税務", R"(,"is_family":false)"), released(1));
  add(indicator(3, kStart, "203.0.113.50", R"(,"name":"C2 at evil.example.com")"), released(1));
  EXPECT_THAT(ids_of(search(member(2), "国税")), ElementsAre(id_of("malware", 1)));
  EXPECT_THAT(ids_of(search(member(2), "ﾌｨｯｼﾝｸﾞ")), ElementsAre(id_of("malware", 1)));
  EXPECT_THAT(ids_of(search(member(2), "国")),
              ElementsAre(id_of("malware", 2), id_of("malware", 1)));
  EXPECT_THAT(ids_of(search(member(2), "example.com")), ElementsAre(id_of("indicator", 3)));
  EXPECT_THAT(ids_of(search(member(2), "EVIL")), ElementsAre(id_of("indicator", 3)));
  EXPECT_THAT(ids_of(search(member(2), "evi")), ElementsAre(id_of("indicator", 3)));
  EXPECT_THAT(ids_of(search(member(2), "evi c2")), IsEmpty());
  EXPECT_THAT(ids_of(search(member(2), "203.0.113.50")), ElementsAre(id_of("indicator", 3)));
  EXPECT_THAT(ids_of(search(member(2), "203.0.113.5")), IsEmpty());
  EXPECT_THAT(ids_of(search(member(2), "com.example")), IsEmpty());
  EXPECT_THAT(ids_of(search(member(2), "!?\"'*")), IsEmpty());
}

TEST_P(Contract, HitsAreCountedToACapAndShownPageByPage) {
  Options options;
  options.show_at_most = 5;
  reopen(options);
  for (std::uint64_t n = 0; n < 8; ++n) add(indicator(n, kStart), released(1));
  const auto first =
      archive().look_up(member(2), {.kind = "ipv4-addr", .value = "198.51.100.7"}, 3).value();
  EXPECT_THAT(ids_of(first),
              ElementsAre(id_of("indicator", 7), id_of("indicator", 6), id_of("indicator", 5)));
  EXPECT_EQ(first.visible, 5U);
  EXPECT_TRUE(first.capped);
  ASSERT_TRUE(first.next);
  const auto second =
      archive()
          .look_up(member(2), {.kind = "ipv4-addr", .value = "198.51.100.7"}, 5, *first.next)
          .value();
  EXPECT_THAT(second.hits, SizeIs(5));
  EXPECT_FALSE(second.next);
  EXPECT_EQ(archive().count(member(2), 1).value(), 5U);
  EXPECT_EQ(archive()
                .look_up(member(2), {.kind = "ipv4-addr", .value = "198.51.100.7"}, 3, "x")
                .error()
                .code,
            Errc::InvalidInput);
}

TEST_P(Contract, ScoresDecayAndVisibleSightingsRefresh) {
  add(indicator(1, kStart, "198.51.100.7", R"(,"confidence":100)"), released(1));
  now_ = kStart + 30 * base::kDay;
  const auto score = [this](sharing::OrganisationId who) {
    return archive().find(member(who), id_of("indicator", 1))->score;
  };
  EXPECT_NEAR(score(2), 50, 0.01);  // 1 − √(30/120)
  auto held = released(1);
  held.state = State::Held;
  add(sighting(2, id_of("indicator", 1), now_), held);
  EXPECT_NEAR(score(2), 50, 0.01) << "a hidden sighting says nothing";
  EXPECT_NEAR(score(1), 100, 0.01);
  add(sighting(3, id_of("indicator", 1), now_ + base::kDay), released(1));
  EXPECT_NEAR(score(2), 50, 0.01) << "not yet";
  now_ += base::kDay;
  EXPECT_NEAR(score(2), 100, 0.01);
}

TEST_P(Contract, LiveIsWhatStillStands) {
  add(indicator(1, kStart, "198.51.100.1"), released(1));
  add(indicator(2, kStart, "198.51.100.2", R"(,"revoked":true)"), released(1));
  add(indicator(3, kStart, "198.51.100.3", R"(,"valid_until":"2026-01-01T01:00:00Z")"),
      released(1));
  add(indicator(4, kStart, "198.51.100.4"), released(1));
  archive().retract(member(1, Role::Contributor), id_of("indicator", 4)).value();
  add(address(5, "192.0.2.1"), released(1));
  add(indicator(6, kStart, "198.51.100.6"), released(1), 2);
  const auto live = [this](const sharing::Viewer& viewer, double score) {
    std::vector<std::string> ids;
    const CollectionId collections[] = {1};
    EXPECT_TRUE(archive().live(viewer, collections, score, [&ids](const Hit& hit) {
      ids.push_back(hit.id);
      return Status();
    }));
    return ids;
  };
  now_ = kStart + 2 * base::kHour;
  EXPECT_THAT(live(member(2), 30), ElementsAre(id_of("indicator", 1), id_of("ipv4-addr", 5)));
  EXPECT_THAT(live(member(1), 30), ElementsAre(id_of("indicator", 1), id_of("ipv4-addr", 5)));
  EXPECT_THAT(live(stranger(), 0), IsEmpty());
  now_ = kStart + 119 * base::kDay;
  EXPECT_THAT(live(member(2), 30), IsEmpty());
}

TEST_P(Contract, WhatIsKnownIsKnownWhoeverMaySeeIt) {
  auto held = released(1);
  held.state = State::Held;
  add(indicator(1, kStart), held);
  add(address(2, "192.0.2.1"), held);
  const std::vector<stix::Object> asked = {indicator(1, kStart), indicator(1, kStart + 1'000),
                                           address(2, "192.0.2.1"), address(3, "192.0.2.1")};
  EXPECT_THAT(archive().known(asked).value(), ElementsAre(true, false, true, false));
}

TEST_P(Contract, DatesOfAnotherServerAreKeptButNeverGoBack) {
  auto one = submission(indicator(1, kStart), released(1));
  one.added = kStart - 9 * base::kDay;
  auto two = submission(indicator(2, kStart), released(1));
  two.added = kStart - 10 * base::kDay;
  auto three = submission(indicator(3, kStart), released(1));
  three.added = kStart + base::kDay;
  const auto added = add({one, two, three});
  EXPECT_EQ(added[0].added, kStart - 9 * base::kDay);
  EXPECT_EQ(added[1].added, kStart - 9 * base::kDay);
  EXPECT_EQ(added[2].added, kStart) << "not in the future";
}

std::vector<std::string> ids_of(const GivenPage& page) {
  std::vector<std::string> ids;
  for (const Given& one : page.given) ids.push_back(one.id);
  return ids;
}

TEST_P(Contract, WhatAnOrganisationGaveIsListedNewestFirstForItAlone) {
  add(named("malware", 1, kStart, "Kitsune 狐", R"(,"is_family":false)"), released(1));
  auto held = released(1);
  held.state = State::Held;
  add(named("malware", 2, kStart, "Tanuki 狸", R"(,"is_family":false)"), held);
  add(named("malware", 3, kStart, "Kitsune", R"(,"is_family":false)"), released(2));
  Submission hidden = submission(indicator(4, kStart), released(1));
  hidden.shared_text = indicator(4, kStart, "198.51.100.8").text;
  hidden.expires = kStart + base::kDay;
  add({hidden});
  const auto given = [&](const sharing::Viewer& viewer, std::optional<State> state = {},
                         std::string_view words = {}) {
    return archive().given(viewer, state, words, 0, 10).value();
  };
  EXPECT_THAT(ids_of(given(member(1))),
              ElementsAre(id_of("indicator", 4), id_of("malware", 2), id_of("malware", 1)));
  EXPECT_THAT(ids_of(given(member(1), State::Held)), ElementsAre(id_of("malware", 2)));
  EXPECT_THAT(ids_of(given(member(1), {}, "kitsune")), ElementsAre(id_of("malware", 1)));
  EXPECT_THAT(ids_of(given(member(1), {}, "狸")), ElementsAre(id_of("malware", 2)));
  EXPECT_THAT(ids_of(given(member(1), {}, id_of("malware", 2))), ElementsAre(id_of("malware", 2)));
  EXPECT_THAT(ids_of(given(member(2))), ElementsAre(id_of("malware", 3)));
  EXPECT_THAT(ids_of(given({})), IsEmpty()) << "nobody owns nothing";
  const Given first = given(member(1)).given.front();
  EXPECT_TRUE(first.anonymous);
  EXPECT_EQ(first.expires, kStart + base::kDay);
  EXPECT_EQ(first.label, released(1));
  EXPECT_EQ(first.collection, 1);
  EXPECT_FALSE(given(member(1)).given.back().anonymous);
  EXPECT_EQ(given(member(1)).given.back().name, "Kitsune 狐");
  ASSERT_TRUE(archive().retract(member(1, Role::Contributor), id_of("malware", 1)));
  EXPECT_THAT(ids_of(given(member(1), State::Retracted)), ElementsAre(id_of("malware", 1)));
  now_ = kStart + 2 * base::kDay;
  ASSERT_TRUE(archive().expire(now_));
  EXPECT_THAT(given(member(1), State::Retracted).given, SizeIs(2)) << "what ran out is over too";
}

TEST_P(Contract, WhatAnOrganisationGaveGoesOnBelowItsCursor) {
  std::vector<Submission> many;
  for (std::uint64_t n = 1; n <= 600; ++n) {
    auto label = released(1, n % 2 == 0 ? Tlp::Green : Tlp::Amber);
    many.push_back(submission(indicator(n, kStart), label));
  }
  add(std::move(many));
  std::vector<std::string> all;
  std::int64_t before = 0;
  for (bool more = true; more;) {
    const auto page = archive().given(member(1), State::Released, {}, before, 250).value();
    for (const Given& one : page.given) all.push_back(one.id);
    before = page.next;
    more = page.more;
  }
  ASSERT_THAT(all, SizeIs(600));
  EXPECT_EQ(all.front(), id_of("indicator", 600));
  EXPECT_EQ(all.back(), id_of("indicator", 1));
  EXPECT_TRUE(std::is_sorted(all.rbegin(), all.rend()));
}

TEST_P(Contract, WhatRefersToAnObjectIsCutOffWhereItHasNoEnd) {
  add(named("malware", 1, kStart, "centre", R"(,"is_family":false)"), released(1));
  std::vector<Submission> many;
  for (std::uint64_t n = 1; n <= 40; ++n) {
    many.push_back(submission(sighting(n, id_of("malware", 1), kStart),
                              n % 2 == 0 ? released(1) : released(1, Tlp::Red)));
  }
  add(std::move(many));
  const auto seen = archive().referring(member(2), id_of("malware", 1), 15).value();
  EXPECT_THAT(seen.revisions, SizeIs(15));
  EXPECT_TRUE(seen.more);
  EXPECT_EQ(seen.revisions.front().id, id_of("sighting", 40));
  const auto whole = archive().referring(member(2), id_of("malware", 1), 20).value();
  EXPECT_THAT(whole.revisions, SizeIs(20));
  EXPECT_FALSE(whole.more) << "the twenty hidden ones are not more";
  EXPECT_THAT(archive().referring(member(1), id_of("malware", 1), 99).value().revisions,
              SizeIs(40));
  EXPECT_FALSE(archive().referring(stranger(), id_of("malware", 1), 9));
  EXPECT_FALSE(archive().referring(member(2), id_of("malware", 7), 9));
}

TEST_P(Contract, TheNewestOfManyAreThoseThatTheViewerSees) {
  add(indicator(1, kStart), released(1));
  add(indicator(1, kStart + base::kSecond, "198.51.100.9"), released(1, Tlp::Red));
  add(indicator(2, kStart), released(1, Tlp::Red));
  add(indicator(3, kStart), released(1));
  const std::vector<std::string> ids = {id_of("indicator", 3), id_of("indicator", 2),
                                        id_of("indicator", 1), id_of("indicator", 9),
                                        id_of("indicator", 3)};
  const auto seen = archive().find_all(member(2), ids).value();
  EXPECT_THAT(ids_of(seen), ElementsAre(id_of("indicator", 3), id_of("indicator", 1)));
  EXPECT_THAT(seen.revisions[1].text, HasSubstr("198.51.100.7"));
  const auto own = archive().find_all(member(1), ids).value();
  EXPECT_THAT(own.revisions, SizeIs(3));
  EXPECT_THAT(own.revisions[2].text, HasSubstr("198.51.100.9"));
  EXPECT_THAT(archive().find_all(member(1), ids, Detail::Manifest).value().revisions[0].text, "");
}

TEST_P(Contract, ListenersHearOfCommitsOfThisAndOfAnotherProcess) {
  std::atomic<int> rings = 0;
  auto listening = archive().listen([&rings] { ++rings; });
  add(indicator(1, kStart), released(1));
  EXPECT_EQ(rings, 1);
  const auto other_database = open_again();
  const auto other = open_archive(*other_database);
  const std::vector<Submission> more = {submission(indicator(2, kStart), released(1))};
  ASSERT_TRUE(other->add(1, more));
  for (int i = 0; i < 500 && rings < 2; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(rings, 2);
  listening.reset();
  add(indicator(3, kStart), released(1));
  EXPECT_EQ(rings, 2);
}

TEST_P(Contract, WritersOfTwoProcessesTakeTurnsAndReadersNeverWait) {
  const auto other_database = open_again();
  const auto other = open_archive(*other_database);
  const auto push = [](Archive& to, std::uint64_t from) {
    for (std::uint64_t n = 0; n < 20; ++n) {
      const std::vector<Submission> one = {submission(indicator(from + n, kStart), released(1)),
                                           submission(address(from + n, "192.0.2.1"), released(1))};
      ASSERT_TRUE(to.add(1, one));
    }
  };
  std::thread first([&] { push(archive(), 100); });
  std::thread second([&] { push(*other, 200); });
  std::size_t seen = 0;
  while (seen < 80) {
    const auto now_seen = page(member(2)).revisions.size();
    EXPECT_GE(now_seen, seen);
    seen = now_seen;
  }
  first.join();
  second.join();
  EXPECT_EQ(archive().health()->revisions, 80U);
  EXPECT_THAT(archive().check().value(), IsEmpty());
}

TEST_P(Contract, WhatWasAddedIsThereAfterReopening) {
  add(indicator(1, kStart), released(1));
  const auto said = archive().assertions(member(2), id_of("indicator", 1)).value();
  reopen();
  EXPECT_THAT(page(member(2)).revisions, SizeIs(1));
  EXPECT_EQ(archive().assertions(member(2), id_of("indicator", 1))->at(0).source, said[0].source);
}

}  // namespace
}  // namespace noroshi::archive
