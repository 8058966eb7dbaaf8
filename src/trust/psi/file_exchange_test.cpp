#include "trust/psi/file_exchange.hpp"

#include <gmock/gmock.h>

#include "trust/psi/testing.hpp"

namespace noroshi::psi {
namespace {

using testing::HasSubstr;

struct Run {
  Step offer;
  Step answer;
  Step finish;
  Step end;  // Bob's, with the reply; untouched if he does not learn
};

Run run(const std::vector<model::Endpoint>& x, const std::vector<model::Endpoint>& y,
        const Terms& terms = {}) {
  Run run;
  auto alice = session(Role::Initiator, x, terms);
  auto bob = session(Role::Responder, y, terms);
  run.offer = make_offer(alice, kTestWork).value();
  run.answer = make_answer(bob, run.offer.file, kTestWork).value();
  run.finish = finish(run.offer.secret, run.answer.file, kTestWork).value();
  if (!run.finish.file.empty()) {
    run.end = finish(run.answer.secret, run.finish.file, kTestWork).value();
  }
  return run;
}

std::string refusal(std::string_view secret, std::string_view file) {
  const auto step = finish(secret, file, kTestWork);
  return step.has_value() ? "taken" : step.error().message;
}

TEST(Files, GiveBothSidesTheIntersection) {
  const auto files = run(endpoints(0, 5000), endpoints(4000, 7000));
  EXPECT_EQ(files.finish.outcome->endpoints, endpoints(4000, 5000));
  EXPECT_EQ(files.end.outcome->endpoints, endpoints(4000, 5000));
  EXPECT_EQ(files.end.outcome->theirs, 5000);
  EXPECT_FALSE(files.answer.outcome.has_value());
}

TEST(Files, AgreeWithSetIntersectionOnAnyLists) {
  std::mt19937 chance(7);
  for (int i = 0; i < 20; ++i) {
    const auto x = some_endpoints(chance, chance() % 60, 80);
    const auto y = some_endpoints(chance, chance() % 60, 80);
    const auto files = run(x, y);
    ASSERT_EQ(files.finish.outcome->endpoints, intersection(x, y));
    ASSERT_EQ(files.end.outcome->endpoints, intersection(x, y));
  }
}

TEST(Files, TellTheCountOnlyWhereThatIsAgreed) {
  const auto files = run(endpoints(0, 50), endpoints(30, 90), {.count_only = true});
  EXPECT_EQ(files.finish.outcome->shared, 20);
  EXPECT_EQ(files.end.outcome->shared, 20);
  EXPECT_TRUE(files.finish.outcome->endpoints.empty() && files.end.outcome->endpoints.empty());
}

TEST(Files, NeedNoReplyIfOnlyTheFirstLearns) {
  const auto files = run(endpoints(0, 50), endpoints(30, 90), {.responder_learns = false});
  EXPECT_EQ(files.finish.outcome->shared, 20);
  EXPECT_TRUE(files.finish.file.empty());
  EXPECT_TRUE(files.answer.secret.empty());
  EXPECT_FALSE(files.answer.outcome->shared.has_value());
}

TEST(Files, LetOnlyTheSecondLearn) {
  const auto files = run(endpoints(0, 50), endpoints(30, 90), {.initiator_learns = false});
  EXPECT_FALSE(files.finish.outcome->shared.has_value());
  EXPECT_EQ(files.end.outcome->endpoints, endpoints(30, 50));
}

TEST(Files, TakeEmptyLists) {
  EXPECT_EQ(run({}, {}).end.outcome->shared, 0);
  EXPECT_EQ(run(endpoints(0, 3), {}).end.outcome->shared, 0);
}

TEST(Files, HaveASealThatBothSidesCanCompare) {
  const auto files = run(endpoints(0, 3), endpoints(0, 3));
  EXPECT_EQ(files.answer.seal_read, files.offer.seal);
  EXPECT_EQ(files.finish.seal_read, files.answer.seal);
  EXPECT_EQ(files.end.seal_read, files.finish.seal);
}

TEST(Files, AreRefusedWithAnyBitChangedOrAnyEndMissing) {
  const auto files = run(endpoints(0, 4), endpoints(2, 6));
  for (std::size_t i = 0; i < files.answer.file.size(); ++i) {
    auto changed = files.answer.file;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    ASSERT_NE(refusal(files.offer.secret, changed), "taken") << "octet " << i;
    ASSERT_NE(refusal(files.offer.secret, files.answer.file.substr(0, i)), "taken") << i;
  }
  auto bob = session(Role::Responder, endpoints(2, 6));
  for (std::size_t i = 0; i < files.offer.file.size(); ++i) {
    auto changed = files.offer.file;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    ASSERT_FALSE(make_answer(bob, changed, kTestWork).has_value()) << "octet " << i;
  }
  for (std::size_t i = 0; i < files.finish.file.size(); ++i) {
    auto changed = files.finish.file;
    changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
    ASSERT_NE(refusal(files.answer.secret, changed), "taken") << "octet " << i;
  }
}

TEST(Files, SayWhatIsWrongWithThem) {
  const auto files = run(endpoints(0, 4), endpoints(2, 6));
  auto damaged = files.answer.file;
  damaged[200] = static_cast<char>(damaged[200] ^ 1);
  EXPECT_THAT(refusal(files.offer.secret, damaged), HasSubstr("damaged, or changed on its way"));
  EXPECT_THAT(refusal(files.offer.secret, files.offer.file), HasSubstr("no answer"));
  EXPECT_THAT(refusal("nonsense", files.answer.file), HasSubstr("no secret state"));
}

// An answer to somebody else's offer, or to an earlier one of ours.
TEST(Files, OfAnotherRunAreRefused) {
  const auto one = run(endpoints(0, 4), endpoints(2, 6));
  const auto other = run(endpoints(0, 4), endpoints(2, 6));
  EXPECT_THAT(refusal(one.offer.secret, other.answer.file), HasSubstr("another run"));
  EXPECT_THAT(refusal(one.answer.secret, other.finish.file), HasSubstr("another run"));
}

TEST(Files, HoldNoItemInTheClear) {
  const auto files = run(endpoints(0, 40), endpoints(20, 60));
  for (std::uint32_t n = 0; n < 60; ++n) {
    const auto item = item_of(endpoint(n));
    const auto four = text_of(item).substr(12, 4);  // its IPv4 address alone
    for (const auto* file : {&files.offer.file, &files.answer.file, &files.finish.file}) {
      // 4 octets stand in 5 KB by chance once in a million files.
      EXPECT_EQ(file->find(four), std::string::npos);
    }
  }
}

TEST(Files, SecretOfWhoAnsweredHoldsNoKey) {
  auto alice = session(Role::Initiator, endpoints(0, 4));
  auto bob = session(Role::Responder, endpoints(2, 6));
  const auto offer = make_offer(alice, kTestWork).value();
  const auto answer = make_answer(bob, offer.file, kTestWork).value();
  const std::string no_key(32, '\0');
  EXPECT_THAT(answer.secret.substr(0, 150), HasSubstr(no_key));
  EXPECT_THAT(offer.secret.substr(0, 150), Not(HasSubstr(no_key)));
}

TEST(Files, StayWithinTheirLargestSize) {
  const auto files = run(endpoints(0, 5000), endpoints(0, 5000));
  EXPECT_LT(files.answer.file.size(), largest_file(5000));
  EXPECT_GT(files.answer.file.size() + 8192, largest_file(5000));
}

}  // namespace
}  // namespace noroshi::psi
