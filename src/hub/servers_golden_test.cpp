// The answers of /servers as files (tests/golden/api): what the console's own tests read.
//
// A small hub with fixed names, ids and times, and a few days that go by in it.  What no hub has
// twice (editions, pseudonyms) is replaced.  NOROSHI_WRITE_GOLDEN=1 writes the files anew.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "hub/servers_test.hpp"

namespace noroshi::hub {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

const std::string kFolder = NOROSHI_SOURCE_DIR "/tests/golden/api/";

/// Pseudonyms stand alone in a text, and begin unlike our own ids.
void replace_what_varies(ordered_json& node) {
  if (node.is_object() && node.contains("edition")) node["edition"] = "edition";
  if (node.is_string()) {
    constexpr std::string_view kIdentity = "identity--";
    const auto text = node.get<std::string>();
    const bool other = text.starts_with(kIdentity) && !text.starts_with("identity--00000000-");
    if (other) node = std::string(kIdentity) + fixed_uuid(0xF1);
  }
  if (!node.is_structured()) return;
  for (auto& child : node) replace_what_varies(child);
}

void expect_golden(const std::string& name, const ServersHub::Reply& reply) {
  ASSERT_EQ(reply.status, 200) << reply.body;
  ordered_json answer = ordered_json::parse(reply.body);
  replace_what_varies(answer);
  const std::string text = answer.dump(2) + "\n";
  if (std::getenv("NOROSHI_WRITE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(kFolder);
    std::ofstream(kFolder + name) << text;
  }
  std::ostringstream kept;
  kept << std::ifstream(kFolder + name).rdbuf();
  EXPECT_EQ(text, kept.str()) << name << ": NOROSHI_WRITE_GOLDEN=1 writes it anew";
}

class ServersGolden : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string file = folder_.file("places.csv");
    std::ofstream(file) << "prefix,country,network\n"
                           "203.0.113.0/28,JP,AS64500 Example Telecom\n"
                           "203.0.113.16/28,NL,AS64501 Example Hosting B.V.\n"
                           "203.0.113.32/28,US,\n";
    const auto places =
        ServersHub::sound(PlaceFiles::open({file}, [](std::string_view) { /* nobody reads it */ }));
    database_ = ServersHub::sound(sql::Database::open(folder_.file("hub.db")));
    hub_ = std::make_unique<ServersHub>(*database_, places);
  }

  model::Finding finding(unsigned n, double probability, std::uint64_t clients, base::Micros last) {
    model::Finding made = server_finding(n, probability, clients);
    made.last_seen = last;
    return made;
  }

  base::TemporaryFolder folder_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<ServersHub> hub_;
};

TEST_F(ServersGolden, TheListOnePageAndACompletion) {
  const auto standing = hub_->give("analyst", "desk", finding(2, 0.97, 41, kNoon - base::kHour));
  hub_->give("analyst", "desk", finding(3, 0.71, 2, kNoon - 2 * base::kHour));
  hub_->give("analyst", "desk", finding(17, 0.88, 3, kNoon - base::kHour));
  const auto feed = json::parse(
      fmt::format(R"({{"type":"indicator","spec_version":"2.1","id":"indicator--{}",)"
                  R"("created":"2026-09-01T06:00:00.000Z","modified":"2026-09-01T06:00:00.000Z",)"
                  R"("pattern":"[ipv4-addr:value = '203.0.113.2']","pattern_type":"stix",)"
                  R"("valid_from":"2026-09-01T06:00:00.000Z"}})",
                  fixed_uuid(1)));
  hub_->ask("partner", "POST", "/collections/shared/contributions",
            {{"objects", json::array({feed})}});
  hub_->now = kNoon + 8 * base::kDay;
  const base::Micros last = hub_->now - base::kHour;
  hub_->give("analyst", "desk", finding(2, 0.98, 44, last));
  const auto rejected = hub_->give("analyst", "desk", finding(18, 0.64, 6, last));
  model::Finding kept_back = finding(4, 0.81, 900, last);
  kept_back.suppressed_by = "own networks";
  hub_->give("analyst", "desk", kept_back);
  hub_->give("analyst", "desk", finding(33, 0.75, 7, last));
  hub_->give("partner", "shared", finding(50, 0.93, 2, last));
  hub_->give("partner", "shared", finding(2, 0.91, 12, last));
  hub_->now += 2 * base::kDay;
  hub_->give("analyst", "desk", finding(33, 0.86, 23, last + base::kDay));
  hub_->give("analyst", "desk", finding(5, 0.69, 3, last + base::kDay));
  hub_->ask("analyst", "PUT", "/servers/" + standing + "/verdict",
            {{"verdict", "confirmed"}, {"reason", "検体の通信先と一致"}});
  hub_->now += base::kMinute;
  hub_->ask("analyst", "PUT", "/servers/" + rejected + "/verdict",
            {{"verdict", "rejected"}, {"reason", "取引先の時刻サーバ"}});
  hub_->ask("analyst", "PUT", "/servers/" + standing + "/watch");
  expect_golden("servers.json", hub_->get("analyst", "/servers"));
  expect_golden("server.json", hub_->get("analyst", "/servers/" + standing));
  expect_golden("servers_completion.json",
                hub_->get("analyst", "/servers/completion?text=status%20new%20and%20c&caret=16"));
}

}  // namespace
}  // namespace noroshi::hub
