#include "diagram.hpp"

#include <gmock/gmock.h>

namespace noroshi::layers {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kPage =
    "# Page\n<!-- layers: drawn from layers.toml by `make docs` -->\nold\n"
    "<!-- layers: end -->\nrest\n";

TEST(Diagram, ShowsLeavesTopDownAndLeavesOutImpliedArrows) {
  const Rules rules =
      parse_rules("[layers]\nbase = []\nnet = [\"base\"]\n\"observe/flow\" = [\"base\", \"net\"]\n")
          .value();
  EXPECT_EQ(draw(rules),
            "```mermaid\nflowchart TD\n"
            "  observe_flow[\"observe/flow\"]\n  net[\"net\"]\n  base[\"base\"]\n"
            "  observe_flow --> net\n  net --> base\n```\n");
}

TEST(Diagram, EndsEvenWhenTheRulesRunInACircle) {
  const Rules rules = parse_rules("[layers]\na = [\"b\"]\nb = [\"a\"]\n").value();
  EXPECT_THAT(draw(rules), HasSubstr("b --> a"));
}

TEST(Diagram, ReplacesOnlyWhatStandsBetweenItsMarkers) {
  const std::string page = with_diagram(kPage, "new\n").value();
  EXPECT_THAT(page, HasSubstr("# Page\n<!--"));
  EXPECT_THAT(page, HasSubstr("-->\nnew\n<!-- layers: end -->\nrest\n"));
  EXPECT_THAT(page, Not(HasSubstr("old")));
  EXPECT_EQ(with_diagram(page, "new\n").value(), page);
}

TEST(Diagram, NeedsItsMarkers) {
  const auto page = with_diagram("# Page\n", "new\n");
  ASSERT_FALSE(page.has_value());
  EXPECT_THAT(page.error().message, HasSubstr("<!-- layers: end -->"));
}

}  // namespace
}  // namespace noroshi::layers
