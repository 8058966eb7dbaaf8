#include "cli/completion.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"
#include "cli/commands.hpp"

namespace noroshi::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What bash offers for `line`, whose last word is being typed.
std::vector<std::string> offered(const std::vector<std::string>& words) {
  const base::TemporaryFolder folder;
  const auto path = folder.file("completion");
  std::string array;
  for (const auto& word : words) array += fmt::format("'{}' ", word);
  std::ofstream(path) << bash_completion()
                      << fmt::format("COMP_WORDS=({}); COMP_CWORD={}; _noroshi\n", array,
                                     words.size() - 1)
                      << "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
  std::FILE* pipe = popen(("bash " + path).c_str(), "r");
  std::vector<std::string> lines;
  std::array<char, 4096> line{};
  while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
    const std::string text(line.data());
    if (text != "\n") lines.push_back(text.substr(0, text.size() - 1));
  }
  EXPECT_EQ(pclose(pipe), 0);
  return lines;
}

TEST(BashCompletion, OffersCommandsAndVerbs) {
  EXPECT_THAT(offered({"noroshi", "c"}), ElementsAre("c2", "completion"));
  EXPECT_THAT(offered({"noroshi", "c2", "h"}), ElementsAre("hunt"));
  EXPECT_THAT(offered({"noroshi", "--lang", "ja", "c2", "e"}), ElementsAre("explain"));
}

TEST(BashCompletion, OffersOptionsOfTheCommand) {
  EXPECT_THAT(offered({"noroshi", "c2", "hunt", "--th"}), ElementsAre("--threshold", "--threads"));
  EXPECT_THAT(offered({"noroshi", "version", "--th"}), IsEmpty());
}

TEST(BashCompletion, OffersChoicesOfAnOption) {
  EXPECT_THAT(offered({"noroshi", "c2", "hunt", "--format", "j"}), ElementsAre("json", "jsonl"));
  EXPECT_THAT(offered({"noroshi", "completion", "f"}), ElementsAre("fish"));
}

TEST(BashCompletion, OffersFilesWhereFilesGo) {
  EXPECT_THAT(offered({"noroshi", "c2", "hunt", "/et"}), ElementsAre("/etc"));
  EXPECT_THAT(offered({"noroshi", "c2", "hunt", "--popular", "/et"}), ElementsAre("/etc"));
  EXPECT_THAT(offered({"noroshi", "c2", "hunt", "--top", "/et"}), IsEmpty());
}

TEST(Completion, NamesEveryCommandAndOptionInEveryShell) {
  const auto zsh = zsh_completion(Language::English);
  const auto fish = fish_completion(Language::Japanese);
  for (const auto& command : commands()) {
    for (const auto& option : command.options) {
      EXPECT_THAT(zsh, HasSubstr(std::string(option.name)));
      EXPECT_THAT(fish, HasSubstr(fmt::format("'__noroshi_at {}' -l {} ", command.path,
                                              option.name.substr(2))));
    }
  }
}

}  // namespace
}  // namespace noroshi::cli
