#include "observe/minimise/minimiser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "model/token.hpp"
#include "observe/minimise/embedded.hpp"

namespace noroshi::minimise {
namespace {

using base::kDay;
using base::kHour;

net::Address address(const char* text) { return net::Address::parse(text).value(); }

net::PrefixSet subscribers() {
  std::vector<net::Prefix> prefixes;
  for (const char* text : {"198.51.100.0/24", "203.0.113.64/26", "2001:db8:5::/48"}) {
    prefixes.push_back(net::Prefix::parse(text).value());
  }
  return net::PrefixSet(prefixes);
}

std::unique_ptr<Epochs> in_memory() {
  return Epochs::open(Epochs::Keep::Memory, "", kDay, 0).value();
}

model::FlowBatch batch_of(std::initializer_list<std::pair<const char*, const char*>> pairs) {
  model::FlowBatch batch;
  for (const auto& [source, destination] : pairs) {
    model::Flow flow;
    flow.source_address = address(source);
    flow.destination_address = address(destination);
    flow.source_port = 40000;
    flow.destination_port = 443;
    flow.packets = 3;
    flow.octets = 180;
    flow.start = 5;
    flow.end = 6;
    batch.append(flow);
  }
  return batch;
}

TEST(Minimiser, ReplacesSubscribersOnEitherSideAndKeepsTheRest) {
  auto epochs = in_memory();
  Minimiser minimiser(subscribers(), *epochs);
  auto batch = batch_of({{"198.51.100.7", "192.0.2.1"},
                         {"192.0.2.1", "2001:db8:5::9"},
                         {"192.0.2.1", "203.0.113.63"}});
  const auto before = batch;
  ASSERT_TRUE(minimiser.apply(batch, 0, kHour));
  const Key key = epochs->key(kHour).value();
  EXPECT_EQ(batch.source_address[0], model::from_token(token_of(address("198.51.100.7"), key)));
  EXPECT_EQ(batch.destination_address[0], address("192.0.2.1"));
  EXPECT_EQ(batch.destination_address[1],
            model::from_token(token_of(address("2001:db8:5::9"), key)));
  EXPECT_EQ(batch.at(2), before.at(2));
  EXPECT_EQ(minimiser.tokens_made(), 2U);
  auto expected = before.at(0);
  expected.source_address = batch.source_address[0];
  EXPECT_EQ(batch.at(0), expected);
}

TEST(Minimiser, LeavesRowsBeforeTheFirstAlone) {
  auto epochs = in_memory();
  Minimiser minimiser(subscribers(), *epochs);
  auto batch = batch_of({{"198.51.100.7", "192.0.2.1"}, {"198.51.100.7", "192.0.2.1"}});
  ASSERT_TRUE(minimiser.apply(batch, 1, kHour));
  EXPECT_EQ(batch.source_address[0], address("198.51.100.7"));
  EXPECT_TRUE(model::is_token(batch.source_address[1]));
}

TEST(Minimiser, GivesOneSubscriberOneTokenWithinAnEpochAndAnotherInTheNext) {
  auto epochs = in_memory();
  Minimiser minimiser(subscribers(), *epochs);
  auto batch = batch_of({{"198.51.100.7", "192.0.2.1"},
                         {"198.51.100.7", "192.0.2.2"},
                         {"198.51.100.7", "192.0.2.1"}});
  auto next = batch;
  ASSERT_TRUE(minimiser.apply(batch, 0, kDay - 1));
  ASSERT_TRUE(minimiser.apply(next, 0, kDay));
  EXPECT_EQ(batch.source_address[0], batch.source_address[1]);
  EXPECT_NE(batch.source_address[0], next.source_address[0]);
  EXPECT_TRUE(model::is_token(next.source_address[0]));
}

TEST(Minimiser, LetsNobodyForgeATokenFromOutside) {
  auto epochs = in_memory();
  Minimiser minimiser(subscribers(), *epochs);
  const Key key = epochs->key(0).value();
  const auto forged = model::from_token(token_of(address("198.51.100.7"), key));
  model::Flow flow;
  flow.source_address = forged;
  flow.destination_address = address("192.0.2.1");
  model::FlowBatch batch;
  batch.append(flow);
  ASSERT_TRUE(minimiser.apply(batch, 0, 0));
  EXPECT_NE(batch.source_address[0], forged);
  EXPECT_TRUE(model::is_token(batch.source_address[0]));
}

TEST(Minimiser, FindsSubscribersInsideTransitionAddresses) {
  auto epochs = in_memory();
  Minimiser minimiser(subscribers(), *epochs);
  auto batch = batch_of({{"2002:c633:6407::1", "2002:c000:201::1"},              // 6to4
                         {"64:ff9b::198.51.100.7", "64:ff9b::192.0.2.1"},        // NAT64
                         {"2001:0:c000:201:0:ffff:39cc:9bf8", "2001:db8::1"}});  // Teredo
  ASSERT_TRUE(minimiser.apply(batch, 0, 0));
  for (std::size_t row = 0; row < batch.size(); ++row) {
    EXPECT_TRUE(model::is_token(batch.source_address[row])) << row;
    EXPECT_FALSE(model::is_token(batch.destination_address[row])) << row;
  }
}

TEST(Minimiser, TakesNewPrefixesWhileItRuns) {
  auto epochs = in_memory();
  Minimiser minimiser(subscribers(), *epochs);
  minimiser.set_subscribers(net::PrefixSet({net::Prefix::parse("192.0.2.0/24").value()}));
  auto batch = batch_of({{"198.51.100.7", "192.0.2.1"}});
  ASSERT_TRUE(minimiser.apply(batch, 0, 0));
  EXPECT_FALSE(model::is_token(batch.source_address[0]));
  EXPECT_TRUE(model::is_token(batch.destination_address[0]));
}

class NoKeys final : public Epochs {
 public:
  Result<Key> key(base::Micros) override { return Error{Errc::Io, "disk full"}; }
  Result<Key> key_of(base::Micros) override { return Error{Errc::NotFound, "none"}; }
  [[nodiscard]] base::Micros epoch_end() const override { return 0; }
};

TEST(Minimiser, FailsWithoutAKey) {
  NoKeys none;
  Minimiser minimiser(subscribers(), none);
  auto batch = batch_of({{"198.51.100.7", "192.0.2.1"}});
  EXPECT_FALSE(minimiser.apply(batch, 0, 0));
}

// An address near the edges of the prefixes more often than not.
net::Address random_address(std::mt19937_64& random) {
  const auto low = static_cast<std::uint32_t>(random());
  switch (random() % 8) {
    case 0:
      return net::Address::v4(0xC6336400 + low % 256);
    case 1:
      return net::Address::v4(0xCB007100 + low % 256);
    case 2:
      return net::Address::v6(0x2001'0DB8'0005'0000 + random() % 0x20000, random());
    case 3:
      return model::from_token(random());
    case 4:
      return net::Address::v6(0x2002'0000'0000'0000 | std::uint64_t{0xC6336400 + low % 512} << 16,
                              random());
    case 5:
      return net::Address::v4(0xC63363F0 + low % 0x120);
    case 6:
      return net::Address::v6(random(), random());
    default:
      return net::Address::v4(low);
  }
}

TEST(Minimiser, LetsNothingOfASubscriberThroughWhateverArrives) {
  std::mt19937_64 random(3);
  auto epochs = in_memory();
  const net::PrefixSet set = subscribers();
  Minimiser minimiser(set, *epochs);
  std::uint64_t tokens = 0;
  for (int round = 0; round < 200; ++round) {
    model::FlowBatch batch;
    for (int i = 0; i < 100; ++i) {
      model::Flow flow;
      flow.source_address = random_address(random);
      flow.destination_address = random_address(random);
      batch.append(flow);
    }
    const auto before = batch;
    ASSERT_TRUE(minimiser.apply(batch, 0, round * kHour));
    const auto check = [&](const net::Address& was, const net::Address& is) {
      EXPECT_FALSE(set.contains(is)) << is.to_string();
      EXPECT_TRUE(is == was || model::is_token(is)) << was.to_string() << " → " << is.to_string();
      const auto inside = embedded_v4(is);
      EXPECT_FALSE(inside && set.contains(*inside)) << is.to_string();
      if (model::is_token(was)) {
        EXPECT_NE(is, was) << was.to_string();
      }
      tokens += is == was ? 0 : 1;
    };
    for (std::size_t row = 0; row < batch.size(); ++row) {
      check(before.source_address[row], batch.source_address[row]);
      check(before.destination_address[row], batch.destination_address[row]);
    }
  }
  EXPECT_EQ(minimiser.tokens_made(), tokens);
}

TEST(SubscriberIndex, AgreesWithThePrefixSetEverywhere) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 50; ++round) {
    std::vector<net::Prefix> prefixes;
    for (std::uint64_t i = random() % 40; i > 0; --i) {
      const auto bits = 0xC6330000U + static_cast<std::uint32_t>(random() % 0x40000);
      prefixes.push_back(
          net::Prefix::of(net::Address::v4(bits), static_cast<int>(8 + random() % 25)));
    }
    const net::PrefixSet set(prefixes);
    const SubscriberIndex index(set);
    for (const auto& range : set.ranges()) {
      EXPECT_TRUE(index.contains(range.first));
      EXPECT_TRUE(index.contains(range.last));
    }
    for (int i = 0; i < 2000; ++i) {
      const auto probe =
          i % 2 == 0
              ? net::Address::v4(0xC6320000U + static_cast<std::uint32_t>(random() % 0x60000))
              : net::Address::v4(static_cast<std::uint32_t>(random()));
      EXPECT_EQ(index.contains(probe), set.contains(probe)) << probe.to_string();
    }
  }
}

TEST(SubscriberIndex, HoldsEveryIpv4AddressOfADefaultRoute) {
  const SubscriberIndex index{net::PrefixSet({net::Prefix::parse("0.0.0.0/0").value()})};
  for (const char* text : {"0.0.0.0", "10.255.255.255", "192.0.2.1", "255.255.255.255"}) {
    EXPECT_TRUE(index.contains(address(text))) << text;
  }
  EXPECT_FALSE(index.contains(address("2001:db8::1")));
}

TEST(SubscriberIndex, IsEmptyWithoutPrefixes) {
  const SubscriberIndex index{net::PrefixSet()};
  EXPECT_FALSE(index.contains(address("198.51.100.7")));
  EXPECT_FALSE(index.contains(address("2001:db8::1")));
}

}  // namespace
}  // namespace noroshi::minimise
