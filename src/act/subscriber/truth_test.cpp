// A world in which it is known who really had each port, and a resolver that sees only its logs.
//
// Lines come and go, addresses change hands, the sensor's and the operator's clocks are wrong by
// up to what they admit, records are doubled; in some worlds whole records are lost, in others only
// their ends.  A million questions; the resolver may say that it does not know, but whenever it
// names a line, that line it was.
//
// What no resolver can see: the end of a stay and the whole of the next, both lost.
#include <array>
#include <fmt/format.h>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "act/subscriber/lookup.hpp"

namespace noroshi::subscriber {
namespace {

using base::kSecond;
using base::Micros;

constexpr int kLines = 400;
constexpr Micros kWorldEnd = 6 * base::kHour;
constexpr Micros kLogError = 5 * kSecond;
constexpr std::uint32_t kPublic = 0xCB007100;  // 203.0.113.0
constexpr std::uint32_t kShared = 0xC0000200;  // 192.0.2.0
constexpr std::uint32_t kInside = 0x64400000;  // 100.64.0.0

struct Held {
  Micros start = 0;
  Micros end = 0;
  int line = 0;
};

// Who really held what; index: address, inside address, delegated prefix, block of the CGN.
using Truth = std::vector<std::vector<Held>>;

enum class Loss { Nothing, Records, Ends };

class World {
 public:
  World(unsigned seed, Loss loss) : random_(seed), loss_(loss) {
    lend(public_, 64);
    lend(inside_, 256);
    lend(delegated_, 128);
    lend_blocks();
    fill_tables();
  }

  Tables take() { return std::move(tables_); }

  struct Question {
    model::Sighting sighting;
    int truth = -1;  // the line that really had it; -1: nobody
  };

  Question ask() {
    Question question;
    const auto when = below(kWorldEnd);
    const auto error = below(3) == 0 ? below(2 * base::kMinute) : below(4 * kSecond);
    auto& sighting = question.sighting;
    sighting.clock_error = error;
    sighting.time = when - error + below(2 * error + 1);  // the sensor's clock, wrong as it admits
    sighting.protocol = below(2) == 0 ? 6 : 17;
    if (below(20) != 0) sighting.source_port = static_cast<std::uint16_t>(below(65536));
    switch (below(4)) {
      case 0:
        ask_public(question, when);
        break;
      case 1:
        ask_rule(question, when);
        break;
      case 2:
        ask_nat(question, when);
        break;
      default:
        ask_cgn(question, when);
        break;
    }
    return question;
  }

 private:
  Micros below(Micros n) {
    return n <= 0 ? 0 : static_cast<Micros>(random_() % static_cast<std::uint64_t>(n));
  }

  void lend(Truth& truth, std::size_t things) {
    truth.resize(things);
    for (auto& holders : truth) {
      Micros now = below(10 * base::kMinute);
      while (now < kWorldEnd) {
        const auto end = now + kSecond + below(40 * base::kMinute);
        holders.push_back({now, end, static_cast<int>(below(kLines))});
        now = end + (below(2) == 0 ? 0 : below(10 * base::kMinute));
      }
    }
  }

  // Blocks of 512 ports of 192.0.2.200, each lent to inside addresses.
  void lend_blocks() {
    blocks_.resize(128);
    for (auto& holders : blocks_) {
      Micros now = below(base::kMinute);
      while (now < kWorldEnd) {
        const auto end = now + kSecond + below(20 * base::kMinute);
        holders.push_back({now, end, static_cast<int>(below(256))});
        now = end + below(2) * below(base::kMinute);
      }
    }
  }

  // What the operator's clock makes of an instant.
  Micros logged(Micros instant) { return instant - kLogError + below(2 * kLogError + 1); }

  void log(const Truth& truth, const std::function<void(std::size_t, const Stay&)>& add) {
    for (std::size_t i = 0; i < truth.size(); ++i) {
      for (const auto& held : truth[i]) {
        const bool lost = below(50) == 0;
        if (lost && loss_ == Loss::Records) continue;
        const bool open = lost && loss_ == Loss::Ends;
        Stay stay{logged(held.start), open ? kForever : logged(held.end), 0,
                  static_cast<std::uint32_t>(held.line)};
        if (stay.end <= stay.start) continue;
        add(i, stay);
        if (below(30) == 0) add(i, stay);  // written twice
      }
    }
  }

