#include "intel/mapping/feed_objects.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <set>

#include "intel/mapping/stix_json.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr base::Micros kFetched = 1'767'323'045 * base::kSecond;

std::uint64_t total(const std::map<std::string, io::Rejects::Tally, std::less<>>& tallies) {
  std::uint64_t sum = 0;
  for (const auto& [reason, tally] : tallies) sum += tally.count;
  return sum;
}

FeedObjects read(std::string_view text, base::Micros fetched = kFetched) {
  const auto input = io::Input::over(text);
  auto feed = read_feed_objects(*input, "Example feed", fetched);
  EXPECT_TRUE(feed.has_value()) << feed.error().message;
  if (!feed.has_value()) return FeedObjects();
  EXPECT_EQ(feed->records,
            feed->used + total(feed->rejects.rejected()) + total(feed->rejects.skipped()));
  return std::move(*feed);
}

std::string error_of(std::string_view text) {
  const auto input = io::Input::over(text);
  const auto feed = read_feed_objects(*input, "Example feed", kFetched);
  return feed.has_value() ? "" : feed.error().message;
}

std::vector<Json> of_type(const FeedObjects& feed, std::string_view type) {
  std::vector<Json> found;
  for (const auto& text : feed.objects) {
    std::vector<stix::Complaint> complaints;
    EXPECT_TRUE(stix::read_object(text, "object", {}, complaints).has_value()) << text;
    for (const auto& one : complaints) {
      EXPECT_EQ(one.rule, "uuid-version") << stix::to_string(one) << "\n" << text;
    }
    const Json json = Json::parse(text);
    if (json.at("type") == type) found.push_back(json);
  }
  return found;
}

std::vector<std::string> patterns(const FeedObjects& feed) {
  std::vector<std::string> found;
  for (const auto& one : of_type(feed, "indicator")) found.push_back(text_of(one, "pattern"));
  return found;
}

constexpr std::string_view kThreatFox =
    "################################################################\n"
    "# ThreatFox IOCs: recent indicators                            #\n"
    "################################################################\n"
    "#\n"
    "# \"first_seen_utc\",\"ioc_id\",\"ioc_value\",\"ioc_type\",\"threat_type\",\"fk_malware\","
    "\"malware_alias\",\"malware_printable\",\"last_seen_utc\",\"confidence_level\","
    "\"reference\",\"tags\",\"anonymous\",\"reporter\"\n"
    "\"2024-07-16 06:45:19\", \"1\", \"192.0.2.7:4443\", \"ip:port\", \"botnet_cc\", "
    "\"win.example\", \"None\", \"Example Bot\", \"2024-07-18 01:02:03\", \"75\", "
    "\"https://r.example/1\", \"AS64496,c2\", \"0\", \"someone\"\n"
    "\"2024-07-16 06:45:20\", \"2\", \"bad.example\", \"domain\", \"botnet_cc\", \"win.example\", "
    "\"None\", \"Example Bot\", \"\", \"100\", \"None\", \"None\", \"0\", \"someone\"\n"
    "\"2024-07-16 06:45:21\", \"3\", \"http://bad.example/x,y\", \"url\", \"payload_delivery\", "
    "\"unknown\", \"None\", \"Unknown malware\", \"\", \"50\", \"None\", \"None\", \"0\", \"x\"\n"
    "\"2024-07-16 06:45:22\", \"4\", \"0123456789ABCDEF0123456789abcdef\", \"md5_hash\", "
    "\"payload\", \"unknown\", \"None\", \"Unknown malware\", \"\", \"50\", \"\", \"\", \"0\", "
    "\"x\"\n"
    "\"2024-07-16 06:45:23\", \"5\", \"a@b.example\", \"envelope_from\", \"payload_delivery\", "
    "\"unknown\", \"None\", \"Unknown malware\", \"\", \"50\", \"\", \"\", \"0\", \"x\"\n"
    "\"2024-07-16 06:45:24\", \"6\", \"300.0.2.7:4443\", \"ip:port\", \"botnet_cc\", \"x\", "
    "\"None\", \"x\", \"\", \"75\", \"\", \"\", \"0\", \"x\"\n";

