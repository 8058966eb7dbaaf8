#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/stix/object.hpp"

namespace noroshi::stix {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// kind=value, for messages that can be read.
std::vector<std::string> written(const std::vector<ObservedValue>& values) {
  std::vector<std::string> out;
  for (const auto& value : values) out.push_back(value.kind + "=" + value.value);
  return out;
}

std::string canonical(std::string_view kind, std::string_view text) {
  const auto value = canonical_value(kind, text);
  return value ? value->value : "none";
}

std::vector<std::string> observed_in(std::string_view json) {
  Policy policy;
  policy.strict = false;
  std::vector<Complaint> complaints;
  const auto object = read_object(json, "object", policy, complaints);
  if (!object) return {"refused: " + to_string(complaints.front())};
  return written(observed_values(*object));
}

TEST(CanonicalValue, HasOneSpellingForEqualThings) {
  EXPECT_EQ(canonical("ipv4-addr", "198.51.100.7/32"), "198.51.100.7");
  EXPECT_EQ(canonical("ipv4-addr", "198.51.100.7/24"), "198.51.100.0/24");
  EXPECT_EQ(canonical("ipv6-addr", "2001:0DB8:0:0::1"), "2001:db8::1");
  EXPECT_EQ(canonical("ipv6-addr", "2001:db8::1/128"), "2001:db8::1");
  EXPECT_EQ(canonical("ipv6-addr", "2001:db8::1/64"), "2001:db8::/64");
  EXPECT_EQ(canonical("ipv6-addr", "::ffff:192.0.2.1"), "::ffff:192.0.2.1");
  EXPECT_EQ(canonical("domain-name", "WWW.Example.COM."), "www.example.com");
  EXPECT_EQ(canonical("domain-name", "火山.example"), "火山.example");
  EXPECT_EQ(canonical("domain-name", "_dmarc.example.com"), "_dmarc.example.com");
  EXPECT_EQ(canonical("email-addr", "John.Doe@EXAMPLE.com"), "john.doe@example.com");
  EXPECT_EQ(canonical("file-hash", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"),
            "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(canonical("file-hash", "3:AbC:dEf"), "3:AbC:dEf");
  EXPECT_EQ(canonical("mac-addr", "00-00-5E-00-53-AF"), "00:00:5e:00:53:af");
  EXPECT_EQ(canonical("mac-addr", "0000.5e00.53af"), "00:00:5e:00:53:af");
  EXPECT_EQ(canonical("autonomous-system", "AS64496"), "64496");
  EXPECT_EQ(canonical("registry-key", R"(HKLM\Software\Run\)"),
            R"(hkey_local_machine\software\run)");
  EXPECT_EQ(canonical("endpoint", "192.0.2.7:0443"), "192.0.2.7:443");
  EXPECT_EQ(canonical("endpoint", "[2001:DB8::1]:443"), "[2001:db8::1]:443");
  EXPECT_EQ(canonical("endpoint", "C2.Example.com:8080"), "c2.example.com:8080");
  EXPECT_EQ(canonical("mutex", " Global\\M "), "Global\\M");
}

TEST(CanonicalValue, UrlsLoseWhatDoesNotTellThemApart) {
  EXPECT_EQ(canonical("url", "HTTP://Example.COM:80/Path?Q=1#frag"), "http://example.com/Path?Q=1");
  EXPECT_EQ(canonical("url", "https://example.com:443"), "https://example.com/");
  EXPECT_EQ(canonical("url", "https://example.com:8443/"), "https://example.com:8443/");
  EXPECT_EQ(canonical("url", "https://User:Pw@Example.com?x"), "https://User:Pw@example.com/?x");
  EXPECT_EQ(canonical("url", "http://[2001:DB8::1]:80/a"), "http://[2001:db8::1]/a");
  EXPECT_EQ(canonical("url", "mailto:a@example.com"), "mailto:a@example.com");
}

TEST(CanonicalValue, IsNothingForOtherText) {
  EXPECT_EQ(canonical("ipv4-addr", "2001:db8::1"), "none");
  EXPECT_EQ(canonical("ipv4-addr", "192.0.2.0/33"), "none");
  EXPECT_EQ(canonical("ipv6-addr", "192.0.2.1"), "none");
  EXPECT_EQ(canonical("domain-name", "192.0.2.1"), "none");
  EXPECT_EQ(canonical("domain-name", "a b"), "none");
  EXPECT_EQ(canonical("domain-name", "a..b"), "none");
  EXPECT_EQ(canonical("domain-name", ""), "none");
  EXPECT_EQ(canonical("domain-name", std::string(64, 'a') + ".example"), "none");
  EXPECT_EQ(canonical("url", "example.com/x"), "none");
  EXPECT_EQ(canonical("url", "http://"), "none");
  EXPECT_EQ(canonical("email-addr", "@example.com"), "none");
  EXPECT_EQ(canonical("mac-addr", "00:00:5e:00:53"), "none");
  EXPECT_EQ(canonical("autonomous-system", "4294967296"), "none");
  EXPECT_EQ(canonical("endpoint", "192.0.2.1:65536"), "none");
  EXPECT_EQ(canonical("endpoint", "192.0.2.1"), "none");
  EXPECT_EQ(canonical("favourite-colour", "red"), "none");
}

TEST(CanonicalValue, IsItsOwnCanonicalValue) {
  for (const auto& [kind, text] : std::initializer_list<std::pair<const char*, const char*>>{
           {"ipv4-addr", "198.51.100.7/24"},
           {"ipv6-addr", "::FFFF:192.0.2.1"},
           {"domain-name", "WWW.Example.COM."},
           {"url", "HTTP://u@Example.COM:80?x#f"},
           {"email-addr", "A@B.example."},
           {"mac-addr", "00005E0053AF"},
           {"registry-key", "HKU\\X\\"},
           {"endpoint", "[::1]:80"}}) {
    const auto once = canonical_value(kind, text);
    ASSERT_TRUE(once) << text;
    EXPECT_EQ(canonical(kind, once->value), once->value);
  }
}

TEST(ObservedValues, OfEachObservable) {
  EXPECT_THAT(
      observed_in(
          R"({"type":"file","id":"file--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","name":"Foo.exe",
      "hashes":{"MD5":"66E2EA40DC71D5BA701574EA215A81F1","SSDEEP":"3:a:b"}})"),
      ElementsAre("file-hash=3:a:b", "file-hash=66e2ea40dc71d5ba701574ea215a81f1",
                  "file-name=Foo.exe"));
  EXPECT_THAT(
      observed_in(
          R"({"type":"autonomous-system","id":"autonomous-system--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","number":64496})"),
      ElementsAre("autonomous-system=64496"));
  EXPECT_THAT(
      observed_in(
          R"({"type":"x509-certificate","id":"x509-certificate--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f",
      "hashes":{"SHA-1":"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"}})"),
      ElementsAre("certificate-hash=da39a3ee5e6b4b0d3255bfef95601890afd80709"));
  EXPECT_THAT(
      observed_in(
          R"({"type":"process","id":"process--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","command_line":"a -b"})"),
      ElementsAre("process-command=a -b"));
  EXPECT_THAT(
      observed_in(
          R"({"type":"network-traffic","id":"network-traffic--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","protocols":["http"],
      "src_ref":"ipv4-addr--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","extensions":{"http-request-ext":{"request_method":"get",
      "request_value":"/","request_header":{"User-Agent":["Bad/1.0"],"Host":["x"]}}}})"),
      ElementsAre("user-agent=Bad/1.0"));
  EXPECT_THAT(
      observed_in(
          R"({"type":"mutex","id":"mutex--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f","name":"M"})"),
      ElementsAre("mutex=M"));
}

