#include "cli/arguments.hpp"

#include <array>
#include <gmock/gmock.h>

#include "cli/commands.hpp"

namespace noroshi::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Command& hunt() { return *find_command("c2 hunt"); }

Result<Arguments> parse(const std::vector<std::string>& words,
                        Language language = Language::English) {
  return Arguments::parse(hunt(), words, language);
}

std::string error_of(const std::vector<std::string>& words, Language language = Language::English) {
  const auto result = parse(words, language);
  if (result.has_value()) return "no error";
  EXPECT_EQ(result.error().code, Errc::InvalidUsage);
  return result.error().message;
}

TEST(Arguments, TellsOptionsFromFiles) {
  const auto arguments =
      parse({"a.log", "--top", "5", "b.log", "--all", "--threshold=0.25", "-"}).value();
  EXPECT_THAT(arguments.positionals(), ElementsAre("a.log", "b.log", "-"));
  EXPECT_EQ(arguments.count("--top"), 5u);
  EXPECT_EQ(arguments.ratio("--threshold"), 0.25);
  EXPECT_TRUE(arguments.given("--all"));
  EXPECT_FALSE(arguments.given("--strict"));
}

TEST(Arguments, TakesWhatFollowsTwoDashesAsFiles) {
  EXPECT_THAT(parse({"--", "--all"}).value().positionals(), ElementsAre("--all"));
}

TEST(Arguments, BracketsAndCommasStayInTheWord) {
  EXPECT_THAT(parse({"[a:b IN (1, 2)]", "c", "[d]"}).value().positionals(),
              ElementsAre("[a:b IN (1, 2)]", "c", "[d]"));
}

TEST(Arguments, FallsBackToTheTable) {
  const auto arguments = parse({}).value();
  EXPECT_EQ(arguments.word("--color"), "auto");
  EXPECT_FALSE(arguments.given("--color"));
  EXPECT_EQ(arguments.duration("--active-timeout"), 30 * base::kMinute);
  EXPECT_EQ(arguments.word("--popular"), std::nullopt);
  EXPECT_THAT(arguments.all("--inside"), IsEmpty());
}

TEST(Arguments, CollectsRepeatedOptions) {
  const auto arguments =
      parse({"--inside", "10.0.0.0/8", "x.log", "--inside", "192.0.2.0/24"}).value();
  const auto prefixes = arguments.prefixes("--inside");
  ASSERT_EQ(prefixes.size(), 2u);
  EXPECT_EQ(prefixes[1].to_string(), "192.0.2.0/24");
  EXPECT_THAT(arguments.positionals(), ElementsAre("x.log"));
}

TEST(Arguments, SuggestsTheNearestOption) {
  EXPECT_EQ(error_of({"--thresold", "0.5"}),
            "there is no option --thresold; did you mean --threshold?");
  EXPECT_EQ(error_of({"--thresold=0.5"}),
            "there is no option --thresold; did you mean --threshold?");
  EXPECT_THAT(error_of({"--banana"}), HasSubstr("noroshi c2 hunt --help"));
}

TEST(Arguments, NamesTheOptionWhoseValueIsWrong) {
  EXPECT_EQ(error_of({"--threshold", "2"}), "--threshold: \"2\" is no number from 0 to 1");
  EXPECT_THAT(error_of({"--threshold", "-1"}), HasSubstr("from 0 to 1"));
  EXPECT_THAT(error_of({"--top", "0"}), HasSubstr("--top: \"0\" is no whole number from 1"));
  EXPECT_THAT(error_of({"--idle-timeout", "60"}), HasSubstr("--idle-timeout: \"60\""));
  EXPECT_THAT(error_of({"--inside", "10.1.2.3/8"}), HasSubstr("--inside: "));
  EXPECT_THAT(error_of({"--tz", "Mars"}), HasSubstr("--tz: "));
}

TEST(Arguments, SuggestsTheNearestChoice) {
  EXPECT_EQ(error_of({"--format", "jsn"}),
            "--format: \"jsn\" is none of table, json, jsonl, csv, stix; did you mean \"json\"?");
}

TEST(Arguments, RejectsAnOptionGivenTwice) {
  EXPECT_EQ(error_of({"--top", "1", "--top", "2"}), "--top is given 2 times; it can be given once");
}

TEST(Arguments, RejectsAMissingValue) { EXPECT_THAT(error_of({"--top"}), HasSubstr("--top")); }

TEST(Arguments, RejectsAMissingRequiredOption) {
  const auto result = Arguments::parse(*find_command("c2 explain"), {"x.log"}, Language::English);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message, "--server IP:PORT[/PROTO] must be given");
}

TEST(Arguments, RejectsArgumentsOfACommandWithoutAny) {
  const auto result = Arguments::parse(*find_command("version"), {"x"}, Language::English);
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().message, HasSubstr("no argument \"x\""));
}

TEST(Arguments, GivesHelpEvenWhenSomethingElseIsWrong) {
  const auto result =
      Arguments::parse(*find_command("c2 explain"), {"--help", "--no-such"}, Language::English);
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(result.value().given("--help"));
}

TEST(Arguments, ComplainsInJapanese) {
  EXPECT_EQ(error_of({"--thresold", "1"}, Language::Japanese),
            "--thresold という指定はありません。--threshold ですか?");
}

TEST(CheckValue, KnowsEveryForm) {
  struct Case {
    Takes takes;
    const char* metavar;
    const char* good;
    const char* bad;
  };
  static constexpr std::array kCases{
      Case{Takes::Choice, "a|b", "b", "c"},
      Case{Takes::Count, "", "4294967295", "4294967296"},
      Case{Takes::Seed, "", "18446744073709551615", "-1"},
      Case{Takes::Ratio, "", "1", "1.01"},
      Case{Takes::Duration, "", "1h30min", "1x"},
      Case{Takes::Prefix, "", "2001:db8::/32", "2001:db8::/129"},
      Case{Takes::Endpoint, "", "[2001:db8::7]:443/udp", "192.0.2.7"},
      Case{Takes::Instant, "", "2026-01-02T03:04:05Z", "yesterday"},
      Case{Takes::Zone, "", "+09:00", "+9"},
      Case{Takes::File, "", "x", ""}};
  for (const auto& one : kCases) {
    EXPECT_TRUE(check_value(one.takes, one.metavar, one.good, Language::English).has_value())
        << one.good;
    EXPECT_FALSE(check_value(one.takes, one.metavar, one.bad, Language::English).has_value())
        << one.bad;
  }
}

}  // namespace
}  // namespace noroshi::cli
