#include "detect/c2/coefficients.hpp"

#include <gtest/gtest.h>

namespace noroshi::c2 {
namespace {

constexpr auto kTwoBands = R"(
[model]
version = "test"

[[model.band]]
sampling = 100
bias = -0.5

[model.band.worth]
retries = 2.5
platform = -1

[[model.band]]
sampling = 1

[model.band.worth]
retries = 5
)";

std::string refusal(std::string_view toml) {
  const auto parsed = Coefficients::parse(toml, "m.toml");
  return parsed.has_value() ? "" : parsed.error().message;
}

TEST(Coefficients, TakesTheBandNearestToTheSampling) {
  const Coefficients two = Coefficients::parse(kTwoBands, "m.toml").value();
  EXPECT_EQ(two.band(0).sampling, 1U);
  EXPECT_EQ(two.band(1).of(Input::Retries), 5);
  EXPECT_EQ(two.band(9).sampling, 1U);
  EXPECT_EQ(two.band(10).sampling, 1U) << "as near to both: the denser";
  EXPECT_EQ(two.band(11).of(Input::Platform), -1);
  EXPECT_EQ(two.band(1'000'000).bias, -0.5);
}

TEST(Coefficients, SurviveBeingWritten) {
  const Band band{.sampling = 1'000, .bias = 0.1 + 0.2, .worth = {1.0 / 3.0, 1e-17, -2e-9}};
  const Coefficients made("v", {band, {.sampling = 1}});
  EXPECT_EQ(Coefficients::parse(made.to_toml(), "m.toml").value(), made);
}

TEST(Coefficients, ASignThatEvidenceCannotHaveIsRefused) {
  EXPECT_NE(refusal("[model]\nversion=\"1\"\n[[model.band]]\nsampling=1\n[model.band.worth]\n"
                    "retries=-1\n")
                .find("retries"),
            std::string::npos);
  EXPECT_NE(refusal("[model]\nversion=\"1\"\n[[model.band]]\nsampling=1\n[model.band.worth]\n"
                    "platform=1\n")
                .find("platform"),
            std::string::npos);
}

TEST(Coefficients, WhatIsMissingDoubleOrMisspeltIsNamed) {
  EXPECT_NE(refusal("[model]\nversion=\"1\"\n").find("[[model.band]]"), std::string::npos);
  EXPECT_NE(refusal("[model]\n[[model.band]]\nsampling=1\n").find("version"), std::string::npos);
  EXPECT_NE(refusal("[model]\nversion=\"1\"\n[[model.band]]\nsampling=1\n[[model.band]]\n"
                    "sampling=1\n")
                .find("twice"),
            std::string::npos);
  EXPECT_NE(refusal("[model]\nversion=\"1\"\n[[model.band]]\nsampling=1\n[model.band.worth]\n"
                    "retrys=1\n")
                .find("retries"),
            std::string::npos);
}

TEST(Coefficients, TheBuiltInOnesStand) {
  EXPECT_GE(built_in_coefficients().bands().size(), 1U);
  EXPECT_FALSE(built_in_coefficients().version().empty());
}

}  // namespace
}  // namespace noroshi::c2
