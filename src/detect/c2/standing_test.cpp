// The lines about what a server is among others: port, popularity, platform, place, persistence.

#include <cmath>
#include <gtest/gtest.h>

#include "detect/c2/clockwork_port.hpp"
#include "detect/c2/gathering.hpp"
#include "detect/c2/inbound.hpp"
#include "detect/c2/persistence.hpp"
#include "detect/c2/platform.hpp"
#include "detect/c2/popularity.hpp"
#include "detect/c2/rare_port.hpp"
#include "detect/c2/scene.hpp"

namespace noroshi::c2 {
namespace {

double port_weight(std::uint16_t port, std::uint8_t proto = model::kTcp) {
  return Scene("203.0.113.9", port, proto).contact(0, 0).says(rare_port);
}

TEST(RarePort, OrdersPortsByHowOddTheyAre) {
  EXPECT_EQ(port_weight(4444), 1);
  EXPECT_GT(port_weight(4444), port_weight(8080));
  EXPECT_GT(port_weight(8080), port_weight(443));
  EXPECT_GT(port_weight(443), port_weight(25));
  EXPECT_LT(port_weight(4444, model::kUdp), 0);
}

TEST(Gathering, GrowsWithTheClientsOfAnOddPort) {
  const auto gathered = [](std::uint32_t clients, std::uint16_t port, std::uint8_t proto) {
    Scene scene("203.0.113.9", port, proto);
    for (std::uint32_t client = 0; client < clients; ++client) scene.contact(client, client);
    return scene.says(gathering);
  };
  EXPECT_EQ(gathered(2, 5552, model::kTcp), 0);
  EXPECT_GT(gathered(3, 5552, model::kTcp), 0);
  EXPECT_GT(gathered(40, 5552, model::kTcp), gathered(5, 5552, model::kTcp));
  EXPECT_EQ(gathered(100, 5552, model::kTcp), 1);
  EXPECT_LT(gathered(100, 8080, model::kTcp), 0.5) << "the second choice of web servers";
  EXPECT_EQ(gathered(100, 443, model::kTcp), 0);
  EXPECT_EQ(gathered(100, 5552, model::kUdp), 0) << "games and calls";
}

TEST(ClockworkPort, SpeaksAgainstServicesThatCallByDesign) {
  EXPECT_EQ(Scene("203.0.113.9", 123, model::kUdp).contact(0, 0).says(clockwork_port), -1);
  EXPECT_EQ(Scene("203.0.113.9", 443).contact(0, 0).look(clockwork_port), std::nullopt);
}

TEST(Popularity, FewClientsSpeakForManyAgainst) {
  EXPECT_EQ(Scene().crowd(1000).contact(0, 0).says(popularity), 1);
  Scene liked;
  for (std::uint32_t client = 0; client < 400; ++client) liked.contact(client, client);
  EXPECT_EQ(liked.crowd(1000).says(popularity), -1);
}

TEST(Rarity, FallsWithCompany) {
  EXPECT_NEAR(rarity(1'000'000, 1), 1, 1e-12);
  EXPECT_NEAR(rarity(1'000'000, 1'000'000), std::log(2.0) / std::log(1'000'001.0), 1e-12);
  EXPECT_GT(rarity(20'000, 60), rarity(20'000, 5'000));
  EXPECT_EQ(rarity(0, 5), 0);
}

TEST(Popularity, AHandfulOfWatchedHostsShowsNothing) {
  EXPECT_EQ(Scene().crowd(10).contact(0, 0).look(popularity), std::nullopt);
}

TEST(Platform, WeighsByKind) {
  const auto weight = [](std::string_view address) {
    Scene scene(address, 443);
    scene.settings.platforms =
        parse_platforms("192.0.2.0/25 vendor A\n192.0.2.128/26 cdn B\n192.0.2.192/26 cloud C\n")
            .value();
    return scene.contact(0, 0).says(platform);
  };
  EXPECT_EQ(weight("192.0.2.1"), -1);
  EXPECT_EQ(weight("192.0.2.129"), -0.7);
  EXPECT_EQ(weight("192.0.2.200"), -0.45);
  EXPECT_EQ(weight("203.0.113.9"), 0);
}

TEST(Inbound, ServersInsideAreSeldomMasters) {
  EXPECT_EQ(Scene("10.9.9.9", 8081).contact(0, 0).says(inbound), -0.36);
  EXPECT_EQ(Scene("203.0.113.9", 8081).contact(0, 0).look(inbound), std::nullopt);
  Scene scanned("203.0.113.9", 8081);
  scanned.settings.inside = net::PrefixSet({net::Prefix::parse("203.0.113.0/24").value()});
  EXPECT_EQ(scanned.contact(0, 0).says(inbound), -1);
}

TEST(Persistence, GrowsWithTheShareOfHours) {
  Scene always;
  Scene once;
  for (int hour = 0; hour < 24; ++hour) always.contact(0, 3600.0 * hour);
  once.contact(0, 0).contact(1, 3600.0 * 23.5);
  EXPECT_NEAR(always.says(persistence), 1, 0.05);
  EXPECT_EQ(once.look(persistence), std::nullopt);
}

}  // namespace
}  // namespace noroshi::c2
