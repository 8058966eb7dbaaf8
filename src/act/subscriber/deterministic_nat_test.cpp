#include "act/subscriber/deterministic_nat.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace noroshi::subscriber {
namespace {

using Kind = DeterministicNat::Kind;

net::Address address(std::string_view text) { return net::Address::parse(text).value(); }
Span span(std::string_view text) { return parse_span(text).value(); }

// The mapping written out the slow way: deal the ports out, one block after the other, and write
// down who got each (RFC 7422, section 2.2, "sequential").
using World = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>;

World deal(const DeterministicNat::Plan& plan, std::uint32_t ratio, std::uint32_t block) {
  std::vector<std::uint32_t> insides;
  for (const auto& part : plan.inside) {
    for (auto at = part.first.v4_bits(); at <= part.last.v4_bits(); ++at) insides.push_back(at);
  }
  World world;
  std::size_t next = 0;
  for (const auto& part : plan.outside) {
    for (auto outside = part.first.v4_bits(); outside <= part.last.v4_bits(); ++outside) {
      std::uint32_t port = 0;
      for (std::uint32_t line = 0; line < ratio && next < insides.size(); ++line, ++next) {
        for (std::uint32_t given = 0; given < block; ++port) {
          bool reserved = false;
          for (const auto& [first, last] : plan.reserved) {
            reserved = reserved || (first <= port && port <= last);
          }
          if (reserved) continue;
          world[{outside, port}] = insides[next];
          ++given;
        }
      }
    }
  }
  return world;
}

void expect_like_world(const DeterministicNat& nat) {
  const auto world = deal(nat.plan(), nat.lines_per_address(), nat.block_size());
  std::uint64_t lines = 0;
  for (const auto& part : nat.plan().outside) {
    for (auto outside = part.first.v4_bits(); outside <= part.last.v4_bits(); ++outside) {
      for (std::uint32_t port = 0; port < 65536; ++port) {
        const auto answer = nat.find(net::Address::v4(outside), static_cast<std::uint16_t>(port));
        const auto truth = world.find({outside, port});
        ASSERT_EQ(answer.kind == Kind::Line, truth != world.end()) << port;
        if (truth == world.end()) continue;
        ASSERT_EQ(answer.inside.v4_bits(), truth->second) << port;
        ++lines;
      }
    }
  }
  EXPECT_EQ(lines, world.size());
}

TEST(DeterministicNat, FourteenLinesAndTwoSharesForThePool) {
  DeterministicNat::Plan plan;
  plan.inside = {span("198.51.100.1-198.51.100.14")};
  plan.outside = {span("203.0.113.1")};
  plan.dynamic_shares = 2;
  const auto nat = DeterministicNat::make(plan).value();
  EXPECT_EQ(nat.lines_per_address(), 14U);
  EXPECT_EQ(nat.block_size(), 4032U);  // (65,536 − 1,024) ÷ (14 + 2)
  const auto outside = address("203.0.113.1");
  EXPECT_EQ(nat.find(outside, 1023).kind, Kind::Nobody);
  EXPECT_EQ(nat.find(outside, 1024).inside, address("198.51.100.1"));
  EXPECT_EQ(nat.find(outside, 5055).inside, address("198.51.100.1"));
  EXPECT_EQ(nat.find(outside, 5056).inside, address("198.51.100.2"));
  EXPECT_EQ(nat.find(outside, 57471).inside, address("198.51.100.14"));
  EXPECT_EQ(nat.find(outside, 57472).kind, Kind::Dynamic);
  EXPECT_EQ(nat.find(outside, 65535).kind, Kind::Dynamic);
  expect_like_world(nat);
}

TEST(DeterministicNat, OneThousandAndTwentyFourLinesToAnAddress) {
  DeterministicNat::Plan plan;
  plan.inside = {span("198.18.0.0/15")};
  plan.outside = {span("203.0.113.128/25")};
  const auto nat = DeterministicNat::make(plan).value();
  EXPECT_EQ(nat.lines_per_address(), 1024U);
  EXPECT_EQ(nat.block_size(), 63U);
  EXPECT_EQ(nat.find(address("203.0.113.255"), 65535).inside, address("198.19.255.255"));
}

TEST(DeterministicNat, EveryPortOfManyPlansIsWhereTheSlowWorldPutIt) {
  std::mt19937 random(7422);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  for (int round = 0; round < 12; ++round) {
    DeterministicNat::Plan plan;
    const auto lines = 1 + below(40);
    plan.inside = {{address("100.64.0.1"), net::Address::v4(0x64400000U + lines)},
                   {address("100.80.0.0"), net::Address::v4(0x64500000U + below(9))}};
    plan.outside = {span("192.0.2.4"), span("192.0.2.16/31")};
    plan.dynamic_shares = below(3);
    if (round % 3 == 1) plan.lines_per_address = 32;
    if (round % 3 == 2) plan.block = 1000;
    plan.reserved = {{0, 1023}, {5060, 5061}, {8080, 8080}};
    const auto nat = DeterministicNat::make(plan);
    ASSERT_TRUE(nat.has_value()) << nat.error().message;
    expect_like_world(*nat);
  }
}

TEST(DeterministicNat, BlockLeadsBackToItsLine) {
  DeterministicNat::Plan plan;
  plan.inside = {span("100.64.0.0/24")};
  plan.outside = {span("192.0.2.0/30")};
  plan.reserved = {{0, 4095}, {40000, 40010}};
  const auto nat = DeterministicNat::make(plan).value();
  for (std::uint32_t i = 0; i < 256; ++i) {
    const auto inside = net::Address::v4(0x64400000U + i);
    const auto block = nat.block_of(inside).value();
    ASSERT_EQ(block.ports.size(), nat.block_size());
    for (const auto port : block.ports) ASSERT_EQ(nat.find(block.outside, port).inside, inside);
  }
  EXPECT_FALSE(nat.block_of(address("100.64.1.0")).has_value());
}

TEST(DeterministicNat, PlansThatCannotBeAreRefused) {
  DeterministicNat::Plan plan;
  plan.inside = {span("100.64.0.0/16")};
  plan.outside = {span("192.0.2.1")};
  EXPECT_FALSE(DeterministicNat::make(plan).has_value()) << "65,536 lines on 64,512 ports";
  plan.lines_per_address = 8;
  EXPECT_FALSE(DeterministicNat::make(plan).has_value());
  plan.inside = {span("100.64.0.0/30"), span("100.64.0.2")};
  EXPECT_FALSE(DeterministicNat::make(plan).has_value()) << "an inside address twice";
  plan.inside = {};
  EXPECT_FALSE(DeterministicNat::make(plan).has_value());
  EXPECT_FALSE(parse_span("192.0.2.9-192.0.2.1").has_value());
  EXPECT_FALSE(parse_span("2001:db8::/64").has_value());
}

}  // namespace
}  // namespace noroshi::subscriber
