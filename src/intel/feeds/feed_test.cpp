#include "intel/feeds/feed.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/feeds/reading_test.hpp"

namespace noroshi::feeds {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

Feed read(std::string_view text) { return content_of(read_feed, text, "feed"); }

std::string error_of(std::string_view text, bool strict = false) {
  return refusal_of(read_feed, text, "feed", strict);
}

base::Micros utc(std::string_view text) { return base::parse_rfc3339(text).value(); }

// "192.0.2.7:443"; "192.0.2.7" where the feed gives no port.
std::vector<std::string> places(const Feed& feed) {
  std::vector<std::string> result;
  for (const Entry& entry : feed.entries) {
    result.push_back(entry.ip.to_string() +
                     (entry.port ? ":" + std::to_string(*entry.port) : std::string{}));
  }
  return result;
}

constexpr std::string_view kThreatFox =
    "################################################################\r\n"
    "# ThreatFox IOCs: recent additions - CSV format                #\r\n"
    "# Last updated: 2026-03-20 10:00:00 UTC                        #\r\n"
    "################################################################\r\n"
    "#\r\n"
    "# \"first_seen_utc\",\"ioc_id\",\"ioc_value\",\"ioc_type\",\"threat_type\",\"fk_malware\","
    "\"malware_alias\",\"malware_printable\",\"last_seen_utc\",\"confidence_level\","
    "\"is_compromised\",\"reference\",\"tags\",\"anonymous\",\"reporter\"\r\n"
    "\"2026-03-16 05:25:36\", \"2\", \"192.0.2.7:7777\", \"ip:port\", \"botnet_cc\", "
    "\"elf.mirai\", \"a,b\", \"Mirai\", \"2026-03-18 01:02:03\", \"100\", \"False\", \"None\", "
    "\"x,y\", \"0\", \"someone\"\r\n"
    "\"2026-03-16 05:25:37\", \"3\", \"[2001:db8::7]:80\", \"ip:port\", \"botnet_cc\", "
    "\"elf.mirai\", \"None\", \"Mirai\", \"\", \"50\", \"False\", \"None\", \"\", \"0\", \"s\"\r\n"
    "\"2026-03-16 05:25:38\", \"4\", \"https://198.51.100.9/x\", \"url\", \"payload_delivery\", "
    "\"elf.mirai\", \"None\", \"Mirai\", \"\", \"50\", \"False\", \"None\", \"\", \"0\", \"s\"\r\n"
    "\"2026-03-16 05:25:39\", \"5\", \"example.org\", \"domain\", \"botnet_cc\", \"x\", \"None\", "
    "\"X\", \"\", \"50\", \"False\", \"None\", \"\", \"0\", \"s\"\r\n"
    "\"2026-03-16 05:25:40\", \"6\", \"d41d8cd98f00b204e9800998ecf8427e\", \"md5_hash\", "
    "\"payload\", \"x\", \"None\", \"X\", \"\", \"50\", \"False\", \"None\", \"\", \"0\", \"s\"\r\n"
    "\"2026-03-16 05:25:41\", \"7\", \"192.0.2.256:1\", \"ip:port\", \"botnet_cc\", \"x\", "
    "\"None\", \"X\", \"\", \"50\", \"False\", \"None\", \"\", \"0\", \"s\"\r\n"
    "# Number of entries: 6\r\n";

TEST(Feed, ReadsThreatFoxByTheNamesOfItsColumns) {
  const auto feed = read(kThreatFox);
  EXPECT_EQ(feed.form, Form::ThreatFoxCsv);
  EXPECT_THAT(places(feed), ElementsAre("192.0.2.7:7777", "2001:db8::7:80", "198.51.100.9:443"));
  const Entry& entry = feed.entries.front();
  EXPECT_EQ(entry.first_seen, (FeedTime{utc("2026-03-16T05:25:36Z"), 0}));
  EXPECT_EQ(entry.last_seen, (FeedTime{utc("2026-03-18T01:02:03Z"), 0}));
  EXPECT_EQ(entry.malware, "Mirai");
  EXPECT_EQ(entry.role, "botnet_cc");
  EXPECT_EQ(io::to_string(entry.place), "line 7");
  EXPECT_FALSE(feed.entries[1].last_seen.has_value());
  EXPECT_EQ(feed.newest(), utc("2026-03-20T10:00:00Z"));
}

TEST(Feed, CountsIndicatorsThatAreNoAddressesApartFromBrokenOnes) {
  const auto feed = read(kThreatFox);
  EXPECT_EQ(feed.records, 6U);
  EXPECT_EQ(feed.used, 3U);
  EXPECT_THAT(counts(feed.rejects.skipped()),
              ElementsAre(Pair("a hash, no address", 1), Pair("a name, no address", 1)));
  EXPECT_THAT(counts(feed.rejects.rejected()), ElementsAre(Pair("address is no IP address", 1)));
  EXPECT_EQ(io::to_string(feed.rejects.rejected().begin()->second.first), "line 12");
  EXPECT_THAT(error_of(kThreatFox, true), HasSubstr("feed: line 12: address is no IP address"));
}

TEST(Feed, SurvivesColumnsThatMoveAndNewOnesAmongThem) {
  const auto feed = read(
      "# "
      "\"brand_new\",\"ioc_type\",\"ioc_value\",\"newer\",\"malware_printable\",\"first_seen_utc\""
      "\n\"?\", \"ip:port\", \"192.0.2.7:7777\", \"!\", \"Mirai\", \"2026-03-16 05:25:36\"\n");
  EXPECT_EQ(feed.form, Form::ThreatFoxCsv);
  EXPECT_THAT(places(feed), ElementsAre("192.0.2.7:7777"));
  EXPECT_EQ(feed.entries[0].malware, "Mirai");
  EXPECT_EQ(feed.entries[0].first_seen->instant, utc("2026-03-16T05:25:36Z"));
}

TEST(Feed, TakesAddressAndPortOfUrlsAndCountsNames) {
  const auto feed = read(
      "# Last updated: 2026-03-20 10:00:00 (UTC) #\n"
      "# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\n"
      "\"1\",\"2026-03-01 01:02:03\",\"http://192.0.2.7:37605/bin.sh\",\"online\","
      "\"2026-03-02 00:00:00\",\"malware_download\",\"elf,Mozi\",\"l\",\"r\"\n"
      "\"2\",\"2026-03-01 "
      "01:02:03\",\"http://192.0.2.8/i\",\"offline\",\"\",\"m\",\"None\",\"l\",\"r\"\n"
      "\"3\",\"2026-03-01 "
      "01:02:03\",\"https://user@[2001:db8::1]/i\",\"offline\",\"\",\"m\",\"\",\"l\",\"r\"\n"
      "\"4\",\"2026-03-01 "
      "01:02:03\",\"https://example.org/192.0.2.1\",\"online\",\"\",\"m\",\"\",\"l\",\"r\"\n"
      "\"5\",\"2026-03-01 "
      "01:02:03\",\"hxxp://198.51.100[.]1/i\",\"online\",\"\",\"m\",\"\",\"l\",\"r\"\n"
      "\"6\",\"2026-03-01 01:02:03\",\"no url\",\"online\",\"\",\"m\",\"\",\"l\",\"r\"\n");
  EXPECT_EQ(feed.form, Form::UrlhausCsv);
  EXPECT_THAT(places(feed),
              ElementsAre("192.0.2.7:37605", "192.0.2.8:80", "2001:db8::1:443", "198.51.100.1:80"));
  EXPECT_EQ(feed.entries[0].malware, "elf,Mozi");
  EXPECT_EQ(feed.entries[0].status, "online");
  EXPECT_EQ(feed.entries[1].malware, "");
  EXPECT_THAT(counts(feed.rejects.skipped()), ElementsAre(Pair("a name, no address", 1)));
  EXPECT_THAT(counts(feed.rejects.rejected()), ElementsAre(Pair("URL is no URL", 1)));
}

TEST(Feed, ReadsFeodoTrackerAsCsvAndAsJson) {
  const auto csv = read(
      "# abuse.ch Feodo Tracker Botnet C2 IP Blocklist (CSV)          #\n#\n"
      "\"first_seen_utc\",\"dst_ip\",\"dst_port\",\"c2_status\",\"last_online\",\"malware\"\n"
      "\"2026-02-10 12:00:00\",\"203.0.113.8\",\"443\",\"online\",\"2026-03-10\",\"QakBot\"\n");
  const auto json = read(R"([{"ip_address": "203.0.113.8", "port": 443, "status": "online",
    "hostname": null, "as_number": 64496, "as_name": "EXAMPLE", "country": "JP",
    "first_seen": "2026-02-10 12:00:00", "last_online": "2026-03-10", "malware": "QakBot"}])");
  EXPECT_EQ(csv.form, Form::FeodoCsv);
  EXPECT_EQ(json.form, Form::FeodoJson);
  for (const auto* feed : {&csv, &json}) {
    ASSERT_THAT(places(*feed), ElementsAre("203.0.113.8:443"));
    EXPECT_EQ(feed->entries[0].first_seen, (FeedTime{utc("2026-02-10T12:00:00Z"), 0}));
    EXPECT_EQ(feed->entries[0].last_seen, (FeedTime{utc("2026-03-10T00:00:00Z"), base::kDay}));
    EXPECT_EQ(feed->entries[0].status, "online");
    EXPECT_EQ(feed->entries[0].malware, "QakBot");
  }
  EXPECT_EQ(io::to_string(json.entries[0].place), "entry 1");
}

