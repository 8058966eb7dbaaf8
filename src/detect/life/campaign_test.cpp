#include "detect/life/campaign.hpp"

#include <algorithm>
#include <deque>
#include <gmock/gmock.h>

#include "detect/life/scene.hpp"

namespace noroshi::life {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CampaignScene {
 public:
  // A server whose clients are [from, to), active in hours [begin, end).
  CampaignScene& server(std::string_view name, std::uint32_t from, std::uint32_t to, int begin = 0,
                        int end = 24, double period = 0) {
    lives_.push_back(ServerScene(name).answering(begin, end).life(72));
    Clientele one{endpoint(name), {}, to - from, kDayOne};
    for (std::uint32_t i = from; i < to; ++i) {
      one.visits.push_back({client(i), kDayOne, kDayOne + base::kHour, 1});
    }
    clienteles_.push_back(std::move(one));
    members_.push_back({&lives_.back(), &clienteles_.back(), period});
    return *this;
  }

  [[nodiscard]] Campaigns group(std::uint64_t population = 100'000) const {
    return campaigns_of(members_, {}, population);
  }

  std::vector<Member> members_;
  std::deque<Life> lives_;
  std::deque<Clientele> clienteles_;
};

TEST(Campaigns, GroupServersOfTheSameClients) {
  CampaignScene scene;
  scene.server("203.0.113.1:6667", 0, 30).server("203.0.113.2:6667", 0, 30);
  scene.server("203.0.113.9:443", 500, 560);
  const auto found = scene.group().found;
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].servers,
              ElementsAre(endpoint("203.0.113.1:6667"), endpoint("203.0.113.2:6667")));
  EXPECT_EQ(found[0].clients, 30U);
  ASSERT_THAT(found[0].links, SizeIs(1));
  EXPECT_EQ(found[0].links[0].shared, 30U);
  EXPECT_TRUE(found[0].links[0].same_port);
  EXPECT_TRUE(found[0].links[0].same_hours);
}

TEST(Campaigns, AreNotMadeOfPortAndTimingAlone) {
  CampaignScene scene;
  scene.server("203.0.113.1:443", 0, 30, 0, 24, 60).server("203.0.113.2:443", 30, 60, 0, 24, 60);
  EXPECT_THAT(scene.group().found, IsEmpty());
}

TEST(Campaigns, NeedLessOverlapWherePortOrTimingAgree) {
  CampaignScene agree;  // Ochiai 6 ÷ 40
  agree.server("203.0.113.1:6667", 0, 40).server("203.0.113.2:6667", 34, 74);
  EXPECT_THAT(agree.group().found, SizeIs(1));
  CampaignScene differ;
  differ.server("203.0.113.1:6667", 0, 40, 0, 24, 60);
  differ.server("203.0.113.2:443", 34, 74, 30, 50, 300);
  EXPECT_THAT(differ.group().found, IsEmpty());
  CampaignScene period;
  period.server("203.0.113.1:6667", 0, 40, 0, 24, 60);
  period.server("203.0.113.2:443", 34, 74, 30, 50, 61);
  ASSERT_THAT(period.group().found, SizeIs(1));
  EXPECT_TRUE(period.group().found[0].links[0].same_period);
}

TEST(Campaigns, AreNotGluedTogetherByAPopularServer) {
  CampaignScene scene;
  scene.server("203.0.113.1:6667", 0, 30).server("203.0.113.2:6667", 0, 30);
  scene.server("203.0.113.3:8080", 1000, 1030).server("203.0.113.4:8080", 1000, 1030);
  scene.server("192.0.2.80:443", 0, 5000);  // wrongly suspected: it knows them all
  const auto found = scene.group().found;
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].servers, SizeIs(2));
  EXPECT_THAT(found[1].servers, SizeIs(2));
}

TEST(Campaigns, AreNotGluedTogetherByOneServerBetweenThem) {
  CampaignScene scene;
  // Two botnets of five servers; one server is called by a third of each.
  for (int i = 0; i < 5; ++i) scene.server("203.0.113.1" + std::to_string(i) + ":6667", 0, 90);
  for (int i = 0; i < 5; ++i) scene.server("203.0.113.2" + std::to_string(i) + ":6667", 100, 190);
  scene.server("203.0.113.99:6667", 85, 105);
  const auto found = scene.group().found;
  ASSERT_THAT(found, SizeIs(2));
}

TEST(Campaigns, DoNotDependOnTheOrderOfTheInput) {
  CampaignScene scene;
  for (std::uint32_t i = 0; i < 6; ++i) {
    scene.server("203.0.113." + std::to_string(10 + i) + ":6667", i * 10, i * 10 + 40);
  }
  const auto forward = scene.group();
  std::reverse(scene.members_.begin(), scene.members_.end());
  const auto backward = scene.group();
  ASSERT_EQ(forward.found.size(), backward.found.size());
  for (std::size_t i = 0; i < forward.found.size(); ++i) {
    EXPECT_EQ(forward.found[i].servers, backward.found[i].servers);
  }
}

TEST(Campaigns, LeaveOutClientsThatKnowEverything) {
  CampaignScene scene;
  for (int i = 0; i < 70; ++i) scene.server("198.51.100." + std::to_string(i) + ":23", 0, 3);
  const auto result = scene.group();
  EXPECT_THAT(result.found, IsEmpty());
  EXPECT_EQ(result.busy_clients, 3U);
}

TEST(Campaigns, SayHowManyServersWereLeftOut) {
  CampaignScene scene;
  for (int i = 0; i < 5; ++i) scene.server("198.51.100." + std::to_string(i) + ":23", 0, 9);
  CampaignOptions options;
  options.most_servers = 3;
  const auto result = campaigns_of(scene.members_, {}, 100'000, options);
  EXPECT_EQ(result.left_out, 2U);
  ASSERT_THAT(result.found, SizeIs(1));
  EXPECT_THAT(result.found[0].servers, SizeIs(3));
}

}  // namespace
}  // namespace noroshi::life
