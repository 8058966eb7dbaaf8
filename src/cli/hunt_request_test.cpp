#include "cli/hunt_request.hpp"

#include <fstream>
#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"
#include "cli/commands.hpp"

namespace noroshi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

Arguments hunt(const std::vector<std::string>& words) {
  return Arguments::parse(*find_command("c2 hunt"), words, Language::English).value();
}

TEST(HuntRequest, ShowsTheDefaultThresholdOfTheDetector) {
  EXPECT_EQ(hunt({}).ratio("--threshold"), c2::kDefaultThreshold);
}

TEST(HuntRequest, PassesOptionsOn) {
  const auto options =
      hunt_options(hunt({"--sampling", "100", "--threads", "2", "--inside", "192.0.2.0/24"}))
          .value();
  EXPECT_EQ(options.sampling, 100u);
  EXPECT_EQ(options.threads, 2u);
  ASSERT_EQ(options.inside.size(), 1u);
  EXPECT_EQ(options.platforms.size(), c2::known_platforms().size());
}

TEST(HuntRequest, ReplacesTheListOfPlatforms) {
  const base::TemporaryFolder folder;
  const auto path = folder.file("platforms");
  std::ofstream(path) << "# nothing\n";
  EXPECT_THAT(hunt_options(hunt({"--popular", path})).value().platforms, IsEmpty());
  std::ofstream(path) << "192.0.2.0/24 nonsense Example\n";
  const auto broken = hunt_options(hunt({"--popular", path}));
  ASSERT_FALSE(broken.has_value());
  EXPECT_THAT(broken.error().message, HasSubstr(path));
}

TEST(Hint, QuotesWhatAShellWouldMisread) {
  EXPECT_EQ(shell_word("conn.log"), "conn.log");
  EXPECT_EQ(shell_word("[2001:db8::7]:443/udp"), "'[2001:db8::7]:443/udp'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(Hint, NamesFilesUnlessTheyAreManyOrCameThroughAPipe) {
  EXPECT_EQ(files_for_hint({"a.log", "my log"}), "a.log 'my log'");
  EXPECT_EQ(files_for_hint({"-"}), "FILE…");
  EXPECT_EQ(files_for_hint({"1", "2", "3", "4"}), "FILE…");
}

}  // namespace
}  // namespace noroshi::cli
