#include "intel/mapping/misp.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <map>
#include <tuple>

#include "intel/mapping/misp_meaning.hpp"
#include "intel/mapping/stix_json.hpp"
#include "intel/pattern/pattern.hpp"
#include "intel/sharing/marking.hpp"
#include "io/whole_input.hpp"

namespace noroshi::mapping {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

std::uint64_t total(const std::map<std::string, io::Rejects::Tally, std::less<>>& tallies) {
  std::uint64_t sum = 0;
  for (const auto& [reason, tally] : tallies) sum += tally.count;
  return sum;
}

std::uint64_t counted(const FromMisp& from) {
  return from.mapped + total(from.rejects.rejected()) + total(from.rejects.skipped());
}

std::vector<stix::Object> checked(const FromMisp& from) {
  std::vector<stix::Object> objects;
  for (const auto& text : from.objects) {
    std::vector<stix::Complaint> complaints;
    auto object = stix::read_object(text, "object", {}, complaints);
    for (const auto& one : complaints) {
      // Ids come from MISP, or depend on what they name: not all are UUIDv4, as is advised.
      EXPECT_EQ(one.rule, "uuid-version") << stix::to_string(one) << "\n" << text;
    }
    if (object) objects.push_back(std::move(*object));
  }
  EXPECT_EQ(objects.size(), from.objects.size());
  return objects;
}

// What must survive: uuid → type, category, value, to_ids, comment, timestamp, deleted.
using Said = std::map<std::string, std::vector<std::string>>;

void add_said(const Json& attributes, Said& said) {
  for (const Json& one : attributes) {
    auto& members = said[text_of(one, "uuid")];
    for (const auto member : {"type", "category", "value", "to_ids", "comment", "timestamp",
                              "deleted", "object_relation"}) {
      members.push_back(text_of(one, member));
    }
  }
}

Said said_by(const Json& event) {
  Said said;
  add_said(part_of(event, "Attribute"), said);
  for (const Json& object : part_of(event, "Object")) add_said(part_of(object, "Attribute"), said);
  return said;
}

std::string event_with(const std::string& attributes, const std::string& more = {}) {
  return R"({"Event":{"uuid":"5aa2e21b-79d8-4fd7-b15d-34670a016219","info":"An example",)"
         R"("date":"2024-03-09","timestamp":"1710028800","distribution":"3",)"
         R"("sharing_group_id":"0","Orgc":{"name":"Example CERT",)"
         R"("uuid":"55f6ea5e-51ac-4344-bc8c-4170950d210f"},)" +
         more + R"("Attribute":[)" + attributes + "]}}";
}

std::string attribute(const std::string& type, const std::string& value, bool to_ids = true,
                      const std::string& more = {}) {
  static int number = 0;
  return Json{{"uuid", "5aa2e262-8c78-484b-8d0a-" + std::to_string(100'000'000'000 + ++number)},
              {"type", type},
              {"category", "Network activity"},
              {"to_ids", to_ids},
              {"timestamp", "1710028801"},
              {"comment", "a comment"},
              {"value", value}}
      .dump()
      .append(more.empty() ? "" : "")
      .insert(1, more);
}

std::vector<Json> of_type(const FromMisp& from, std::string_view type) {
  std::vector<Json> found;
  for (const auto& text : from.objects) {
    const Json json = Json::parse(text);
    if (json.at("type") == type) found.push_back(json);
  }
  return found;
}

FromMisp read(const std::string& json) {
  auto from = from_misp(json);
  EXPECT_TRUE(from.has_value()) << from.error().message;
  return from.has_value() ? std::move(*from) : FromMisp{};
}

std::string pattern_of(const std::string& type, const std::string& value) {
  const auto from = read(event_with(attribute(type, value)));
  const auto indicators = of_type(from, "indicator");
  if (indicators.size() != 1) return fmt::format("{} indicators", indicators.size());
  static_cast<void>(checked(from));
  return text_of(indicators[0], "pattern");
}

TEST(Misp, AttributesForDetectionBecomeIndicators) {
  EXPECT_EQ(pattern_of("ip-dst", "192.0.2.7"), "[ipv4-addr:value = '192.0.2.7']");
  EXPECT_EQ(pattern_of("ip-src", "2001:DB8:0::7"), "[ipv6-addr:value = '2001:db8::7']");
  EXPECT_EQ(pattern_of("ip-dst", "198.51.100.0/24"),
            "[ipv4-addr:value ISSUBSET '198.51.100.0/24']");
  EXPECT_EQ(pattern_of("ip-dst|port", "192.0.2.7|443"),
            "[network-traffic:dst_ref.value = '192.0.2.7' AND network-traffic:dst_port = 443]");
  EXPECT_EQ(pattern_of("ip-src|port", "192.0.2.7|443"),
            "[network-traffic:src_ref.value = '192.0.2.7' AND network-traffic:src_port = 443]");
  EXPECT_EQ(pattern_of("hostname|port", "a.example|80"),
            "[network-traffic:dst_ref.value = 'a.example' AND network-traffic:dst_port = 80]");
  EXPECT_EQ(pattern_of("domain", "A.Example."), "[domain-name:value = 'a.example']");
  EXPECT_EQ(pattern_of("domain|ip", "a.example|192.0.2.7"),
            "[domain-name:value = 'a.example' OR ipv4-addr:value = '192.0.2.7']");
  EXPECT_EQ(pattern_of("url", "http://a.example/it's"),
            R"([url:value = 'http://a.example/it\'s'])");
  EXPECT_EQ(pattern_of("uri", "/gate.php"),
            "[network-traffic:extensions.'http-request-ext'.request_value = '/gate.php']");
  EXPECT_EQ(pattern_of("md5", std::string(32, 'A')),
            "[file:hashes.MD5 = '" + std::string(32, 'a') + "']");
  EXPECT_EQ(pattern_of("filename|sha256", "x|y.exe|" + std::string(64, '0')),
            "[file:hashes.'SHA-256' = '" + std::string(64, '0') + "']");
  EXPECT_EQ(pattern_of("email-src", "a@b.example"), "[email-addr:value = 'a@b.example']");
  EXPECT_EQ(pattern_of("mutex", R"(Global\x)"), R"([mutex:name = 'Global\\x'])");
  EXPECT_EQ(pattern_of("regkey", R"(HKLM\Software\x)"),
            R"([windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\Software\\x'])");
  EXPECT_EQ(pattern_of("regkey|value", R"(HKCU\x|y)"),
            R"([windows-registry-key:key = 'HKEY_CURRENT_USER\\x' AND )"
            R"(windows-registry-key:values[*].data = 'y'])");
  EXPECT_EQ(pattern_of("AS", "AS64496"), "[autonomous-system:number = 64496]");
  EXPECT_EQ(pattern_of("user-agent", "bot/1"),
            "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = "
            "'bot/1']");
  EXPECT_EQ(pattern_of("x509-fingerprint-sha1", std::string(40, 'b')),
            "[x509-certificate:hashes.'SHA-1' = '" + std::string(40, 'b') + "']");
  EXPECT_EQ(pattern_of("mac-address", "02-00-5E-10-00-01"),
            "[mac-addr:value = '02:00:5e:10:00:01']");
  EXPECT_EQ(pattern_of("port", "6667"), "[network-traffic:dst_port = 6667]");
  EXPECT_EQ(pattern_of("yara", "rule x { condition: true }"), "rule x { condition: true }");
  EXPECT_EQ(pattern_of("stix2-pattern", "[domain-name:value = 'a.example']"),
            "[domain-name:value = 'a.example']");
}

TEST(Misp, EveryPatternOfTheTableParses) {
  for (const auto& [type, value] :
       {std::pair{"email-subject", "an 'offer'"}, std::pair{"email-body", "x"},
        std::pair{"email-message-id", "<1@a.example>"}, std::pair{"email-x-mailer", "m"},
        std::pair{"email-src-display-name", "n"}, std::pair{"http-method", "POST"},
        std::pair{"ssdeep", "3:a:b"}, std::pair{"sha512/256", "00"}, std::pair{"filename", "x"}}) {
    std::string text = value;
    if (text == "00") text = std::string(64, '0');
    const auto meaning = meaning_of(type, text);
    ASSERT_EQ(meaning.kind, MispMeaning::Kind::Watchable) << type;
    const auto pattern = pattern::Pattern::parse("[" + meaning.term.comparison + "]");
    EXPECT_TRUE(pattern.has_value()) << type << ": " << meaning.term.comparison;
  }
}

TEST(Misp, OtherAttributesBecomeObservedData) {
  const auto from = read(event_with(attribute("domain|ip", "a.example|192.0.2.7", false)));
  EXPECT_THAT(of_type(from, "indicator"), IsEmpty());
  const auto observed = of_type(from, "observed-data");
  ASSERT_EQ(observed.size(), 1U);
  EXPECT_EQ(observed[0].at("object_refs"),
            Json::array({of_type(from, "domain-name").at(0).at("id"),
                         of_type(from, "ipv4-addr").at(0).at("id")}));
  static_cast<void>(checked(from));
}

TEST(Misp, ObservablesWithoutADeterministicIdAreSoundToo) {
  const auto from = read(event_with(attribute("email-message-id", "<1@a.example>", false)));
  EXPECT_EQ(of_type(from, "email-message").size(), 1U);
  EXPECT_EQ(checked(from).size(), from.objects.size());
  EXPECT_EQ(read(event_with("")).attributes, 0U);
}

TEST(Misp, BrokenValuesAreCountedByReasonAndKept) {
  const auto from =
      read(event_with(attribute("ip-dst", "300.1.2.3") + "," + attribute("md5", "12") + "," +
                      attribute("btc", "1A1z") + "," + attribute("target-email", "a@b.example")));
  EXPECT_EQ(from.attributes, 4U);
  EXPECT_EQ(from.mapped, 0U);
  EXPECT_EQ(from.rejects.rejected().at("address is no IP address").count, 1U);
  EXPECT_EQ(from.rejects.rejected().at("digest has other digits than its algorithm").count, 1U);
  EXPECT_EQ(from.rejects.skipped().at("type has no counterpart in STIX").count, 1U);
  EXPECT_EQ(counted(from), 4U);
  const Json kept = extension_of(of_type(from, "report").at(0), "MISP").at("attributes");
  EXPECT_EQ(kept.size(), 4U);
  EXPECT_EQ(kept[0].at("value"), "300.1.2.3");
}

TEST(Misp, LiveMalwareIsNotKept) {
  const auto from = read(event_with(
      attribute("malware-sample", "x.exe|" + std::string(32, '1'), true, R"("data":"UEsDBBQ=",)")));
  EXPECT_EQ(from.mapped, 1U);
  for (const auto& text : from.objects) EXPECT_THAT(text, Not(testing::HasSubstr("UEsDBBQ")));
  EXPECT_EQ(from.payloads, 1U);
}

TEST(Misp, ColoursBecomeMarkingsAndTheNarrowestHolds) {
  const std::string amber = R"("Tag":[{"name":"tlp:amber"}],)";
  const auto from = read(event_with(
      attribute("domain", "a.example", true, amber) + "," + attribute("domain", "b.example"),
      R"("Tag":[{"name":"tlp:green"},{"name":"botnet"}],)"));
  std::map<std::string, std::string> markings;
  for (const auto& one : of_type(from, "indicator")) {
    EXPECT_EQ(one.at("object_marking_refs").size(), 1U);
    markings[text_of(one, "name")] = one.at("object_marking_refs")[0].get<std::string>();
  }
  EXPECT_EQ(markings.at("a.example"), sharing::marking_id(sharing::Tlp::Amber));
  EXPECT_EQ(markings.at("b.example"), sharing::marking_id(sharing::Tlp::Green));
  const Json report = of_type(from, "report").at(0);
  EXPECT_EQ(report.at("labels"), Json::array({"botnet"}));
  EXPECT_EQ(of_type(from, "marking-definition").size(), 2U);
}

TEST(Misp, GalaxiesNameActorsMalwareAndTechniques) {
  const std::string tags =
      R"("Tag":[{"name":"misp-galaxy:threat-actor=\"Example Bear\""},)"
      R"({"name":"misp-galaxy:mitre-attack-pattern=\"Keylogging - T1056.001\""},)"
      R"({"name":"misp-galaxy:malpedia=\"Example Bot\""},)"
      R"({"name":"misp-galaxy:sector=\"Telecoms\""}],)";
  const auto from = read(event_with(attribute("domain", "a.example", true, tags)));
  EXPECT_EQ(of_type(from, "threat-actor").at(0).at("name"), "Example Bear");
  const Json technique = of_type(from, "attack-pattern").at(0);
  EXPECT_EQ(technique.at("name"), "Keylogging");
  EXPECT_EQ(technique.at("external_references")[0].at("external_id"), "T1056.001");
  EXPECT_EQ(of_type(from, "malware").at(0).at("is_family"), true);
  EXPECT_EQ(of_type(from, "relationship").size(), 3U);
  EXPECT_EQ(of_type(from, "indicator").at(0).at("labels").size(), 4U);
  static_cast<void>(checked(from));
}

