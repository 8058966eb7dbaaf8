#include "intel/sharing/release.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/stix/identity.hpp"

namespace noroshi::sharing {
namespace {

constexpr std::string_view kUuid = "11111111-2222-4333-8444-555555555555";
constexpr std::string_view kOurs = "identity--aaaaaaaa-2222-4333-8444-555555555555";
constexpr std::string_view kOther = "identity--bbbbbbbb-2222-4333-8444-555555555555";

/// A sound object of `type` with these further members.
stix::Object object_of(std::string_view type, std::string_view members) {
  const std::string json = fmt::format(
      R"({{"type":"{0}","spec_version":"2.1","id":"{0}--{1}","created":"2026-01-01T00:00:00.000Z",)"
      R"("modified":"2026-01-01T00:00:00.000Z"{2}}})",
      type, kUuid, members);
  auto reading = stix::read_objects(json, {.strict = false});
  EXPECT_TRUE(reading && reading->objects.size() == 1) << json;
  return reading && !reading->objects.empty() ? reading->objects.front() : stix::Object{};
}

stix::Object note_that_says(std::string_view text) {
  return object_of("malware",
                   fmt::format(R"(,"name":"x","is_family":false,"description":"{}")", text));
}

std::vector<std::string> rules_in(const stix::Object& object) {
  std::vector<std::string> rules;
  for (const Remark& remark :
       remarks(object, {"example.jp", ".Example.COM."}, {"Example 電力", "EPCO"})) {
    rules.push_back(remark.rule + (remark.blocks ? "!" : ""));
    EXPECT_FALSE(remark.english.empty() || remark.japanese.empty());
  }
  return rules;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Remarks, TechniqueWithoutNamesHasNone) {
  EXPECT_THAT(rules_in(note_that_says("calls home to 203.0.113.7 and c2.example.net, port 443")),
              IsEmpty());
}

TEST(Remarks, NameAndPlaceAreSaidInBothLanguages) {
  const auto found = remarks(note_that_says("found at EPCO"), {}, {"epco"});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].property, "/description");
  EXPECT_THAT(found[0].english, testing::HasSubstr("(epco)"));
  EXPECT_THAT(found[0].japanese, testing::HasSubstr("（epco）"));
}

TEST(Remarks, OwnNamesAreWordsNotSyllables) {
  EXPECT_THAT(rules_in(note_that_says("epcot is a park")), IsEmpty());
  EXPECT_THAT(rules_in(note_that_says("at epco.")), ElementsAre("own-name!"));
  EXPECT_THAT(rules_in(note_that_says("Example 電力の端末")), ElementsAre("own-name!"));
}

TEST(Remarks, NamesUnderOwnDomainsAreInternal) {
  EXPECT_THAT(rules_in(note_that_says("host PC7.Example.JP was hit")),
              ElementsAre("internal-name!"));
  EXPECT_THAT(rules_in(note_that_says("example.jp.")), ElementsAre("internal-name!"));
  EXPECT_THAT(rules_in(note_that_says("www.example.com")), ElementsAre("internal-name!"));
  EXPECT_THAT(rules_in(note_that_says("example.jp.login.example.net lures")), IsEmpty());
  EXPECT_THAT(rules_in(note_that_says("notexample.jp")), IsEmpty());
  EXPECT_THAT(rules_in(note_that_says("dc01.corp")), ElementsAre("internal-name!"));
  EXPECT_THAT(rules_in(note_that_says("~/.local/share")), IsEmpty());
}

TEST(Remarks, MailAddressesBlockWhereTheyAreOnesOwn) {
  EXPECT_THAT(rules_in(note_that_says("from billing@example.net")), ElementsAre("mail-address"));
  EXPECT_THAT(rules_in(note_that_says("a@example.net to taro@example.jp")),
              ElementsAre("mail-address!"));
  EXPECT_THAT(rules_in(note_that_says("@home")), IsEmpty());
}

TEST(Remarks, PrivateAddressesAreFoundWithPortsAndInSentences) {
  for (const char* text :
       {"10.1.2.3", "at 192.168.0.7.", "172.16.0.1:8080", "(100.64.0.9)", "10.0.0.0/8", "fd00::1",
        "[fd12:3456::9]:443", "x 203.0.113.9 10.9.9.9"}) {
    EXPECT_THAT(rules_in(note_that_says(text)), ElementsAre("private-address!")) << text;
  }
  for (const char* text : {"203.0.113.7", "v10.1.2.3", "10.1.2", "2001:db8::1", "1.10.1.2.3"}) {
    EXPECT_THAT(rules_in(note_that_says(text)), IsEmpty()) << text;
  }
}

