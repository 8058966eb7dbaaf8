#include "probe/gate.hpp"

#include <gtest/gtest.h>
#include <type_traits>

#include "net/packet_builder.hpp"
#include "trust/permit/permit_testing.hpp"

namespace noroshi::probe {
namespace {

using base::kSecond;
using net::Address;
using net::bytes_of;
using permit::Refusal;
using permit::testing::kMidday;
using permit::testing::Office;
using permit::testing::permit_text;
using permit::testing::revocations_text;
using permit::testing::with;

// Nobody but the gate makes a leave, and nobody has it twice.
static_assert(!std::is_default_constructible_v<Cleared>);
static_assert(
    !std::is_constructible_v<Cleared, permit::Target, std::span<const std::byte>, base::Micros>);
static_assert(!std::is_copy_constructible_v<Cleared> && !std::is_copy_assignable_v<Cleared>);
static_assert(!std::is_move_assignable_v<Cleared>);

const Address kOurs = Address::v4(0xC0000201);    // 192.0.2.1
const Address kTheirs = Address::v4(0xC6336401);  // 198.51.100.1

net::Frame syn(std::uint16_t port = 23, const Address& to = kTheirs) {
  return net::ipv4({.source = kOurs, .destination = to, .protocol = permit::kTcp},
                   net::tcp(40'000, port, 0x02));
}

class GateTest : public ::testing::Test {
 protected:
  Gate open(const std::string& permit) {
    const auto note = office_.signed_by_both(permit);
    const auto list = office_.signed_by_one(revocations_text());
    return *Gate::open({note, office_.approvers(), list, permit::testing::kOptOuts, {}},
                       kMidday - kSecond);
  }
  Office office_;
  Gate gate_ = open(permit_text());
};

TEST_F(GateTest, ClearsTheVeryOctetsThatItJudged) {
  const auto packet = syn();
  const auto verdict = gate_.ask(bytes_of(packet), kMidday);
  ASSERT_TRUE(verdict) << to_string(verdict.error());
  EXPECT_EQ(verdict->packet().data(), bytes_of(packet).data());
  EXPECT_EQ(verdict->packet().size(), packet.size());
  EXPECT_EQ(verdict->target().address, kTheirs);
  EXPECT_EQ(gate_.cleared(), 1U);
}

TEST_F(GateTest, IsClosedWithoutPapersInOrder) {
  const auto note = office_.signed_by_one(permit_text());
  const auto list = office_.signed_by_one(revocations_text());
  EXPECT_FALSE(
      Gate::open({note, office_.approvers(), list, permit::testing::kOptOuts, {}}, kMidday));
  EXPECT_FALSE(Gate::open({}, kMidday));
}

TEST_F(GateTest, JudgesWhatStandsInThePacket) {
  const auto reason = [&](const net::Frame& packet) {
    const auto verdict = gate_.ask(bytes_of(packet), kMidday);
    return verdict ? std::string("cleared") : std::string(to_string(verdict.error()));
  };
  EXPECT_EQ(reason(syn(22)), "not a permitted protocol and port");
  EXPECT_EQ(reason(syn(23, Address::v4(0xC6336501))), "outside the permitted ranges");
  EXPECT_EQ(reason(net::ipv4({.source = kTheirs, .destination = kTheirs, .protocol = permit::kTcp},
                             net::tcp(40'000, 23, 0x02))),
            "not a permitted source address");
  EXPECT_EQ(reason(net::ipv4({.source = kOurs, .destination = kTheirs, .protocol = permit::kIcmp},
                             net::icmp(8, 0))),
            "cleared");
  EXPECT_EQ(reason(net::ipv4({.source = kOurs, .destination = kTheirs, .protocol = permit::kIcmp},
                             net::icmp(5, 0))),
            "not a permitted protocol and port");
}

TEST_F(GateTest, RefusesWhatItCannotJudge) {
  const auto refuses = [&](const net::Frame& packet) {
    const auto verdict = gate_.ask(bytes_of(packet), kMidday);
    return !verdict && verdict.error() == Refusal::NotUnderstood;
  };
  EXPECT_TRUE(refuses(""));
  EXPECT_TRUE(refuses("x"));
  EXPECT_TRUE(refuses(syn() + "more")) << "octets that no header speaks of";
  for (std::size_t length = 0; length < syn().size(); ++length) {
    EXPECT_TRUE(refuses(syn().substr(0, length))) << length;
  }
  net::Ipv4Fields fields{.source = kOurs, .destination = kTheirs, .protocol = permit::kTcp};
  const auto segment = net::tcp(40'000, 23, 0x02);
  fields.option_octets = 4;
  EXPECT_TRUE(refuses(net::ipv4(fields, segment))) << "options may hold a source route";
  fields.option_octets = 0;
  fields.fragment = 0x2000;
  EXPECT_TRUE(refuses(net::ipv4(fields, segment))) << "a fragment";
  fields.fragment = 1;
  EXPECT_TRUE(refuses(net::ipv4(fields, segment))) << "a fragment";
  const Address one = *Address::parse("2001:db8:f::1");
  const Address other = *Address::parse("2001:db8:1::1");
  EXPECT_TRUE(refuses(net::ipv6({.source = one, .destination = other, .next_header = 43},
                                net::ipv6_extension(permit::kTcp, 8, segment))))
      << "a routing header";
  EXPECT_TRUE(refuses(
      net::ipv6({.source = kOurs, .destination = kTheirs, .next_header = permit::kTcp}, segment)))
      << "IPv4 addresses in an IPv6 header";
  const auto inner = syn();
  const auto tunnelled = gate_.ask(
      bytes_of(net::ipv4({.source = kOurs, .destination = kTheirs, .protocol = 4}, inner)),
      kMidday);
  EXPECT_FALSE(tunnelled) << "a packet within a packet";
  const auto plain =
      net::ipv6({.source = one, .destination = other, .next_header = permit::kTcp}, segment);
  EXPECT_TRUE(gate_.ask(bytes_of(plain), kMidday));
}

// Whatever octets a broken sender makes: what is cleared was permitted.
TEST_F(GateTest, NeverClearsAnAddressByAccident) {
  const auto fast =
      with(with(permit_text(), "packets_per_second = 100", "packets_per_second = 1e8"),
           "per_prefix_per_second = 10", "per_prefix_per_second = 1e8");
  auto gate = open(fast);
  const auto whole = syn();
  std::size_t cleared = 0;
  base::Micros now = kMidday;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int octet = 0; octet < 256; ++octet) {
      auto packet = whole;
      packet[at] = static_cast<char>(octet);
      const auto verdict = gate.ask(bytes_of(packet), ++now);
      if (!verdict) continue;
      ++cleared;
      EXPECT_EQ(packet.substr(12, 4), whole.substr(12, 4)) << "source";
      EXPECT_EQ(packet.substr(16, 3), whole.substr(16, 3)) << "first 24 bits of the destination";
      EXPECT_EQ(packet[9], whole[9]) << "protocol";
    }
  }
  EXPECT_GT(cleared, 1'000U) << "what does not matter may change";
}

TEST_F(GateTest, KeepsThePaceOfItsPermit) {
  const permit::Target target{kTheirs, 23, permit::kTcp, {}};
  EXPECT_TRUE(gate_.ask(target, kMidday));
  EXPECT_TRUE(gate_.ask(target, kMidday));
  EXPECT_EQ(gate_.ask(target, kMidday).error(), Refusal::PrefixTooFast);
  EXPECT_EQ(gate_.refused(Refusal::PrefixTooFast), 1U);
  int cleared = 0;
  for (base::Micros now = kMidday; now < kMidday + 10 * kSecond; now += 1'000) {
    cleared += gate_.ask(target, now) ? 1 : 0;
  }
  EXPECT_GE(cleared, 98);
  EXPECT_LE(cleared, 100);
}

TEST_F(GateTest, ClosesWhenTheClockGoesBackUntilItHasCaughtUp) {
  const permit::Target target{kTheirs, 23, permit::kTcp, {}};
  ASSERT_TRUE(gate_.ask(target, kMidday));
  EXPECT_EQ(gate_.ask(target, kMidday - 1).error(), Refusal::ClockBackwards);
  EXPECT_EQ(gate_.ask(target, INT64_MIN).error(), Refusal::ClockBackwards);
  EXPECT_TRUE(gate_.ask(target, kMidday + kSecond));
  EXPECT_EQ(gate_.ask(target, kMidday + kSecond - 1).error(), Refusal::ClockBackwards);
  EXPECT_EQ(gate_.ask(target, INT64_MAX).error(), Refusal::RevocationsStale);
  EXPECT_TRUE(gate_.ask(target, kMidday + 2 * kSecond)) << "a time it refused moves no clock";
  auto early = open(permit_text());
  EXPECT_EQ(early.ask(target, kMidday - kSecond - 1).error(), Refusal::ClockBackwards)
      << "before it was opened";
}

TEST_F(GateTest, IsClosedByARevocationAndByTheLackOfNews) {
  const permit::Target target{kTheirs, 23, permit::kTcp, {}};
  ASSERT_TRUE(gate_.ask(target, kMidday));
  const auto revoked =
      with(with(revocations_text(), "another", "survey-2026-03"), "number = 7", "number = 8");
  ASSERT_FALSE(gate_.renew(revoked)) << "unsigned";
  EXPECT_TRUE(gate_.ask(target, kMidday + kSecond));
  ASSERT_TRUE(gate_.renew(office_.signed_by_one(revoked)));
  EXPECT_EQ(gate_.ask(target, kMidday + 2 * kSecond).error(), Refusal::Revoked);
  auto waiting = open(permit_text());
  const auto stale = *base::parse_rfc3339("2026-03-04T00:00:00Z");
  EXPECT_TRUE(waiting.ask(target, stale - 1));
  EXPECT_EQ(waiting.ask(target, stale).error(), Refusal::RevocationsStale);
  auto news =
      with(with(revocations_text(), "number = 7", "number = 8"), "2026-03-03T", "2026-03-04T");
  news = with(news, "valid_until = \"2026-03-04T", "valid_until = \"2026-03-05T");
  ASSERT_TRUE(waiting.renew(office_.signed_by_one(news)));
  EXPECT_TRUE(waiting.ask(target, stale + kSecond));
}

TEST_F(GateTest, SparesWhoOptsOutWhileItRuns) {
  const permit::Target target{kTheirs, 23, permit::kTcp, {}};
  ASSERT_TRUE(gate_.ask(target, kMidday));
  gate_.also_spare({*net::Prefix::parse("198.51.100.1")});
  EXPECT_EQ(gate_.ask(target, kMidday + kSecond).error(), Refusal::OptedOut);
}

TEST_F(GateTest, GivesLeaveForASecond) {
  auto verdict = gate_.ask(permit::Target{kTheirs, 23, permit::kTcp, {}}, kMidday);
  ASSERT_TRUE(verdict);
  EXPECT_FALSE(verdict->stands(kMidday - 1));
  EXPECT_TRUE(verdict->stands(kMidday));
  EXPECT_TRUE(verdict->stands(kMidday + kSecond - 1));
  EXPECT_FALSE(verdict->stands(kMidday + kSecond));
  const Cleared taken = *std::move(verdict);
  EXPECT_TRUE(taken.stands(kMidday));
  EXPECT_FALSE(verdict->stands(kMidday)) << "it was handed on";
}

}  // namespace
}  // namespace noroshi::probe
