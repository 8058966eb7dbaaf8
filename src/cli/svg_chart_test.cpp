#include "cli/svg_chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::cli {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pointwise;

TEST(RoundTicks, StepByOneTwoOrFiveTimesAPowerOfTen) {
  EXPECT_THAT(round_ticks(0, 1, 5),
              Pointwise(DoubleNear(1e-12), std::vector{0.0, 0.2, 0.4, 0.6, 0.8, 1.0}));
  EXPECT_THAT(round_ticks(-12, 50, 8),
              Pointwise(DoubleNear(1e-12), std::vector{-10.0, 0.0, 10.0, 20.0, 30.0, 40.0, 50.0}));
  EXPECT_THAT(
      round_ticks(0, 3000, 6),
      Pointwise(DoubleNear(1e-9), std::vector{0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0, 3000.0}));
  EXPECT_THAT(round_ticks(7, 7, 5), ElementsAre(7));
}

SvgChart chart() {
  return SvgChart("servers", {.title = "days", .low = -10, .high = 90},
                  {.title = "share", .low = 0, .high = 1, .percent = true});
}

TEST(SvgChart, PutsPointsWhereTheAxesSay) {
  auto one = chart();
  one.line({{-10, 1}, {90, 0}}, 0);
  // The plot spans 64–616 across and 44–344 down.
  EXPECT_THAT(one.text(), HasSubstr("points=\"64.00,44.00 616.00,344.00\""));
}

TEST(SvgChart, NamesItsAxesAndTheirValues) {
  const auto text = chart().text();
  for (const auto* part : {">days</text>", ">share</text>", ">20 %</text>", ">80</text>",
                           ">0</text>", "<title>servers</title>"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr(">-0<")));
}

TEST(SvgChart, GivesEachSeriesAColourAndDashesOfItsOwn) {
  auto one = chart();
  one.line({{0, 1}, {1, 1}}, 0);
  one.line({{0, 1}, {1, 1}}, 1);
  EXPECT_THAT(one.text(), HasSubstr("stroke=\"#000000\" stroke-width=\"1.6\" "
                                    "stroke-dasharray=\"none\""));
  EXPECT_THAT(one.text(), HasSubstr("stroke=\"#0072B2\" stroke-width=\"1.6\" "
                                    "stroke-dasharray=\"7 3\""));
}

TEST(SvgChart, EscapesWhatUsersNamedThings) {
  auto one = chart();
  one.legend("a<b>&\"c\"\x01", 0);
  EXPECT_THAT(one.text(), HasSubstr(">a&lt;b&gt;&amp;&quot;c&quot; </text>"));
}

TEST(SvgChart, GrowsWithItsLegend) {
  auto one = chart();
  const auto before = one.text();
  one.legend("one", 0);
  one.legend_note("two");
  EXPECT_THAT(before, HasSubstr("height=\"408\""));
  EXPECT_THAT(one.text(), HasSubstr("height=\"448\""));
}

TEST(SvgChart, TakesAnEmptyRange) {
  const SvgChart one("t", {.title = "x", .low = 5, .high = 5}, {.title = "y", .low = 0, .high = 0});
  EXPECT_THAT(one.text(), Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace noroshi::cli
