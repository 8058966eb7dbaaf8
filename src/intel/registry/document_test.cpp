#include "intel/registry/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/registry/registry_testing.hpp"

namespace noroshi::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The sound body with one piece of text replaced.
std::string with(std::string_view from, std::string_view to) {
  auto body = test_body();
  const auto at = body.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return body.replace(at, from.size(), to);
}

std::string problem(const std::string& body) {
  const auto document = parse_document(body, "r.toml");
  return document ? "sound" : document.error().message;
}

TEST(RegistryDocument, TheSoundOneIsSound) { EXPECT_EQ(problem(test_body()), "sound"); }

TEST(RegistryDocument, OneRangeBelongsToOneOperatorOnly) {
  EXPECT_THAT(problem(with("\"198.51.100.0/24\"", "\"192.0.2.0/24\"")),
              HasSubstr("192.0.2.0/24 stands here twice: of example-telecom and of campus"));
}

TEST(RegistryDocument, EveryMistakeRefusesTheFileAndSaysWhere) {
  EXPECT_THAT(problem(with("\"192.0.2.0/24\"", "\"192.0.2.1/24\"")),
              HasSubstr("r.toml:16: registry.operator.ranges"));
  EXPECT_THAT(problem(with("\"192.0.2.0/24\"", "\"0.0.0.0/0\"")), HasSubstr("too wide"));
  EXPECT_THAT(problem(with("\"192.0.2.0/24\"", "\"::/64\"")), HasSubstr("too wide"));
  EXPECT_THAT(problem(with("2001:db8::/32 AS64501 KR", "2001:db8::/32 KR AS64501")),
              HasSubstr("is no range; write"));
  EXPECT_THAT(problem(with("id = \"campus\"", "id = \"example-telecom\"")),
              HasSubstr("stands here twice"));
  EXPECT_THAT(problem(with("id = \"campus\"", "id = \"../campus\"")), HasSubstr("must be 1 to 64"));
  EXPECT_THAT(problem(with("id = \"campus\"", "id = \"rdap-campus\"")), HasSubstr("rdap-"));
  EXPECT_THAT(problem(with("csirt@campus.example", "csirt@campus.example\\nBcc: x")),
              HasSubstr("mail address"));
  EXPECT_THAT(problem(with("Example University", "\\u001b[31m")), HasSubstr("control characters"));
  EXPECT_THAT(problem(with("AS64500", "64500")), HasSubstr("no AS number"));
  EXPECT_THAT(problem(with("country = \"JP\"", "country = \"jp\"")), HasSubstr("capital"));
  EXPECT_THAT(problem(with("serial = 7", "serial = 0")), HasSubstr("serial"));
  EXPECT_THAT(problem(with("version = 1", "version = 2")), HasSubstr("version"));
  EXPECT_THAT(problem(with("contact =", "contatc =")), HasSubstr("did you mean"));
  EXPECT_THAT(problem(with("2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z")),
              HasSubstr("later than valid_from"));
  EXPECT_THAT(problem("[registry]\nversion = 1\n"), HasSubstr("nobody is registered"));
}

TEST(RegistryDocument, RangesWithinOthersAreShownBeforeSigning) {
  EXPECT_THAT(nestings(parse_document(test_body(), "r.toml").value()),
              ElementsAre("192.0.2.64/26 of campus lies in 192.0.2.0/24 of example-telecom"));
}

TEST(RegistryDocument, MailAddressesAreSafeInHeadersAndPages) {
  EXPECT_TRUE(is_mail_address("abuse+noroshi@isp.example"));
  for (const auto* bad :
       {"", "abuse", "@isp.example", "abuse@", "abuse@isp", "a b@isp.example", "a@b@isp.example",
        "a@isp..example", "<a@isp.example>", "a\"@isp.example", "a@isp.example\r\nBcc: b",
        "a@-isp.example", "a,b@isp.example", "a@ísp.example"}) {
    EXPECT_FALSE(is_mail_address(bad)) << bad;
  }
}

TEST(RegistryDocument, NamesAreUtf8WithoutControlCharacters) {
  EXPECT_TRUE(is_name("エグザンプル電信 <&> \"x\""));
  for (const auto& bad :
       {std::string(), std::string("a\nb"), std::string("a\x7f"), std::string("\xc2\x85"),
        std::string("\xc0\xaf"), std::string("\xed\xa0\x80"), std::string("\xff"),
        std::string("\xe3\x82"), std::string(201, 'a')}) {
    EXPECT_FALSE(is_name(bad));
  }
}

}  // namespace
}  // namespace noroshi::registry
