#include "act/report/forms.hpp"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "act/report/digest.hpp"
#include "act/report/report_testing.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::report {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

// Fields of one line of CSV; quotes are taken off.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      out.back() += line[++i];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      out.emplace_back();
    } else {
      out.back() += line[i];
    }
  }
  EXPECT_FALSE(quoted) << line;
  return out;
}

class ReportForms : public testing::Test {
 protected:
  registry::Registry registry_ = test_registry();
  Atlas atlas_{&registry_};
  Selection telecom_ =
      select_for("example-telecom", test_day(), shares_of(test_day(), atlas_), atlas_, "dark-1");
  Selection all_ = select_all(test_day(), atlas_, "dark-1");
};

TEST_F(ReportForms, TheDarknetTableHasShadowserversColumns) {
  const auto rows = lines(darknet_form(telecom_, Family::V4));
  EXPECT_EQ(rows[0],
            "\"timestamp\",\"protocol\",\"src_ip\",\"src_port\",\"src_asn\",\"src_geo\","
            "\"src_region\",\"src_city\",\"src_hostname\",\"src_naics\",\"src_sector\","
            "\"device_vendor\",\"device_type\",\"device_model\",\"severity\",\"dst_ip\","
            "\"dst_port\",\"dst_asn\",\"dst_geo\",\"dst_region\",\"dst_city\",\"dst_hostname\","
            "\"dst_naics\",\"dst_sector\",\"public_source\",\"infection\",\"family\",\"tag\","
            "\"application\",\"version\",\"event_id\",\"count\"");
  ASSERT_EQ(rows.size(), 5U);  // two hosts, two sightings each; the cleared one is not in it
  const auto id = fields(rows[1])[30];
  EXPECT_TRUE(std::regex_match(id, std::regex("[0-9a-f]{32}")));
  EXPECT_EQ(rows[1],
            "\"2026-01-14 03:00:00\",\"tcp\",\"192.0.2.7\",40001,64500,\"JP\",,,,,,,,,"
            "\"high\",,23,,,,,,,,\"dark-1\",\"mirai\",\"mirai\",\"mirai;new\",,,\"" +
                id + "\",1");
  EXPECT_NE(fields(rows[2])[30], id);
  EXPECT_EQ(lines(darknet_form(telecom_, Family::V6)).size(), 3U);
}

TEST_F(ReportForms, AHostWithoutSightingsIsOneRowWithTheDaysPackets) {
  auto day = test_day();
  day.infected = {infected("192.0.2.7", "mirai", model::Standing::New)};
  day.infected[0].sightings.clear();
  const auto rows = lines(darknet_form(select_all(day, atlas_, "dark-1"), Family::V4));
  ASSERT_EQ(rows.size(), 2U);
  const auto row = fields(rows[1]);
  EXPECT_EQ(row[0], "2026-01-14 21:00:05");
  EXPECT_EQ(row[1], "tcp");
  EXPECT_EQ(row[3], "");
  EXPECT_EQ(row[16], "23");
  EXPECT_EQ(row[31], "118");
}

TEST_F(ReportForms, VictimsAreTargetsInTheirOwnTable) {
  const auto rows = lines(targets_form(all_, Family::V4));
  ASSERT_EQ(rows.size(), 3U);
  const auto header = fields(rows[0]);
  const auto row = fields(rows[1]);
  ASSERT_EQ(header.size(), 60U);
  ASSERT_EQ(row.size(), header.size());
  EXPECT_EQ(header[2], "dst_ip");
  EXPECT_EQ(row[2], "192.0.2.80");
  EXPECT_EQ(row[3], "443");
  EXPECT_EQ(row[15], "");  // src_ip: nobody knows who attacks
  EXPECT_EQ(header[35], "duration");
  EXPECT_EQ(row[35], "600");
}

TEST_F(ReportForms, WithoutRowsThereIsNoTable) {
  EXPECT_EQ(targets_form(telecom_, Family::V4), "");
}

TEST_F(ReportForms, FindingsAddUpAndNameEvidence) {
  const auto all = findings_of(all_);
  ASSERT_EQ(all.size(), 9U);  // six infected now, three victims
  for (const auto& text : lines(findings_form(all_))) {
    const auto read = model::finding_from_json(text);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->subject.port, 0);
    if (read->kind != "infected-host") continue;
    double sum = read->prior;
    for (const auto& one : read->evidence) sum += one.weight;
    EXPECT_NEAR(sum, std::log(read->probability / (1 - read->probability)), 0.01);
  }
  EXPECT_EQ(all[0].evidence.back().text, "new; seen on 1 day");
  EXPECT_EQ(all[6].kind, "dos-victim");
}

