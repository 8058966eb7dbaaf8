#include "intel/mapping/finding_objects.hpp"

#include <gmock/gmock.h>
#include <set>

#include "intel/mapping/stix_json.hpp"
#include "intel/sharing/marking.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::mapping {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Author kOperator{.identity = "identity--6b2f3a0e-53cf-4b6e-9d1c-0c5f1f0a7a11",
                       .name = "Example Telecom",
                       .marking = {}};

model::Finding finding() {
  model::Finding finding;
  finding.kind = "c2-server";
  finding.subject = model::parse_endpoint("203.0.113.7:6667/tcp").value();
  finding.probability = 0.976;
  finding.prior = -6.5;
  finding.first_seen = 1'767'323'045'123'456;
  finding.last_seen = finding.first_seen + base::kHour;
  finding.clients = 3;
  finding.contacts = 1288;
  finding.sampling = 1000;
  finding.evidence = {{.name = "periodic_contact",
                       .value = 300,
                       .unit = "s",
                       .weight = 4.25,
                       .text = "calls every 5 min \"like a clock\"",
                       .counts = {{"jitter", 0.04}, {"intervals", 190}}}};
  finding.method = "noroshi.c2.hunt";
  finding.version = "127028d7f94a";
  return finding;
}

std::vector<Json> parsed(const std::vector<std::string>& texts) {
  std::vector<Json> objects;
  for (const auto& text : texts) objects.push_back(Json::parse(text));
  return objects;
}

Json only(const std::vector<Json>& objects, std::string_view type) {
  std::vector<Json> found;
  for (const auto& object : objects) {
    if (object.at("type") == type) found.push_back(object);
  }
  EXPECT_EQ(found.size(), 1U) << type;
  return found.empty() ? Json() : found[0];
}

TEST(FindingObjects, SayWhatIsWatchedForAndHowSure) {
  const auto objects = parsed(stix_of(finding(), kOperator));
  EXPECT_EQ(objects[0].at("id"), kOperator.identity);
  const Json indicator = only(objects, "indicator");
  EXPECT_EQ(indicator.at("pattern"),
            "[network-traffic:dst_ref.value = '203.0.113.7' AND network-traffic:dst_port = 6667 "
            "AND network-traffic:protocols[*] = 'tcp']");
  EXPECT_EQ(indicator.at("confidence"), 98);
  EXPECT_EQ(indicator.at("created"), "2026-01-02T03:04:05.123456Z");
  EXPECT_EQ(indicator.at("valid_from"), indicator.at("created"));
  EXPECT_EQ(indicator.at("created_by_ref"), kOperator.identity);
  const Json sighting = only(objects, "sighting");
  EXPECT_EQ(sighting.at("count"), 1288);
  EXPECT_EQ(sighting.at("sighting_of_ref"), indicator.at("id"));
  EXPECT_EQ(extension_of(sighting, "finding").at("clients"), 3);
  EXPECT_EQ(only(objects, "infrastructure").at("infrastructure_types"),
            Json::array({"command-and-control"}));
  const Json traffic = only(objects, "network-traffic");
  EXPECT_EQ(traffic.at("dst_ref"), only(objects, "ipv4-addr").at("id"));
  EXPECT_EQ(traffic.at("protocols"), Json::array({"ipv4", "tcp"}));
}

TEST(FindingObjects, TellTheEvidenceInWords) {
  const auto objects = parsed(stix_of(finding(), kOperator));
  const auto content = text_of(only(objects, "note"), "content");
  EXPECT_THAT(content, HasSubstr("+4.25  periodic_contact: calls every 5 min \"like a clock\"\n"));
  EXPECT_THAT(content, HasSubstr("1 of 1000 packets was seen."));
  const Json japanese = only(objects, "language-content").at("contents").at("ja");
  EXPECT_EQ(japanese.at("name"), "C&C サーバー 203.0.113.7:6667/tcp");
}

TEST(FindingObjects, GiveTheFindingBackExactly) {
  auto one = finding();
  one.false_share = 0.0123;
  one.exposure = 0.5;
  one.innocent = "a poller";
  const auto objects = stix_of(one, kOperator);
  for (const auto& text : objects) {
    const auto back = finding_of(text);
    if (Json::parse(text).at("type") == "indicator") {
      ASSERT_TRUE(back.has_value()) << back.error().message;
      EXPECT_EQ(*back, one);
    } else {
      EXPECT_FALSE(back.has_value()) << text;
    }
  }
}

TEST(FindingObjects, AFindingWithoutEvidenceComesBackToo) {
  auto one = finding();
  one.evidence.clear();
  for (const auto& text : stix_of(one, kOperator)) {
    const auto back = finding_of(text);
    EXPECT_EQ(back.has_value(), Json::parse(text).at("type") == "indicator");
    if (back.has_value()) {
      EXPECT_EQ(*back, one);
    }
  }
}

TEST(FindingObjects, AreTheSameOctetsForTheSameFinding) {
  EXPECT_EQ(stix_of(finding(), kOperator), stix_of(finding(), kOperator));
  EXPECT_EQ(bundle_of({finding()}, kOperator), bundle_of({finding()}, kOperator));
}

