#include "detect/scan/scan.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "detect/scan/scene.hpp"
#include "detect/scan/source_profile.hpp"

namespace noroshi::scan {
namespace {

// Everything of a day that C++ can compare, as text.
std::string text_of(const Day& day) {
  std::string text;
  for (const auto& host : day.infected) text += to_json(host) + "\n";
  for (const auto& campaign : day.campaigns) {
    text += fmt::format("{} {} {} {} {} {} {} {}\n", campaign.id, campaign.tool,
                        campaign.sources.size(), campaign.packets, campaign.profile,
                        campaign.research, campaign.synchronised, campaign.chance);
    for (const auto& source : campaign.sources) text += source.to_string() + " ";
  }
  for (const auto& one : day.researchers) text += one.address.to_string() + one.reason + "\n";
  for (const auto& one : day.scanners) {
    text += fmt::format("{} {} {} {} {}\n", one.address.to_string(), to_string(one.shape), one.tool,
                        one.packets, one.targets);
  }
  for (const auto& one : day.services) {
    text += fmt::format("{} {} {}\n", to_string(one.service), one.hosts, one.packets);
  }
  return text;
}

Scene crowded() {
  Scene scene;
  scene.add({.mirai = true}, 40, 0x0A100000);
  scene.add(Cast{}, 30, 0x0A200000);
  scene.add({.services = {{{5555, 6}, 1}}, .packets = 9, .headers = linux_headers()}, 30,
            0x0A300000);
  scene.add({.services = {{{22, 6}, 1}}, .packets = 3, .headers = linux_headers(29200)}, 50,
            0x0A400000);
  scene.add({.services = {{{443, 6}, 1}}, .packets = 1, .targets = 1}, 50, 0x0A500000);
  return scene;
}

TEST(Analyse, GivesTheSameDayInWhateverOrderEventsCome) {
  std::vector<model::ScanEvent> events = crowded().events();
  const std::string expected = text_of(Scene::analyse_events(events));
  for (std::uint64_t round = 1; round <= 5; ++round) {
    std::uint64_t state = round;
    for (std::size_t i = events.size(); i > 1; --i) {
      std::swap(events[i - 1], events[net::mix(++state) % i]);
    }
    EXPECT_EQ(text_of(Scene::analyse_events(events)), expected);
  }
}

TEST(Analyse, OfNothingIsAnEmptyDay) {
  const Day day = Scene().analysed();
  EXPECT_TRUE(day.infected.empty() && day.campaigns.empty() && day.researchers.empty());
  EXPECT_EQ(day.begin, kMidnight);
}

TEST(Analyse, CountsServicesByHostsWithoutSurveyors) {
  const Day day =
      Scene()
          .add({.services = {{{23, 6}, 1}}, .packets = 4}, 3)
          .add({.services = {{{8080, 6}, 1}}, .packets = 900, .scanner = "Survey"})
          .add({.source = net::Address::v4(0x0A900000), .services = {{{80, 6}, 1}}, .packets = 50})
          .analysed();
  ASSERT_EQ(day.services.size(), 2U);
  EXPECT_EQ(to_string(day.services[0].service), "23/tcp");
  EXPECT_EQ(day.services[0].hosts, 3U);
  EXPECT_EQ(day.services[0].packets, 12U);
  EXPECT_EQ(to_string(day.services[1].service), "80/tcp");
}

ScanShape shape(const Cast& cast) { return Scene().add(cast).analysed().scanners.at(0).shape; }

std::vector<std::pair<Service, double>> many_ports() {
  std::vector<std::pair<Service, double>> ports;
  for (std::uint16_t i = 1; i <= 200; ++i) ports.push_back({{i, 6}, 0.005});
  return ports;
}

TEST(ScanShape, TellsHorizontalVerticalBlockAndRepeatedApart) {
  EXPECT_EQ(shape({.packets = 100}), ScanShape::Horizontal);
  EXPECT_EQ(shape({.services = many_ports(), .packets = 800, .targets = 1}), ScanShape::Vertical);
  EXPECT_EQ(shape({.services = many_ports(), .packets = 800, .targets = 200}), ScanShape::Block);
  EXPECT_EQ(shape({.packets = 67, .targets = 1}), ScanShape::Repeated);
  EXPECT_EQ(shape({.packets = 2}), ScanShape::Few);
}

TEST(Sources, CountsAddressesNotVisitsToThem) {
  const Scene scene = Scene().add({.packets = 100, .targets = 1});
  const Sources sources(scene.events(), kMidnight);
  ASSERT_EQ(sources.profiles().size(), 1U);
  EXPECT_GT(sources.profiles()[0].targets, 10U);  // one an event
  EXPECT_EQ(sources.profiles()[0].reach, 1U);
}

TEST(Sources, JoinsEventsOfOneServiceAndSeesWhatChangesBetweenThem) {
  Scene scene;
  scene.add({.services = {{{23, 6}, 1}}, .packets = 12, .source_port_each = true});
  const Sources sources(scene.events(), kMidnight);
  const SourceProfile& source = sources.profiles()[0];
  ASSERT_EQ(sources.services(source).size(), 1U);
  EXPECT_EQ(sources.services(source)[0].packets, 12U);
  EXPECT_EQ(source.packets, 12U);
  EXPECT_TRUE(source.varies.sequence && source.varies.ip_id && source.varies.source_port);
  EXPECT_FALSE(source.varies.window || source.varies.options || source.varies.length);
}

TEST(Research, KnowsASurveyorByBehaviour) {
  Cast survey{.services = many_ports(),
              .packets = 5'000,
              .from = kMidnight,
              .until = kMidnight + base::kDay,
              .zmap = true};
  const Day day = Scene().add(survey).analysed();
  ASSERT_EQ(day.researchers.size(), 1U);
  EXPECT_TRUE(day.researchers[0].list.empty());
  EXPECT_NE(day.researchers[0].reason.find("zmap"), std::string::npos);
  EXPECT_TRUE(day.infected.empty());
}

TEST(Research, DoesNotExcuseABotThatCarriesAWeapon) {
  Cast bot{.services = many_ports(),
           .packets = 5'000,
           .from = kMidnight,
           .until = kMidnight + base::kDay,
           .mirai = true};
  EXPECT_TRUE(Scene().add(bot).analysed().researchers.empty());
}

}  // namespace
}  // namespace noroshi::scan