TEST(Remarks, LookIntoPatternsKeysAndEscapes) {
  EXPECT_THAT(rules_in(object_of("indicator",
                                 R"(,"pattern":"[ipv4-addr:value = '10.0.0.5']",)"
                                 R"("pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z")")),
              ElementsAre("private-address!"));
  EXPECT_THAT(rules_in(note_that_says(R"(\u0065pco)")), ElementsAre("own-name!"));
  EXPECT_THAT(rules_in(object_of("malware", R"(,"name":"x","is_family":false,"x_of":{"EPCO":1})")),
              ElementsAre("own-name!"));
}

TEST(Remarks, TargetsAreVictims) {
  const auto relationship = [](std::string_view type) {
    return object_of("relationship",
                     fmt::format(R"(,"relationship_type":"{}","source_ref":"malware--{}",)"
                                 R"("target_ref":"{}")",
                                 type, kUuid, kOther));
  };
  EXPECT_THAT(rules_in(relationship("targets")), ElementsAre("victim-named!"));
  EXPECT_THAT(rules_in(relationship("impersonates")), IsEmpty());
  EXPECT_THAT(rules_in(object_of("sighting", fmt::format(R"(,"sighting_of_ref":"malware--{}",)"
                                                         R"("where_sighted_refs":["{}"])",
                                                         kUuid, kOther))),
              ElementsAre("sighting-place"));
  EXPECT_THAT(rules_in(object_of("identity", R"(,"name":"x","roles":["Victim"])")),
              ElementsAre("victim-named!"));
}

TEST(Remarks, FilesOfPeopleAreNoted) {
  EXPECT_THAT(rules_in(note_that_says(R"(C:\\Users\\yamada\\a.exe)")), ElementsAre("user-path"));
  EXPECT_THAT(rules_in(note_that_says("/home/yamada")), ElementsAre("user-path"));
  EXPECT_THAT(rules_in(note_that_says(R"(C:\\Users\\Public\\a.exe)")), IsEmpty());
}

Part part(std::string_view type, std::string_view members) {
  return part_of(object_of(type, members));
}

TEST(PartOf, IsDamageWhereAVictimIsSpokenOf) {
  EXPECT_EQ(part("incident", R"(,"name":"x")"), Part::Damage);
  EXPECT_EQ(part("identity", R"(,"name":"x","roles":["victim"])"), Part::Damage);
  EXPECT_EQ(part("note", fmt::format(R"(,"content":"x","object_refs":["incident--{}"])", kUuid)),
            Part::Damage);
  const std::string to_identity = fmt::format(
      R"(,"source_ref":"malware--{}","target_ref":"{}","relationship_type":)", kUuid, kOther);
  EXPECT_EQ(part("relationship", to_identity + R"("targets")"), Part::Damage);
  EXPECT_EQ(part("relationship", to_identity + R"("related-to")"), Part::Damage);
  const std::string observed =
      R"(,"first_observed":"2026-01-01T00:00:00Z","last_observed":"2026-01-01T00:00:00Z",)"
      R"("number_observed":1,"object_refs":["{}--)" +
      std::string(kUuid) + R"("])";
  const auto observed_of = [&](std::string_view type) {
    std::string members = observed;
    return members.replace(members.find("{}"), 2, type);
  };
  EXPECT_EQ(part("observed-data", observed_of("user-account")), Part::Damage);
  EXPECT_EQ(part("observed-data", observed_of("ipv4-addr")), Part::Technique);
}

TEST(PartOf, IsTechniqueElsewhere) {
  EXPECT_EQ(part_of(note_that_says("anything")), Part::Technique);
  EXPECT_EQ(part("identity", R"(,"name":"a researcher")"), Part::Technique);
  const std::string to_identity = fmt::format(
      R"(,"source_ref":"threat-actor--{}","target_ref":"{}","relationship_type":)", kUuid, kOther);
  EXPECT_EQ(part("relationship", to_identity + R"("attributed-to")"), Part::Technique);
  EXPECT_EQ(part("relationship", to_identity + R"("impersonates")"), Part::Technique);
}

stix::Object with_text(std::string text) {
  stix::Object object;
  object.text = std::move(text);
  return object;
}