TEST(FeedObjects, ThreatFoxInAllItsKinds) {
  const auto feed = read(kThreatFox);
  EXPECT_EQ(feed.form, "ThreatFox CSV");
  EXPECT_EQ(feed.records, 6U);
  EXPECT_EQ(feed.used, 4U);
  EXPECT_EQ(feed.rejects.skipped().at("another kind of indicator").count, 1U);
  EXPECT_EQ(feed.rejects.rejected().at("address is no IP address").count, 1U);
  EXPECT_THAT(
      patterns(feed),
      ElementsAre("[network-traffic:dst_ref.value = '192.0.2.7' AND "
                  "network-traffic:dst_port = 4443]",
                  "[domain-name:value = 'bad.example']", "[url:value = 'http://bad.example/x,y']",
                  "[file:hashes.MD5 = '0123456789abcdef0123456789abcdef']"));
  const Json first = of_type(feed, "indicator").at(0);
  EXPECT_EQ(first.at("created"), "2024-07-16T06:45:19.000Z");
  EXPECT_THAT(text_of(first, "modified"), HasSubstr("2024-07-18T01:02:03."));
  EXPECT_EQ(first.at("confidence"), 75);
  EXPECT_EQ(first.at("labels"), Json::array({"botnet_cc", "AS64496", "c2"}));
  EXPECT_EQ(first.at("external_references")[0].at("url"), "https://r.example/1");
  const auto families = of_type(feed, "malware");
  ASSERT_EQ(families.size(), 1U) << "one family once; \"Unknown malware\" is none";
  EXPECT_EQ(families[0].at("name"), "Example Bot");
  EXPECT_EQ(of_type(feed, "relationship").size(), 2U);
  EXPECT_EQ(of_type(feed, "identity").at(0).at("name"), "Example feed");
}

TEST(FeedObjects, ThreatFoxJsonSaysTheSameAsItsCsv) {
  const auto feed =
      read(R"({"1":[{"ioc_value":"192.0.2.7:4443","ioc_type":"ip:port","threat_type":"botnet_cc",)"
           R"("malware":"win.example","malware_alias":null,"malware_printable":"Example Bot",)"
           R"("first_seen_utc":"2024-07-16 06:45:19","last_seen_utc":"2024-07-18 01:02:03",)"
           R"("confidence_level":75,"reference":"https://r.example/1","tags":"AS64496,c2",)"
           R"("anonymous":"0","reporter":"someone"}]})");
  EXPECT_EQ(feed.form, "ThreatFox JSON");
  EXPECT_EQ(of_type(feed, "indicator").at(0), of_type(read(kThreatFox), "indicator").at(0));
  const auto api =
      read(R"({"query_status":"ok","data":[{"id":"1","ioc":"bad.example","ioc_type":"domain",)"
           R"("threat_type":"botnet_cc","malware_printable":"Example Bot","confidence_level":100,)"
           R"("first_seen":"2024-07-16 06:45:20 UTC","last_seen":null,"tags":["c2","x"]}]})");
  EXPECT_THAT(patterns(api), ElementsAre("[domain-name:value = 'bad.example']"));
  EXPECT_EQ(of_type(api, "indicator").at(0).at("labels"), Json::array({"botnet_cc", "c2", "x"}));
}

TEST(FeedObjects, UrlhausKeepsUrlsWholeAndEndsWhatIsOffline) {
  const auto feed = read(
      "# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\n"
      "\"1\",\"2024-07-16 06:45:19\",\"http://192.0.2.7:81/a;b,c?d=#e\",\"online\",\"\","
      "\"malware_download\",\"elf,example\",\"https://u.example/url/1/\",\"x\"\n"
      "\"2\",\"2024-07-16 06:45:19\",\"https://bad.example/z\",\"offline\","
      "\"2024-07-17 00:00:00\",\"malware_download\",\"None\",\"https://u.example/url/2/\",\"x\"\n");
  EXPECT_EQ(feed.form, "URLhaus CSV");
  EXPECT_THAT(patterns(feed), ElementsAre("[url:value = 'http://192.0.2.7:81/a;b,c?d=#e']",
                                          "[url:value = 'https://bad.example/z']"));
  const auto indicators = of_type(feed, "indicator");
  EXPECT_FALSE(indicators.at(0).contains("valid_until"));
  EXPECT_EQ(indicators.at(1).at("valid_until"), "2024-07-17T00:00:00.000Z");
  EXPECT_EQ(indicators.at(0).at("labels"), Json::array({"malware_download", "elf", "example"}));
}