TEST(Feed, OfFeodoTrackerMayBeEmptyAndCountsBrokenEntries) {
  EXPECT_THAT(read("[]").entries, IsEmpty());
  const auto feed = read(R"([{"ip_address": "203.0.113.8", "port": 443},
    {"ip_address": "example.org"}, 7, {"ip_address": "203.0.113.8", "port": 70000},
    {"ip_address": "203.0.113.8", "first_seen": "soon"}, {"ip_address": "127.0.0.1"}])");
  EXPECT_EQ(feed.records, 6U);
  EXPECT_EQ(feed.used, 1U);
  EXPECT_EQ(feed.rejects.total_rejected(), 4U);
  EXPECT_EQ(io::to_string(feed.rejects.rejected().find("entry is no object")->second.first),
            "entry 3");
  EXPECT_EQ(feed.rejects.skipped().size(), 1U);
}

TEST(Feed, ReadsDatedCsvOfResearchGroups) {
  const auto feed = read(
      "ip,port,role,hosting,first_seen,status,notes\n"
      "192.0.2.7,456,c2,AS64496 EXAMPLE,2026-03,active,\"Reverse shell, said \"\"x\"\"\"\n"
      "192.0.2.8,,c2,,2026-03-18,active,no port known\n"
      "192.0.2.9,\"2450,3924, 1004\",delivery,,2026-03,down,three ports\n"
      "192.0.2.10,60-port pool,c2,,2025-12,unknown,\"2345,2871\nand more\"\n"
      "192.0.2.11,70000,c2,,2025-12,unknown,\n"
      "192.0.2.12,80,c2,,03/04/2026,unknown,\n"
      "192.0.2.13,80,c2,,,unknown,no date\n"
      "relay.example,80,c2,,2026-03,unknown,\n");
  EXPECT_EQ(feed.form, Form::DatedCsv);
  EXPECT_THAT(places(feed),
              ElementsAre("192.0.2.7:456", "192.0.2.8", "192.0.2.9:2450", "192.0.2.9:3924",
                          "192.0.2.9:1004", "192.0.2.10", "192.0.2.13:80"));
  EXPECT_EQ(feed.entries[0].first_seen, (FeedTime{utc("2026-03-01T00:00:00Z"), 31 * base::kDay}));
  EXPECT_EQ(feed.entries[0].role, "c2");
  EXPECT_FALSE(feed.entries[6].first_seen.has_value());
  EXPECT_EQ(feed.records, 8U);
  EXPECT_EQ(feed.used, 5U);
  EXPECT_THAT(
      counts(feed.rejects.rejected()),
      ElementsAre(Pair("address is no IP address", 1), Pair("date is no date, or could be two", 1),
                  Pair("port is no number from 0 to 65535", 1)));
  // A record of two lines is counted once, and places after it are still right.
  EXPECT_EQ(io::to_string(
                feed.rejects.rejected().find("port is no number from 0 to 65535")->second.first),
            "line 7");
  EXPECT_THAT(counts(feed.remarks.skipped()),
              ElementsAre(Pair("ports in words: listed by address", 1)));
}