TEST(ObservedValues, OfTheOldContainerIncludeEndPoints) {
  EXPECT_THAT(
      observed_in(
          R"({"type":"observed-data","id":"observed-data--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
      "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","number_observed":1,
      "objects":{"0":{"type":"ipv6-addr","value":"2001:DB8::1"},"1":{"type":"domain-name","value":"C2.example"},
      "2":{"type":"network-traffic","src_ref":"0","src_port":1024,"dst_ref":"1","dst_port":443,"protocols":["tcp"]}}})"),
      ElementsAre("domain-name=c2.example", "endpoint=[2001:db8::1]:1024",
                  "endpoint=c2.example:443", "ipv6-addr=2001:db8::1"));
}

TEST(ObservedValues, OfOtherObjectsAreNone) {
  EXPECT_THAT(
      observed_in(R"({"type":"tool","id":"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","name":"n",
      "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","value":"192.0.2.1"})"),
      IsEmpty());
}

TEST(GuessValues, KnowsWhatPeopleType) {
  EXPECT_THAT(written(guess_values(" 198.51.100.7 ")), ElementsAre("ipv4-addr=198.51.100.7"));
  EXPECT_THAT(written(guess_values("2001:DB8::1")), ElementsAre("ipv6-addr=2001:db8::1"));
  EXPECT_THAT(written(guess_values("[2001:db8::1]:443")),
              ElementsAre("endpoint=[2001:db8::1]:443", "ipv6-addr=2001:db8::1"));
  EXPECT_THAT(written(guess_values("192.0.2.7:443")),
              ElementsAre("endpoint=192.0.2.7:443", "ipv4-addr=192.0.2.7"));
  EXPECT_THAT(written(guess_values("hxxps://Bad[.]example/x")),
              ElementsAre("url=https://bad.example/x"));
  EXPECT_THAT(written(guess_values("a@example.com")), ElementsAre("email-addr=a@example.com"));
  EXPECT_THAT(written(guess_values("00:00:5E:00:53:AF")),
              ElementsAre("mac-addr=00:00:5e:00:53:af"));
  EXPECT_THAT(written(guess_values("AS64496")), ElementsAre("autonomous-system=64496"));
  const std::string sha(64, 'A');
  const std::string lower(64, 'a');
  EXPECT_THAT(written(guess_values(sha)),
              ElementsAre("file-hash=" + lower, "certificate-hash=" + lower));
  EXPECT_THAT(written(guess_values("evil.exe")),
              testing::IsSupersetOf({"domain-name=evil.exe", "file-name=evil.exe"}));
  EXPECT_THAT(written(guess_values("Global\\M")), testing::Contains("mutex=Global\\M"));
  EXPECT_THAT(guess_values("  "), IsEmpty());
}

