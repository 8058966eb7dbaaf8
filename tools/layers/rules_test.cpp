#include "rules.hpp"

#include <gmock/gmock.h>

namespace noroshi::layers {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kToml = R"([layers]
net = []
"observe/flow" = ["net"]
audit = ["net", "observe/flow"]

[probe]
may_include = ["audit"]
)";

std::string error_of(std::string_view toml) {
  const auto rules = parse_rules(toml);
  return rules.has_value() ? "no error" : rules.error().message;
}

TEST(Rules, KeepTheOrderOfTheFile) {
  const Rules rules = parse_rules(kToml).value();
  ASSERT_EQ(rules.leaves.size(), 3U);
  EXPECT_EQ(rules.leaves[0].name, "net");
  EXPECT_EQ(rules.leaves[1].name, "observe/flow");
  EXPECT_EQ(rules.leaves[2].name, "audit");
  EXPECT_THAT(rules.leaves[2].may_use, ElementsAre("net", "observe/flow"));
  EXPECT_THAT(rules.may_probe, ElementsAre("audit"));
}

TEST(Rules, LongestNamedFolderHoldsAFile) {
  const Rules rules = parse_rules("[layers]\nobserve = []\n\"observe/flow\" = []\n").value();
  EXPECT_EQ(rules.holder("observe/flow/pcap/meter.hpp"), rules.find("observe/flow"));
  EXPECT_EQ(rules.holder("observe/survey/x.hpp"), rules.find("observe"));
  EXPECT_EQ(rules.holder("observer/x.hpp"), nullptr);
  EXPECT_EQ(rules.holder("main.cpp"), nullptr);
}

TEST(Rules, FindLeavesByTheirCmakeName) {
  const Rules rules = parse_rules(kToml).value();
  EXPECT_EQ(rules.find_target("observe_flow"), rules.find("observe/flow"));
  EXPECT_EQ(rules.find_target("observe/flow"), nullptr);
}

TEST(Rules, RejectWhatTheyDoNotKnow) {
  EXPECT_THAT(error_of("[layers]\nbase = []\n[probes]\nmay_include = []\n"),
              HasSubstr("layers.toml:3"));
  EXPECT_THAT(error_of("[layers]\nbase = []\n[probe]\nmay_includes = []\n"),
              HasSubstr("may_include alone"));
}

TEST(Rules, RejectWrongTypesAndBrokenTomlWithTheirLine) {
  EXPECT_THAT(error_of("[layers]\nbase = 3\n"), HasSubstr("layers.toml:2: expected a list"));
  EXPECT_THAT(error_of("[layers]\nbase = [3]\n"), HasSubstr("layers.toml:2: expected the name"));
  EXPECT_THAT(error_of("[layers]\n\nbase = [\n"), HasSubstr("layers.toml:"));
  EXPECT_THAT(error_of(""), HasSubstr("no leaf"));
}

}  // namespace
}  // namespace noroshi::layers