TEST(Feed, AnOpenQuoteDoesNotSwallowTheRest) {
  std::string text = "ip,port,first_seen,notes\n192.0.2.7,1,2026-03,\"never closed\n";
  for (int i = 0; i < 20; ++i) text += "192.0.2.8,1,2026-03,plain\n";
  const auto feed = read(text);
  EXPECT_EQ(feed.used, 5U);  // 15 lines went with the open quote
  EXPECT_THAT(counts(feed.rejects.rejected()),
              ElementsAre(Pair("a quote that is not closed within 16 lines", 1)));
  EXPECT_EQ(feed.records, 6U);
}

TEST(Feed, KnowsProtocolsWhereTheFeedGivesThem) {
  const auto feed = read("IP Address,Port,Protocol\n192.0.2.7,53,UDP\n192.0.2.7,53,quic\n");
  ASSERT_THAT(places(feed), ElementsAre("192.0.2.7:53"));
  EXPECT_EQ(feed.entries[0].proto, 17);
  EXPECT_THAT(counts(feed.rejects.rejected()), ElementsAre(Pair("protocol is not known", 1)));
}

TEST(Feed, ReadsPlainListsOfEndpoints) {
  const auto feed = read(
      "# ours\n\n192.0.2.1:443/tcp\n192.0.2.2\n192.0.2.3,80,udp # note\n[2001:db8::1]:53\n"
      "2001:db8::2\n192.0.2.4 , 8080\n192.0.2.5/24\nexample.org:80\n192.0.2.6,x\n");
  EXPECT_EQ(feed.form, Form::EndpointList);
  EXPECT_THAT(places(feed), ElementsAre("192.0.2.1:443", "192.0.2.2", "192.0.2.3:80",
                                        "2001:db8::1:53", "2001:db8::2", "192.0.2.4:8080"));
  EXPECT_EQ(feed.entries[0].proto, 6);
  EXPECT_EQ(feed.entries[1].proto, std::nullopt);
  EXPECT_EQ(feed.entries[2].proto, 17);
  EXPECT_EQ(feed.records, 9U);
  EXPECT_EQ(feed.rejects.total_rejected(), 3U);
  EXPECT_FALSE(feed.newest().has_value());
}