TEST(Misp, SightingsFalsePositivesAndExpiry) {
  const std::string sightings =
      R"("Sighting":[{"uuid":"11111111-79d8-4fd7-b15d-34670a016219","type":"0",)"
      R"("date_sighting":"1710030000"},{"uuid":"22222222-79d8-4fd7-b15d-34670a016219","type":"1",)"
      R"("date_sighting":"1710030001"},{"uuid":"33333333-79d8-4fd7-b15d-34670a016219","type":"2",)"
      R"("date_sighting":"1710030002"}],)";
  const auto from = read(event_with(attribute("domain", "a.example", true, sightings)));
  EXPECT_EQ(of_type(from, "sighting").at(0).at("first_seen"), "2024-03-10T00:20:00.000Z");
  EXPECT_EQ(of_type(from, "opinion").at(0).at("opinion"), "strongly-disagree");
  EXPECT_EQ(of_type(from, "indicator").at(0).at("valid_until"), "2024-03-10T00:20:02.000Z");
  static_cast<void>(checked(from));
}

TEST(Misp, WhatWasDeletedIsRevoked) {
  const auto from = read(event_with(attribute("domain", "a.example", true, R"("deleted":true,)")));
  EXPECT_EQ(of_type(from, "indicator").at(0).at("revoked"), true);
}

