// What the archive promises of objects that bear a word, over both engines.
#include <map>

#include "intel/archive/archive_test.hpp"

namespace noroshi::archive {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kWord = R"(,"x_bears":"the word")";

class Bearers : public OverEachEngine {
 protected:
  Bearing what() const {
    return {.type = "indicator", .word = "the word", .since = now_ - base::kDay, .known = {}};
  }
  std::map<std::string, Bearer> all(const sharing::Viewer& viewer, const Bearing& bearing) {
    std::map<std::string, Bearer> found;
    const auto status = archive().bearing(viewer, bearing, [&](Bearer one) -> Status {
      const std::string id = one.hit.id;
      EXPECT_TRUE(found.emplace(id, std::move(one)).second) << id << " was told of twice";
      return {};
    });
    EXPECT_TRUE(status) << status.error().message;
    return found;
  }
  Bearer one(const sharing::Viewer& viewer, std::uint64_t n) {
    auto found = archive().bearer(viewer, what(), id_of("indicator", n));
    EXPECT_TRUE(found) << found.error().message;
    return found ? std::move(*found) : Bearer();
  }
};

NOROSHI_FOR_EACH_ENGINE(Bearers);

TEST_P(Bearers, AreThoseOfTheTypeThatHoldTheWordAndAreVisible) {
  add(indicator(1, kStart, "198.51.100.1", kWord), released(1));
  add(indicator(2, kStart, "198.51.100.2"), released(1));
  add(named("malware", 3, kStart, "m", std::string(kWord) + R"(,"is_family":false)"), released(1));
  auto held = released(1);
  held.state = sharing::State::Held;
  add(indicator(4, kStart, "198.51.100.4", kWord), held);
  add(submission(indicator(5, kStart, "198.51.100.5", kWord), released(2)).object, released(2), 7);
  EXPECT_THAT(all(member(2), what()), SizeIs(2)) << "in every collection";
  EXPECT_THAT(all(member(1), what()), SizeIs(3)) << "its owner sees what is held";
  EXPECT_THAT(all(stranger(), what()), IsEmpty());
  EXPECT_EQ(archive().bearer(member(2), what(), id_of("indicator", 2)).error().code,
            Errc::NotFound);
  EXPECT_EQ(archive().bearer(member(2), what(), id_of("malware", 3)).error().code, Errc::NotFound);
  EXPECT_EQ(archive().bearer(member(2), what(), id_of("indicator", 4)).error().code,
            Errc::NotFound);
  EXPECT_EQ(archive().bearer(member(2), what(), id_of("indicator", 9)).error().code,
            Errc::NotFound);
  Bearing any = what();
  any.word.clear();
  EXPECT_THAT(all(member(2), any), SizeIs(3));
}

TEST_P(Bearers, AreToldByTheirNewestVisibleRevisionOnce) {
  add(indicator(1, kStart, "198.51.100.1", kWord), released(1));
  now_ += base::kHour;
  add(indicator(1, kStart + base::kHour, "198.51.100.2", kWord), released(1));
  auto held = released(1);
  held.state = sharing::State::Held;
  add(indicator(1, kStart + 2 * base::kHour, "198.51.100.3", kWord), held);
  const auto seen = all(member(2), what());
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_THAT(seen.begin()->second.hit.text, HasSubstr("198.51.100.2"));
  EXPECT_THAT(one(member(1), 1).hit.text, HasSubstr("198.51.100.3"));
  EXPECT_THAT(one(member(1), 1).past, SizeIs(2));
}

TEST_P(Bearers, WhatNoLongerHoldsTheWordIsNoneAnyMore) {
  add(indicator(1, kStart, "198.51.100.1", kWord), released(1));
  add(indicator(1, kStart + 1'000, "198.51.100.1"), released(1));
  EXPECT_THAT(all(member(2), what()), IsEmpty());
}

TEST_P(Bearers, ThePastReachesBackToTheLastRevisionBeforeTheTimeThatWasAskedFor) {
  for (int day = 0; day < 5; ++day) {
    now_ = kStart + day * base::kDay;
    add(indicator(1, now_, "198.51.100.1", kWord), released(1));
  }
  const Bearer bearer = one(member(2), 1);
  EXPECT_LE(bearer.first_added, kStart + base::kSecond);
  ASSERT_THAT(bearer.past, SizeIs(1));
  EXPECT_EQ(bearer.past[0].version, stix::timestamp(kStart + 3 * base::kDay));
  EXPECT_THAT(bearer.past[0].text, HasSubstr("the word"));
}

TEST_P(Bearers, TheirScoreFallsAsItDoesForALookUpAndASightingHoldsItUp) {
  add(indicator(1, kStart, "198.51.100.1", std::string(kWord) + R"(,"confidence":90)"),
      released(1));
  now_ += 30 * base::kDay;
  const Bearer before = one(member(2), 1);
  EXPECT_EQ(before.sighting, 0);
  const double score = archive().find(member(2), id_of("indicator", 1))->score;
  EXPECT_DOUBLE_EQ(faded(before.fading, now_), score);
  EXPECT_LT(score, 90);
  const auto seen = add(sighting(2, id_of("indicator", 1), now_), released(1));
  const Bearer after = one(member(2), 1);
  EXPECT_EQ(after.sighting, seen.sequence);
  EXPECT_DOUBLE_EQ(faded(after.fading, now_), 90);
  EXPECT_DOUBLE_EQ(faded(after.fading, now_ + 200 * base::kDay), 0);
}

TEST_P(Bearers, SourcesAreNamedAsAssertionsNameThemEachOnce) {
  add(indicator(1, kStart, "198.51.100.1", kWord), released(1));
  add(indicator(1, kStart + 1'000, "198.51.100.1", kWord), released(1));
  add(indicator(1, kStart, "198.51.100.1", kWord), released(2));
  const Bearer bearer = one(member(1), 1);
  ASSERT_THAT(bearer.sources, SizeIs(2));
  EXPECT_EQ(bearer.sources[0], "organisation 1");
  EXPECT_EQ(bearer.sources[1],
            archive().assertions(member(1), id_of("indicator", 1))->back().source);
}

TEST_P(Bearers, WhatRunsOutSaysWhen) {
  auto submitted = submission(indicator(1, kStart, "198.51.100.1", kWord), released(1));
  submitted.expires = now_ + base::kHour;
  add({submitted});
  EXPECT_EQ(one(member(2), 1).until, now_ + base::kHour);
  now_ += base::kHour;
  EXPECT_THAT(all(member(2), what()), IsEmpty());
}

TEST_P(Bearers, TextsThatAreAtHandAreNotReadAgain) {
  add(indicator(1, kStart, "198.51.100.1", kWord), released(1));
  const std::int64_t text = one(member(2), 1).text;
  Bearing known = what();
  known.known = [&](std::int64_t number) { return number == text; };
  const auto seen = all(member(3), known);
  ASSERT_THAT(seen, SizeIs(1));
  EXPECT_EQ(seen.begin()->second.hit.text, "");
  EXPECT_EQ(seen.begin()->second.text, text);
}

TEST_P(Bearers, TakenBackTheyAreTheirOwnersAloneAndNotLive) {
  add(indicator(1, kStart, "198.51.100.1", kWord), released(1));
  const auto contributor = member(1, sharing::Role::Contributor);
  EXPECT_TRUE(archive().may_retract(contributor, id_of("indicator", 1)).value());
  EXPECT_FALSE(archive().may_retract(member(1), id_of("indicator", 1)).value()) << "a reader";
  EXPECT_FALSE(
      archive().may_retract(member(2, sharing::Role::Contributor), id_of("indicator", 1)).value());
  EXPECT_FALSE(archive().may_retract(contributor, id_of("indicator", 9)).value());
  ASSERT_EQ(archive().retract(contributor, id_of("indicator", 1)).value(), 1U);
  EXPECT_THAT(all(member(2), what()), IsEmpty());
  EXPECT_FALSE(one(member(1), 1).live);
  EXPECT_FALSE(archive().may_retract(contributor, id_of("indicator", 1)).value());
}

TEST_P(Bearers, WhatBecameOfAnObjectIsToldToThoseWhoMayHearOfIt) {
  auto held = released(1);
  held.state = sharing::State::Held;
  const auto added = add(indicator(1, kStart), held);
  const auto id = id_of("indicator", 1);
  EXPECT_THAT(archive().changes(member(1), id).value(), IsEmpty());
  ASSERT_TRUE(archive().decide(member(1, sharing::Role::Approver), 1, added.sequence,
                               sharing::State::Released));
  ASSERT_TRUE(archive().retract(member(1, sharing::Role::Contributor), id));
  const auto kinds = [&](const sharing::Viewer& viewer) {
    std::vector<Event::Kind> found;
    const auto changes = archive().changes(viewer, id).value();
    for (const auto& one : changes) found.push_back(one.kind);
    return found;
  };
  EXPECT_THAT(kinds(member(1)), ElementsAre(Event::Kind::Released, Event::Kind::Retracted));
  EXPECT_THAT(kinds(member(2)), ElementsAre(Event::Kind::Retracted));
  EXPECT_THAT(kinds(stranger()), IsEmpty());
  EXPECT_THAT(archive().changes(member(1), id_of("indicator", 9)).value(), IsEmpty());
}

}  // namespace
}  // namespace noroshi::archive
