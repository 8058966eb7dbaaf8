#include "cli/story_text.hpp"

#include <gmock/gmock.h>

#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using base::kMinute;
using ::testing::HasSubstr;
using ::testing::Not;

model::Evidence evidence(const char* name, double weight, const char* text) {
  model::Evidence made;
  made.name = name;
  made.weight = weight;
  made.text = text;
  return made;
}

c2::Story story() {
  c2::Story story;
  story.finding.subject = model::parse_endpoint("203.0.113.7:6667").value();
  story.finding.probability = 0.75;
  story.finding.clients = 1;
  story.finding.contacts = 3;
  story.finding.evidence = {evidence("unknown_line", 3.1, "calls steadily"),
                            evidence("other_line", -0.5, "a known port")};
  story.finding.last_seen = 10 * kMinute;
  story.summary = {.servers = 12, .first_seen = 0, .last_seen = 10 * kMinute};
  story.visits = {{0, 5 * kMinute, 10 * kMinute}};
  story.intervals = {300, 300};
  story.schedule = c2::Schedule{.period = 300, .jitter = 0.02, .on_schedule = 1};
  story.prior = -1.5;
  return story;
}

std::string text(const c2::Story& story, bool colour = false) {
  StringSink sink;
  const Context context{.language = Language::English,
                        .terminal = {.columns = 80, .colour = colour},
                        .out = sink,
                        .err = sink};
  return story_text(story, context, Zone());
}

TEST(StoryText, TellsWhoWhenAndHowSure) {
  const auto shown = text(story());
  EXPECT_THAT(shown, HasSubstr("203.0.113.7:6667/tcp: command-and-control server with probability "
                               "75.0 %\n1 client, 3 contacts, "));
  EXPECT_THAT(shown, HasSubstr("client 1: 3\n"));
  EXPECT_THAT(shown, HasSubstr("(2; 100 % fit a period of 5 min, jitter 2 %)"));
}

TEST(StoryText, AddsTheWeightsUp) {
  const auto shown = text(story());
  EXPECT_THAT(shown, HasSubstr("    -1.5  before any evidence: among 12 servers few are C&C\n"
                               "    +3.1  calls steadily [unknown_line]\n"
                               "    -0.5  a known port [other_line]\n"
                               "    +1.1  sum: probability 75.0 %\n"));
}

TEST(StoryText, SaysWhenThereIsTooLittleToTell) {
  auto once = story();
  once.visits = {{0}};
  once.intervals.clear();
  once.schedule.reset();
  EXPECT_THAT(text(once), HasSubstr("too few visits to tell"));
}

TEST(StoryText, DrawsNoPeriodWhereNoneFits) {
  auto restless = story();
  restless.schedule.reset();
  EXPECT_THAT(text(restless), HasSubstr("no period fits better than chance"));
  EXPECT_THAT(text(restless), Not(HasSubstr("◄")));
}

TEST(StoryText, KeepsToTheColumns) {
  auto busy = story();
  busy.summary.last_seen = 9 * base::kDay;
  for (int i = 0; i < 40; ++i) busy.finding.evidence[0].text += " and on";
  const auto shown = text(busy);
  for (std::size_t at = 0; at < shown.size();) {
    const auto end = shown.find('\n', at);
    EXPECT_LE(display_width(shown.substr(at, end - at)), 80u) << shown.substr(at, end - at);
    at = end + 1;
  }
}

}  // namespace
}  // namespace noroshi::cli
