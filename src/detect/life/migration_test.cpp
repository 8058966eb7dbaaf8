#include "detect/life/migration.hpp"

#include <gmock/gmock.h>

#include "detect/life/scene.hpp"

namespace noroshi::life {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kOld = "203.0.113.66:6667/tcp";
constexpr std::string_view kNew = "198.51.100.9:6667/tcp";
constexpr std::string_view kTime = "192.0.2.123:123/udp";
constexpr int kHours = 72;

base::Micros at(double hour) {
  return kDayOne + static_cast<base::Micros>(hour * static_cast<double>(base::kHour));
}

// Clients [from, to) at a server between two hours.
Clientele visitors(std::string_view server, std::uint32_t from, std::uint32_t to, double first,
                   double last, std::uint64_t records = 40) {
  Clientele one{endpoint(server), {}, to - from, at(first)};
  for (std::uint32_t i = from; i < to; ++i) {
    one.visits.push_back({client(i), at(first + 0.001 * i), at(last - 0.001 * i), records});
  }
  return one;
}

// The old server answers for a day and then falls silent.
Life old_life() { return ServerScene(kOld).answering(0, 24).life(kHours); }

Surroundings around(std::uint64_t population = 20'000, std::uint64_t tested = 500) {
  return {population, tested, {kDayOne, kHours}};
}

TEST(Migration, LinksTheServerThatItsClientsTurnTo) {
  const auto from = visitors(kOld, 0, 30, 0, 24);
  const std::vector to{visitors(kNew, 0, 28, 26, 70)};
  const auto found = migration_of(old_life(), from, to, around());
  EXPECT_EQ(found.whereabouts, Whereabouts::Moved);
  ASSERT_THAT(found.moves, SizeIs(1));
  EXPECT_EQ(found.moves[0].to, endpoint(kNew));
  EXPECT_EQ(found.moves[0].left, 30U);
  EXPECT_EQ(found.moves[0].came, 28U);
  EXPECT_NEAR(found.moves[0].containment, 28.0 / 30, 1e-9);
  EXPECT_NEAR(found.moves[0].jaccard, 28.0 / 30, 1e-9);
  EXPECT_LT(found.moves[0].log_p, -100);
  EXPECT_LT(found.moves[0].last_visit, found.moves[0].first_visit);
}

TEST(Migration, DoesNotLinkWhatEverybodyVisits) {
  const auto from = visitors(kOld, 0, 30, 0, 24);
  auto cdn = visitors("192.0.2.80:443/tcp", 0, 30, 26, 70);  // first seen after, all of them
  cdn.clients = 15'000;
  EXPECT_THAT(migration_of(old_life(), from, {&cdn, 1}, around()).moves, IsEmpty());
}

TEST(Migration, DoesNotLinkWhatTheyUsedAllAlong) {
  const auto from = visitors(kOld, 0, 30, 0, 24);
  const std::vector time{visitors(kTime, 0, 30, 0, 70)};
  const auto found = migration_of(old_life(), from, time, around());
  EXPECT_THAT(found.moves, IsEmpty());
  EXPECT_EQ(found.whereabouts, Whereabouts::NotSeenElsewhere);
}

TEST(Migration, DoesNotLinkAServiceThatHalfOfThemMeetLaterByChance) {
  const auto from = visitors(kOld, 0, 30, 0, 24);
  auto vendor = visitors(kTime, 0, 15, 3, 70, 2);  // rare visits: some are seen first only later
  const auto later = visitors(kTime, 15, 30, 30, 70, 2);
  vendor.visits.insert(vendor.visits.end(), later.visits.begin(), later.visits.end());
  vendor.clients = 40;
  EXPECT_THAT(migration_of(old_life(), from, {&vendor, 1}, around()).moves, IsEmpty());
}

TEST(Migration, DoesNotLinkTheVictimOfTheirAttack) {
  const auto from = visitors(kOld, 0, 30, 0, 24);
  const std::vector victim{visitors("192.0.2.99:80/tcp", 0, 30, 30, 30.1, 500)};
  EXPECT_THAT(migration_of(old_life(), from, victim, around()).moves, IsEmpty());
}

TEST(Migration, DoesNotTakeANightForLeaving) {
  const auto life = ServerScene(kOld).answering(0, kHours).life(kHours);
  const auto found = migration_of(life, visitors(kOld, 0, 30, 0, 62), {}, around());
  EXPECT_EQ(found.whereabouts, Whereabouts::StillThere);
}

TEST(Migration, TakesRetriesAtTheDeadServerForNoStay) {
  auto life = ServerScene(kOld).answering(0, 24).refused(24, kHours).life(kHours);
  const auto from = visitors(kOld, 0, 30, 0, 71);  // they go on asking
  const std::vector to{visitors(kNew, 0, 30, 26, 71)};
  EXPECT_THAT(migration_of(life, from, to, around()).moves, SizeIs(1));
}

TEST(Migration, FollowsClientsThatLeaveOneByOneWhileTheServerGoesOn) {
  const auto life = ServerScene(kOld).answering(0, kHours).life(kHours);
  auto from = visitors(kOld, 0, 20, 0, 30);
  const auto rest = visitors(kOld, 20, 40, 0, 71.9);
  from.visits.insert(from.visits.end(), rest.visits.begin(), rest.visits.end());
  const std::vector to{visitors(kNew, 0, 20, 31, 71)};
  const auto found = migration_of(life, from, to, around());
  ASSERT_THAT(found.moves, SizeIs(1));
  EXPECT_EQ(found.left, 20U);
}

TEST(Migration, LinksBothSidesOfAChain) {
  const auto third = "198.51.100.77:443/tcp";
  const std::vector all{visitors(kOld, 0, 30, 0, 24), visitors(kNew, 0, 30, 25, 44),
                        visitors(third, 0, 30, 45, 71)};
  const auto second = ServerScene(kNew).answering(25, 44).life(kHours);
  const auto first_found = migration_of(old_life(), all[0], all, around());
  ASSERT_THAT(first_found.moves, SizeIs(1)) << "the third is the second's next server";
  EXPECT_EQ(first_found.moves[0].to, endpoint(kNew));
  const auto second_found = migration_of(second, all[1], all, around());
  ASSERT_THAT(second_found.moves, SizeIs(1));
  EXPECT_EQ(second_found.moves[0].to, endpoint(third));
}

TEST(Migration, LinksThreeClientsOnlyToANewServer) {
  const auto from = visitors(kOld, 0, 3, 0, 24);
  std::vector to{visitors(kNew, 0, 3, 26, 70)};
  EXPECT_THAT(migration_of(old_life(), from, to, around()).moves, SizeIs(1));
  to[0].first_seen = at(1);  // by a fourth
  to[0].clients = 4;
  EXPECT_THAT(migration_of(old_life(), from, to, around()).moves, IsEmpty());
}

TEST(Migration, SaysWhenThereAreTooFewClients) {
  const auto found = migration_of(old_life(), visitors(kOld, 0, 2, 0, 24), {}, around());
  EXPECT_EQ(found.whereabouts, Whereabouts::TooFewClients);
}

TEST(Migration, SaysWhenSamplingIsTooThinToSeeThemAgain) {
  const auto from = visitors(kOld, 0, 9, 0, 24, 6);
  const auto life = ServerScene(kOld).sampling(10'000).answering(0, 24).life(kHours);
  EXPECT_EQ(migration_of(life, from, {}, around()).whereabouts, Whereabouts::NotSeenElsewhere);
  MigrationOptions brief;
  brief.window = base::kHour;
  const auto found = migration_of(life, from, {}, around(), brief);
  EXPECT_EQ(found.whereabouts, Whereabouts::TooThin);
  EXPECT_LT(found.expected_again, 3);
}

TEST(Migration, DoesNotTakeThoseThatItSawOnceForThoseThatItSeesAlways) {
  // Fourteen clients, each seen once: of two hundred, perhaps.
  const auto found = migration_of(old_life(), visitors(kOld, 0, 14, 0, 24, 1), {}, around());
  EXPECT_EQ(found.whereabouts, Whereabouts::TooThin);
}

TEST(Migration, SaysWhenPseudonymsChangedInBetween) {
  MigrationOptions options;
  options.epochs = {at(24)};
  const auto found = migration_of(old_life(), visitors(kOld, 0, 30, 0, 24), {}, around(), options);
  EXPECT_EQ(found.whereabouts, Whereabouts::NewPseudonyms);
}

TEST(Migration, SaysThatTheClientsAreStillThere) {
  const auto life = ServerScene(kOld).answering(0, kHours).life(kHours);
  const auto found = migration_of(life, visitors(kOld, 0, 30, 0, 71.9), {}, around());
  EXPECT_EQ(found.whereabouts, Whereabouts::StillThere);
}

}  // namespace
}  // namespace noroshi::life
