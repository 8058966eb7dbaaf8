#include "cli/run.hpp"

#include <gmock/gmock.h>

#include "cli/exit_status.hpp"

namespace noroshi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Outcome {
  int status = 0;
  std::string out;
  std::string err;
};

Outcome ran(const std::vector<std::string>& words, Language language = Language::English) {
  StringSink out;
  StringSink err;
  Context context{.language = language, .terminal = {}, .out = out, .err = err};
  const int status = run(words, context);
  return {status, out.text, err.text};
}

TEST(Run, ShowsItsVersion) {
  for (const auto* word : {"version", "--version"}) {
    const auto outcome = ran({word});
    EXPECT_EQ(outcome.status, kDone);
    EXPECT_THAT(outcome.out, StartsWith("noroshi "));
  }
}

TEST(Run, HelpsOnEveryLevel) {
  EXPECT_THAT(ran({}).out, StartsWith("noroshi - "));
  EXPECT_THAT(ran({"--help"}).out, StartsWith("noroshi - "));
  EXPECT_THAT(ran({"c2", "--help"}).out, StartsWith("noroshi c2 - "));
  EXPECT_THAT(ran({"c2", "hunt", "--help"}).out, StartsWith("noroshi c2 hunt - "));
  EXPECT_EQ(ran({"help", "c2", "hunt"}).out, ran({"c2", "hunt", "--help"}).out);
}

TEST(Run, SuggestsTheNearestCommand) {
  const auto outcome = ran({"c2", "hnut", "x.log"});
  EXPECT_EQ(outcome.status, kWrongUsage);
  EXPECT_EQ(outcome.err, "noroshi c2: there is no command \"hnut\"; did you mean \"hunt\"?\n");
  EXPECT_EQ(ran({"flw"}).err, "noroshi: there is no command \"flw\"; did you mean \"flow\"?\n");
}

TEST(Run, AsksForAVerb) {
  const auto outcome = ran({"c2"});
  EXPECT_EQ(outcome.status, kWrongUsage);
  EXPECT_EQ(
      outcome.err,
      "noroshi c2: which command? One of: hunt, watch, explain, score, life, lead-time, overlap\n");
}

TEST(Run, RejectsAnUnknownOptionOfTheProgram) {
  const auto outcome = ran({"--versoin"});
  EXPECT_EQ(outcome.status, kWrongUsage);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean --version?"));
}

TEST(Run, SpeaksTheLanguageThatIsAskedFor) {
  EXPECT_THAT(ran({"--lang", "ja", "c2", "hunt", "--help"}).out, HasSubstr("使用例"));
  EXPECT_THAT(ran({"c2", "hunt", "--help", "--lang=ja"}).out, HasSubstr("使用例"));
  EXPECT_THAT(ran({"c2", "hnut"}, Language::Japanese).err, HasSubstr("「hunt」ですか?"));
  EXPECT_THAT(ran({"--help", "--lang", "en"}, Language::Japanese).out, HasSubstr("Examples"));
}

TEST(Run, NamesAFileThatIsNotThere) {
  const auto outcome = ran({"flow", "print", "/nowhere/conn.log"});
  EXPECT_EQ(outcome.status, kCouldNot);
  EXPECT_THAT(outcome.err, HasSubstr("/nowhere/conn.log"));
}

TEST(Run, RejectsAnUnknownShell) {
  EXPECT_EQ(ran({"completion", "tcsh"}).status, kWrongUsage);
  EXPECT_EQ(ran({"completion"}).status, kWrongUsage);
}

}  // namespace
}  // namespace noroshi::cli