TEST(Misp, AnObjectIsOneThing) {
  const std::string file =
      R"({"uuid":"7ec7d3c0-beee-42d8-ae11-1a9017ab4feb","name":"file","meta-category":"file",)"
      R"("timestamp":"1710028801","Attribute":[)" +
      attribute("filename", "x.exe", false, R"("object_relation":"filename",)") + "," +
      attribute("md5", std::string(32, '1'), true, R"("object_relation":"md5",)") + "," +
      attribute("sha1", std::string(40, '2'), true, R"("object_relation":"sha1",)") + "," +
      attribute("size-in-bytes", "1024", false, R"("object_relation":"size-in-bytes",)") + "," +
      attribute("text", "packed", false, R"("object_relation":"state",)") + "]}";
  const auto from = read(event_with("", R"("Object":[)" + file + "],"));
  EXPECT_EQ(from.attributes, 5U);
  EXPECT_EQ(from.mapped, 4U);
  EXPECT_EQ(counted(from), 5U);
  const Json one = of_type(from, "file").at(0);
  EXPECT_EQ(one.at("hashes").size(), 2U);
  EXPECT_EQ(one.at("name"), "x.exe");
  EXPECT_EQ(one.at("size"), 1024);
  EXPECT_EQ(of_type(from, "indicator").at(0).at("pattern"),
            "[file:hashes.MD5 = '" + std::string(32, '1') + "' OR file:hashes.'SHA-1' = '" +
                std::string(40, '2') + "']");
  static_cast<void>(checked(from));
}

