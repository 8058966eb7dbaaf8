#include "model/infected_host.hpp"

#include <gtest/gtest.h>

namespace noroshi::model {
namespace {

net::Address address(const char* text) { return net::Address::parse(text).value(); }

InfectedHost example() {
  return {.address = address("192.0.2.7"),
          .family = "mirai",
          .probability = 0.9975,
          .prior = -3,
          .evidence = {{.name = "mirai_mark",
                        .value = 1,
                        .unit = "1",
                        .weight = 9,
                        .text = "240 of 240 SYNs bear the mark of Mirai",
                        .counts = {{"marked", 240}}}},
          .standing = Standing::New,
          .first_seen = 1'768'348'800'000'000,
          .last_seen = 1'768'352'400'500'000,
          .days = 1,
          .packets = 240,
          .targets = 233,
          .ports = {"23/tcp", "2323/tcp"},
          .sightings = {{.time = 1'768'348'800'000'000,
                         .clock_error = 100'000,
                         .source = address("192.0.2.7"),
                         .source_port = std::uint16_t{40'000},
                         .protocol = 6,
                         .destination = address("198.51.100.3"),
                         .destination_port = 23}},
          .sensor = "north",
          .method = "noroshi.telescope.report",
          .version = "1"};
}

TEST(InfectedHost, WritesTheDocumentedMembersInOrder) {
  EXPECT_EQ(
      to_json(example()),
      R"({"type":"infected-host","address":"192.0.2.7","family":"mirai","probability":0.9975,)"
      R"("prior":-3.0,"standing":"new","first_seen":"2026-01-14T00:00:00Z",)"
      R"("last_seen":"2026-01-14T01:00:00.5Z","days":1,"packets":240,"targets":233,)"
      R"("ports":["23/tcp","2323/tcp"],"sightings":[{"time":"2026-01-14T00:00:00Z",)"
      R"("clock_error":0.1,"source":"192.0.2.7","source_port":40000,"proto":"tcp",)"
      R"("destination":"198.51.100.3","destination_port":23}],"evidence":[{"name":"mirai_mark",)"
      R"("value":1.0,"unit":"1","weight":9.0,"text":"240 of 240 SYNs bear the mark of Mirai",)"
      R"("counts":{"marked":240.0}}],"sensor":"north","method":"noroshi.telescope.report",)"
      R"("version":"1"})");
}

TEST(InfectedHost, SurvivesTheRoundTrip) {
  EXPECT_EQ(infected_host_from_json(to_json(example())).value(), example());
}

TEST(InfectedHost, SurvivesTheRoundTripWithEveryStanding) {
  for (const auto standing :
       {Standing::New, Standing::Persistent, Standing::Returned, Standing::Cleared}) {
    InfectedHost host = example();
    host.standing = standing;
    EXPECT_EQ(infected_host_from_json(to_json(host)).value(), host) << to_string(standing);
  }
}

TEST(InfectedHost, LeavesOutWhatASensorCouldNotKnowOrMustNotTell) {
  InfectedHost host = example();
  host.sightings[0].source_port.reset();
  host.sightings[0].destination = net::Address();
  const std::string json = to_json(host);
  EXPECT_EQ(json.find("source_port"), std::string::npos);
  EXPECT_EQ(json.find("\"destination\""), std::string::npos);
  EXPECT_EQ(infected_host_from_json(json).value(), host);
}

TEST(InfectedHost, KeepsASourcePortOfZeroApartFromNone) {
  InfectedHost host = example();
  host.sightings[0].source_port = std::uint16_t{0};
  EXPECT_EQ(infected_host_from_json(to_json(host)).value().sightings[0].source_port, 0);
}

TEST(InfectedHost, WritesASensorsNameThatIsNoUtf8) {
  InfectedHost host = example();
  host.sensor = "n\xFFrth";
  EXPECT_EQ(infected_host_from_json(to_json(host)).value().sensor, "n\xEF\xBF\xBDrth");
}

std::string changed(const char* from, const char* to) {
  std::string json = to_json(example());
  const auto at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return json.replace(at, std::string_view(from).size(), to);
}

std::string complaint(const std::string& json) {
  const auto read = infected_host_from_json(json);
  return read.has_value() ? "" : read.error().message;
}

TEST(InfectedHost, IgnoresMembersItDoesNotKnow) {
  EXPECT_EQ(infected_host_from_json(changed("\"days\":1", "\"later\":[],\"days\":1")).value(),
            example());
}

TEST(InfectedHost, NamesTheMemberThatIsWrong) {
  EXPECT_EQ(complaint("{}"), "infected host: member 'address' is missing");
  EXPECT_EQ(complaint("[]"), "infected host: not a JSON object");
  EXPECT_EQ(complaint(changed("0.9975", "1.5")),
            "infected host: member 'probability' is not in 0–1");
  EXPECT_EQ(complaint(changed("\"new\"", "\"old\"")),
            "infected host: member 'standing' is not new, persistent, returned or cleared");
  EXPECT_EQ(complaint(changed("\"days\":1", "\"days\":-1")),
            "infected host: member 'days' is not in 0–4294967295");
  EXPECT_EQ(complaint(changed("40000", "65536")),
            "infected host: member 'source_port' is not in 0–65535");
  EXPECT_EQ(complaint(changed("0.1,", "-0.1,")),
            "infected host: member 'clock_error' is not in 0–31622400 s");
  EXPECT_EQ(complaint(changed("[\"23/tcp\"", "[23")),
            "infected host: member 'ports' holds no text");
  EXPECT_EQ(complaint(changed("\"2026-01-14T00:00:00Z\"", "\"yesterday\"")),
            "infected host: member 'first_seen' is no RFC 3339 time");
  EXPECT_NE(complaint("not json"), "");
}

}  // namespace
}  // namespace noroshi::model