TEST(FeedObjects, PhishingListKeepsBrandsAndCountsARootAsAName) {
  const auto feed = read(
      "date,URL,description\r\n"
      "2024/12/02 10:36:00,https://192.0.2.7,銀行\r\n"
      "2024/12/02 10:36:00,https://phish.example/,\"Brand, Ltd.\"\r\n"
      "2024/12/02 12:25:00,https://site.example/signin/mfa,TEPCO\r\n"
      "2024/12/02 12:26:00,https://site.example/signin/mfa,Other\r\n"
      "2024/12/02 12:27:00,bare.example,au\r\n"
      "2024/12/02 12:27:00,not a host,au\r\n");
  EXPECT_EQ(feed.form, "JPCERT phishurl CSV");
  EXPECT_EQ(feed.used, 5U);
  EXPECT_THAT(
      patterns(feed),
      ElementsAre("[url:value = 'https://192.0.2.7' OR ipv4-addr:value = '192.0.2.7']",
                  "[url:value = 'https://phish.example/' OR domain-name:value = 'phish.example']",
                  "[url:value = 'https://site.example/signin/mfa']",
                  "[domain-name:value = 'bare.example']"));
  const auto indicators = of_type(feed, "indicator");
  EXPECT_EQ(indicators.at(0).at("created"), "2024-12-02T01:36:00.000Z") << "the list is Japan's";
  EXPECT_EQ(indicators.at(1).at("labels"), Json::array({"phishing", "Brand, Ltd."}));
  EXPECT_EQ(indicators.at(2).at("labels"), Json::array({"phishing", "TEPCO", "Other"}));
}

TEST(FeedObjects, PlainListsOfAnything) {
  const auto feed = read(
      "# a list\n192.0.2.7\n198.51.100.0/24\n[2001:db8::1]:443/tcp\n192.0.2.9,8080,udp\n"
      "Bad.Example\nhxxp://bad[.]example/x#frag # why\n0.0.0.0 sink.example\n"
      "0123456789012345678901234567890123456789\nno such thing!\n127.0.0.1\n");
  EXPECT_EQ(feed.form, "list");
  EXPECT_THAT(
      patterns(feed),
      ElementsAre(
          "[ipv4-addr:value = '192.0.2.7']", "[ipv4-addr:value ISSUBSET '198.51.100.0/24']",
          "[network-traffic:dst_ref.value = '2001:db8::1' AND network-traffic:dst_port = 443 AND "
          "network-traffic:protocols[*] = 'tcp']",
          "[network-traffic:dst_ref.value = '192.0.2.9' AND network-traffic:dst_port = 8080 AND "
          "network-traffic:protocols[*] = 'udp']",
          "[domain-name:value = 'bad.example']", "[url:value = 'http://bad.example/x#frag']",
          "[domain-name:value = 'sink.example']",
          "[file:hashes.'SHA-1' = '0123456789012345678901234567890123456789']"));
  EXPECT_EQ(total(feed.rejects.rejected()), 1U);
  EXPECT_EQ(total(feed.rejects.skipped()), 1U);
}

TEST(FeedObjects, ReadTwiceIsTheSameAndAChangeIsANewRevision) {
  EXPECT_EQ(read(kThreatFox).objects, read(kThreatFox, kFetched + base::kDay).objects);
  std::string changed(kThreatFox);
  changed.replace(changed.find("AS64496,c2"), 10, "AS64496,c3");
  const auto before = of_type(read(kThreatFox), "indicator");
  const auto after = of_type(read(changed), "indicator");
  EXPECT_EQ(before.at(0).at("id"), after.at(0).at("id"));
  EXPECT_NE(before.at(0).at("modified"), after.at(0).at("modified"));
  EXPECT_EQ(before.at(1), after.at(1));
}

