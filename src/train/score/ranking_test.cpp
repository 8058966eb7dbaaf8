#include "train/score/ranking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::score {
namespace {

using testing::HasSubstr;

model::Finding finding(std::string_view endpoint, double probability) {
  model::Finding finding;
  finding.kind = "c2-server";
  finding.subject = model::parse_endpoint(endpoint).value();
  finding.probability = probability;
  return finding;
}

TEST(Ranking, ReadsJsonLinesAndArraysAlike) {
  const std::string a = model::to_json(finding("192.0.2.1:443", 0.9));
  const std::string b = model::to_json(finding("192.0.2.2:443", 0.1));
  const auto lines = findings_from_json(a + "\n\n" + b + "\r\n").value();
  const auto array = findings_from_json(" [" + a + ",\n" + b + "]").value();
  EXPECT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines, array);
  EXPECT_EQ(findings_from_json(a).value().size(), 1U);
}

TEST(Ranking, AnEmptyTextIsNoFinding) {
  EXPECT_TRUE(findings_from_json("").value().empty());
  EXPECT_TRUE(findings_from_json(" \n\n").value().empty());
  EXPECT_TRUE(findings_from_json("[]").value().empty());
}

TEST(Ranking, SaysWhereItIsBroken) {
  const std::string a = model::to_json(finding("192.0.2.1:443", 0.9));
  EXPECT_THAT(findings_from_json(a + "\n{}\n").error().message, HasSubstr("line 2: finding"));
  EXPECT_THAT(findings_from_json("[" + a + ",{}]").error().message, HasSubstr("element 2"));
  EXPECT_THAT(findings_from_json("[" + a).error().message, HasSubstr("broken JSON array"));
}

TEST(Ranking, ReadsFromAnInput) {
  const std::string text = model::to_json(finding("192.0.2.1:443", 0.9)) + "\n";
  const auto input = io::Input::over(text, "findings.jsonl");
  EXPECT_EQ(read_findings(*input).value().size(), 1U);
  const auto broken = io::Input::over("{", "findings.jsonl");
  EXPECT_THAT(read_findings(*broken).error().message, HasSubstr("findings.jsonl: line 1"));
}

TEST(Ranking, OrdersByProbabilityAndKeepsTheBestOfASubject) {
  const auto list = ranked({finding("192.0.2.1:443", 0.2), finding("192.0.2.2:443", 0.7),
                            finding("192.0.2.1:443", 0.9), finding("192.0.2.3:443", 0.7)});
  ASSERT_EQ(list.size(), 3U);
  EXPECT_EQ(list[0], finding("192.0.2.1:443", 0.9));
  EXPECT_EQ(list[1], finding("192.0.2.2:443", 0.7));
  EXPECT_EQ(list[2], finding("192.0.2.3:443", 0.7));
}

}  // namespace
}  // namespace noroshi::score
