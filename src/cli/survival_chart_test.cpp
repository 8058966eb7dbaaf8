#include "cli/survival_chart.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

programme::SurvivalCurve curve() {
  return programme::kaplan_meier(
      {{-10, true}, {5, true}, {20, true}, {40, false}, {60, true}, {90, false}});
}

TEST(SurvivalChart, FallsFromTheFirstRowToTheLast) {
  const auto lines =
      survival_lines(programme::kaplan_meier({{0, true}, {1, true}}), 40, Language::English, false);
  ASSERT_EQ(lines.size(), 15U);  // a title, eleven rows, the floor, days and their title
  EXPECT_THAT(lines[1], StartsWith("100 % |"));
  EXPECT_THAT(lines[6], AllOf(StartsWith("      |"), HasSubstr("====")));  // one of two is left
  EXPECT_THAT(lines[11], AllOf(StartsWith("  0 % |"), testing::EndsWith("=")));
}

TEST(SurvivalChart, MarksTheCensoredAndTheBand) {
  const auto lines = survival_lines(curve(), 60, Language::English, false);
  std::string all;
  for (const auto& line : lines) all += line + "\n";
  EXPECT_EQ(std::count(all.begin(), all.end(), '+'), 2 + 2);  // the title's and the corner's too
  EXPECT_THAT(all, HasSubstr("..."));
  EXPECT_THAT(all, Not(HasSubstr("━")));
}

TEST(SurvivalChart, KeepsToItsColumns) {
  for (const std::size_t columns : {20U, 40U, 72U}) {
    const auto lines = survival_lines(curve(), columns, Language::English, true);
    for (std::size_t i = 1; i < 13; ++i) EXPECT_LE(display_width(lines[i]), columns);
  }
}

TEST(SurvivalChart, OfOneInstantIsNothing) {
  EXPECT_THAT(survival_lines({}, 72, Language::English, true), IsEmpty());
  EXPECT_THAT(survival_lines(programme::kaplan_meier({{0, true}}), 72, Language::English, true),
              IsEmpty());
}

TEST(SurvivalChart, AsSvgHoldsCurveBandStrokesAndLegend) {
  const auto one = curve();
  const auto svg = survival_svg({{"feed: 4 listed, 2 not", &one}}, Language::English);
  for (const auto* part : {"<polyline", "<polygon", ">feed: 4 listed, 2 not</text>",
                           ">our report</text>", ">share not yet listed</text>", ">100 %</text>"}) {
    EXPECT_THAT(svg, HasSubstr(part));
  }
  EXPECT_THAT(survival_svg({{"フィード", &one}}, Language::Japanese), HasSubstr("未掲載の割合"));
}

}  // namespace
}  // namespace noroshi::cli
