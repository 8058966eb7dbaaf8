#include "model/scan_event.hpp"

#include <gtest/gtest.h>
#include <string>

namespace noroshi::model {
namespace {

constexpr base::Micros kNoon = 1'768'392'000'000'000;  // 2026-01-14T12:00:00Z

net::Address at(std::string_view text) { return *net::Address::parse(text); }

ScanEvent full_event() {
  ScanEvent event;
  event.source = at("192.0.2.7");
  event.port = 2323;
  event.protocol = 6;
  event.kind = ProbeKind::TcpSyn;
  event.first = kNoon;
  event.last = kNoon + 90 * base::kSecond + 1;
  event.packets = 1200;
  event.octets = 48'000;
  event.targets = 1100;
  event.targets_estimated = true;
  event.in_order = 3;
  event.marks = {.mirai = 1198, .zmap = 1, .masscan = 2, .nmap = 4};
  event.headers = {.ttl_low = 44,
                   .ttl_high = 47,
                   .window = 5840,
                   .mss = 1460,
                   .options = {2, 4, 8, 1, 3, 0, 0, 0},
                   .window_varies = true,
                   .options_vary = true,
                   .ip_id_varies = true,
                   .sequence_varies = true,
                   .source_port_varies = true,
                   .length_varies = true,
                   .dont_fragment = true,
                   .ip_id = 7,
                   .sequence = 3'325'256'711,
                   .length = 60};
  event.samples = {{.time = kNoon, .destination = at("198.51.100.9"), .source_port = 40001},
                   {.time = kNoon + 1, .destination = at("2001:db8::9"), .source_port = 0}};
  event.payload = std::string("\x00\xff\"\\\n", 5);
  event.payload_hash = 0x8000'0000'0000'0001;
  event.amplifier = "ssdp-search";
  event.scanner = "a \"list\"\n of names";
  event.end = EventEnd::Cut;
  return event;
}

DosVictim full_victim() {
  return {.victim = at("2001:db8::7"),
          .first = kNoon,
          .last = kNoon + base::kHour,
          .packets = 90'000,
          .octets = 3'600'000,
          .most_in_minute = 4000,
          .targets = 256,
          .protocol = 6,
          .ports = {{80, 80'000}, {443, 10'000}},
          .replies = {{"rst", 10'000}, {"syn-ack", 80'000}}};
}

TelescopeHour full_hour() {
  return {.sensor = "tokyo-1",
          .begin = kNoon,
          .end = kNoon + base::kHour,
          .dark_addresses = 65'536,
          .packets = 100,
          .octets = 4000,
          .classes = {{"malformed: length", 1}, {"scan", 99}},
          .lost = 7,
          .sources = 12,
          .backscatter_sources = 3,
          .evicted_events = 2,
          .evicted_victims = 1,
          .evicted_packets = 30};
}

template <class T>
T read_back(const T& record) {
  const auto read = telescope_record_from_json(to_json(record));
  EXPECT_TRUE(read.has_value()) << read.error().message;
  return std::get<T>(*read);
}

TEST(ScanEvent, ReadsBackWhatItWrote) {
  EXPECT_EQ(read_back(full_event()), full_event());
  EXPECT_EQ(read_back(full_victim()), full_victim());
  EXPECT_EQ(read_back(full_hour()), full_hour());
}

TEST(ScanEvent, ReadsBackOneWithNothingInIt) {
  EXPECT_EQ(read_back(ScanEvent{}), ScanEvent{});
  EXPECT_EQ(read_back(DosVictim{}), DosVictim{});
  EXPECT_EQ(read_back(TelescopeHour{}), TelescopeHour{});
}

TEST(ScanEvent, EveryKindAndEndReadsBack) {
  for (int kind = 0; kind <= static_cast<int>(ProbeKind::Other); ++kind) {
    for (int end = 0; end <= static_cast<int>(EventEnd::Stopped); ++end) {
      ScanEvent event;
      event.kind = static_cast<ProbeKind>(kind);
      event.end = static_cast<EventEnd>(end);
      EXPECT_EQ(read_back(event), event);
      EXPECT_NE(to_string(event.kind), "");
      EXPECT_NE(to_string(event.end), "");
    }
  }
}

TEST(ScanEvent, WritesTheLineThatTheFormatPageShows) {
  ScanEvent event;
  event.source = at("192.0.2.7");
  event.port = 23;
  event.protocol = 6;
  event.first = kNoon;
  event.last = kNoon + base::kSecond / 2;
  event.packets = 2;
  event.octets = 80;
  event.targets = 2;
  event.marks.mirai = 2;
  event.headers = {.ttl_low = 50, .ttl_high = 50, .window = 14'600, .ip_id = 9, .length = 40};
  event.headers.sequence_varies = true;
  event.samples = {{.time = kNoon, .destination = at("198.51.100.9"), .source_port = 40'001}};
  EXPECT_EQ(
      to_json(event),
      R"({"type":"scan","source":"192.0.2.7","port":23,"protocol":6,"kind":"tcp-syn",)"
      R"("first":"2026-01-14T12:00:00Z","last":"2026-01-14T12:00:00.5Z","packets":2,"octets":80,)"
      R"("targets":2,"marks":{"mirai":2},"headers":{"ttl_low":50,"ttl_high":50,"length":40,)"
      R"("ip_id":9,"window":14600,"varies":["sequence"]},"samples":[{"time":)"
      R"("2026-01-14T12:00:00Z","destination":"198.51.100.9","source_port":40001}],"end":"idle"})");
}

TEST(ScanEvent, MembersMayComeInAnyOrderAndBeUnknown) {
  const auto read = telescope_record_from_json(
      R"({"packets":5,"later":{"a":[1]},"octets":9,"targets":1,"most_in_minute":4,"ports":[[80,5]],)"
      R"("replies":{"rst":5},"last":"2026-01-14T12:00:00Z","first":"2026-01-14T12:00:00Z",)"
      R"("protocol":6,"victim":"192.0.2.1","type":"victim"})");
  ASSERT_TRUE(read.has_value()) << read.error().message;
  const auto& victim = std::get<DosVictim>(*read);
  EXPECT_EQ(victim.packets, 5U);
  EXPECT_EQ(victim.ports.front().first, 80);
}

std::string error_of(std::string_view line) {
  const auto read = telescope_record_from_json(line);
  return read ? "read" : read.error().message;
}

TEST(ScanEvent, RefusesALineAndSaysWhy) {
  EXPECT_EQ(error_of(""), "telescope record: not a JSON object");
  EXPECT_EQ(error_of("[1]"), "telescope record: not a JSON object");
  EXPECT_EQ(error_of("{}"), "telescope record: member 'type' is missing or no text");
  EXPECT_EQ(error_of(R"({"type":"flow"})"),
            "telescope record: type 'flow' is none of scan, victim, hour");
  EXPECT_EQ(error_of(R"({"type":"scan"})"), "telescope record: member 'source' is missing");
  EXPECT_EQ(error_of(R"({"type":"scan","port":65536})"),
            "telescope record: member 'port' is not what the format says");
  EXPECT_EQ(error_of(to_json(full_hour()) + " {}"), "telescope record: text after the object");
}

TEST(ScanEvent, RefusesWhatDoesNotFit) {
  const std::string good = to_json(full_event());
  const auto with = [&good](std::string_view from, std::string_view to) {
    std::string line = good;
    const auto place = line.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return line.replace(place, from.size(), to);
  };
  EXPECT_EQ(error_of(good), "read");
  EXPECT_NE(error_of(with("\"ttl_low\":44", "\"ttl_low\":256")), "read");
  EXPECT_NE(error_of(with("2,4,8,1,3", "2,4,8,1,3,1,1,1,1")), "read");
  EXPECT_NE(error_of(with("00ff225c0a", "00ff225c0")), "read");
  EXPECT_NE(error_of(with("00ff225c0a", std::string(130, 'a'))), "read");
  EXPECT_NE(error_of(with("8000000000000001", "80000000000000zz")), "read");
  EXPECT_NE(error_of(with("tcp-syn", "tcp-fin")), "read");
  EXPECT_NE(error_of(with("2026-01-14T12", "9999-12-31T23:59:59-23:59 12")), "read");
  EXPECT_NE(error_of(with("192.0.2.7", "192.0.2")), "read");
}

TEST(ScanEvent, EveryCutLineIsRefused) {
  const std::string line = to_json(full_event());
  for (std::size_t size = 0; size < line.size(); ++size) {
    EXPECT_FALSE(telescope_record_from_json(line.substr(0, size)).has_value()) << size;
  }
}

}  // namespace
}  // namespace noroshi::model