TEST(FeedObjects, StixPassesAsItCameAndBadObjectsAreCounted) {
  const std::string url =
      R"({"type":"url","spec_version":"2.1","id":"url--c1477287-23ac-5971-a010-5c287877fa60",)"
      R"("value":"http://d.example/x","x_kept":[1.50]})";
  const auto feed =
      read(R"({"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":[)" +
           url + R"(,{"type":"indicator","spec_version":"2.1"}]})");
  EXPECT_EQ(feed.form, "STIX 2.1");
  EXPECT_THAT(feed.objects, ElementsAre(url));
  EXPECT_EQ(total(feed.rejects.rejected()), 1U);
}

TEST(FeedObjects, MispEventsManifestsAndDigests) {
  const auto event = read(
      R"({"Event":{"uuid":"5aa2e21b-79d8-4fd7-b15d-34670a016219","info":"x","date":"2024-01-01",)"
      R"("timestamp":"1710028800","Attribute":[{"uuid":"5aa2e21b-79d8-4fd7-b15d-34670a016210",)"
      R"("type":"domain","category":"Network activity","to_ids":true,"value":"bad.example"}]}})");
  EXPECT_EQ(event.form, "MISP");
  EXPECT_THAT(patterns(event), ElementsAre("[domain-name:value = 'bad.example']"));
  const auto manifest =
      read(R"({"5aa2e21b-79d8-4fd7-b15d-34670a016219":{"info":"x","timestamp":"1710028800"},)"
           R"("6aa2e21b-79d8-4fd7-b15d-34670a016219":{"info":"y","timestamp":"1710028800"}})");
  EXPECT_EQ(manifest.form, "MISP manifest");
  EXPECT_EQ(manifest.records, 2U);
  EXPECT_THAT(manifest.objects, IsEmpty());
  const auto digests = read(
      "0123456789abcdef0123456789abcdef,5aa2e21b-79d8-4fd7-b15d-34670a016219\n"
      "1123456789abcdef0123456789abcdef,5aa2e21b-79d8-4fd7-b15d-34670a016219\n");
  EXPECT_EQ(digests.form, "MISP hashes.csv");
  EXPECT_EQ(digests.records, 2U);
}

TEST(FeedObjects, FeodoTrackerJson) {
  const auto feed = read(
      R"([{"ip_address":"192.0.2.7","port":443,"status":"offline","hostname":null,)"
      R"("as_number":64496,"as_name":"EXAMPLE","country":"JP","first_seen":"2024-01-02 03:04:05",)"
      R"("last_online":"2024-04-04","malware":"Example Bot"}])");
  EXPECT_EQ(feed.form, "Feodo Tracker JSON");
  const Json indicator = of_type(feed, "indicator").at(0);
  EXPECT_EQ(indicator.at("name"), "192.0.2.7:443");
  EXPECT_EQ(indicator.at("valid_until"), "2024-04-05T00:00:00.000Z") << "to the end of that day";
}

TEST(FeedObjects, FeodoTrackerAsPublished) {
  const std::string path = NOROSHI_SHARED_DATA "/stix-taxii/feodo-ipblocklist-2024-04-04.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no " << path;
  const auto input = io::Input::open(path).value();
  const auto feed = read_feed_objects(*input, "Feodo Tracker", kFetched);
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  EXPECT_EQ(feed->form, "Feodo Tracker CSV");
  EXPECT_THAT(feed->rejects.rejected(), IsEmpty());
  EXPECT_GT(feed->used, 0U);
  EXPECT_EQ(feed->used, feed->records);
  std::set<std::string> values;
  for (const auto& one : of_type(*feed, "indicator")) {
    EXPECT_TRUE(values.insert(text_of(one, "pattern")).second);
    EXPECT_TRUE(one.contains("valid_from"));
  }
  EXPECT_EQ(values.size(), feed->used);
}

TEST(FeedObjects, RefusesWhatIsNoFeedAndSaysWhatItLookedFor) {
  EXPECT_THAT(error_of("Dear colleagues,\nplease find attached\n"), HasSubstr("ThreatFox"));
  EXPECT_THAT(error_of("{\"a\":1}"), HasSubstr("no feed that is known"));
  EXPECT_THAT(error_of("{\"a\":"), HasSubstr("cut short"));
  EXPECT_THAT(error_of("PK\x03\x04zip"), HasSubstr("ZIP"));
  EXPECT_THAT(error_of(std::string(10'000, '[')), HasSubstr("nested"));
  EXPECT_EQ(read("").records, 0U);
}

}  // namespace
}  // namespace noroshi::mapping
