#include "intel/registry/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intel/registry/registry_testing.hpp"

namespace noroshi::registry {
namespace {

using testing::HasSubstr;

Registry sound() { return read_test_registry(signed_by_test_key(test_body())).value(); }

std::string refused(const std::string& text, base::Micros now = kTestNow) {
  const auto read = read_test_registry(text, now);
  return read ? "taken" : read.error().message;
}

std::string who(const Registry& registry, std::string_view address) {
  const auto answer = registry.find(net::Address::parse(address).value());
  if (!answer) return "nobody";
  return answer->who->id + " " + answer->prefix.to_string() + " AS" + std::to_string(answer->asn) +
         " " + std::string(answer->country);
}

TEST(Registry, TheNarrowestRangeAnswers) {
  const auto registry = sound();
  EXPECT_EQ(who(registry, "192.0.2.63"), "example-telecom 192.0.2.0/24 AS64500 JP");
  EXPECT_EQ(who(registry, "192.0.2.64"), "campus 192.0.2.64/26 AS64510 JP");
  EXPECT_EQ(who(registry, "192.0.2.127"), "campus 192.0.2.64/26 AS64510 JP");
  EXPECT_EQ(who(registry, "192.0.2.128"), "example-telecom 192.0.2.0/24 AS64500 JP");
  EXPECT_EQ(who(registry, "198.51.100.255"), "campus 198.51.100.0/24 AS0 JP");
  EXPECT_EQ(who(registry, "2001:db8:ffff::1"), "example-telecom 2001:db8::/32 AS64501 KR");
  EXPECT_EQ(who(registry, "192.0.3.0"), "nobody");
  EXPECT_EQ(who(registry, "2001:db9::"), "nobody");
  EXPECT_EQ(who(registry, "::"), "nobody");
}

TEST(Registry, TellsItsEdition) {
  const auto registry = sound();
  EXPECT_EQ(registry.serial(), 7U);
  EXPECT_EQ(registry.issuer(), "Example programme office");
  EXPECT_EQ(base::to_rfc3339(registry.valid_until()), "2026-02-01T00:00:00Z");
  ASSERT_EQ(registry.operators().size(), 2U);
  EXPECT_EQ(registry.operators()[0].language, base::Language::Japanese);
  EXPECT_EQ(registry.operator_of("campus")->contact, "csirt@campus.example");
  EXPECT_EQ(registry.operator_of("nobody"), nullptr);
}

TEST(Registry, WithoutASignatureItIsRefused) {
  EXPECT_THAT(refused(test_body()), HasSubstr("registry.toml: not signed"));
}

TEST(Registry, AnyOctetThatChangedIsNoticed) {
  const auto text = signed_by_test_key(test_body());
  for (std::size_t i = 0; i < test_body().size(); i += 7) {
    auto changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_NE(refused(changed), "taken") << i;
  }
}

TEST(Registry, ASignatureByAnotherKeyNamesThatKey) {
  const auto other = make_signing_key();
  EXPECT_THAT(refused(test_body() + signature_line(test_body(), other)),
              HasSubstr("signed by " + fingerprint(other.public_key)));
}

TEST(Registry, OneGoodSignatureOfSeveralIsEnough) {
  const auto other = make_signing_key();
  const auto body = test_body();
  EXPECT_EQ(refused(body + signature_line(body, other) + signature_line(body, test_key())),
            "taken");
}

TEST(Registry, WhatFollowsTheSignatureIsNotCoveredSoRefused) {
  EXPECT_THAT(refused(signed_by_test_key(test_body()) + "ranges = []\n"),
              HasSubstr("something follows the signature"));
}

TEST(Registry, ASignatureOfTheBodyAloneIsNone) {
  // Signed without the words before it, as by another programme with the same key.
  const auto body = test_body();
  const auto shifted = signature_line(body.substr(1), test_key());
  EXPECT_THAT(refused(body + shifted), HasSubstr("does not fit"));
}

TEST(Registry, OutsideItsPeriodItIsRefused) {
  const auto text = signed_by_test_key(test_body());
  EXPECT_THAT(refused(text, base::parse_rfc3339("2025-12-31T23:59:59Z").value()),
              HasSubstr("not valid before 2026-01-01T00:00:00Z"));
  EXPECT_EQ(refused(text, base::parse_rfc3339("2026-01-01T00:00:00Z").value()), "taken");
  EXPECT_THAT(refused(text, base::parse_rfc3339("2026-02-01T00:00:00Z").value()),
              HasSubstr("expired on 2026-02-01T00:00:00Z"));
}

TEST(Registry, RdapAnswersOnlyWhereNobodyRegistered) {
  auto registry = sound();
  const std::string lines =
      R"({"objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.255","name":"TAKEN","entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text","other@taken.example"]]]}]})"
      "\n"
      R"({"objectClassName":"ip network","startAddress":"203.0.113.0","endAddress":"203.0.113.191","name":"HOSTS","country":"de","entities":[{"roles":["registrant"],"vcardArray":["vcard",[["fn",{},"text","Example Hosts"]]],"entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text","abuse@hosts.example"]]]}]}]})"
      "\n"
      R"({"objectClassName":"autnum"})"
      "\n"
      "not json\n";
  const auto input = io::Input::over(lines);
  const auto reading = registry.add_rdap(*input);
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->networks, 2U);
  EXPECT_EQ(reading->rejects.rejected().at("no ip network").count, 1U);
  EXPECT_EQ(reading->rejects.rejected().at("no JSON object").first.number, 4U);

