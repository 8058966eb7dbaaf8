#include "intel/archive/decay.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace noroshi::archive {
namespace {

TEST(Decay, FollowsThePolynomialOfMisp) {
  const DecayModel& phishing = model_of(Decay::Phishing);
  EXPECT_EQ(phishing.lifetime, 3 * base::kDay);
  EXPECT_DOUBLE_EQ(decayed(phishing, 80, base::kDay), 80 * (1 - std::pow(1.0 / 3, 1 / 2.3)));
  EXPECT_DOUBLE_EQ(decayed(model_of(Decay::Network), 100, 30 * base::kDay), 50);
}

TEST(Decay, BeginsWholeAndEndsAtNothing) {
  for (const Decay each : {Decay::Network, Decay::Phishing}) {
    const DecayModel& model = model_of(each);
    EXPECT_EQ(decayed(model, 70, 0), 70);
    EXPECT_EQ(decayed(model, 70, -base::kDay), 70) << "seen in the future";
    EXPECT_EQ(decayed(model, 70, model.lifetime), 0);
    EXPECT_EQ(decayed(model, 70, 100 * model.lifetime), 0);
  }
}

TEST(Decay, OnlyEverFalls) {
  const DecayModel& model = model_of(Decay::Network);
  double before = 100;
  for (base::Micros age = base::kHour; age < model.lifetime; age += base::kHour) {
    const double now = decayed(model, 100, age);
    ASSERT_LT(now, before);
    before = now;
  }
}

TEST(Decay, FactsDoNotDecay) {
  EXPECT_EQ(decayed(model_of(decay_of_type("file")), 70, 10'000 * base::kDay), 70);
  EXPECT_EQ(decay_of_type("url"), Decay::Phishing);
  EXPECT_EQ(decay_of_type("domain-name"), Decay::Network);
  EXPECT_EQ(decay_of_type("indicator"), Decay::Network);
  EXPECT_EQ(decay_of_type("malware"), Decay::Never);
}

TEST(AdmiraltyScore, TakesWhatIsKnown) {
  EXPECT_EQ(admiralty_score('A', 1), 90);
  EXPECT_EQ(admiralty_score('E', 5), 10);
  EXPECT_EQ(admiralty_score('B', 6), 70);
  EXPECT_EQ(admiralty_score('F', 3), 50);
  EXPECT_EQ(admiralty_score('A', 5), 50);
  EXPECT_FALSE(admiralty_score('F', 6));
}

}  // namespace
}  // namespace noroshi::archive