TEST(Feed, EntryListsAnEndpointThroughWhatItGives) {
  const auto endpoint = model::parse_endpoint("192.0.2.7:443/tcp").value();
  Entry entry;
  entry.ip = endpoint.ip;
  EXPECT_TRUE(entry.lists(endpoint));
  entry.port = 443;
  EXPECT_TRUE(entry.lists(endpoint));
  entry.proto = 17;
  EXPECT_FALSE(entry.lists(endpoint));
  entry.proto = 6;
  EXPECT_TRUE(entry.lists(endpoint));
  entry.port = 80;
  EXPECT_FALSE(entry.lists(endpoint));
}

TEST(Feed, RefusesWhatItDoesNotKnowAndSaysWhatItLookedFor) {
  EXPECT_THAT(error_of("a,b,c\n1,2,3\n"), HasSubstr("ThreatFox (ioc_value, ioc_type)"));
  EXPECT_THAT(error_of(""), HasSubstr("no feed that is known"));
  EXPECT_THAT(error_of("[{\"ip_address\": \"192.0.2.7\""), HasSubstr("cut short"));
  EXPECT_THAT(error_of("[1, 2]"), HasSubstr("no array of objects with ip_address"));
  EXPECT_THAT(error_of("{\"ip_address\": 1}"), HasSubstr("no array of objects"));
}

TEST(Feed, OfAbuseChAsItIsPackedIsRefusedWithAdvice) {
  EXPECT_THAT(error_of("PK\x03\x04 and so on"), HasSubstr("unpack it first"));
}

TEST(Feed, ReadsAPublishedFeodoTrackerList) {
  const std::filesystem::path path =
      NOROSHI_SHARED_DATA "/stix-taxii/feodo-ipblocklist-2024-04-04.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no published list here";
  const auto input = io::Input::open(path).value();
  const auto feed = read_feed(*input);
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->form, Form::FeodoCsv);
  EXPECT_EQ(feed->published, utc("2024-04-04T07:03:03Z"));
  EXPECT_EQ(feed->rejects.total_rejected(), 0U);
  EXPECT_EQ(feed->entries.size(), feed->records);
  EXPECT_GT(feed->entries.size(), 10U);
}

}  // namespace
}  // namespace noroshi::feeds