  EXPECT_EQ(who(registry, "192.0.2.1"), "example-telecom 192.0.2.0/24 AS64500 JP");
  EXPECT_EQ(who(registry, "203.0.113.150"), "rdap-abuse-hosts-example 203.0.113.128/26 AS0 DE");
  EXPECT_EQ(who(registry, "203.0.113.192"), "nobody");
  const auto answer = registry.find(net::Address::parse("203.0.113.1").value());
  EXPECT_EQ(answer->origin, Origin::Rdap);
  EXPECT_EQ(answer->who->name, "Example Hosts");
}

TEST(Registry, ContactsThatLookAlikeInAFileNameStayTwoOperators) {
  auto registry = sound();
  std::string lines;
  for (const auto& [start, mail] :
       {std::pair{"203.0.113.0", "a.b@x.example"}, std::pair{"203.0.113.64", "a-b@x.example"},
        std::pair{"203.0.113.128", "a.b@x.example"}}) {
    lines += std::string(R"({"objectClassName":"ip network","name":"N","startAddress":")") + start +
             R"(","endAddress":")" + start +
             R"(","entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text",")" +
             mail + "\"]]]}]}\n";
  }
  const auto input = io::Input::over(lines);
  ASSERT_TRUE(registry.add_rdap(*input));
  EXPECT_EQ(registry.find(net::Address::parse("203.0.113.0").value())->who->id,
            "rdap-a-b-x-example");
  EXPECT_EQ(registry.find(net::Address::parse("203.0.113.64").value())->who->id,
            "rdap-a-b-x-example-2");
  EXPECT_EQ(registry.find(net::Address::parse("203.0.113.128").value())->who->id,
            "rdap-a-b-x-example");
}

TEST(Registry, ThousandsOfRdapContactsThatLookAlikeAreToldApartAndFound) {
  auto registry = sound();
  constexpr int kContacts = 5'000;
  const std::string alike(48, 'a');  // as far as an id goes
  std::string lines;
  const auto mail_of = [&](int n) { return alike + std::to_string(n) + "@x.example"; };
  const auto address_of = [](int n) {
    return net::Address::v4(0x0A000000U + 256U * static_cast<unsigned>(n));
  };
  for (int n = 0; n < kContacts; ++n) {
    const auto address = address_of(n).to_string();
    lines += R"({"objectClassName":"ip network","name":"N","startAddress":")" + address +
             R"(","endAddress":")" + address +
             R"(","entities":[{"roles":["abuse"],"vcardArray":["vcard",[["email",{},"text",")" +
             mail_of(n) + "\"]]]}]}\n";
  }
  const auto input = io::Input::over(lines);
  ASSERT_EQ(registry.add_rdap(*input).value().networks, std::uint64_t{kContacts});
  for (int n = 0; n < kContacts; ++n) {
    const auto answer = registry.find(address_of(n));
    ASSERT_TRUE(answer) << n;
    ASSERT_EQ(answer->who->contact, mail_of(n));
    ASSERT_EQ(registry.operator_of(answer->who->id), answer->who);
  }
  EXPECT_EQ(registry.operator_of("rdap-" + alike + "-5000")->contact, mail_of(kContacts - 1));
}

TEST(Registry, CopiesAnswerForThemselves) {
  auto copy = sound();
  {
    const auto original = sound();
    copy = original;
  }
  EXPECT_EQ(who(copy, "192.0.2.64"), "campus 192.0.2.64/26 AS64510 JP");
}

}  // namespace
}  // namespace noroshi::registry
