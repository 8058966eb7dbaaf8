#include "model/infected_host.hpp"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "model/infected_host_patient.hpp"
#include "model/json_members.hpp"

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

// What is written by hand is what the library would write: evidence is known by the hash of it.

Json plainly(const Sighting& sighting) {
  Json json = {{"time", base::to_rfc3339(sighting.time)},
               {"clock_error", rounded(base::seconds(sighting.clock_error))},
               {"source", sighting.source.to_string()}};
  if (sighting.source_port) json["source_port"] = *sighting.source_port;
  json["proto"] = protocol_name(sighting.protocol);
  if (sighting.destination != net::Address()) {
    json["destination"] = sighting.destination.to_string();
  }
  json["destination_port"] = sighting.destination_port;
  return json;
}

std::string plainly(const InfectedHost& host) {
  Json sightings = Json::array();
  for (const Sighting& one : host.sightings) sightings.push_back(plainly(one));
  const Json json = {{"type", "infected-host"},
                     {"address", host.address.to_string()},
                     {"family", host.family},
                     {"probability", rounded(host.probability)},
                     {"prior", rounded(host.prior)},
                     {"standing", to_string(host.standing)},
                     {"first_seen", base::to_rfc3339(host.first_seen)},
                     {"last_seen", base::to_rfc3339(host.last_seen)},
                     {"days", host.days},
                     {"packets", host.packets},
                     {"targets", host.targets},
                     {"ports", host.ports},
                     {"sightings", std::move(sightings)},
                     {"evidence", json_of(host.evidence)},
                     {"sensor", host.sensor},
                     {"method", host.method},
                     {"version", host.version}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Values as awkward as they come.
class Chance {
 public:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  std::string text() {
    static constexpr std::string_view kOctets = "ab \"\\/\n\t\b\x01\x1F\x7F\xC3\xA9\xFF\xE2\x82";
    std::string out;
    for (auto left = below(6); left > 0; --left) out += kOctets[below(kOctets.size())];
    return out;
  }
  double figure() {
    static constexpr std::array kSome{0.0,       -0.0,     1.0,    -1.0,   999999.0, 1e6,
                                      1234567.0, 0.1,      1e-7,   5e-324, 1e22,     0.97,
                                      -3.25,     1e15 / 3, -1e300, 2.0 / 3};
    if (below(2) == 0) return kSome[below(kSome.size())];
    return static_cast<double>(static_cast<std::int64_t>(random_())) *
           std::pow(10.0, static_cast<double>(below(40)) - 30);
  }
  net::Address address() {
    if (below(4) == 0) return net::Address::parse("2001:db8::7").value();
    return net::Address::v4(static_cast<std::uint32_t>(random_()));
  }
  base::Micros time() { return static_cast<base::Micros>(below(4'000'000'000'000'000)); }

 private:
  std::mt19937_64 random_{7};
};

Evidence random_evidence(Chance& chance) {
  Evidence one{chance.text(), chance.figure(), chance.text(), chance.figure(), chance.text(), {}};
  for (auto left = chance.below(20); left > 0; --left) {
    one.counts.emplace_back(chance.text(), chance.figure());
  }
  return one;
}

Sighting random_sighting(Chance& chance) {
  Sighting one{.time = chance.time(),
               .clock_error = static_cast<base::Micros>(chance.below(90'000'000'000)),
               .source = chance.address(),
               .source_port = {},
               .protocol = static_cast<std::uint8_t>(chance.below(256)),
               .destination = chance.below(2) == 0 ? net::Address() : chance.address(),
               .destination_port = static_cast<std::uint16_t>(chance.below(65'536))};
  if (chance.below(2) == 0) one.source_port = static_cast<std::uint16_t>(chance.below(65'536));
  return one;
}

InfectedHost random_host(Chance& chance) {
  InfectedHost host = example();
  host.address = chance.address();
  host.family = chance.text();
  host.probability = static_cast<double>(chance.below(1001)) / 1000;
  host.prior = chance.figure();
  host.standing = static_cast<Standing>(chance.below(4));
  host.first_seen = chance.time();
  host.last_seen = chance.time();
  host.packets = chance.below(2) == 0 ? ~std::uint64_t{0} : chance.below(1000);
  host.sightings.clear();
  host.evidence.clear();
  for (auto left = chance.below(4); left > 0; --left) {
    host.sightings.push_back(random_sighting(chance));
    host.evidence.push_back(random_evidence(chance));
    host.ports.push_back(chance.text());
  }
  host.sensor = chance.text();
  return host;
}

TEST(InfectedHost, IsWrittenAsTheLibraryWould) {
  Chance chance;
  for (int i = 0; i < 5'000; ++i) {
    const InfectedHost host = random_host(chance);
    ASSERT_EQ(to_json(host), plainly(host));
  }
}

TEST(InfectedHost, IsReadQuicklyAsPatiently) {
  Chance chance;
  for (int i = 0; i < 5'000; ++i) {
    std::string json = to_json(random_host(chance));
    // Often whole, often with an octet changed.
    if (i % 2 == 0) json[chance.below(json.size())] = "0\",}x-:["[chance.below(8)];
    const auto quick = infected_host_from_json(json);
    const auto patient = read_patiently(json);
    ASSERT_EQ(quick.has_value(), patient.has_value()) << json;
    if (quick.has_value()) {
      ASSERT_EQ(*quick, *patient) << json;
    } else {
      ASSERT_EQ(quick.error().message, patient.error().message);
    }
  }
}

}  // namespace
}  // namespace noroshi::model