TEST(Misp, AConnectionAKeyAMessageAndACertificate) {
  const auto object = [](const std::string& name, const std::string& attributes) {
    static int number = 0;
    return R"({"uuid":"7ec7d3c0-beee-42d8-ae11-)" + std::to_string(100'000'000'000 + ++number) +
           R"(","name":")" + name + R"(","Attribute":[)" + attributes + "]}";
  };
  const auto related = [](const std::string& type, const std::string& relation,
                          const std::string& value, bool to_ids = true) {
    return attribute(type, value, to_ids, R"("object_relation":")" + relation + "\",");
  };
  const auto from = read(event_with(
      "", R"("Object":[)" +
              object("network-connection", related("ip-dst", "ip-dst", "192.0.2.7") + "," +
                                               related("port", "dst-port", "443", false) + "," +
                                               related("text", "layer4-protocol", "TCP", false)) +
              "," +
              object("registry-key", related("regkey", "key", "HKLM\\\\Run") + "," +
                                         related("text", "data", "x.exe", false)) +
              "," +
              object("email", related("email-src", "from", "a@b.example") + "," +
                                  related("email-dst", "to", "victim@c.example", false) + "," +
                                  related("email-subject", "subject", "offer")) +
              "," +
              object("x509", related("x509-fingerprint-sha1", "x509-fingerprint-sha1",
                                     std::string(40, 'c')) +
                                 "," + related("text", "issuer", "CN=x", false)) +
              "],"));
  std::vector<std::string> patterns;
  for (const auto& one : of_type(from, "indicator")) patterns.push_back(text_of(one, "pattern"));
  EXPECT_THAT(patterns, Contains("[network-traffic:dst_ref.value = '192.0.2.7' AND "
                                 "network-traffic:dst_port = 443]"));
  EXPECT_THAT(patterns, Contains("[email-message:from_ref.value = 'a@b.example' OR "
                                 "email-message:subject = 'offer']"));
  EXPECT_THAT(patterns,
              Contains("[x509-certificate:hashes.'SHA-1' = '" + std::string(40, 'c') + "']"));
  EXPECT_EQ(of_type(from, "network-traffic").at(0).at("protocols"), Json::array({"tcp"}));
  EXPECT_EQ(of_type(from, "windows-registry-key").at(0).at("values")[0].at("data"), "x.exe");
  EXPECT_EQ(of_type(from, "email-addr").size(), 1U) << "the addressee is no observable";
  EXPECT_EQ(of_type(from, "x509-certificate").at(0).at("issuer"), "CN=x");
  static_cast<void>(checked(from));
}

