#include "cli/scorecard_text.hpp"

#include <gmock/gmock.h>

namespace noroshi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

model::Endpoint endpoint(const char* text) { return model::parse_endpoint(text).value(); }

score::Scorecard card() {
  score::Scorecard card;
  card.file = "day.ipfix";
  card.threshold = 0.7;
  card.candidates = 1234;
  card.servers = {
      {.server = {endpoint("192.0.2.7:443"), "mirai", 12},
       .rank = 1,
       .probability = 0.98,
       .reported = true},
      {.server = {endpoint("192.0.2.8:443"), "irc", 12}, .rank = 40, .probability = 0.2},
      {.server = {endpoint("192.0.2.9:443"), "rat", 0}}};
  card.false_reports = {{endpoint("198.51.100.1:123/udp"), 0.9, 2}};
  card.cuts = {{.k = 1, .considered = 1, .hits = 1}};
  card.average_precision = 0.5;
  return card;
}

std::string text(const score::Scorecard& card, Language language = Language::English) {
  StringSink sink;
  return scorecard_text(card, {.language = language, .terminal = {}, .out = sink, .err = sink});
}

TEST(ScorecardText, TellsFoundMissedAndFalse) {
  const auto shown = text(card());
  EXPECT_THAT(shown, HasSubstr("192.0.2.7:443/tcp  mirai      1       98.0 %  found\n"));
  EXPECT_THAT(shown, HasSubstr("20.0 %  missed: below the threshold\n"));
  EXPECT_THAT(shown, HasSubstr("-  no record of it is in the data\n"));
  EXPECT_THAT(shown, HasSubstr("198.51.100.1:123/udp     2       90.0 %\n"));
  EXPECT_THAT(shown, HasSubstr("(1 of 2 reports are C&C)"));
  EXPECT_THAT(shown, HasSubstr("(1 of 3 servers are reported)"));
}

TEST(ScorecardText, AdmitsWhatCannotBeTold) {
  auto innocent = card();
  innocent.servers.clear();
  innocent.false_reports.clear();
  const auto shown = text(innocent);
  EXPECT_THAT(shown, HasSubstr("recall                                  cannot be told"));
  EXPECT_THAT(shown, Not(HasSubstr("false report ")));
}

TEST(ScorecardText, SpeaksJapanese) {
  EXPECT_THAT(text(card(), Language::Japanese), HasSubstr("サーバー 3 台中 1 台を報告"));
}

}  // namespace
}  // namespace noroshi::cli
