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

}  // namespace
}  // namespace noroshi::stix
