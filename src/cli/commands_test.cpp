#include "cli/commands.hpp"

#include <gmock/gmock.h>
#include <set>

#include "cli/arguments.hpp"

namespace noroshi::cli {
namespace {

using ::testing::ElementsAre;

std::string names(const std::vector<const Command*>& list) {
  std::string out;
  for (const auto* command : list) out += std::string(last_word(*command)) + " ";
  return out;
}

TEST(Commands, AreFoundByTheirPath) {
  ASSERT_NE(find_command("c2 hunt"), nullptr);
  EXPECT_EQ(full_name(*find_command("c2 hunt")), "noroshi c2 hunt");
  EXPECT_EQ(full_name(*find_command("")), "noroshi");
  EXPECT_EQ(find_command("c2 hun"), nullptr);
}

TEST(Commands, KnowWhatIsBelow) {
  EXPECT_EQ(names(children(*find_command("c2"))),
            "hunt watch explain score life lead-time overlap ");
  EXPECT_EQ(
      names(children(*find_command(""))),
      "c2 lab flow hub telescope registry sinkhole subscriber notify log permit tsa seal psi stix "
      "help version completion ");
  EXPECT_EQ(names(children(*find_command("c2 hunt"))), "");
}

// What Text checks while compiling is that both halves fit; here, that they are there at all.
TEST(Commands, ExplainEverythingInBothLanguages) {
  for (const auto& command : commands()) {
    EXPECT_FALSE(command.summary.empty()) << command.path;
    EXPECT_FALSE(command.description.empty()) << command.path;
    EXPECT_NE(command.summary.in(Language::English).back(), '.') << command.path;
    for (const auto& option : command.options) {
      EXPECT_FALSE(option.text.empty()) << command.path << " " << option.name;
      EXPECT_NE(option.text.in(Language::English), option.text.in(Language::Japanese));
    }
    EXPECT_EQ(command.positional.metavar.empty(), command.positional.text.empty()) << command.path;
  }
}

TEST(Commands, NameEachOptionOnceAndGiveItsValueAName) {
  for (const auto& command : commands()) {
    std::set<std::string_view> seen;
    for (const auto& option : command.options) {
      EXPECT_TRUE(seen.insert(option.name).second) << command.path << " " << option.name;
      EXPECT_TRUE(option.name.starts_with("--")) << option.name;
      EXPECT_EQ(option.takes == Takes::Nothing, option.metavar.empty()) << option.name;
    }
    EXPECT_TRUE(seen.contains("--help")) << command.path;
    EXPECT_TRUE(seen.contains("--lang")) << command.path;
  }
}

TEST(Commands, HaveFallbacksThatAreValid) {
  for (const auto& command : commands()) {
    for (const auto& option : command.options) {
      if (option.fallback.empty()) continue;
      EXPECT_TRUE(
          check_value(option.takes, option.metavar, option.fallback, Language::English).has_value())
          << command.path << " " << option.name;
    }
  }
}

// As a shell splits them: at spaces, but not between single quotes.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  bool quoted = false;
  bool within = false;
  for (const char c : line) {
    if (c == '\'') quoted = !quoted;
    const bool part = quoted || c != ' ';
    if (part && !within) words.emplace_back();
    within = part;
    if (part && c != '\'') words.back() += c;
  }
  return words;
}

// Every `noroshi …` of an example must be a command line that parses.
TEST(Commands, HaveExamplesThatParse) {
  for (const auto& command : commands()) {
    for (const auto& example : command.examples) {
      const auto begin = example.line.find("noroshi ");
      ASSERT_NE(begin, std::string_view::npos) << example.line;
      auto rest = example.line.substr(begin + 8);
      rest = rest.substr(0, rest.find_first_of("|>)"));
      auto words = words_of(rest);
      std::string path;
      const Command* found = nullptr;
      while (!words.empty() && (found == nullptr || found->run == nullptr)) {
        path += (path.empty() ? "" : " ") + words.front();
        words.erase(words.begin());
        found = find_command(path);
        ASSERT_NE(found, nullptr) << example.line;
      }
      const auto parsed = Arguments::parse(*found, words, Language::English);
      EXPECT_TRUE(parsed.has_value()) << example.line << ": " << parsed.error().message;
    }
  }
}

TEST(EachChoice, SplitsTheMetavar) {
  std::vector<std::string> words;
  each_choice("en|ja", [&](std::string_view word) { words.emplace_back(word); });
  EXPECT_THAT(words, ElementsAre("en", "ja"));
}

}  // namespace
}  // namespace noroshi::cli
