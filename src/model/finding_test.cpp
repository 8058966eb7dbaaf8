#include "model/finding.hpp"

#include <gtest/gtest.h>

namespace noroshi::model {
namespace {

Finding example() {
  return {.kind = "c2-server",
          .subject = {net::Address::parse("203.0.113.9").value(), 6667, kTcp},
          .probability = 0.97,
          .first_seen = 1'700'000'000'000'000,
          .last_seen = 1'700'086'400'500'000,
          .clients = 3,
          .contacts = 288,
          .evidence = {{.name = "periodic_contact",
                        .value = 300.5,
                        .unit = "s",
                        .weight = 4.25,
                        .text = "3 of 3 clients call every 300 s",
                        .counts = {{"clients", 3}}}},
          .method = "noroshi.c2.hunt",
          .version = "1"};
}

TEST(Finding, SurvivesTheRoundTrip) {
  EXPECT_EQ(finding_from_json(to_json(example())).value(), example());
}

TEST(Finding, SurvivesTheRoundTripWithAllThatIsOptional) {
  Finding full = example();
  full.prior = -4.5;
  full.false_share = 0.02;
  full.sampling = 1'000;
  full.exposure = 0.995;
  full.innocent = "a popular service";
  full.suppressed_by = "ours";
  EXPECT_EQ(finding_from_json(to_json(full)).value(), full);
}

TEST(Finding, WritesChancesTooSmallForAnOrdinaryNumber) {
  Finding rare = example();
  rare.evidence[0].counts = {{"q", 3.2e-310}};
  const Finding read = finding_from_json(to_json(rare)).value();
  EXPECT_DOUBLE_EQ(read.evidence[0].counts[0].second, 3.2e-310);
}

TEST(Finding, RefusesSharesThatAreNone) {
  Finding odd = example();
  odd.exposure = 1.5;
  EXPECT_EQ(finding_from_json(to_json(odd)).error().message,
            "finding: member 'exposure' is not in 0–1");
}

TEST(Finding, WritesTheDocumentedMembersInOrder) {
  EXPECT_EQ(to_json(example()),
            R"({"kind":"c2-server","subject":{"ip":"203.0.113.9","port":6667,"proto":"tcp"},)"
            R"("probability":0.97,"prior":0.0,"first_seen":"2023-11-14T22:13:20Z",)"
            R"("last_seen":"2023-11-15T22:13:20.5Z","clients":3,"contacts":288,)"
            R"("evidence":[{"name":"periodic_contact","value":300.5,"unit":"s","weight":4.25,)"
            R"("text":"3 of 3 clients call every 300 s","counts":{"clients":3.0}}],)"
            R"("method":"noroshi.c2.hunt","version":"1"})");
}

TEST(Finding, NamesTheMemberThatIsWrong) {
  EXPECT_EQ(finding_from_json("{}").error().message, "finding: member 'kind' is missing");
  std::string json = to_json(example());
  json.replace(json.find("0.97"), 4, "1.97");
  EXPECT_EQ(finding_from_json(json).error().message, "finding: member 'probability' is not in 0–1");
  EXPECT_FALSE(finding_from_json("[1]").has_value());
  EXPECT_FALSE(finding_from_json("{\"kind\":1}").has_value());
  EXPECT_FALSE(finding_from_json("not json").has_value());
}

TEST(Endpoint, ReadsAndWritesBothFamilies) {
  for (const auto* text : {"192.0.2.7:443/tcp", "[2001:db8::1]:53/udp", "192.0.2.7:0/47"}) {
    EXPECT_EQ(to_string(parse_endpoint(text).value()), text);
  }
  EXPECT_EQ(to_string(parse_endpoint("192.0.2.7:443").value()), "192.0.2.7:443/tcp");
}

TEST(Endpoint, RejectsWhatIsNone) {
  for (const auto* text : {"", "192.0.2.7", "192.0.2.7:", "192.0.2.7:65536", "2001:db8::1:443",
                           "[192.0.2.7]:443", "192.0.2.7:443/", "192.0.2.7:443/xyz", ":443"}) {
    EXPECT_FALSE(parse_endpoint(text).has_value()) << text;
  }
}

TEST(Protocol, KnowsNamesInAnyCaseAndNumbers) {
  EXPECT_EQ(parse_protocol("TCP").value(), kTcp);
  EXPECT_EQ(parse_protocol("IPv6-ICMP").value(), kIcmpV6);
  EXPECT_EQ(parse_protocol("47").value(), 47);
  EXPECT_FALSE(parse_protocol("256").has_value());
  EXPECT_EQ(protocol_name(47), "47");
}

}  // namespace
}  // namespace noroshi::model
