#include "cli/findings.hpp"

#include <gmock/gmock.h>

#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

model::Evidence evidence(double weight, const char* text) {
  model::Evidence made;
  made.name = "line";
  made.weight = weight;
  made.text = text;
  return made;
}

model::Finding finding() {
  model::Finding finding;
  finding.kind = "c2-server";
  finding.subject = model::parse_endpoint("203.0.113.7:6667").value();
  finding.probability = 0.98;
  finding.first_seen = 1'767'323'045 * base::kSecond;
  finding.last_seen = finding.first_seen + base::kHour;
  finding.clients = 3;
  finding.contacts = 1288;
  finding.evidence = {evidence(4, "every 300 s"), evidence(-1, "a cloud, \"rented\""),
                      evidence(0, "says nothing"), evidence(0.5, "third"), evidence(0.1, "fourth")};
  finding.method = "noroshi.c2.hunt";
  finding.version = "1";
  return finding;
}

class FindingsTest : public ::testing::Test {
 protected:
  std::string text(const std::vector<model::Finding>& findings, std::string_view format) {
    return findings_text(findings, format, context_, Zone());
  }
  StringSink sink_;
  Context context_{
      .language = Language::English, .terminal = {.columns = 80}, .out = sink_, .err = sink_};
};

TEST_F(FindingsTest, TableShowsTheHeaviestReasonsThatSaySomething) {
  const auto shown = text({finding()}, "table");
  EXPECT_THAT(shown, HasSubstr("   1  203.0.113.7:6667/tcp       98.0 %        3     1,288  "
                               "2026-01-02 03:04 – 04:04\n"));
  EXPECT_THAT(shown,
              HasSubstr("      + every 300 s\n      - a cloud, \"rented\"\n      + third\n"));
  EXPECT_THAT(shown, Not(HasSubstr("says nothing")));
  EXPECT_THAT(shown, Not(HasSubstr("fourth")));
}

TEST_F(FindingsTest, TableKeepsToTheColumns) {
  auto wordy = finding();
  for (int i = 0; i < 30; ++i) wordy.evidence[0].text += " and again";
  context_.terminal.columns = 60;
  const auto shown = text({wordy}, "table");
  const auto reasons = shown.substr(shown.find("      +"));
  for (std::size_t at = 0; at < reasons.size();) {
    const auto end = reasons.find('\n', at);
    EXPECT_LE(display_width(reasons.substr(at, end - at)), 60u);
    at = end + 1;
  }
}

TEST_F(FindingsTest, CsvQuotesWhatItMust) {
  const auto shown = text({finding()}, "csv");
  EXPECT_THAT(shown, StartsWith("rank,kind,ip,port,proto,probability,"));
  EXPECT_THAT(shown, HasSubstr("1,c2-server,203.0.113.7,6667,tcp,0.98,3,1288,"));
  EXPECT_THAT(shown, HasSubstr("\"every 300 s | a cloud, \"\"rented\"\" | "));
}

TEST_F(FindingsTest, JsonIsOneArrayAndJsonLinesOneObjectALine) {
  const auto object = model::to_json(finding());
  EXPECT_EQ(text({finding(), finding()}, "jsonl"), object + "\n" + object + "\n");
  EXPECT_EQ(text({finding(), finding()}, "json"), "[\n" + object + ",\n" + object + "\n]\n");
}

TEST_F(FindingsTest, NothingFoundIsAnEmptyAnswerInEveryForm) {
  EXPECT_EQ(text({}, "table"), "");
  EXPECT_EQ(text({}, "jsonl"), "");
  EXPECT_EQ(text({}, "json"), "[\n]\n");
  EXPECT_THAT(text({}, "csv"), StartsWith("rank,"));
}

TEST(Percent, IsNeverQuiteCertain) {
  EXPECT_EQ(percent(1), ">99.9 %");
  EXPECT_EQ(percent(0), "<0.1 %");
  EXPECT_EQ(percent(0.123), "12.3 %");
  EXPECT_EQ(percent(0.9994), "99.9 %");
}

TEST_F(FindingsTest, StixIsOneBundleInOneSpelling) {
  const auto bundle = text({finding()}, "stix");
  EXPECT_THAT(bundle, StartsWith("{\"type\":\"bundle\",\"id\":\"bundle--"));
  EXPECT_THAT(bundle, HasSubstr("network-traffic:dst_ref.value = '203.0.113.7'"));
  EXPECT_EQ(bundle, text({finding()}, "stix"));
  EXPECT_THAT(text({}, "stix"), Not(HasSubstr("objects")));
}

}  // namespace
}  // namespace noroshi::cli
