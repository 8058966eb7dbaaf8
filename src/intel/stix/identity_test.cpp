#include "intel/stix/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <utility>

namespace noroshi::stix {
namespace {

TEST(Uuid5, AgreesWithKnownVectors) {
  // RFC 9562, appendix A.4.
  EXPECT_EQ(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  EXPECT_EQ(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "python.org"),
            "886313e1-3b8a-5372-9b90-0c9aee199e5d");
}

TEST(Uuid5, OwnNamespaceIsWhatItSays) {
  EXPECT_EQ(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "noroshi.invalid"), kOwnNamespace);
}

TEST(Uuid4, IsRandomAndOfItsVersion) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto uuid = uuid4();
    EXPECT_TRUE(is_uuid(uuid)) << uuid;
    EXPECT_EQ(uuid[14], '4');
    EXPECT_THAT("89ab", testing::HasSubstr(std::string(1, uuid[19])));
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 100U);
}

TEST(IsUuid, RefusesOtherText) {
  for (const auto* text :
       {"", "2ed6657d-e927-568b-95e1-2665a8aea6a", "2ed6657de927568b95e12665a8aea6a2",
        "2ed6657d-e927-568b-95e1-2665a8aea6ag", "2ed6657d-e927-568b-95e12-665a8aea6a2",
        "{2ed6657d-e927-568b-95e1-2665a8aea6a2}"}) {
    EXPECT_FALSE(is_uuid(text)) << text;
  }
}

TEST(OwnId, DependsOnTypeAndName) {
  EXPECT_EQ(own_id("indicator", "a"), own_id("indicator", "a"));
  EXPECT_NE(own_id("indicator", "a"), own_id("indicator", "b"));
  EXPECT_EQ(own_id("note", "a").rfind("note--", 0), 0U);
}

TEST(CanonicalJson, WritesTheExampleOfRfc8785) {
  // Section 3.2.3 of the RFC: its input and its output.
  EXPECT_EQ(canonical_json(R"({"numbers": [333333333.33333329, 1E30, 4.50, 2e-3,
                                0.000000000000000000000000001],
                               "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                               "literals": [null, true, false]})"),
            R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
}

TEST(CanonicalJson, OrdersKeysByUtf16) {
  // RFC 8785, section 3.2.3: U+1F600 (surrogates D83D DE00) comes before U+FB33.
  EXPECT_EQ(canonical_json(R"({"\ufb33":1,"\ud83d\ude00":2,"\u20ac":3,"1":4,"\r":5})"),
            "{\"\\r\":5,\"1\":4,\"€\":3,\"😀\":2,\"\xEF\xAC\xB3\":1}");
}

TEST(CanonicalJson, WritesNumbersAsEcmaScriptDoes) {
  // RFC 8785, appendix B.
  const std::pair<const char*, const char*> kNumbers[] = {
      {"0", "0"},
      {"-0", "0"},
      {"5e-324", "5e-324"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"9007199254740992", "9007199254740992"},
      {"295147905179352830000", "295147905179352830000"},
      {"9.999999999999997e22", "9.999999999999997e+22"},
      {"1e23", "1e+23"},
      {"1.0000000000000001e23", "1.0000000000000001e+23"},
      {"1e21", "1e+21"},
      {"999999999999999900000", "999999999999999900000"},
      {"0.000001", "0.000001"},
      {"9.999999999999997e-7", "9.999999999999997e-7"},
      {"333333333.33333325", "333333333.33333325"},
      {"-0.0000033333333333333333", "-0.0000033333333333333333"},
      {"1424953923781206.2", "1424953923781206.2"}};
  for (const auto& [text, canonical] : kNumbers) EXPECT_EQ(canonical_json(text), canonical);
}

TEST(CanonicalJson, HasNoneForWhatIsNoIJson) {
  for (const auto* text : {"", "{", R"({"a":1,"a":2})", "1e999", R"("\ud800")", "\"\xff\""}) {
    EXPECT_EQ(canonical_json(text), "") << text;
  }
}

TEST(ObservableId, AgreesWithTheExamplesOfTheStandard) {
  // STIX 2.1 with errata 01, sections 2.9 and 6: the examples of these objects.
  EXPECT_EQ(observable_id(R"({"type":"ipv4-addr","value":"198.51.100.3"})"),
            "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
  EXPECT_EQ(observable_id(R"({"value":"example.com","type":"domain-name","spec_version":"2.1"})"),
            "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7");
  EXPECT_EQ(observable_id(R"({"type":"url","value":"https://example.com/research/index.html"})"),
            "url--47c3cf9a-5027-5bf0-997a-017c7edc7c55");
  EXPECT_EQ(
      observable_id(R"({"type":"autonomous-system","number":15139,"name":"Slime Industries"})"),
      "autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff");
  EXPECT_EQ(observable_id(R"({"type":"software","name":"Word","version":"2002","vendor":"Microsoft",
                              "cpe":"cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*"})"),
            "software--710b0b41-d4d0-5d6c-a400-fc9254554ffc");
  EXPECT_EQ(observable_id(R"({"type":"windows-registry-key",
                              "key":"HKEY_LOCAL_MACHINE\\System\\Foo\\Bar"})"),
            "windows-registry-key--1884b770-b679-522a-a9c7-45fadaaec7bb");
  EXPECT_EQ(observable_id(R"({"type":"user-account","user_id":"1001","account_login":"jdoe",
                              "account_type":"unix","display_name":"John Doe"})"),
            "user-account--f94d689e-707d-58c3-b803-c720bb6ed096");
  EXPECT_EQ(observable_id(R"({"type":"file","name":"sirvizio.exe","hashes":{"SHA-256":
            "bf07a7fbb825fc0aae7bf4a1177b2b31fcf8a3feeaf7092761e18c859ee52a9c"}})"),
            "file--ca7d6a8a-b79e-5c3b-b736-8d48adcf0c97");
  EXPECT_EQ(observable_id(R"({"type":"x509-certificate","issuer":"C=ZA",
            "serial_number":"36:f7:d4:32:f4:ab:70:ea:d3:ce:98:6e:ea:99:93:49:32:0a:b7:06"})"),
            "x509-certificate--bf86f034-2390-54d7-8426-d08433db3fbe");
}

TEST(ObservableId, OneHashStandsForAllByPreference) {
  const auto md5 = R"({"type":"file","hashes":{"MD5":"66e2ea40dc71d5ba701574ea215a81f1"}})";
  const auto both =
      R"({"type":"file","hashes":{"SHA-256":"aa","MD5":"66e2ea40dc71d5ba701574ea215a81f1"}})";
  const auto sha = R"({"type":"file","hashes":{"SHA-512":"bb","SHA-1":"aa"}})";
  EXPECT_EQ(observable_id(md5), observable_id(both));
  EXPECT_EQ(observable_id(sha), observable_id(R"({"type":"file","hashes":{"SHA-1":"aa"}})"));
}

TEST(ObservableId, IsEmptyWithoutContributors) {
  for (const auto* text : {R"({"type":"process","pid":1})", R"({"type":"artifact","url":"x:y"})",
                           R"({"type":"indicator","value":"x"})", "7", "", R"({"value":"x"})"}) {
    EXPECT_EQ(observable_id(text), "") << text;
  }
}

}  // namespace
}  // namespace noroshi::stix
