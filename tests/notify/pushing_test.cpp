// What a hub hears of an operator's cases, from a hub that runs: states, and nothing of a person,
// whatever of it lies on the hub's disk.
#include <nlohmann/json.hpp>
#include <set>

#include "act/channel/relay_test.hpp"
#include "notices.hpp"
#include "place.hpp"

namespace noroshi::notify_e2e {
namespace {

using hub_e2e::Place;

class Pushing : public Notices {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(file("mails"));
    relay_ = std::make_unique<channel::Relay>(file("mails"));
    make_operator(relay_->port());
    const auto then = wall_clock() - base::kDay;
    take({host("192.0.2.18", 1232, then), host("198.51.100.10", 40'000, then + 1),
          host("192.0.2.19", std::nullopt, then + 2)});
    at("operator", "run");
    hub_.serve();
  }

  void take(const std::vector<model::InfectedHost>& hosts) const {
    std::string text;
    for (const auto& one : hosts) text += model::to_json(one) + "\n";
    write("events.jsonl", text);
    at("operator", "take", 0, {file("events.jsonl")});
  }

  std::string push(int status = 0) const {
    return at("operator", "push", status,
              {"--hub", hub_.url(), "--key-file", hub_.file("local.key"), "--fingerprint",
               hub_.fingerprint()});
  }

  nlohmann::json cases() const {
    return nlohmann::json::parse(hub_.ask("GET", "/api/v1/cases").body, nullptr, false);
  }

  /// Every octet of a folder's files.
  static std::string all_of(const std::string& folder) {
    std::string all;
    for (const auto& one : std::filesystem::recursive_directory_iterator(folder)) {
      if (one.is_regular_file()) all += content(one.path().string());
    }
    return all;
  }

  std::unique_ptr<channel::Relay> relay_;
  Place hub_{file("hub")};
};

TEST_F(Pushing, TellsALiveHubStatesAndNothingOfAPerson) {
  EXPECT_NE(push().find("3 states pushed"), std::string::npos);
  const auto told = cases();
  ASSERT_EQ(told["items"].size(), 3U) << told;
  std::multiset<std::string> states;
  for (const auto& one : told["items"]) {
    states.insert(one["state"]);
    EXPECT_EQ(one["operator"], "example-telecom");
    EXPECT_EQ(one["family"], "mirai");
  }
  EXPECT_EQ(states, (std::multiset<std::string>{"ambiguous", "notified", "notified"}));
  const std::string id = told["items"][0]["id"];
  const std::string there = all_of(hub_.folder()) + hub_.log();
  const std::string here = all_of(file("operator"));
  EXPECT_NE(there.find(id), std::string::npos) << "what a hub keeps would be found";
  for (const char* personal : {"line-5", "line-6", "192.0.2.18", "198.51.100.10", "192.0.2.19",
                               "taro@example.com", "山田", "Hanako", "2001:db8:12"}) {
    EXPECT_NE(here.find(personal), std::string::npos) << personal << " would be found";
    EXPECT_EQ(there.find(personal), std::string::npos) << personal << " lies at the hub";
  }
}

TEST_F(Pushing, GoesOnWhereAHubThatWasAwayLeftOff) {
  push();
  EXPECT_NE(push().find("0 states pushed"), std::string::npos);
  const std::string id = cases()["items"][0]["id"];
  hub_.kill();
  at("operator", "close", 0, {id, "--why", "moved away"});
  EXPECT_NE(push(1).find("is it running"), std::string::npos);
  hub_.serve();
  EXPECT_NE(push().find("1 states pushed"), std::string::npos);
  const auto after = cases()["items"];
  ASSERT_EQ(after.size(), 3U);
  for (const auto& one : after) {
    EXPECT_EQ(one["id"] == id, one["state"] == "closed");
  }
}

}  // namespace
}  // namespace noroshi::notify_e2e
