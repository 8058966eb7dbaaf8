// The desk's parts that need no store: keys and their filters, buckets, what collectors and watches
// say of themselves, and sentences in Japanese.
#include "cli/hub_flow_desk.hpp"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/temporary_folder.hpp"
#include "cli/flaw_text.hpp"
#include "hub/flow_json.hpp"
#include "model/token.hpp"
#include "observe/collect/health.hpp"

namespace noroshi::cli {
namespace {

using query::By;
using ::testing::HasSubstr;

constexpr base::Micros kNow = 1'767'398'400 * base::kSecond;  // 2026-01-03T00:00:00Z

store::AnswerChunk row_of(const net::Address& address, std::uint64_t port, std::uint64_t proto) {
  return {{"k_addr_hi", "k_addr_lo", "k_port", "k_proto", "k_exporter"},
          {std::vector<std::uint64_t>{address.high()}, std::vector<std::uint64_t>{address.low()},
           std::vector<std::uint64_t>{port}, std::vector<std::uint64_t>{proto},
           std::vector<std::uint64_t>{7}},
          1};
}

hub::FlowKey key_of(By by, const net::Address& address = net::Address::v4(0xCB007107)) {
  const auto chunk = row_of(address, 443, 6);
  return flow_key(query::Row(chunk, 0), by, {{"192.0.2.9", 7}, {"core-1", 7}});
}

TEST(HubFlowKey, IsNamedForPeopleAndShownAloneByItsFilter) {
  EXPECT_EQ(key_of(By::Service).text, "203.0.113.7:443/tcp");
  EXPECT_EQ(key_of(By::Service).filter, "server ip 203.0.113.7 and server port 443 and proto tcp");
  EXPECT_EQ(key_of(By::Port).text, "tcp/443");
  EXPECT_EQ(key_of(By::Exporter).text, "core-1");
  EXPECT_EQ(key_of(By::Exporter).filter, "exporter 7");
  EXPECT_EQ(key_of(By::SourcePort).filter, "src port 443");
  for (const By by : {By::Service, By::Server, By::Port, By::Protocol, By::Exporter, By::Source,
                      By::Destination, By::SourcePort, By::DestinationPort}) {
    const auto filter = query::parse(key_of(by).filter, {});
    ASSERT_TRUE(filter) << filter.error().message;
    EXPECT_TRUE(query::fits(*filter, query::table_of(by))) << key_of(by).filter;
  }
}

TEST(HubFlowKey, OfSubscribersIsOfAllOfThem) {
  const auto all = model::from_token(0);
  EXPECT_EQ(key_of(By::Source, all).text, "subscribers");
  EXPECT_EQ(key_of(By::Service, all).text, "subscribers:443/tcp");
  EXPECT_FALSE(key_of(By::Service, all).address);
  const auto filter = query::parse(key_of(By::Source, all).filter, {});
  ASSERT_TRUE(filter) << filter.error().message;
  query::each_address(*filter, [&](const query::AddressRange& range) {
    EXPECT_EQ(range.first, model::from_token(0));
    EXPECT_EQ(range.last, model::from_token(~std::uint64_t{0}));
  });
}

TEST(HubFlowBuckets, AreWholeAndOfARoundLength) {
  const query::Window day{kNow - base::kDay + 7, kNow - 7};
  const auto panes = Buckets::over(day, 2'000, store::TableId::Pairs);
  EXPECT_EQ(panes.length, 5 * base::kMinute);
  EXPECT_EQ(panes.from, kNow - base::kDay);
  EXPECT_EQ(panes.at(panes.count), kNow);
  const auto records =
      Buckets::over({kNow, kNow + 10 * base::kSecond}, 2'000, store::TableId::Flows);
  EXPECT_EQ(records.length, base::kSecond);
  EXPECT_EQ(records.count, 10U);
  EXPECT_EQ(records.index_of(kNow / base::kSecond + 9), 9U);
  EXPECT_FALSE(records.index_of(kNow / base::kSecond + 10));
  EXPECT_FALSE(records.index_of(kNow / base::kSecond - 1));
  EXPECT_TRUE(records.kept(3, {.kept_from = records.at(3) + 1, .kept_to = kNow + base::kDay}));
  EXPECT_FALSE(records.kept(3, {.kept_from = records.at(4), .kept_to = kNow + base::kDay}));
  EXPECT_FALSE(records.kept(3, {}));
}

// ---- Sensors -----------------------------------------------------------------------------------

collect::ExporterHealth exporter(std::uint32_t number, std::string name, base::Micros last_seen) {
  collect::ExporterHealth one;
  one.number = number;
  one.name = std::move(name);
  one.address = net::Address::v4(0xC0000200 + number);
  one.protocols = "NetFlow v9, IPFIX";
  one.last_seen = last_seen;
  one.records_per_second = 120.5;
  one.ledger.messages = 400;
  one.ledger.records = 12'000;
  one.ledger.flows = 12'000;
  return one;
}

collect::Health healthy() {
  collect::Health health;
  health.version = "1";
  health.started = kNow - base::kDay;
  health.now = kNow - base::kSecond;
  health.exporters = {exporter(1, "core-1", kNow - 2 * base::kSecond),
                      exporter(2, "edge-tokyo", kNow - 3 * base::kMinute),
                      exporter(3, "", kNow - base::kHour), exporter(4, "lab", 0)};
  return health;
}

class Sensors : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name)) << text;
  }
  std::vector<hub::Sensor> collector() {
    return sensors_of_collector(std::filesystem::path(folder_.file("x")).parent_path(), kNow);
  }
  std::vector<hub::Sensor> watch() {
    return sensors_of_watch(std::filesystem::path(folder_.file("x")).parent_path(), kNow);
  }

