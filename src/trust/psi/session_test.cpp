#include "trust/psi/session.hpp"

#include <gmock/gmock.h>

#include "trust/psi/testing.hpp"

namespace noroshi::psi {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

struct Outcomes {
  Outcome initiator;
  Outcome responder;
};

// Both halves of a run in one thread, without any transport.
Outcomes run(const std::vector<model::Endpoint>& x, const std::vector<model::Endpoint>& y,
             const Terms& terms = {}) {
  auto alice = session(Role::Initiator, x, terms);
  auto bob = session(Role::Responder, y, terms);
  EXPECT_TRUE(alice.agree(bob.hello()).has_value());
  EXPECT_TRUE(bob.agree(alice.hello()).has_value());
  const auto from_alice = alice.blinded(kTestWork).value();
  const auto from_bob = bob.blinded(kTestWork).value();
  const auto for_bob = alice.take_blinded(from_bob, kTestWork).value();
  const auto for_alice = bob.take_blinded(from_alice, kTestWork).value();
  return {alice.learns() ? alice.match(for_alice).value() : alice.sizes_only(),
          bob.learns() ? bob.match(for_bob).value() : bob.sizes_only()};
}

TEST(Session, GivesBothSidesTheIntersection) {
  const auto [alice, bob] = run(endpoints(0, 30), endpoints(20, 100));
  EXPECT_EQ(alice.endpoints, endpoints(20, 30));
  EXPECT_EQ(bob.endpoints, endpoints(20, 30));
  EXPECT_EQ(alice.mine, 30);
  EXPECT_EQ(alice.theirs, 80);
  EXPECT_EQ(alice.shared, 10);
  EXPECT_DOUBLE_EQ(alice.jaccard(), 0.1);
}

// 60 pairs of random lists of 0 to 300 items, with duplicates, against the standard library.
TEST(Session, AgreesWithSetIntersectionOnAnyLists) {
  std::mt19937 chance(20261121);
  std::uniform_int_distribution<std::size_t> size(0, 300);
  for (int i = 0; i < 60; ++i) {
    const auto x = some_endpoints(chance, size(chance), 400);
    const auto y = some_endpoints(chance, size(chance), 400);
    const auto expected = intersection(x, y);
    const auto [alice, bob] = run(x, y);
    ASSERT_EQ(alice.endpoints, expected);
    ASSERT_EQ(bob.endpoints, expected);
    ASSERT_EQ(alice.shared, expected.size());
    const auto [count_alice, count_bob] = run(x, y, {.count_only = true});
    ASSERT_EQ(count_alice.shared, expected.size());
    ASSERT_EQ(count_bob.shared, expected.size());
    ASSERT_THAT(count_alice.endpoints, IsEmpty());
  }
}

TEST(Session, TellsPortAndProtocolApart) {
  const auto ip = net::Address::v4(0xC0000207);
  const std::vector<model::Endpoint> x{{ip, 443, 6}, {ip, 80, 6}, {ip, 53, 17}};
  const std::vector<model::Endpoint> y{{ip, 443, 17}, {ip, 81, 6}, {ip, 53, 17}};
  EXPECT_EQ(run(x, y).initiator.endpoints, (std::vector<model::Endpoint>{{ip, 53, 17}}));
}

TEST(Session, CountsDuplicatesOnce) {
  auto x = endpoints(0, 5);
  x.insert(x.end(), 3, endpoint(2));
  const auto outcome = run(x, endpoints(2, 3)).responder;
  EXPECT_EQ(outcome.theirs, 5);
  EXPECT_EQ(outcome.shared, 1);
}

TEST(Session, TakesEmptyLists) {
  EXPECT_EQ(run({}, endpoints(0, 5)).initiator.shared, 0);
  EXPECT_EQ(run({}, {}).responder.shared, 0);
  EXPECT_EQ(run({}, {}).responder.jaccard(), 0);
}

TEST(Session, LetsOnlyOneLearnWhereThatIsAgreed) {
  const auto [alice, bob] = run(endpoints(0, 9), endpoints(5, 20), {.responder_learns = false});
  EXPECT_EQ(alice.shared, 4);
  EXPECT_FALSE(bob.shared.has_value());
  EXPECT_THAT(bob.endpoints, IsEmpty());
}

// What leaves must say nothing: with fresh keys no two runs over one list have an element in
// common.
TEST(Session, BlindsWithAFreshKeyEachTime) {
  const auto list = endpoints(0, 50);
  auto one = session(Role::Initiator, list);
  auto other = session(Role::Initiator, list);
  const auto first = one.blinded(kTestWork).value();
  const auto second = other.blinded(kTestWork).value();
  std::vector<Element> both;
  std::set_intersection(first.begin(), first.end(), second.begin(), second.end(),
                        std::back_inserter(both));
  EXPECT_THAT(both, IsEmpty());
  EXPECT_NE(one.hello().run, other.hello().run);
}

// The order of the list must not travel: it would tell which item is which.
TEST(Session, SendsBlindedItemsInAscendingOrder) {
  auto alice = session(Role::Initiator, endpoints(0, 200));
  const auto sent = alice.blinded(kTestWork).value();
  EXPECT_TRUE(std::is_sorted(sent.begin(), sent.end()));
}

TEST(Session, ShufflesWhatItDoubledWhenOnlyTheCountIsToBeLearnt) {
  const Terms terms{.count_only = true};
  auto alice = session(Role::Initiator, endpoints(0, 200), terms);
  auto bob = session(Role::Responder, endpoints(0, 200), terms);
  ASSERT_TRUE(bob.agree(alice.hello()).has_value());
  ASSERT_TRUE(bob.blinded(kTestWork).has_value());
  const auto sent = alice.blinded(kTestWork).value();
  const auto doubled = bob.take_blinded(sent, kTestWork).value();
  EXPECT_TRUE(std::is_sorted(doubled.begin(), doubled.end()));
}

TEST(Session, AsksForTheSameTermsOnBothSides) {
  auto alice = session(Role::Initiator, endpoints(0, 3), {.count_only = true});
  const auto bob = session(Role::Responder, endpoints(0, 3), {.responder_learns = false});
  const auto status = alice.agree(bob.hello());
  ASSERT_FALSE(status.has_value());
  EXPECT_THAT(status.error().message, HasSubstr("have not agreed on the terms"));
}

TEST(Session, RefusesListsThatAreLongerThanAgreed) {
  const auto list = endpoints(0, 11);
  EXPECT_FALSE(Session::begin(Role::Initiator, {}, 10, list).has_value());
  auto small = Session::begin(Role::Initiator, {}, 10, endpoints(0, 3)).value();
  auto large = Session::begin(Role::Responder, {}, 20, list).value();
  const auto theirs_too_long = small.agree(large.hello());
  const auto ours_too_long = large.agree(small.hello());
  ASSERT_FALSE(theirs_too_long.has_value() || ours_too_long.has_value());
  EXPECT_THAT(theirs_too_long.error().message, HasSubstr("guesses"));
  EXPECT_THAT(ours_too_long.error().message, HasSubstr("more than the 10 that the peer accepts"));
}

class HostilePeer : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(alice_.agree(bob_.hello()).has_value());
    ASSERT_TRUE(bob_.agree(alice_.hello()).has_value());
    from_alice_ = alice_.blinded(kTestWork).value();
    const auto sent = bob_.blinded(kTestWork).value();
    from_bob_.assign(sent.begin(), sent.end());
  }

  std::string refusal() {
    const auto taken = alice_.take_blinded(from_bob_, kTestWork);
    return taken.has_value() ? "taken" : taken.error().message;
  }

  Session alice_ = session(Role::Initiator, endpoints(0, 40));
  Session bob_ = session(Role::Responder, endpoints(20, 60));
  std::span<const Element> from_alice_;
  std::vector<Element> from_bob_;
};

