// The texts that signatures are over: base64url, strict JSON, canonical JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "trust/jades/base64.hpp"
#include "trust/jades/strict_json.hpp"

namespace noroshi::jades {
namespace {

// RFC 4648 §10.
TEST(Base64, AgreesWithTheVectorsOfItsStandard) {
  const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(to_base64(der::view_of(plain)), text);
    ASSERT_TRUE(from_base64(text));
    EXPECT_EQ(der::text_of(*from_base64(text)), plain);
    const auto url = text.substr(0, text.find('='));
    EXPECT_EQ(to_base64url(der::view_of(plain)), url);
    EXPECT_EQ(der::text_of(*from_base64url(url)), plain);
  }
  const Bytes high{0xfb, 0xff};
  EXPECT_EQ(to_base64(high), "+/8=");
  EXPECT_EQ(to_base64url(high), "-_8");
}

TEST(Base64, HasOneTextForOneOctetString) {
  for (const char* text :
       {"Zg", "Zh==", "Zg=", "Zg==\n", "Z", "Zm9v=", "Zm9vYg=a", "-_8=", "===="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
  for (const char* text : {"Zg==", "Zh", "Z", "+/8", "Zm 8", "Zm8\n"}) {
    EXPECT_FALSE(from_base64url(text)) << text;
  }
}

TEST(Base64, TakesDigestsInEitherAlphabet) {
  for (const char* text : {"+/8=", "+/8", "-_8", "-_8="}) {
    ASSERT_TRUE(from_either_base64(text)) << text;
    EXPECT_EQ(*from_either_base64(text), (Bytes{0xfb, 0xff})) << text;
  }
  EXPECT_FALSE(from_either_base64("+_8"));
}

TEST(StrictJson, RefusesWhatTwoReadersTakeDifferently) {
  for (const char* text : {R"({"a":1,"a":1})", R"({"x":[{"b":1,"c":2,"b":3}]})", R"({"a":1} 2)",
                           "{\"a\":\"\xff\"}", "", "nul", R"({"a":01})", "{'a':1}"}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
  EXPECT_THAT(parse_json(R"({"a":1,"a":1})").error().message,
              testing::HasSubstr("\"a\" stands twice"));
  EXPECT_TRUE(parse_json(R"([{"a":1},{"a":2}])"));
}

TEST(StrictJson, BoundsNesting) {
  EXPECT_TRUE(parse_json(std::string(20, '[') + std::string(20, ']')));
  EXPECT_FALSE(parse_json(std::string(100, '[') + std::string(100, ']')));
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')));
}

// RFC 8785 §3.2.3 and §3.2.4: the sample of the standard, and the order by UTF-16 units.
TEST(Canonical, AgreesWithTheSamplesOfItsStandard) {
  const auto sample = parse_json(
      R"({"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],)"
      R"("string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]})");
  ASSERT_TRUE(sample);
  EXPECT_EQ(canonical(*sample),
            R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  const auto order =
      parse_json(R"({"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7})");
  ASSERT_TRUE(order);
  EXPECT_EQ(canonical(*order),
            "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\xef\xac\xb3\":3}");
}

// RFC 8785 appendix B.
TEST(Canonical, WritesNumbersAsEcmaScript) {
  const std::vector<std::pair<std::string, std::string>> numbers{
      {"0", "0"},
      {"-0", "0"},
      {"-0.0", "0"},
      {"5e-324", "5e-324"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"9007199254740992", "9007199254740992"},
      {"295147905179352830000", "295147905179352830000"},
      {"9.999999999999997e22", "9.999999999999997e+22"},
      {"1e21", "1e+21"},
      {"999999999999999700000", "999999999999999700000"},
      {"0.000001", "0.000001"},
      {"1e-7", "1e-7"},
      {"-3.5", "-3.5"},
      {"100", "100"},
      {"123456.789", "123456.789"}};
  for (const auto& [text, expected] : numbers) {
    const auto parsed = parse_json(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(canonical(*parsed), expected);
  }
}

}  // namespace
}  // namespace noroshi::jades
