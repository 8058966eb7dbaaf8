#include "act/notify/events.hpp"

#include <gtest/gtest.h>

#include "act/notify/notify_test.hpp"
#include "act/notify/routed_file.hpp"

namespace noroshi::notify {
namespace {

struct Reading {
  std::string form;
  std::vector<Incoming> events;
  io::Rejects rejects;
  std::string error;
};

Reading read(std::string_view text) {
  Reading reading;
  const auto input = io::Input::over(text);
  auto reader = open_events(*input, reading.rejects);
  if (!reader) {
    reading.error = reader.error().message;
    return reading;
  }
  reading.form = (*reader)->form();
  for (;;) {
    Incoming event;
    const auto more = (*reader)->next(event);
    if (!more) reading.error = more.error().message;
    if (!more || !*more) return reading;
    reading.events.push_back(std::move(event));
  }
}

std::uint64_t rejected(const Reading& reading, std::string_view reason) {
  const auto found = reading.rejects.rejected().find(reason);
  return found == reading.rejects.rejected().end() ? 0 : found->second.count;
}

TEST(Events, ReadsInfectedHostsAsTheyAreWritten) {
  const auto host = an_infected_host("192.0.2.7", 40'000, kMorning);
  const auto reading = read(model::to_json(host) + "\n\n" + model::to_json(host) + "\n");
  EXPECT_EQ(reading.form, "infected-host");
  ASSERT_EQ(reading.events.size(), 2U);
  EXPECT_EQ(reading.events[0].host, host);
  EXPECT_EQ(reading.events[0].body, model::to_json(host));
}

TEST(Events, ABrokenLineCostsThatLineOnly) {
  const std::string good = model::to_json(an_infected_host("192.0.2.7", 40'000, kMorning));
  const auto reading = read(good + "\n" + good.substr(0, 40) + "\nnonsense\n{\"a\":1}\n" +
                            R"({"open":{)" + "\n" + good + "\n" + good.substr(0, good.size() - 2));
  EXPECT_EQ(reading.events.size(), 2U);
  EXPECT_EQ(rejected(reading, "JSON that is cut short"), 3U);
  EXPECT_EQ(rejected(reading, "no JSON object"), 1U);
  EXPECT_EQ(rejected(reading, "no infected host"), 1U);
}

TEST(Events, AnEmptyInputIsAQuietNight) {
  for (const std::string_view text : {"", "\n", "  \r\n\n"}) {
    const auto reading = read(text);
    EXPECT_EQ(reading.error, "");
    EXPECT_TRUE(reading.events.empty());
    EXPECT_EQ(reading.rejects.total_rejected(), 0U);
  }
}

TEST(Events, TextOfNoKnownFormIsRefusedByName) {
  EXPECT_NE(read("ip address,when\n192.0.2.1,now\n").error.find("no form of events"),
            std::string::npos);
}

// The columns and quoting of a darknet report, with values from the documentation ranges.
constexpr std::string_view kDarknet =
    "\"timestamp\",\"protocol\",\"src_ip\",\"src_port\",\"src_asn\",\"src_geo\",\"dst_ip\","
    "\"dst_port\",\"public_source\",\"infection\",\"family\",\"tag\",\"count\"\n"
    "\"2026-01-14 03:04:05\",\"tcp\",\"192.0.2.7\",4717,64496,\"JP\",,23,,\"Mirai\",,\"mirai\",\n"
    "\"2026-01-14 03:04:06\",\"tcp\",\"2001:db8::7\",,64496,\"JP\",\"198.51.100.1\",5555,,,,"
    "\"adb\",2\n"
    "\"yesterday\",\"tcp\",\"192.0.2.7\",4717,64496,\"JP\",,23,,\"mirai\",,\"mirai\",\n"
    "\"2026-01-14 03:04:05\",\"tcp\",\"192.0.2.777\",4717,64496,\"JP\",,23,,\"mirai\",,,\n"
    "\"2026-01-14 03:04:05\",\"sctp\",\"192.0.2.7\",4717,64496,\"JP\",,23,,\"mirai\",,,\n";

TEST(Events, ReadsShadowserversDarknetReport) {
  const auto reading = read(kDarknet);
  EXPECT_EQ(reading.form, "shadowserver");
  ASSERT_EQ(reading.events.size(), 2U);
  const auto& first = reading.events[0].host;
  EXPECT_EQ(first.address.to_string(), "192.0.2.7");
  EXPECT_EQ(first.family, "mirai");
  ASSERT_EQ(first.sightings.size(), 1U);
  EXPECT_EQ(first.sightings[0].source_port, 4717);
  EXPECT_EQ(first.sightings[0].destination_port, 23);
  EXPECT_EQ(base::to_rfc3339(first.sightings[0].time), "2026-01-14T03:04:05Z");
  EXPECT_EQ(first.sightings[0].clock_error, 5 * base::kSecond);
  const auto& second = reading.events[1].host;
  EXPECT_FALSE(second.sightings[0].source_port);
  EXPECT_EQ(second.family, "adb");
  EXPECT_EQ(rejected(reading, "timestamp is no time"), 1U);
  EXPECT_EQ(rejected(reading, "src_ip is no address"), 1U);
  EXPECT_EQ(rejected(reading, "protocol is not tcp, udp or icmp"), 1U);
}

constexpr std::string_view kXarf = R"({
  "xarf_version": "4.2.0",
  "report_id": "550e8400-e29b-41d4-a716-446655440000",
  "timestamp": "2026-01-14T03:04:05Z",
  "reporter": {"org": "Example", "contact": "a@example.com", "domain": "example.com"},
  "sender": {"org": "Example", "contact": "a@example.com", "domain": "example.com"},
  "source_identifier": "192.0.2.7",
  "source_port": 40000,
  "category": "connection",
  "type": "infected_host",
  "protocol": "tcp",
  "destination_ip": "198.51.100.1",
  "destination_port": 23,
  "malware_family": "Mirai",
  "confidence": 0.95,
  "first_seen": "2026-01-13T00:00:00Z",
  "last_seen": "2026-01-14T03:04:01Z"
})";

TEST(Events, ReadsAnXarfReportOverManyLines) {
  const auto reading = read(kXarf);
  EXPECT_EQ(reading.form, "xarf");
  ASSERT_EQ(reading.events.size(), 1U);
  const auto& host = reading.events[0].host;
  EXPECT_EQ(host.family, "mirai");
  EXPECT_DOUBLE_EQ(host.probability, 0.95);
  ASSERT_EQ(host.sightings.size(), 1U);
  EXPECT_EQ(host.sightings[0].source_port, 40'000);
  // Either reading of the times lies within the clock's error, besides the clock's own.
  EXPECT_EQ(base::to_rfc3339(host.sightings[0].time), "2026-01-14T03:04:03Z");
  EXPECT_EQ(host.sightings[0].clock_error, 7 * base::kSecond);
}

TEST(Events, XarfReportsOfOtherThingsAreSkippedAndOtherVersionsRejected) {
  std::string scan(kXarf);
  scan.replace(scan.find("infected_host"), 13, "port_scan");
  std::string old(kXarf);
  old.replace(old.find("4.2.0"), 5, "3.0.0");
  const auto reading = read("[" + std::string(kXarf) + ",\n" + scan + ",\n" + old + "]\n");
  EXPECT_EQ(reading.events.size(), 1U);
  EXPECT_EQ(reading.rejects.skipped().size(), 1U);
  EXPECT_EQ(rejected(reading, "xarf_version is not 4"), 1U);
}

TEST(Events, ASearchEnginesBotIsNoInfection) {
  std::string bot(kXarf);
  bot.replace(bot.find("infected_host"), 13, "bot\", \"bot_type\": \"search_engine");
  EXPECT_TRUE(read(bot).events.empty());
  bot.replace(bot.find("search_engine"), 13, "malicious");
  EXPECT_EQ(read(bot).events.size(), 1U);
}

std::string routed(const std::vector<std::string>& bodies) {
  RoutedWriter writer;
  std::string text = writer.head(
      {.operator_id = "example-telecom", .batch = 3, .until = kMorning, .events = bodies.size()});
  std::uint64_t number = 0;
  for (const auto& body : bodies) text += writer.event(++number, sha256(body), body);
  return text + writer.foot();
}

TEST(RoutedFile, IsReadAsItWasWritten) {
  const std::string body = model::to_json(an_infected_host("192.0.2.7", 40'000, kMorning));
  const std::string text = routed({body, body});
  const auto input = io::Input::over(text);
  io::Rejects rejects;
  const auto reader = open_events(*input, rejects);
  ASSERT_TRUE(reader) << reader.error().message;
  ASSERT_NE((*reader)->envelope(), nullptr);
  EXPECT_EQ((*reader)->envelope()->operator_id, "example-telecom");
  EXPECT_EQ((*reader)->envelope()->batch, 3U);
  EXPECT_EQ((*reader)->envelope()->until, kMorning);
  const auto reading = read(text);
  EXPECT_EQ(reading.error, "");
  ASSERT_EQ(reading.events.size(), 2U);
  EXPECT_EQ(reading.events[0].body, body);
}

TEST(RoutedFile, AChangedEventIsRejectedAndAChangedFileIsTold) {
  const std::string body = model::to_json(an_infected_host("192.0.2.7", 40'000, kMorning));
  std::string text = routed({body, body});
  text.replace(text.find("192.0.2.7"), 9, "192.0.2.8");
  const auto reading = read(text);
  EXPECT_EQ(reading.events.size(), 1U);
  EXPECT_EQ(rejected(reading, "the hash is not that of the event"), 1U);
  EXPECT_NE(reading.error.find("not the hash of the others"), std::string::npos);
}

TEST(RoutedFile, ACutFileGivesItsGoodEventsAndSaysSo) {
  const std::string body = model::to_json(an_infected_host("192.0.2.7", 40'000, kMorning));
  const std::string text = routed({body, body});
  const auto reading = read(text.substr(0, text.rfind("{\"sha256\"")));
  EXPECT_EQ(reading.events.size(), 2U);
  EXPECT_NE(reading.error.find("without its last line"), std::string::npos);
}

}  // namespace
}  // namespace noroshi::notify
