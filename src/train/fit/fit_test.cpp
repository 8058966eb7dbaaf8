#include "train/fit/fit.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "train/fit/bands.hpp"
#include "train/fit/calibration.hpp"

namespace noroshi::fit {
namespace {

constexpr std::size_t kPeriodic = static_cast<std::size_t>(c2::Input::PeriodicContact);
constexpr std::size_t kPlatform = static_cast<std::size_t>(c2::Input::Platform);
constexpr std::size_t kYoung = static_cast<std::size_t>(c2::Input::YoungServer);

double unit(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

// Servers of which the truth is drawn from the model itself: bias −1, periodic +3, platform −2.
std::vector<Example> drawn(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::vector<Example> examples;
  for (std::size_t i = 0; i < count; ++i) {
    c2::Strengths strengths{};
    strengths[kPeriodic] = static_cast<float>(unit(random));
    if (unit(random) < 0.5) strengths[kPlatform] = static_cast<float>(unit(random));
    Example example{.steps = steps_of(strengths), .offset = unit(random) - 0.5};
    Parameters at{};
    at[0] = -1;
    at[kPeriodic + 1] = 3;
    at[kPlatform + 1] = -2;
    example.c2 = unit(random) < probability(log_odds(example, at));
    example.group = static_cast<std::uint32_t>(i % 12);
    examples.push_back(example);
  }
  return examples;
}

TEST(Fit, RecoversTheCoefficientsThatTheTruthWasDrawnFrom) {
  const auto examples = merged(drawn(1, 40'000));
  const Fit found = fit(examples, {.penalty = {.ridge = 0.01, .centre = {}}});
  EXPECT_TRUE(found.converged);
  EXPECT_NEAR(found.at[0], -1, 0.15);
  EXPECT_NEAR(found.at[kPeriodic + 1], 3, 0.15);
  EXPECT_NEAR(found.at[kPlatform + 1], -2, 0.15);
  for (const std::size_t i : {std::size_t{0}, kPeriodic + 1, kPlatform + 1}) {
    EXPECT_GT(found.error[i], 0.01);
    EXPECT_LT(found.error[i], 0.1);
  }
}

TEST(Fit, IsCalibratedOnServersThatItHasNotSeen) {
  const Fit found = fit(merged(drawn(1, 40'000)), {.penalty = {.ridge = 0.01, .centre = {}}});
  Calibration calibration;
  for (const Example& example : drawn(2, 40'000)) {
    calibration.add(probability(log_odds(example, found.at)), example.c2);
  }
  EXPECT_LT(calibration.expected_error(), 0.02);
  Calibration shifted;
  for (const Example& example : drawn(2, 40'000)) {
    shifted.add(probability(log_odds(example, found.at) + 1), example.c2);
  }
  EXPECT_GT(shifted.expected_error(), 0.1);
}

TEST(Fit, EvidenceNeverSpeaksAgainstItsSign) {
  auto examples = drawn(3, 20'000);
  for (Example& example : examples) example.c2 = !example.c2;  // all speaks the other way
  const Fit found = fit(merged(examples), {.penalty = {.ridge = 0.01, .centre = {}}});
  EXPECT_TRUE(found.converged);
  EXPECT_EQ(found.at[kPeriodic + 1], 0);
  EXPECT_EQ(found.at[kPlatform + 1], 0);
  EXPECT_EQ(found.error[kPeriodic + 1], 0);
}

TEST(Fit, StaysFiniteWhereOneInputTellsAllApart) {
  std::vector<Example> examples;
  for (int i = 0; i < 100; ++i) {
    Example example{.c2 = i % 2 == 0};
    if (example.c2) example.steps[kPeriodic] = 200;
    examples.push_back(example);
  }
  const Fit found = fit(merged(examples), {.penalty = {.ridge = 0.1, .centre = {}}});
  EXPECT_TRUE(found.converged);
  EXPECT_GT(found.at[kPeriodic + 1], 3);
  EXPECT_LT(found.at[kPeriodic + 1], 12);
  const Fit of_one_kind = fit(std::vector<Example>(5), {.penalty = {.ridge = 0.1, .centre = {}}});
  EXPECT_TRUE(std::isfinite(of_one_kind.at[0]));
}

TEST(Fit, WhatExamplesSayNothingOfStaysWhereItWas) {
  Penalty penalty{.ridge = 0.1, .centre = {}};
  penalty.centre[kYoung + 1] = 1.5;
  const Fit found = fit(merged(drawn(1, 1'000)), {.penalty = penalty});
  EXPECT_DOUBLE_EQ(found.at[kYoung + 1], 1.5);
}

TEST(Fit, GivesTheSameBitsForShuffledAndForUnmergedOrder) {
  auto examples = drawn(4, 5'000);
  const Fit once = fit(merged(examples), {});
  std::ranges::shuffle(examples, std::mt19937_64(7));
  const Fit again = fit(merged(examples), {});
  EXPECT_EQ(once.at, again.at);
  EXPECT_EQ(once.error, again.error);
}

TEST(Examples, EqualServersBecomeOneOfTheirWeight) {
  std::vector<Example> examples(7);
  examples[3].c2 = true;
  const auto some = merged(examples);
  ASSERT_EQ(some.size(), 2U);
  EXPECT_EQ(some[0].weight + some[1].weight, 7);
  EXPECT_TRUE(merged({}).empty());
}

TEST(Examples, StrengthsBeyondTheirRangeAreHeldWithin) {
  c2::Strengths strengths{};
  strengths[0] = 2;
  strengths[1] = -1;
  const Steps steps = steps_of(strengths);
  EXPECT_EQ(steps[0], 200);
  EXPECT_EQ(steps[1], 0);
}

TEST(Bands, ASparseBandWithoutExamplesKeepsItsNeighboursWorth) {
  const std::vector<BandExamples> bands = {{1, merged(drawn(1, 5'000))}, {1000, {}}};
  const auto fits = fit_bands(bands, Parameters{});
  ASSERT_EQ(fits.size(), 2U);
  EXPECT_NEAR(fits[1].fit.at[kPeriodic + 1], fits[0].fit.at[kPeriodic + 1], 1e-9);
  EXPECT_EQ(fits[0].tried.size(), kRidges.size());
}

TEST(Bands, AGroupThatIsLeftOutChangesNothing) {
  auto examples = drawn(5, 3'000);
  const std::vector<BandExamples> without = {{1, merged(examples)}};
  for (Example extra : drawn(6, 500)) {
    extra.group = 99;
    extra.c2 = true;
    examples.push_back(extra);
  }
  const std::vector<BandExamples> with = {{1, merged(examples)}};
  const std::uint32_t left_out[] = {99};
  EXPECT_EQ(fit_bands(with, Parameters{}, left_out)[0].fit.at,
            fit_bands(without, Parameters{})[0].fit.at);
  EXPECT_NE(fit_bands(with, Parameters{})[0].fit.at, fit_bands(without, Parameters{})[0].fit.at);
}

TEST(Bands, AFileHoldsThousandths) {
  BandFit fit;
  fit.fit.at[kPeriodic + 1] = 1.23456789;
  fit.fit.at[kPlatform + 1] = -0.0001;
  const c2::Band band = band_of(fit);
  EXPECT_EQ(band.of(c2::Input::PeriodicContact), 1.235);
  EXPECT_FALSE(std::signbit(band.of(c2::Input::Platform)));  // no "-0" in a file
  EXPECT_EQ(parameters_of(band)[kPeriodic + 1], 1.235);
}

}  // namespace
}  // namespace noroshi::fit
