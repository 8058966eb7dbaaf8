#include "detect/c2/client_networks.hpp"

#include <gtest/gtest.h>

#include "detect/c2/thinned.hpp"
#include "model/token.hpp"

namespace noroshi::c2 {
namespace {

TEST(ClientNetworks, CountsSlash24AndSlash48) {
  HostIndex hosts;
  for (const auto* text : {"10.0.0.1", "10.0.0.200", "10.0.1.1", "2001:db8:1:1::1",
                           "2001:db8:1:2::1", "198.51.100.1"}) {
    hosts.intern(Sketch::ip(text));
  }
  ClientNetworks networks;
  networks.fill(hosts, [](std::uint32_t host) { return host < 5; });
  EXPECT_EQ(networks.networks(), 3U);
  EXPECT_EQ(networks.clients(), 5U);
  EXPECT_EQ(networks.of(0), networks.of(1));
  EXPECT_NE(networks.of(0), networks.of(2));
  EXPECT_EQ(networks.of(3), networks.of(4));
  EXPECT_EQ(networks.of(5), ClientNetworks::kNone);
}

TEST(ClientNetworks, TokensHaveNone) {
  HostIndex hosts;
  hosts.intern(model::from_token(0x1234));
  ClientNetworks networks;
  networks.fill(hosts, [](std::uint32_t) { return true; });
  EXPECT_EQ(networks.networks(), 0U);
  EXPECT_EQ(networks.of(0), ClientNetworks::kNone);
}

TEST(ClientNetworks, ExpectsWhatALotWouldDraw) {
  HostIndex hosts;
  for (std::uint32_t i = 0; i < 40; ++i)
    hosts.intern(net::Address::v4(0x0A000001 + 256 * (i / 4) + i % 4));
  ClientNetworks networks;  // ten networks of four
  networks.fill(hosts, [](std::uint32_t) { return true; });
  EXPECT_NEAR(networks.expected(1), 1, 1e-9);
  // 10 · (1 − C(36, 2) / C(40, 2)) = 10 · (1 − 630/780)
  EXPECT_NEAR(networks.expected(2), 10 * (1 - 630.0 / 780.0), 1e-9);
  EXPECT_NEAR(networks.expected(40), 10, 1e-9);
  EXPECT_NEAR(networks.expected(1000), 10, 1e-9);
}

TEST(ClientSpread, BotsAreEverywhereAndAVillageHasItsOwnServer) {
  Thinned day;
  day.sites(20, 60);
  for (std::uint32_t bot = 0; bot < 10; ++bot) {
    day.packet(Thinned::household(17 * bot), "203.0.113.9", 8443, 2.0 * bot, 200);
    day.packet(Thinned::household(bot), "203.0.113.10", 8443, 2.0 * bot, 200);
  }
  EXPECT_GT(day.says("203.0.113.9", 8443, Input::ClientSpread), 0.8);
  EXPECT_EQ(day.says("203.0.113.10", 8443, Input::ClientSpread), 0);
}

TEST(ClientSpread, IsSilentAboutTokens) {
  Thinned day;
  day.sites(20, 60);
  for (int bot = 0; bot < 10; ++bot) {
    day.packet(fmt::format("100::{:x}", 77 + bot), "203.0.113.9", 8443, 2.0 * bot, 200);
  }
  EXPECT_EQ(day.says("203.0.113.9", 8443, Input::ClientSpread), 0);
}

}  // namespace
}  // namespace noroshi::c2
