#include "detect/c2/known_infected.hpp"

#include <gtest/gtest.h>

#include "detect/c2/scene.hpp"

namespace noroshi::c2 {
namespace {

constexpr std::uint32_t kWatched = 2'000;

// A scene of 2,000 watched hosts, of which the first `infected` are known to be so.
Scene watched(std::uint32_t infected) {
  Scene scene;
  scene.crowd(kWatched);
  for (std::uint32_t host = 0; host < infected; ++host) {
    scene.infected.push_back(net::Address::v4(0x0A000001 + host));
  }
  return scene;
}

TEST(KnownInfected, SpeaksWhereClientsAreInfectedBeyondChance) {
  Scene scene = watched(20);
  for (std::uint32_t client = 0; client < 6; ++client) scene.contact(client, 600.0 * client);
  const auto signal = scene.look(known_infected);
  ASSERT_TRUE(signal.has_value());
  EXPECT_EQ(signal->value, 6);
  EXPECT_EQ(count(*signal, "clients"), 6);
  EXPECT_EQ(count(*signal, "infected"), 20);
  EXPECT_EQ(count(*signal, "watched"), kWatched);
  EXPECT_LT(count(*signal, "q"), 1e-10);
  EXPECT_GT(signal->strength, 0.6);
}

TEST(KnownInfected, IsSilentWithoutAListAndForOneClient) {
  Scene nobody = watched(0);
  for (std::uint32_t client = 0; client < 6; ++client) nobody.contact(client, 600.0 * client);
  EXPECT_EQ(nobody.look(known_infected), std::nullopt);
  EXPECT_EQ(watched(20).contact(0, 0).look(known_infected), std::nullopt);
}

TEST(KnownInfected, IsSilentForAPopularServerThatInfectedHostsUseLikeAnybody) {
  Scene scene = watched(20);
  for (std::uint32_t client = 10; client < 1'010; ++client) scene.contact(client, 10.0 * client);
  EXPECT_EQ(scene.look(known_infected), std::nullopt);
}

TEST(KnownInfected, IsWeakForTheMakerOfTheInfectedDevices) {
  Scene master = watched(20);
  Scene maker = watched(20);
  for (std::uint32_t client = 0; client < 20; ++client) master.contact(client, 600.0 * client);
  for (std::uint32_t client = 0; client < 200; ++client) maker.contact(client, 60.0 * client);
  EXPECT_GT(maker.says(known_infected), 0);
  EXPECT_LT(maker.says(known_infected), 0.5 * master.says(known_infected));
}

TEST(KnownInfected, VictimsOfTheInfectedAreNotTheirMasters) {
  Scene scanned = watched(20);
  Scene flooded = watched(20);
  for (std::uint32_t client = 0; client < 12; ++client) {
    scanned.contact(client, 600.0 * client, 0.5, Outcome::Silent);
    // One sampled packet each, of a flood of requests that lasts a minute.
    flooded.contact(client, 5.0 * client, 0, Outcome::Unknown);
  }
  EXPECT_EQ(scanned.look(known_infected), std::nullopt);
  EXPECT_EQ(flooded.look(known_infected), std::nullopt);
}

TEST(KnownInfected, ADeadMasterIsStillVisited) {
  Scene scene = watched(20);
  for (std::uint32_t client = 0; client < 6; ++client) {
    for (int i = 0; i < 5; ++i) scene.contact(client, 600.0 * i, 3, Outcome::Silent);
  }
  EXPECT_GT(scene.says(known_infected), 0.6);
}

TEST(KnownInfected, HoldsForOneSampledPacketAClient) {
  Scene scene = watched(20);
  scene.settings.sampling = 1'000;
  for (std::uint32_t client = 0; client < 6; ++client) {
    scene.contact(client, 9'000.0 * client, 0, Outcome::Unknown);
  }
  EXPECT_GT(scene.says(known_infected), 0.6);
}

TEST(KnownInfected, AHandfulOfWatchedHostsShowsNothing) {
  Scene scene;
  scene.infected = {net::Address::v4(0x0A000001), net::Address::v4(0x0A000002)};
  scene.crowd(10).contact(0, 0).contact(1, 600);
  EXPECT_EQ(scene.look(known_infected), std::nullopt);
}

}  // namespace
}  // namespace noroshi::c2