  base::TemporaryFolder folder_;
};

TEST_F(Sensors, AreAsTheirLastWordSays) {
  write("health.json", collect::to_json(healthy()));
  const auto told = collector();
  ASSERT_EQ(told.size(), 5U);
  EXPECT_EQ(told[0].health, "fine") << told[0].detail;
  EXPECT_EQ(told[1].name, "core-1");
  EXPECT_EQ(told[1].health, "fine");
  EXPECT_THAT(told[1].protocols, ::testing::ElementsAre("NetFlow v9", "IPFIX"));
  EXPECT_EQ(told[2].health, "late");
  EXPECT_EQ(told[3].name, "192.0.2.3");
  EXPECT_EQ(told[3].health, "silent");
  EXPECT_EQ(told[4].detail, "nothing has come from it");
}

TEST_F(Sensors, ACollectorThatSaysNothingOrHasStoppedIsNotFine) {
  auto health = healthy();
  health.now = kNow - base::kMinute;
  write("health.json", collect::to_json(health));
  EXPECT_EQ(collector()[0].health, "silent");
  EXPECT_EQ(collector()[1].health, "unknown") << "it may send to nobody";
  health.stopped = true;
  write("health.json", collect::to_json(health));
  EXPECT_EQ(collector()[0].health, "stopped");
}

TEST_F(Sensors, OfDamagedOrMissingFilesAreUnknownWithTheReason) {
  EXPECT_EQ(collector().at(0).health, "unknown");
  EXPECT_EQ(collector().at(0).detail, "nothing was ever collected");
  EXPECT_TRUE(watch().empty());
  for (const char* damaged : {"{", "[]", R"({"time":"2026-01-03T00:00:00Z"})", "{\"windows\":[1]}",
                              R"({"time":"now","windows":[{}]})"}) {
    write("health.json", damaged);
    EXPECT_EQ(collector().at(0).health, "unknown") << damaged;
    EXPECT_EQ(watch().at(0).health, "unknown") << damaged;
  }
}

