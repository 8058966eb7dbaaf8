#include "cli/lab_request.hpp"

#include <gmock/gmock.h>

#include "cli/commands.hpp"

namespace noroshi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

Result<traffic::Scenario> scenario(const std::vector<std::string>& words) {
  return scenario_of(
      Arguments::parse(*find_command("lab traffic"), words, Language::English).value());
}

TEST(LabRequest, ShowsTheDefaultsOfTheGenerator) {
  const auto made = scenario({}).value();
  const traffic::Scenario defaults;
  EXPECT_EQ(made.seed, defaults.seed);
  EXPECT_EQ(made.start, defaults.start);
  EXPECT_EQ(made.duration, defaults.duration);
  EXPECT_EQ(made.subscribers, defaults.subscribers);
  EXPECT_EQ(made.sampling, defaults.sampling);
  EXPECT_EQ(made.botnets.size(), defaults.botnets.size());
}

TEST(LabRequest, ChoosesFamilies) {
  const auto made = scenario({"--family", "mirai:7,irc", "--bots", "9"}).value();
  ASSERT_EQ(made.botnets.size(), 2u);
  EXPECT_EQ(made.botnets[0].bots, 7u);
  EXPECT_EQ(made.botnets[1].bots, 9u);
  EXPECT_THAT(scenario({"--family", "none"}).value().botnets, IsEmpty());
}

TEST(LabRequest, FollowsConnectionsWholeForZeek) {
  EXPECT_FALSE(scenario({"--to", "zeek"}).value().exporter.router);
  EXPECT_TRUE(scenario({"--to", "ipfix"}).value().exporter.router);
}

TEST(LabRequest, NamesWhatIsWrong) {
  const auto family = scenario({"--family", "mirai,nosuch"});
  ASSERT_FALSE(family.has_value());
  EXPECT_EQ(family.error().code, Errc::InvalidUsage);
  EXPECT_THAT(family.error().message, HasSubstr("--family: "));
  EXPECT_THAT(family.error().message, HasSubstr("nosuch"));

  const auto subscribers = scenario({"--subscribers", "1"});
  ASSERT_FALSE(subscribers.has_value());
  EXPECT_THAT(subscribers.error().message, HasSubstr("subscribers"));

  const auto graft = scenario({"--graft", "/nowhere/x.pcap"});
  ASSERT_FALSE(graft.has_value());
  EXPECT_THAT(graft.error().message, HasSubstr("/nowhere/x.pcap"));
}

}  // namespace
}  // namespace noroshi::cli
