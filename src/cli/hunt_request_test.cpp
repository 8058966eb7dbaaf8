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

Result<c2::HuntOptions> options_of(const std::vector<std::string>& words) {
  StringSink sink;
  const Context context{.language = Language::English, .terminal = {}, .out = sink, .err = sink};
  return hunt_options(hunt(words), context);
}

TEST(HuntRequest, ShowsTheDefaultThresholdOfTheDetector) {
  EXPECT_EQ(hunt({}).ratio("--threshold"), c2::kDefaultThreshold);
}

TEST(HuntRequest, PassesOptionsOn) {
  const auto options =
      options_of({"--sampling", "100", "--threads", "2", "--inside", "192.0.2.0/24"}).value();
  EXPECT_EQ(options.sampling, 100u);
  EXPECT_EQ(options.threads, 2u);
  ASSERT_EQ(options.inside.size(), 1u);
  EXPECT_EQ(options.platforms.size(), c2::known_platforms().size());
}

TEST(HuntRequest, ReplacesTheListOfPlatforms) {
  const base::TemporaryFolder folder;
  const auto path = folder.file("platforms");
  std::ofstream(path) << "# nothing\n";
  EXPECT_THAT(options_of({"--popular", path}).value().platforms, IsEmpty());
  std::ofstream(path) << "192.0.2.0/24 nonsense Example\n";
  const auto broken = options_of({"--popular", path});
  ASSERT_FALSE(broken.has_value());
  EXPECT_THAT(broken.error().message, HasSubstr(path));
}

TEST(HuntRequest, WeighsWithTheGivenCoefficients) {
  const base::TemporaryFolder folder;
  const auto path = folder.file("model.toml");
  std::ofstream(path) << "[model]\nversion = \"mine\"\n[[model.band]]\nsampling = 1\n";
  EXPECT_EQ(options_of({"--model", path}).value().coefficients.version(), "mine");
  std::ofstream(path) << "[model]\n";
  EXPECT_FALSE(options_of({"--model", path}).has_value());
}

TEST(HuntRequest, GathersKnownInfectedHostsFromSeveralFiles) {
  const base::TemporaryFolder folder;
  const auto one = folder.file("telescope");
  const auto two = folder.file("survey");
  std::ofstream(one) << "198.51.100.7\n";
  std::ofstream(two) << "198.51.100.8\n198.51.100.9\n";
  EXPECT_EQ(options_of({"--infected", one, "--infected", two}).value().infected.size(), 3U);
}

TEST(HuntRequest, TakesSeveralSuppressionLists) {
  const base::TemporaryFolder folder;
  const auto ours = folder.file("ours");
  const auto theirs = folder.file("theirs");
  std::ofstream(ours) << "192.0.2.0/24:9000/tcp\n";
  std::ofstream(theirs) << "203.0.113.0/24\n";
  const auto lists = options_of({"--suppress", ours, "--suppress", theirs}).value().suppressions;
  ASSERT_EQ(lists.size(), 2U);
  EXPECT_TRUE(lists[0].covers(model::parse_endpoint("192.0.2.7:9000").value()));
  EXPECT_FALSE(options_of({"--suppress", folder.file("absent")}).has_value());
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
