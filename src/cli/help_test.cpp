#include "cli/help.hpp"

#include <filesystem>
#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"
#include "cli/commands.hpp"
#include "cli/text_width.hpp"

namespace noroshi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Help, ShowsUsageOptionsAndExamples) {
  const auto text = help_text(*find_command("c2 hunt"), Language::English, 80);
  EXPECT_THAT(text, HasSubstr("noroshi c2 hunt [OPTION…] [FILE…]"));
  EXPECT_THAT(text, HasSubstr("--format table|json|jsonl|csv|stix"));
  EXPECT_THAT(text, HasSubstr("[30min]"));
  EXPECT_THAT(text, HasSubstr("$ noroshi c2 hunt conn.log\n"));
}

TEST(Help, ListsTheCommandsBelow) {
  const auto text = help_text(*find_command("c2"), Language::English, 80);
  EXPECT_THAT(text, HasSubstr("  hunt       find command-and-control servers"));
  EXPECT_THAT(text, HasSubstr("noroshi c2 COMMAND --help"));
}

TEST(Help, KeepsProseWithinTheColumns) {
  for (const auto language : {Language::English, Language::Japanese}) {
    for (const auto& command : commands()) {
      const auto text = help_text(command, language, 80);
      for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        const auto line = text.substr(at, end - at);
        const bool example = line.starts_with("  $ ");
        if (!example) {
          EXPECT_LE(display_width(line), 80u) << line;
        }
        at = end + 1;
      }
    }
  }
}

TEST(Help, SpeaksJapanese) {
  const auto text = help_text(*find_command("c2 hunt"), Language::Japanese, 80);
  EXPECT_THAT(text, HasSubstr("使用例:"));
  EXPECT_THAT(text, Not(HasSubstr("Examples")));
}

TEST(Usage, ShowsWhatIsRequired) {
  EXPECT_EQ(usage_line(*find_command("c2 explain")),
            "noroshi c2 explain --server IP:PORT[/PROTO] [OPTION…] [FILE…]");
  EXPECT_EQ(usage_line(*find_command("completion")), "noroshi completion [OPTION…] bash|zsh|fish");
  EXPECT_EQ(usage_line(*find_command("lab")), "noroshi lab COMMAND …");
}

TEST(ManPage, HasTheSectionsOfAManPage) {
  const auto page = man_page(*find_command("c2 hunt"), Language::English);
  for (const auto* section : {".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS",
                              ".SH EXAMPLES", ".SH EXIT STATUS", ".SH SEE ALSO"}) {
    EXPECT_THAT(page, HasSubstr(section));
  }
  EXPECT_THAT(page, HasSubstr(".TH noroshi\\-c2\\-hunt 1"));
  EXPECT_THAT(page, HasSubstr(".B \\-\\-threshold P"));
}

// A line of text that begins with a dot would be taken for a request and vanish.
TEST(ManPage, HasNoLineThatRoffTakesForARequest) {
  static const std::vector<std::string> kRequests{".TH ", ".SH ", ".TP", ".PP", ".B ",  ".BR ",
                                                  ".RS ", ".RE",  ".nf", ".fi", ".ad l"};
  for (const auto& command : commands()) {
    const auto page = man_page(command, Language::Japanese);
    for (std::size_t at = 0; at < page.size(); at = page.find('\n', at) + 1) {
      if (page[at] != '.') continue;
      const auto line = page.substr(at, page.find('\n', at) - at);
      EXPECT_TRUE(std::any_of(kRequests.begin(), kRequests.end(), [&](const auto& request) {
        return line.starts_with(request);
      })) << line;
    }
  }
}

TEST(ManPages, AreWrittenForEveryCommandInBothLanguages) {
  const base::TemporaryFolder folder;
  ASSERT_TRUE(write_man_pages(folder.path()).has_value());
  for (const auto* page : {"noroshi.1", "noroshi-c2.1", "noroshi-c2-hunt.1", "noroshi-help.1"}) {
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "man1" / page)) << page;
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "ja" / "man1" / page)) << page;
  }
}

TEST(ManPages, SayWhereTheyCouldNotBeWritten) {
  const auto status = write_man_pages("/dev/null/nowhere");
  ASSERT_FALSE(status.has_value());
  EXPECT_THAT(status.error().message, HasSubstr("/dev/null/nowhere"));
}

}  // namespace
}  // namespace noroshi::cli