TEST_F(HostilePeer, MayNotSendMoreOrFewerThanAnnounced) {
  from_bob_.pop_back();
  EXPECT_THAT(refusal(), HasSubstr("announced 40 items and sent 39"));
}

TEST_F(HostilePeer, MayNotSendAnItemTwice) {
  from_bob_[7] = from_bob_[6];
  EXPECT_THAT(refusal(), HasSubstr("came twice"));
}

TEST_F(HostilePeer, MayNotSendWhatIsNoElement) {
  from_bob_[39].fill(0xFF);  // beyond all others, and beyond the field
  from_bob_[39].back() = 0x7F;
  EXPECT_THAT(refusal(), HasSubstr("item 40 is no element"));
}

TEST_F(HostilePeer, MayNotSendTheIdentity) {
  from_bob_[0] = {};
  EXPECT_THAT(refusal(), HasSubstr("item 1 is no element"));
}

TEST_F(HostilePeer, MayNotSendOurOwnItemsBack) {
  from_bob_.assign(from_alice_.begin(), from_alice_.end());
  EXPECT_THAT(refusal(), HasSubstr("our own blinded items"));
  EXPECT_THAT(alice_.agree(alice_.hello()).error().message, HasSubstr("own greeting"));
}

TEST_F(HostilePeer, CannotMakeMoreItemsSharedThanItHas) {
  auto bob = session(Role::Responder, endpoints(20, 21));
  ASSERT_TRUE(alice_.agree(bob.hello()).has_value());
  const auto doubled = alice_.take_blinded(bob.blinded(kTestWork).value(), kTestWork).value();
  const std::vector<Element> repeated(40, doubled.front());
  EXPECT_THAT(alice_.match(repeated).error().message, HasSubstr("its answer is false"));
  EXPECT_THAT(alice_.match(doubled).error().message, HasSubstr("doubled 1 of our 40"));
}

TEST(Session, StopsWhenItIsToldTo) {
  auto alice = session(Role::Initiator, endpoints(0, 5000));
  const Work work{.threads = 2, .go_on = [](std::uint64_t done) { return done < 1000; }};
  EXPECT_FALSE(alice.blinded(work).has_value());
}

TEST(Commitment, BindsToTheListAndShowsNothingWithoutTheSalt) {
  const auto items = items_of(endpoints(0, 10));
  const auto salt = random_octets();
  EXPECT_EQ(commitment(items, salt), commitment(items, salt));
  EXPECT_NE(commitment(items, salt), commitment(items, random_octets()));
  EXPECT_NE(commitment(items, salt), commitment(items_of(endpoints(0, 11)), salt));
  const auto alice = session(Role::Initiator, endpoints(0, 10));
  EXPECT_EQ(alice.hello().commitment, commitment(items, alice.salt()));
}

TEST(Item, IsTheSameThereAndBack) {
  const model::Endpoint v6{net::Address::parse("2001:db8::1").value(), 65535, 17};
  EXPECT_EQ(endpoint_of(item_of(v6)), v6);
  EXPECT_EQ(endpoint_of(item_of(endpoint(9))), endpoint(9));
  const Item expected{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 198, 18, 0, 9, 4, 2, 6};
  EXPECT_EQ(item_of(endpoint(9)), expected);
}

}  // namespace
}  // namespace noroshi::psi