TEST(FindingObjects, ANewerFindingIsANewerRevisionOfTheSameIds) {
  auto later = finding();
  later.last_seen += base::kHour;
  later.contacts += 12;
  const auto old_objects = parsed(stix_of(finding(), kOperator));
  const auto new_objects = parsed(stix_of(later, kOperator));
  ASSERT_EQ(old_objects.size(), new_objects.size());
  for (std::size_t i = 0; i < old_objects.size(); ++i) {
    EXPECT_EQ(old_objects[i].at("id"), new_objects[i].at("id"));
  }
  EXPECT_LT(text_of(only(old_objects, "indicator"), "modified"),
            text_of(only(new_objects, "indicator"), "modified"));
}

TEST(FindingObjects, AnotherTextIsNeverTheSameRevision) {
  auto other = finding();
  other.evidence[0].weight = 4.5;
  EXPECT_NE(only(parsed(stix_of(finding(), kOperator)), "indicator").at("modified"),
            only(parsed(stix_of(other, kOperator)), "indicator").at("modified"));
}

TEST(FindingObjects, AnotherServerMethodOrOperatorIsAnotherIndicator) {
  std::set<std::string> ids;
  const auto keep = [&](const model::Finding& one, const Author& author) {
    ids.insert(text_of(only(parsed(stix_of(one, author)), "indicator"), "id"));
  };
  keep(finding(), kOperator);
  keep(finding(), {});
  auto other = finding();
  other.subject.port = 6668;
  keep(other, kOperator);
  other = finding();
  other.method = "noroshi.c2.watch";
  keep(other, kOperator);
  EXPECT_EQ(ids.size(), 4U);
}

TEST(FindingObjects, EveryReferencePointsAtAnObjectThatStandsBefore) {
  std::set<std::string> seen;
  for (const auto& object : parsed(stix_of(finding(), kOperator))) {
    for (const auto& [name, value] : object.items()) {
      if (name.ends_with("_ref")) {
        EXPECT_THAT(seen, Contains(value.get<std::string>())) << name;
      } else if (name.ends_with("_refs")) {
        for (const auto& one : value) {
          EXPECT_THAT(seen, Contains(one.get<std::string>())) << name;
        }
      }
    }
    seen.insert(text_of(object, "id"));
  }
}

TEST(FindingObjects, CarryTheMarkingOnAllThatCanBeMarked) {
  Author author = kOperator;
  author.marking = sharing::marking_id(sharing::Tlp::Amber);
  bool defined = false;
  for (const auto& object : parsed(stix_of(finding(), author))) {
    const auto type = text_of(object, "type");
    defined = defined || object.at("id") == author.marking;
    if (type == "identity" || type == "marking-definition" || type == "extension-definition") {
      continue;
    }
    EXPECT_EQ(object.at("object_marking_refs"), Json::array({author.marking})) << type;
  }
  EXPECT_TRUE(defined);
}

TEST(FindingObjects, AListThatKeepsAFindingBackIsSaid) {
  auto one = finding();
  one.suppressed_by = "resolvers";
  const Json indicator = only(parsed(stix_of(one, kOperator)), "indicator");
  EXPECT_EQ(indicator.at("labels"), Json::array({"c2-server", "suppressed"}));
  EXPECT_EQ(indicator.at("indicator_types"), Json::array({"anomalous-activity"}));
}

TEST(FindingObjects, Ipv6AndProtocolsWithoutPorts) {
  auto one = finding();
  one.subject = {net::Address::parse("2001:db8::7").value(), 0, 1};
  const auto objects = parsed(stix_of(one, {}));
  EXPECT_EQ(only(objects, "indicator").at("pattern"), "[ipv6-addr:value = '2001:db8::7']");
  EXPECT_EQ(only(objects, "ipv6-addr").at("value"), "2001:db8::7");
}

TEST(FindingObjects, BundlesHoldSharedObjectsOnceAndPassTheChecker) {
  auto other = finding();
  other.subject.port = 443;
  const auto bundle = bundle_of({finding(), other}, kOperator);
  const auto reading = stix::read_objects(bundle);
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  std::vector<std::string> complaints;
  for (const auto& one : reading->complaints) {
    // Ids that depend on what they name are UUIDv5: that advice is declined on purpose.
    if (one.rule != "uuid-version") complaints.push_back(stix::to_string(one));
  }
  EXPECT_THAT(complaints, IsEmpty());
  EXPECT_THAT(reading->refused, IsEmpty());
  std::set<std::string> ids;
  for (const auto& object : reading->objects) EXPECT_TRUE(ids.insert(object.id).second);
}

TEST(FindingObjects, NoFindingsAreABundleWithoutObjects) {
  const Json bundle = Json::parse(bundle_of({}, {}));
  EXPECT_EQ(bundle.at("type"), "bundle");
  EXPECT_FALSE(bundle.contains("objects"));
}

}  // namespace
}  // namespace noroshi::mapping