std::string watch_health(const char* time, int lag) {
  return fmt::format(
      R"({{"version":1,"time":"{}","windows":[{{"window":"24h","pane":"2026-01-02T23:50:00Z",)"
      R"("survey":false,"servers":812345,"touched":20123,"rescored":311,"reported":4,"news":0,)"
      R"("seconds":0.912,"lag_seconds":{}}}]}})",
      time, lag);
}

TEST_F(Sensors, AWatchIsLateWhenItLagsAndSilentWhenItStepsNoMore) {
  write("health.json", watch_health("2026-01-02T23:58:00Z", 181));
  EXPECT_EQ(watch().at(0).health, "fine");
  EXPECT_THAT(watch()[0].detail, HasSubstr("812345 servers in 24h, 4 reported; 3 min 1 s behind"));
  write("health.json", watch_health("2026-01-02T23:58:00Z", 700));
  EXPECT_EQ(watch().at(0).health, "late");
  write("health.json", watch_health("2026-01-02T23:30:00Z", 181));
  EXPECT_EQ(watch().at(0).health, "silent");
}

// What the console's tests read; NOROSHI_WRITE_GOLDEN=1 writes it anew.
TEST_F(Sensors, AreToldAsTheConsoleReadsThem) {
  write("health.json", collect::to_json(healthy()));
  auto all = collector();
  write("health.json", watch_health("2026-01-02T23:58:00Z", 181));
  const auto more = watch();
  all.insert(all.end(), more.begin(), more.end());
  nlohmann::ordered_json items = nlohmann::ordered_json::array();
  for (const auto& one : all) items.push_back(hub::sensor_json(one));
  const std::string text = nlohmann::ordered_json{{"items", items}}.dump(2) + "\n";
  const std::string path = NOROSHI_SOURCE_DIR "/tests/golden/api/sensors.json";
  if (std::getenv("NOROSHI_WRITE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ostringstream golden;
  golden << std::ifstream(path).rdbuf();
  EXPECT_EQ(text, golden.str());
}

// ---- Flaws of filters --------------------------------------------------------------------------

std::string japanese(std::string_view text, store::TableId table = store::TableId::Flows) {
  const auto filter = query::parse(text, {});
  const auto sound = filter ? query::fits(*filter, table) : Status(filter.error());
  return sound ? "" : flaw_in_japanese(query::flaw_of(sound.error(), text));
}

TEST(FlawText, SaysInJapaneseWhatTheParserSays) {
  EXPECT_EQ(japanese("port 23 adn tcp"), "\"adn\" は使えません。もしかして: \"and\"");
  EXPECT_EQ(japanese("port"),
            "フィルターが途中で終わっています。続けるもの: 0 から 65535 のポート、または 8000-8080 "
            "のような範囲");
  EXPECT_EQ(japanese("port x"),
            "ここに必要なもの: 0 から 65535 のポート、または 8000-8080 のような範囲");
  EXPECT_EQ(japanese("exporter \"a"), "引用符が閉じていません");
}

TEST(FlawText, KnowsEverySentence) {
  for (const char* wrong :
       {"tcp & udp",  "tcp | udp",    "ip \"x",    "ip 192.0.2.0/24", "tcp tcp", "(tcp",
        "src 7",      "rev tcp",      "7",         "net x",           "ip x",    "port = 1-2",
        "packets x",  "duration > x", "start > x", "start = now",     "flags 1", "proto xyz",
        "exporter x", "duration",     "bps 7",     "flows > 1"}) {
    const auto told = japanese(wrong);
    EXPECT_NE(told, "") << wrong;
    EXPECT_NE(told, "ここに誤りがあります") << wrong;
    EXPECT_EQ(told.find("expected"), std::string::npos) << wrong << ": " << told;
  }
  for (const char* wrong : {"src ip 192.0.2.1", "client port 7", "exporter 1", "bps > 1"}) {
    EXPECT_NE(japanese(wrong, store::TableId::Pairs), "ここに誤りがあります") << wrong;
  }
}

}  // namespace
}  // namespace noroshi::cli