  void fill_tables() {
    for (int line = 0; line < kLines; ++line) tables_.lines.number(fmt::format("{}", line));
    tables_.leases_cover = net::PrefixSet({net::Prefix::parse("203.0.113.0/24").value()});
    tables_.cgn_covers = net::PrefixSet({net::Prefix::parse("192.0.2.200/32").value()});
    tables_.lease_term = tables_.cgn_term = {-base::kHour, kWorldEnd + base::kHour, kLogError};
    log(public_, [&](std::size_t i, const Stay& stay) {
      tables_.leases.add({net::Address::v4(kPublic + static_cast<std::uint32_t>(i)), 32}, stay);
    });
    log(inside_, [&](std::size_t i, const Stay& stay) {
      tables_.leases.add({net::Address::v4(kInside + static_cast<std::uint32_t>(i)), 32}, stay);
    });
    log(delegated_,
        [&](std::size_t i, const Stay& stay) { tables_.leases.add(customer(i), stay); });
    log(blocks_, [&](std::size_t i, const Stay& stay) {
      CgnEntry entry;
      entry.outside = net::Address::v4(kShared + 200);
      entry.first_port = static_cast<std::uint16_t>(i * 512);
      entry.last_port = static_cast<std::uint16_t>(i * 512 + 511);
      entry.inside = net::Address::v4(kInside + stay.owner);
      entry.start = stay.start;
      entry.end = stay.end;
      tables_.cgn.add(entry);
    });
    tables_.leases.settle();
    tables_.cgn.settle();
    add_rule();
    add_nat();
  }

  // Rule: 192.0.2.0/28 shared by 16 each, offset 6; 128 of its customers have a prefix.
  void add_rule() {
    const auto rule = MapRule::make(net::Prefix::parse("2001:db8::/40").value(),
                                    net::Prefix::parse("192.0.2.0/28").value(), 8, 6);
    tables_.rules.push_back(rule.value());
    tables_.rule_of.add(rule->v4, 0);
    tables_.rule_of.settle();
  }

  // Customer i of the rule: address i ÷ 16, PSID i mod 16, written down without MapRule.
  static net::Prefix customer(std::size_t i) {
    return {net::Address::v6(0x20010db800000000ULL | i << 16, 0), 48};
  }

  void add_nat() {
    DeterministicNat::Plan plan;
    plan.inside = {parse_span("100.64.0.0/24").value()};
    plan.outside = {parse_span("192.0.2.128-192.0.2.131").value()};
    tables_.nats.push_back(DeterministicNat::make(plan).value());
  }

  static int holder(const std::vector<Held>& holders, Micros now) {
    for (const auto& held : holders) {
      if (held.start <= now && now < held.end) return held.line;
    }
    return -1;
  }

  void ask_public(Question& question, Micros when) {
    const auto i = static_cast<std::size_t>(below(64));
    question.sighting.source = net::Address::v4(kPublic + static_cast<std::uint32_t>(i));
    question.truth = holder(public_[i], when);
  }

  void ask_rule(Question& question, Micros when) {
    const auto address = static_cast<std::uint32_t>(below(8));
    question.sighting.source = net::Address::v4(kShared + address);
    const auto port = question.sighting.source_port.value_or(0);
    if (port < 1024) return;
    const auto psid = (port >> 6) & 15U;  // 6 bits of A, 4 of PSID, 6 of j
    question.truth = holder(delegated_[address * 16 + psid], when);
  }

  void ask_nat(Question& question, Micros when) {
    const auto address = static_cast<std::uint32_t>(below(4));
    question.sighting.source = net::Address::v4(kShared + 128 + address);
    const auto port = question.sighting.source_port.value_or(0);
    if (port < 1024) return;
    question.truth = holder(inside_[address * 64 + (port - 1024U) / 1008], when);
  }

  void ask_cgn(Question& question, Micros when) {
    question.sighting.source = net::Address::v4(kShared + 200);
    const auto inside = holder(blocks_[question.sighting.source_port.value_or(0) / 512], when);
    if (inside >= 0) question.truth = holder(inside_[static_cast<std::size_t>(inside)], when);
  }

  std::mt19937_64 random_;
  Loss loss_;
  Truth public_;
  Truth inside_;
  Truth delegated_;
  Truth blocks_;
  Tables tables_;
};

TEST(Truth, AMillionQuestionsNameNoWrongSubscriber) {
  std::uint64_t found = 0;
  std::uint64_t wrong = 0;
  std::map<Reason, std::uint64_t> reasons;
  for (unsigned seed = 0; seed < 10; ++seed) {
    const auto loss = std::array{Loss::Nothing, Loss::Records, Loss::Ends}[seed % 3];
    World world(seed, loss);
    const Lookup lookup(world.take());
    for (int i = 0; i < 100'000; ++i) {
      auto question = world.ask();
      // Whoever held nothing sent nothing: an end that was lost is only seen by what comes after.
      while (loss == Loss::Ends && question.truth < 0) question = world.ask();
      const auto answer = lookup.resolve(question.sighting);
      ++reasons[answer.reason];
      ASSERT_EQ(answer.outcome == Outcome::Found, answer.reason == Reason::None);
      ASSERT_EQ(answer.outcome == Outcome::Found, !answer.line.empty());
      if (answer.outcome != Outcome::Found) continue;
      ++found;
      if (answer.line != fmt::format("{}", question.truth)) ++wrong;
    }
  }
  EXPECT_EQ(wrong, 0U);
  EXPECT_GT(found, 300'000U) << "who never answers is never wrong";
  for (const auto reason : {Reason::NoSourcePort, Reason::ClockSkew, Reason::OverlappingLeases,
                            Reason::NoRecord, Reason::PortNotAssigned, Reason::UnknownLine}) {
    EXPECT_GT(reasons[reason], 0U) << to_string(reason);
  }
}

}  // namespace
}  // namespace noroshi::subscriber
