#include "intel/stix/object.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::stix {
namespace {

constexpr std::string_view kIdentity =
    R"({"type":"identity","spec_version":"2.1","id":"identity--8c6af861-7b20-41ef-9b59-6344fd872a8f",)"
    R"("created":"2016-08-08T15:50:10.983Z","modified":"2016-08-08T15:50:10.983Z","name":"火山"})";

std::string bundle_of(std::string_view objects) {
  return R"({"type":"bundle","id":"bundle--d6a999f2-849c-4d1b-aba4-4445c4444444","objects":[)" +
         std::string(objects) + "]}";
}

TEST(ReadObjects, KeepsTheTextOctetForOctet) {
  const std::string odd =
      R"({ "type" : "x-odd", "id":"x-odd--8c6af861-7b20-41ef-9b59-6344fd872a8f", "x_big":)"
      R"(123456789012345678901234567890,"x_e":1.50e+3 , "x_s":"\u00e9\/"})";
  const auto reading = read_objects(bundle_of(odd + " , " + std::string(kIdentity)));
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(reading->objects.size(), 2U);
  EXPECT_EQ(reading->objects[0].text, odd);
  EXPECT_EQ(reading->objects[1].text, kIdentity);
  EXPECT_EQ(reading->seen, 2U);
}

TEST(ReadObjects, TakesBundleEnvelopeListAndSingleObject) {
  const std::string one(kIdentity);
  for (const auto& text : {bundle_of(one), R"({"more":false,"objects":[)" + one + "]}",
                           "[" + one + "]", " " + one + "\n"}) {
    const auto reading = read_objects(text);
    ASSERT_TRUE(reading) << reading.error().message << text;
    ASSERT_EQ(reading->objects.size(), 1U) << text;
    EXPECT_EQ(reading->objects[0].id, "identity--8c6af861-7b20-41ef-9b59-6344fd872a8f");
  }
}

TEST(ReadObjects, BadObjectRefusesItselfOnly) {
  const auto reading = read_objects(
      bundle_of(std::string(kIdentity) + R"(,{"type":"tool"},7,)" + std::string(kIdentity)));
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->objects.size(), 2U);
  EXPECT_THAT(reading->refused, testing::ElementsAre("objects[1]", "objects[2]"));
  EXPECT_EQ(reading->seen, 4U);
}

TEST(ReadObjects, WhatIsNoJsonIsAnError) {
  const std::string one(kIdentity);
  for (const auto& text :
       {"<" + one + ">", one + "x", one.substr(0, one.size() - 1),
        one.substr(0, one.size() - 1) + ",}", "[" + one + ",]", "[" + one, "[" + one + "]]",
        bundle_of(one) + "]", bundle_of(one + ","), R"({"objects":[)" + one + R"(],})",
        R"({"objects":[)" + one + R"(]x})", std::string(""), std::string("7"),
        std::string("{\"a\xff\":1}"), R"({"type":"bundle","objects":{}})" + one}) {
    EXPECT_FALSE(read_objects(text)) << text;
  }
}

TEST(ReadObjects, EmptyEnvelopeHasNoObjects) {
  const auto reading = read_objects("{}");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->seen, 0U);
}

TEST(ReadObjects, ReadsOutWhatOthersNeed) {
  const auto reading = read_objects(
      R"({"type":"indicator","spec_version":"2.1","id":"indicator--8c6af861-7b20-41ef-9b59-6344fd872a8f",
          "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-02T00:00:00.500Z","revoked":true,
          "created_by_ref":"identity--8c6af861-7b20-41ef-9b59-6344fd872a8e","confidence":80,
          "object_marking_refs":["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"],
          "granular_markings":[{"selectors":["pattern"],
            "marking_ref":"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"}],
          "pattern":"[url:value = 'http:\/\/example.com\/']","pattern_type":"stix",
          "valid_from":"2026-01-01T00:00:00Z","valid_until":"2026-02-01T00:00:00Z"})");
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(reading->objects.size(), 1U);
  const auto& object = reading->objects.front();
  EXPECT_EQ(object.type, "indicator");
  EXPECT_EQ(object.family, Family::Domain);
  EXPECT_EQ(object.version_text, "2026-01-02T00:00:00.500Z");
  EXPECT_EQ(*object.modified - *object.created, base::kDay + base::kSecond / 2);
  EXPECT_TRUE(object.revoked);
  EXPECT_EQ(object.confidence, 80);
  EXPECT_EQ(object.pattern, "[url:value = 'http://example.com/']");
  EXPECT_EQ(object.pattern_type, "stix");
  EXPECT_EQ(*object.valid_until - *object.valid_from, 31 * base::kDay);
  EXPECT_EQ(object.created_by_ref, "identity--8c6af861-7b20-41ef-9b59-6344fd872a8e");
  EXPECT_THAT(object.marking_refs,
              testing::ElementsAre("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"));
  EXPECT_THAT(object.references,
              testing::ElementsAre(
                  testing::Pair("created_by_ref", "identity--8c6af861-7b20-41ef-9b59-6344fd872a8e"),
                  testing::Pair("object_marking_refs",
                                "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"),
                  testing::Pair("granular_markings.marking_ref",
                                "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed")));
}

TEST(ReadObjects, PatternsOfOtherLanguagesAreNotTaken) {
  const auto reading = read_objects(
      R"({"type":"indicator","spec_version":"2.1","id":"indicator--8c6af861-7b20-41ef-9b59-6344fd872a8f",
          "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",
          "pattern":"rule x {}","pattern_type":"yara","valid_from":"2026-01-01T00:00:00Z"})");
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(reading->objects.size(), 1U);
  EXPECT_EQ(reading->objects.front().pattern, "");
  EXPECT_EQ(reading->objects.front().pattern_type, "yara");
}