TEST(Timestamp, WritesThreeDecimalsAndSixWhereNeeded) {
  EXPECT_EQ(timestamp(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(timestamp(1'500'000), "1970-01-01T00:00:01.500Z");
  EXPECT_EQ(timestamp(1), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(timestamp(-1), "1969-12-31T23:59:59.999999Z");
}

TEST(Timestamp, ReadsWhatItWrites) {
  for (const auto* text : {"0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999999Z",
                           "2000-02-29T12:00:00.000Z", "1969-07-20T20:17:40.123Z"}) {
    const auto instant = parse_timestamp(text);
    ASSERT_TRUE(instant) << text;
    EXPECT_EQ(timestamp(*instant), text);
  }
  EXPECT_EQ(parse_timestamp("2026-01-02T03:04:05Z"), parse_timestamp("2026-01-02T03:04:05.0Z"));
  EXPECT_EQ(parse_timestamp("2026-01-02T03:04:05.1234567899Z"),
            parse_timestamp("2026-01-02T03:04:05.123456Z"));
  EXPECT_EQ(parse_timestamp("2016-12-31T23:59:60Z"), parse_timestamp("2017-01-01T00:00:00Z"));
}

TEST(Timestamp, RefusesWhatRfc3339OrStixDoesNotAllow) {
  for (const auto* text : {"",
                           "2026-01-02",
                           "2026-01-02T03:04:05",
                           "2026-01-02T03:04:05z",
                           "2026-01-02t03:04:05Z",
                           "2026-01-02 03:04:05Z",
                           "2026-01-02T03:04:05.Z",
                           "2026-01-02T03:04:05+00:00",
                           "2026-13-02T03:04:05Z",
                           "2026-00-02T03:04:05Z",
                           "2026-02-29T03:04:05Z",
                           "2026-01-32T03:04:05Z",
                           "2026-01-02T24:00:00Z",
                           "2026-01-02T03:60:05Z",
                           "2026-01-02T03:04:61Z",
                           "2026-1-2T03:04:05Z",
                           "+026-01-02T03:04:05Z",
                           "2026-01-02T03:04:05.12a4Z",
                           "2026-01-02T03:04:05,123Z",
                           "1900-02-29T00:00:00Z"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

}  // namespace
}  // namespace noroshi::stix