TEST(Misp, AnEventReadTwiceIsTheSameAndAChangeIsANewRevision) {
  const std::string json = event_with(attribute("domain", "a.example"));
  EXPECT_EQ(read(json).objects, read(json).objects);
  std::string changed = json;
  changed.replace(changed.find("a comment"), 9, "another !");
  const Json before = of_type(read(json), "indicator").at(0);
  const Json after = of_type(read(changed), "indicator").at(0);
  EXPECT_EQ(before.at("id"), after.at("id"));
  EXPECT_EQ(before.at("created"), after.at("created"));
  EXPECT_NE(before.at("modified"), after.at("modified"));
}

TEST(Misp, OtherStixBecomesAttributes) {
  std::vector<stix::Complaint> complaints;
  std::vector<stix::Object> objects;
  for (
      const auto* text :
      {R"({"type":"indicator","spec_version":"2.1","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-02T00:00:00.000Z","name":"two","pattern":"[domain-name:value IN ('a.example', 'b.example')]","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z","object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]})",
       R"({"type":"indicator","spec_version":"2.1","id":"indicator--9e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2024-01-01T00:00:00.000Z","modified":"2024-01-02T00:00:00.000Z","pattern":"[domain-name:value = 'c.example'] FOLLOWEDBY [ipv4-addr:value = '192.0.2.1']","pattern_type":"stix","valid_from":"2024-01-01T00:00:00Z"})",
       R"({"type":"url","spec_version":"2.1","id":"url--c1477287-23ac-5971-a010-5c287877fa60","value":"http://d.example/x"})"}) {
    auto object = stix::read_object(text, "object", {}, complaints);
    ASSERT_TRUE(object.has_value());
    objects.push_back(std::move(*object));
  }
  const Json event = Json::parse(to_misp(objects, "ours")).at("Event");
  EXPECT_EQ(event.at("info"), "ours");
  EXPECT_EQ(event.at("Tag")[0].at("name"), "tlp:green");
  std::map<std::string, std::string> types;
  for (const Json& one : event.at("Attribute")) {
    types[text_of(one, "value")] = text_of(one, "type") + text_of(one, "to_ids");
  }
  EXPECT_EQ(types.at("a.example"), "domaintrue");
  EXPECT_EQ(types.at("b.example"), "domaintrue");
  EXPECT_EQ(types.at("http://d.example/x"), "urlfalse");
  EXPECT_EQ(types.at(objects[1].pattern), "stix2-patterntrue");
}

TEST(Misp, RefusesWhatIsNoEvent) {
  EXPECT_FALSE(from_misp("{}").has_value());
  EXPECT_FALSE(from_misp("{\"Event\":").has_value());
  EXPECT_FALSE(from_misp(std::string(100'000, '[')).has_value());
  EXPECT_EQ(read("[]").events, 0U);
}

TEST(Misp, PublishedEventsSurviveTheWayThereAndBack) {
  const std::filesystem::path folder = NOROSHI_SHARED_DATA "/stix-taxii/eset-misp-events";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "skipped: no " << folder;
  std::uint64_t attributes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().filename());
    const auto input = io::Input::open(entry.path().string());
    ASSERT_TRUE(input.has_value()) << input.error().message;
    const std::string text(io::whole(**input).value());
    const auto from = read(text);
    EXPECT_EQ(counted(from), from.attributes);
    EXPECT_THAT(from.rejects.rejected(), IsEmpty());
    const auto objects = checked(from);
    const Json original = Json::parse(text).at("response")[0].at("Event");
    const Json back = Json::parse(to_misp(objects, {})).at("Event");
    EXPECT_EQ(said_by(back), said_by(original));
    EXPECT_EQ(said_by(back).size(), from.attributes);
    EXPECT_EQ(back.at("uuid"), original.at("uuid"));
    EXPECT_EQ(back.at("info"), original.at("info"));
    attributes += from.attributes;
  }
  EXPECT_GT(attributes, 500U);
}

}  // namespace
}  // namespace noroshi::mapping