TEST(ReadObjects, TimesOfAnObservableAreNoVersion) {
  const auto reading = read_objects(
      R"({"type":"process","id":"process--8c6af861-7b20-41ef-9b59-6344fd872a8f","pid":1,
          "created":"2016-01-20T14:11:25.55Z"})");
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(reading->objects.size(), 1U);
  EXPECT_FALSE(reading->objects.front().created);
  EXPECT_EQ(reading->objects.front().version_text, "");
}

TEST(ReadObjects, RefusedObjectsAreNamedByTheirIds) {
  const auto reading = read_objects(bundle_of(
      R"({"type":"tool","spec_version":"2.1","id":"tool--8c6af861-7b20-41ef-9b59-6344fd872a8f"})"));
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_THAT(reading->refused, testing::ElementsAre("tool--8c6af861-7b20-41ef-9b59-6344fd872a8f"));
  EXPECT_THAT(
      to_string(reading->complaints.front()),
      "tool--8c6af861-7b20-41ef-9b59-6344fd872a8f: /name: required: \"name\" must be there");
}

TEST(ReadObjects, RefusedObjectIsNamedEvenWhereAWarningComesLast) {
  const auto reading = read_objects(bundle_of(
      R"({"type":"tool","spec_version":"2.1","id":"tool--8c6af861-7b20-41ef-9b59-6344fd872a8f",
          "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",
          "aliases":[],"name":"n","x_a":1})"));
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_THAT(reading->refused, testing::ElementsAre("tool--8c6af861-7b20-41ef-9b59-6344fd872a8f"));
}

TEST(ReadObjects, BundleWithoutItsIdIsComplainedAboutAndItsObjectsStay) {
  const auto reading =
      read_objects(R"({"type":"bundle","objects":[)" + std::string(kIdentity) + "]}");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->objects.size(), 1U);
  EXPECT_THAT(reading->complaints,
              testing::ElementsAre(testing::AllOf(testing::Field(&Complaint::object, "bundle"),
                                                  testing::Field(&Complaint::weight, Weight::Error),
                                                  testing::Field(&Complaint::property, "/id"))));
}

TEST(ReadObjects, BundleOfNothingIsComplainedAbout) {
  const auto reading = read_objects(bundle_of(""));
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_THAT(reading->complaints,
              testing::ElementsAre(testing::AllOf(testing::Field(&Complaint::property, "/objects"),
                                                  testing::Field(&Complaint::rule, "empty"))));
}

TEST(ReadObjects, SameVersionTwiceInABundleIsWarnedAbout) {
  const std::string one(kIdentity);
  const auto twice = read_objects(bundle_of(one + "," + one));
  ASSERT_TRUE(twice) << twice.error().message;
  EXPECT_EQ(twice->objects.size(), 2U);
  EXPECT_THAT(twice->complaints,
              testing::ElementsAre(testing::Field(&Complaint::rule, "duplicate-id")));
}

TEST(ReadObjects, AmbiguousFramesAreErrors) {
  const std::string one(kIdentity);
  EXPECT_FALSE(read_objects(R"({"objects":[],"objects":[)" + one + "]}"));
  EXPECT_FALSE(read_objects(R"({"type":"bundle","type":"tool","objects":[)" + one + "]}"));
  EXPECT_FALSE(read_objects(R"({"objects":{"0":)" + one + "}}"));
}

TEST(ReadObjects, ObjectsLargerThanTheLimitRefuseThemselves) {
  const std::string one(kIdentity);
  const auto reading = read_objects("[" + one + R"(,{"x":")" + std::string(2'000, 'a') + "\"}]",
                                    {.object_limit = 1'000});
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->objects.size(), 1U);
  EXPECT_THAT(reading->refused, testing::ElementsAre("objects[1]"));
  EXPECT_THAT(reading->complaints, testing::ElementsAre(testing::Field(&Complaint::rule, "size")));
}

TEST(ReadObjects, MillionTinyObjectsAreRefusedOneByOne) {
  std::string many = "[";
  for (int i = 0; i < 1'000'000; ++i) many += i == 0 ? "{}" : ",{}";
  const auto reading = read_objects(many + "]");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->seen, 1'000'000U);
  EXPECT_EQ(reading->refused.size(), 1'000'000U);
  EXPECT_LE(reading->complaints.size(), 100'000U);
}

TEST(ReadObjects, BombsOfBracketsEndEarly) {
  for (const char bracket : {'[', '{'}) {
    EXPECT_FALSE(read_objects(std::string(3'000'000, bracket)));
  }
  std::string nested;
  for (int i = 0; i < 300'000; ++i) nested += R"({"a":)";
  EXPECT_FALSE(read_objects(nested));
}

TEST(ReadObjects, LongListsOfKeysAreComparedInTime) {
  std::string many = R"({"type":"tool","id":"tool--8c6af861-7b20-41ef-9b59-6344fd872a8f")";
  for (int i = 0; i < 200'000; ++i) many += ",\"k" + std::to_string(i) + "\":1";
  const auto reading = read_objects(many + R"(,"k77":2})");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_THAT(reading->complaints,
              testing::Contains(testing::AllOf(testing::Field(&Complaint::rule, "duplicate-key"),
                                               testing::Field(&Complaint::property, "/k77"))));
}

}  // namespace
}  // namespace noroshi::stix
