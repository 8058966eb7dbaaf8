// The console that this command was built with: whole, and fit for the policy it is served under.
#include <gmock/gmock.h>
#include <regex>
#include <string>

#include "hub/console/console_files.hpp"

namespace noroshi::console {
namespace {

using ::testing::ContainsRegex;
using ::testing::Not;

class ConsolePages : public ::testing::Test {
 protected:
  void SetUp() override {
    if (embedded_files().empty()) GTEST_SKIP() << "skipped: built with NOROSHI_CONSOLE=OFF";
  }

  static std::string text_at(std::string_view path) {
    const File* file = file_at(embedded_files(), path);
    return file == nullptr ? std::string() : std::string(file->bytes);
  }
};

TEST_F(ConsolePages, AreInTheOrderInWhichTheyAreLookedUp) {
  for (const File& file : embedded_files()) {
    EXPECT_EQ(file_at(embedded_files(), file.path), &file) << file.path;
    EXPECT_EQ(file.tag.size(), 32U) << file.path;
    EXPECT_EQ(file.immutable, file.path.starts_with("/assets/")) << file.path;
  }
}

TEST_F(ConsolePages, CompressedFormsAreOfTheSameFile) {
  for (const File& file : embedded_files()) {
    if (file.gzip.empty()) continue;
    EXPECT_LT(file.gzip.size(), file.bytes.size()) << file.path;
    EXPECT_TRUE(file.gzip.starts_with("\x1f\x8b")) << file.path;
    // RFC 1952, section 2.3.1: the last four octets are the size of the original.
    std::size_t size = 0;
    for (std::size_t i = 1; i <= 4; ++i) {
      size = size << 8 | static_cast<unsigned char>(file.gzip[file.gzip.size() - i]);
    }
    EXPECT_EQ(size, file.bytes.size()) << file.path;
  }
}

TEST_F(ConsolePages, ThePageNamesOnlyFilesThatAreHere) {
  const std::string page = text_at("/index.html");
  const std::regex reference("(?:src|href)=\"([^\"]*)\"");
  int references = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), reference), end; at != end; ++at) {
    EXPECT_NE(file_at(embedded_files(), (*at)[1].str()), nullptr) << (*at)[1];
    ++references;
  }
  EXPECT_GE(references, 2) << page;
}

TEST_F(ConsolePages, NothingStandsInThePageThatThePolicyForbids) {
  const std::string page = text_at("/index.html");
  EXPECT_THAT(page, Not(ContainsRegex("<style|style=|javascript:| on[a-z]+=")));
  const std::regex script("<script([^>]*)>([^<]*)");
  for (std::sregex_iterator at(page.begin(), page.end(), script), end; at != end; ++at) {
    EXPECT_EQ((*at)[2].str(), "") << "a script within the page does not run";
    EXPECT_NE((*at)[1].str().find("src="), std::string::npos);
  }
}

TEST_F(ConsolePages, TheLicencesOfWhatIsInThemAreThere) {
  EXPECT_THAT(text_at("/licences.txt"), ContainsRegex("preact .*MIT"));
}

}  // namespace
}  // namespace noroshi::console