TEST(Anonymised, ReplacesOwnIdentitiesAndNothingElse) {
  const std::string before = R"({"created_by_ref" : ")" + std::string(kOurs) +
                             R"(","where_sighted_refs":[")" + std::string(kOther) + R"(" ,")" +
                             std::string(kOurs) + R"("],"x_a":"\u00e9 1.0e5",  "description":")" +
                             std::string(kOurs) + R"(","n":{"created_by_ref":")" +
                             std::string(kOurs) + R"("},"z":1.50})";
  const std::string after =
      R"({"created_by_ref" : "identity--x","where_sighted_refs":[")" + std::string(kOther) +
      R"(" ,"identity--x"],"x_a":"\u00e9 1.0e5",  "description":")" + std::string(kOurs) +
      R"(","n":{"created_by_ref":")" + std::string(kOurs) + R"("},"z":1.50})";
  EXPECT_EQ(anonymised(with_text(before), {std::string(kOurs)}, "identity--x"), after);
}

TEST(Anonymised, LeavesTheTextOfOthersAsItIs) {
  for (const std::string text :
       {R"({})", R"( { "created_by_ref" : null } )", R"({"where_sighted_refs":[]})",
        R"({"created_by_ref":"identity--bbbbbbbb-2222-4333-8444-555555555555","a":[{}]})"}) {
    EXPECT_EQ(anonymised(with_text(text), {std::string(kOurs)}, "identity--x"), text);
  }
}

TEST(Anonymised, IsNotFooledByEscapesCaseOrRepetition) {
  const std::vector<std::string> own = {"identity--aaaaaaaa-2222-4333-8444-555555555555"};
  EXPECT_EQ(
      anonymised(
          with_text(
              R"({"created\u005fby_ref":"identity--\u0061aaaaaaa-2222-4333-8444-555555555555"})"),
          own, "x"),
      R"({"created\u005fby_ref":"x"})");
  EXPECT_EQ(anonymised(
                with_text(R"({"created_by_ref":"identity--AAAAAAAA-2222-4333-8444-555555555555"})"),
                own, "x"),
            R"({"created_by_ref":"x"})");
  EXPECT_EQ(
      anonymised(
          with_text(
              R"({"created_by_ref":"a","created_by_ref":"identity--aaaaaaaa-2222-4333-8444-555555555555"})"),
          own, "x"),
      R"({"created_by_ref":"a","created_by_ref":"x"})");
}

TEST(Anonymised, SaysNothingWhereThereIsNoObject) {
  for (const char* text : {"", "[]", "{", R"({"created_by_ref")", R"({"a":1,})", R"({"a" 1})"}) {
    EXPECT_EQ(anonymised(with_text(text), {std::string(kOurs)}, "x"), "") << text;
  }
}

TEST(CommunityIdentity, IsFixedByItsUuid) {
  EXPECT_EQ(community_identity_id(kUuid), community_identity_id(kUuid));
  EXPECT_NE(community_identity_id(kUuid), community_identity_id(kOther.substr(10)));
  const auto reading = stix::read_objects(community_identity_json(kUuid, "電力 \"ISAC\"\n"));
  ASSERT_TRUE(reading);
  ASSERT_EQ(reading->objects.size(), 1U);
  for (const stix::Complaint& complaint : reading->complaints) {
    EXPECT_EQ(complaint.rule, "uuid-version") << to_string(complaint);  // version 5, as it is meant
  }
  EXPECT_EQ(reading->objects[0].id, community_identity_id(kUuid));
}

TEST(Pseudonym, DependsOnSecretCommunityAndOrganisation) {
  const std::string one = pseudonym("secret", kUuid, 7);
  EXPECT_EQ(one, pseudonym("secret", kUuid, 7));
  EXPECT_NE(one, pseudonym("Secret", kUuid, 7));
  EXPECT_NE(one, pseudonym("secret", kOther.substr(10), 7));
  EXPECT_NE(one, pseudonym("secret", kUuid, 8));
  EXPECT_TRUE(one.starts_with("identity--") && stix::is_uuid(one.substr(10))) << one;
  // HMAC-SHA-256 by another program: printf 'pseudonym\n…\n7' | openssl dgst -sha256 -hmac secret
  EXPECT_EQ(one, "identity--5439e9fc-fe89-419c-b049-65f4b52995a8");
}

}  // namespace
}  // namespace noroshi::sharing