TEST_F(ReportForms, InfectedHostsReadBackWithoutDestinations) {
  const auto rows = lines(infected_form(telecom_));
  ASSERT_EQ(rows.size(), 4U);
  const auto host = model::infected_host_from_json(rows[0]);
  ASSERT_TRUE(host) << host.error().message;
  EXPECT_EQ(host->address, address("192.0.2.7"));
  ASSERT_EQ(host->sightings.size(), 2U);
  EXPECT_EQ(host->sightings[1].source_port, 52'345);
  EXPECT_EQ(host->sightings[1].destination, net::Address());
}

TEST_F(ReportForms, XarfHasWhatItsSchemaRequires) {
  const auto reports = lines(xarf_form(telecom_, test_reporter()));
  ASSERT_EQ(reports.size(), 3U);
  for (const auto& text : reports) {
    const auto report = json::parse(text);
    for (const auto* required : {"xarf_version", "report_id", "timestamp", "reporter", "sender",
                                 "source_identifier", "category", "type", "compromise_evidence"}) {
      EXPECT_TRUE(report.contains(required)) << required;
    }
    EXPECT_EQ(report["category"], "infrastructure");
    EXPECT_EQ(report["type"], "botnet");
    EXPECT_TRUE(std::regex_match(report["xarf_version"].get<std::string>(),
                                 std::regex("4\\.[0-9]+\\.[0-9]+")));
    EXPECT_TRUE(std::regex_match(report["report_id"].get<std::string>(),
                                 std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]"
                                            "{3}-[0-9a-f]{12}")));
    // contact_info allows these three members and no others.
    EXPECT_EQ(report["reporter"], json::parse(R"({"org":"Example CSIRT",
      "contact":"report@csirt.example","domain":"csirt.example"})"));
    EXPECT_EQ(report["sender"], report["reporter"]);
    EXPECT_LE(report["compromise_evidence"].get<std::string>().size(), 1000U);
    for (const auto& tag : report["tags"]) {
      EXPECT_TRUE(std::regex_match(tag.get<std::string>(),
                                   std::regex("[a-z0-9][a-z0-9_+-]*:[a-z0-9][a-z0-9_+\\-.]*")))
          << tag;
    }
    const double confidence = report["confidence"];
    EXPECT_TRUE(confidence >= 0 && confidence <= 1);
    const auto evidence = report["evidence"].at(0);
    EXPECT_EQ(evidence.size(), 5U);
    EXPECT_THAT(evidence["hash"].get<std::string>(), HasSubstr("sha256:"));
  }
  const auto first = json::parse(reports[0]);
  EXPECT_EQ(first["source_identifier"], "192.0.2.7");
  EXPECT_EQ(first["source_port"], 52'345);
  EXPECT_EQ(first["timestamp"], "2026-01-14T21:00:00Z");
  EXPECT_EQ(first["first_seen"], "2026-01-14T03:00:00Z");
}

TEST_F(ReportForms, XarfIdsStayWhenTheDayIsWrittenAgain) {
  EXPECT_EQ(xarf_form(telecom_, test_reporter()), xarf_form(telecom_, test_reporter()));
  EXPECT_NE(uuid_of("a"), uuid_of("b"));
}

TEST(ReportDigest, AgreesWithTheStandards) {
  // FIPS 180-4 (the empty message) and RFC 4648, section 10.
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

// What the checker says of a bundle, but for the form of ids: ours follow from what they name.
std::string complaints(const std::string& bundle) {
  const auto reading = stix::read_objects(bundle, stix::Policy{});
  if (!reading) return reading.error().message;
  std::string out;
  for (const auto& one : reading->complaints) {
    if (one.rule != "uuid-version") out += stix::to_string(one) + "\n";
  }
  return out + (reading->refused.empty() ? "" : "refused");
}

TEST_F(ReportForms, TheBundleIsSoundStix) {
  const auto bundle = stix_form(all_, test_reporter());
  EXPECT_EQ(complaints(bundle), "");
  const auto parsed = json::parse(bundle);
  std::map<std::string, int> types;
  for (const auto& object : parsed["objects"]) ++types[object["type"].get<std::string>()];
  EXPECT_EQ(types["sighting"], 9);  // six hosts, three victims
  EXPECT_EQ(types["observed-data"], 9);
  EXPECT_EQ(types["malware"], 3);
  EXPECT_EQ(types["attack-pattern"], 1);
  EXPECT_EQ(types["network-traffic"], 12);
  EXPECT_EQ(types["indicator"], 0);  // nobody should block a subscriber on this
}

TEST_F(ReportForms, AnEmptyDayIsStillEveryForm) {
  scan::Day day;
  day.begin = kTestDay;
  day.end = kTestDay + base::kDay;
  const auto nothing = select_all(day, Atlas(nullptr), "");
  EXPECT_EQ(findings_form(nothing), "");
  EXPECT_EQ(xarf_form(nothing, test_reporter()), "");
  EXPECT_EQ(complaints(stix_form(nothing, test_reporter())), "");
  EXPECT_THAT(page_form(nothing, base::Language::English),
              HasSubstr("of which nothing is known: 24."));
}

TEST(ReportReporter, IsANameAndAMailAddress) {
  EXPECT_EQ(test_reporter().domain(), "csirt.example");
  for (const auto* text : {"", "Example", "report@csirt.example", "<report@csirt.example>",
                           "Example <report>", "Example <a@b.example> x", "A\nB <a@b.example>"}) {
    EXPECT_FALSE(Reporter::parse(text)) << text;
  }
}

}  // namespace
}  // namespace noroshi::report
