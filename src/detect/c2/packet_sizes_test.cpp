// Sizes of sampled packets, and the lines that look at them: same_packets, content_packets.

#include "detect/c2/packet_sizes.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "detect/c2/scene.hpp"
#include "detect/c2/thinned.hpp"

namespace noroshi::c2 {
namespace {

Contact one_packet(std::uint64_t out, std::uint64_t in = 0) {
  return {.octets_out = out,
          .octets_in = in,
          .packets_out = out > 0 ? 1U : 0U,
          .packets_in = in > 0 ? 1U : 0U};
}

TEST(PacketSizes, BareSegmentsAreLeftOut) {
  const std::vector<Contact> contacts{one_packet(40), one_packet(60), one_packet(52, 72),
                                      one_packet(42), one_packet(220, 1500)};
  const PacketSizes sizes =
      packet_sizes(server_of({net::Address::v4(1), 443, model::kTcp}, contacts));
  EXPECT_EQ(sizes.out, (std::vector<double>{42, 220})) << "headers are whole words";
  EXPECT_EQ(sizes.in, (std::vector<double>{1500}));
}

TEST(PacketSizes, OfUdpEveryPacketCarriesSomething) {
  const std::vector<Contact> contacts{one_packet(76), one_packet(40)};
  const PacketSizes sizes =
      packet_sizes(server_of({net::Address::v4(1), 123, model::kUdp}, contacts));
  EXPECT_EQ(sizes.out.size(), 2U);
}

TEST(PacketSizes, OfManyPacketsTheMeanSaysNothingOfOne) {
  const std::vector<Contact> contacts{{.octets_out = 900, .packets_out = 3},
                                      {.octets_out = 9'000, .packets_out = 9}};
  const PacketSizes sizes =
      packet_sizes(server_of({net::Address::v4(1), 443, model::kTcp}, contacts));
  EXPECT_EQ(sizes.out, (std::vector<double>{300}));
}

TEST(Likeness, IsTheShareOfPairsThatAreAlike) {
  EXPECT_EQ(likeness({100, 105, 110, 900}), 0.5);  // three of six pairs
  EXPECT_EQ(likeness({100, 200, 300}), 0);
  EXPECT_EQ(likeness({100}), 0);
  EXPECT_EQ(likeness({}), 0);
}

TEST(Likeness, DoesNotGrowWithTheNumberOfPackets) {
  std::vector<double> few;
  std::vector<double> many;
  Thinned day;
  for (int i = 0; i < 4'400; ++i) {
    const double size = 100.0 + 100.0 * std::floor(5.0 * day.unit());
    (i % 11 == 0 ? few : many).push_back(size);
  }
  std::ranges::sort(few);
  std::ranges::sort(many);
  EXPECT_NEAR(likeness(few), 0.2, 0.02);
  EXPECT_NEAR(likeness(many), 0.2, 0.02);
}

constexpr auto kMaster = "203.0.113.9";

TEST(SamePackets, RequestsOfABotSpeakAndThoseOfPeopleDoNot) {
  Thinned day;
  day.sites(20, 40);
  for (int i = 0; i < 40; ++i) {
    day.packet(Thinned::household(static_cast<std::uint32_t>(i % 20)), kMaster, 8443, 0.5 * i,
               210 + static_cast<std::uint64_t>(i % 15));
  }
  EXPECT_GT(day.says(kMaster, 8443, Input::SamePackets), 0.8);
  EXPECT_LT(day.says("198.51.100.5", 443, Input::SamePackets), 0.1);
}

TEST(SamePackets, AcknowledgementsAreAlikeEverywhere) {
  Thinned day;
  for (int i = 0; i < 60; ++i) day.packet(Thinned::household(3), kMaster, 8443, 0.3 * i, 52);
  EXPECT_EQ(day.says(kMaster, 8443, Input::SamePackets), 0);
}

TEST(SamePackets, GrowsWithTheNumberOfPackets) {
  double before = 0;
  for (const int packets : {5, 10, 20, 40}) {
    Thinned day;
    for (int i = 0; i < packets; ++i) day.packet("10.0.0.1", kMaster, 8443, 0.5 * i, 222);
    const double now = day.says(kMaster, 8443, Input::SamePackets);
    EXPECT_GT(now, before);
    before = now;
  }
  EXPECT_LE(before, 1);
}

TEST(SamePackets, UnsampledTrafficIsLeftToWholeExchanges) {
  Thinned day(1);
  for (int i = 0; i < 60; ++i) day.packet("10.0.0.1", kMaster, 8443, 0.3 * i, 222);
  EXPECT_EQ(day.says(kMaster, 8443, Input::SamePackets), 0);
  EXPECT_EQ(day.says(kMaster, 8443, Input::ContentPackets), 0);
}

TEST(ContentPackets, FullPacketsAreContent) {
  Thinned day;
  day.sites(5, 40).beat(kMaster, 8443, 20, 4);
  EXPECT_GT(day.says("198.51.100.2", 443, Input::ContentPackets), 0.4);
  EXPECT_EQ(day.says(kMaster, 8443, Input::ContentPackets), 0);
}

TEST(ContentPackets, OneModuleForABotIsNotContent) {
  Thinned day;
  day.beat(kMaster, 8443, 20, 4);
  for (int i = 0; i < 3; ++i) day.packet("10.0.0.1", kMaster, 8443, 12.0 + 0.1 * i, 0, 1500);
  EXPECT_LT(day.says(kMaster, 8443, Input::ContentPackets), 0.1);
}

}  // namespace
}  // namespace noroshi::c2
