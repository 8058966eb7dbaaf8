#include "trust/permit/warrant.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trust/permit/permit_testing.hpp"
#include "trust/permit/reserved.hpp"

namespace noroshi::permit {
namespace {

using ::testing::HasSubstr;
using testing::kMidday;
using testing::Office;
using testing::permit_text;
using testing::revocations_text;
using testing::with;

std::string verdict(const Warrant& warrant, std::string_view address, std::uint16_t port = 23,
                    std::uint8_t protocol = kTcp, base::Micros now = kMidday) {
  const Target target{*net::Address::parse(address), port, protocol, {}};
  const auto refusal = warrant.refusal(target, now);
  return refusal ? std::string(to_string(*refusal)) : "allowed";
}

std::string flaw(const Result<Warrant>& warrant) {
  return warrant ? "none" : warrant.error().message;
}

class WarrantTest : public ::testing::Test {
 protected:
  Office office_;
  Warrant warrant_ = *office_.open(permit_text());
};

TEST_F(WarrantTest, KnowsTheFirstAndLastAddressOfEverything) {
  EXPECT_EQ(verdict(warrant_, "198.51.99.255"), "outside the permitted ranges");
  EXPECT_EQ(verdict(warrant_, "198.51.100.0"), "allowed");
  EXPECT_EQ(verdict(warrant_, "198.51.100.63"), "allowed");
  EXPECT_EQ(verdict(warrant_, "198.51.100.64"), "on the opt-out list");
  EXPECT_EQ(verdict(warrant_, "198.51.100.127"), "on the opt-out list");
  EXPECT_EQ(verdict(warrant_, "198.51.100.128"), "excluded by the permit");
  EXPECT_EQ(verdict(warrant_, "198.51.100.131"), "excluded by the permit");
  EXPECT_EQ(verdict(warrant_, "198.51.100.132"), "allowed");
  EXPECT_EQ(verdict(warrant_, "198.51.100.255"), "allowed");
  EXPECT_EQ(verdict(warrant_, "198.51.101.0"), "outside the permitted ranges");
  EXPECT_EQ(verdict(warrant_, "203.0.113.6"), "outside the permitted ranges");
  EXPECT_EQ(verdict(warrant_, "203.0.113.7"), "allowed");
  EXPECT_EQ(verdict(warrant_, "203.0.113.8"), "outside the permitted ranges");
  EXPECT_EQ(verdict(warrant_, "2001:db8:0:ffff:ffff:ffff:ffff:ffff"),
            "outside the permitted ranges");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1::"), "allowed");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1::bac"), "allowed");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1::bad"), "on the opt-out list");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1::bae"), "allowed");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1::feff"), "allowed");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1::ff00"), "excluded by the permit");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1::ffff"), "excluded by the permit");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1::1:0"), "allowed");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1:0:ffff:ffff:ffff:ffff"), "allowed");
  EXPECT_EQ(verdict(warrant_, "2001:db8:1:1::"), "outside the permitted ranges");
}

TEST_F(WarrantTest, NeedsATestNetworkForWhatIsReserved) {
  EXPECT_EQ(verdict(warrant_, "127.0.0.0"), "a special or private address") << "range, but no test";
  EXPECT_EQ(verdict(warrant_, "127.0.0.1"), "allowed");
  EXPECT_EQ(verdict(warrant_, "127.0.0.2"), "a special or private address");
  const auto untested = office_.open(with(permit_text(), "\"127.0.0.1\"", ""));
  ASSERT_TRUE(untested) << untested.error().message;
  EXPECT_EQ(verdict(*untested, "127.0.0.1"), "a special or private address");
}

TEST_F(WarrantTest, WithAllOfIpv4StillSparesTheReserved) {
  const auto all = office_.open(with(
      permit_text(), "\"198.51.100.0/24\", \"203.0.113.7\", \"2001:db8:1::/64\"", "\"0.0.0.0/0\""));
  ASSERT_TRUE(all) << all.error().message;
  for (const char* open :
       {"1.0.0.0",        "9.255.255.255",   "11.0.0.0",        "126.255.255.255", "128.0.0.0",
        "100.63.255.255", "100.128.0.0",     "169.253.255.255", "169.255.0.0",     "172.15.255.255",
        "172.32.0.0",     "192.0.1.0",       "192.0.1.255",     "192.0.3.0",       "192.88.98.255",
        "192.88.100.0",   "192.167.255.255", "192.169.0.0",     "198.17.255.255",  "198.20.0.0",
        "198.51.99.255",  "223.255.255.255"}) {
    EXPECT_EQ(verdict(*all, open), "allowed") << open;
  }
  for (const char* shut :
       {"0.0.0.0",         "0.255.255.255",   "10.0.0.0",        "10.255.255.255",
        "100.64.0.0",      "100.127.255.255", "127.255.255.255", "169.254.0.0",
        "169.254.255.255", "172.16.0.0",      "172.31.255.255",  "192.0.0.0",
        "192.0.0.255",     "192.0.2.0",       "192.0.2.255",     "192.88.99.0",
        "192.168.0.0",     "192.168.255.255", "198.18.0.0",      "198.19.255.255",
        "224.0.0.0",       "239.255.255.255", "240.0.0.0",       "255.255.255.255"}) {
    EXPECT_EQ(verdict(*all, shut), "a special or private address") << shut;
  }
  EXPECT_EQ(verdict(*all, "2400::1"), "outside the permitted ranges");
}

TEST_F(WarrantTest, WithAllOfIpv6OpensNothingOfIpv4) {
  const auto all = office_.open(
      with(permit_text(), "\"198.51.100.0/24\", \"203.0.113.7\", \"2001:db8:1::/64\"", "\"::/0\""));
  ASSERT_TRUE(all) << all.error().message;
  for (const char* open : {"2001:200::", "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
                           "2001:db9::", "2003::", "3fff:1000::", "3ffe:ffff::1", "2400::1"}) {
    EXPECT_EQ(verdict(*all, open), "allowed") << open;
  }
  for (const char* shut : {"::", "::1", "64:ff9b::808:808", "2001::", "2001:1ff:ffff::1",
                           "2002::", "2002:ffff:ffff::1", "3fff::", "3fff:fff::1",
                           "4000::", "fc00::1", "fe80::1", "ff02::1", "1fff:ffff::1"}) {
    EXPECT_EQ(verdict(*all, shut), "a special or private address") << shut;
  }
  EXPECT_EQ(verdict(*all, "8.8.8.8"), "outside the permitted ranges");
  EXPECT_EQ(verdict(*all, "::ffff:8.8.8.8"), "outside the permitted ranges");
}

TEST_F(WarrantTest, TakesTheServicesThatAreNamed) {
  const auto on = [&](std::uint8_t protocol, std::uint16_t port) {
    return verdict(warrant_, "198.51.100.1", port, protocol) == "allowed";
  };
  EXPECT_TRUE(on(kTcp, 23));
  EXPECT_FALSE(on(kTcp, 22));
  EXPECT_FALSE(on(kTcp, 24));
  EXPECT_FALSE(on(kUdp, 23));
  EXPECT_FALSE(on(kTcp, 7999));
  EXPECT_TRUE(on(kTcp, 8000));
  EXPECT_TRUE(on(kTcp, 8080));
  EXPECT_FALSE(on(kTcp, 8081));
  EXPECT_FALSE(on(kTcp, 0));
  EXPECT_TRUE(on(kIcmp, 0x0800));
  EXPECT_FALSE(on(kIcmp, 0x0801)) << "another code";
  EXPECT_FALSE(on(kIcmpV6, 0x0800));
  std::size_t open = 0;
  for (int protocol = 0; protocol < 256; ++protocol) {
    for (int port = 0; port < 65536; port += 1 + port / 16384) {
      open += on(static_cast<std::uint8_t>(protocol), static_cast<std::uint16_t>(port)) ? 1 : 0;
    }
  }
  EXPECT_EQ(open, 1U + 81U + 1U + 1U);
}

TEST_F(WarrantTest, ComesFromItsOwnSourcesOnly) {
  Target target{*net::Address::parse("198.51.100.1"), 23, kTcp, net::Address::v4(0xC0000201)};
  EXPECT_FALSE(warrant_.refusal(target, kMidday));
  target.source = net::Address::v4(0xC0000202);
  EXPECT_EQ(warrant_.refusal(target, kMidday), Refusal::WrongSource);
}

TEST_F(WarrantTest, OpensAndShutsToTheMicrosecond) {
  const auto at = [&](const Warrant& warrant, std::string_view text, base::Micros more) {
    return verdict(warrant, "198.51.100.1", 23, kTcp, *base::parse_rfc3339(text) + more);
  };
  EXPECT_EQ(at(warrant_, "2026-03-03T00:00:00Z", -1), "the list of revocations is from the future");
  EXPECT_EQ(at(warrant_, "2026-03-03T00:00:00Z", 0), "allowed");
  EXPECT_EQ(at(warrant_, "2026-03-04T00:00:00Z", -1), "allowed");
  EXPECT_EQ(at(warrant_, "2026-03-04T00:00:00Z", 0), "the list of revocations is stale");
  const auto narrow =
      office_.open(with(with(permit_text(), "from = \"2026-03-01T00", "from = \"2026-03-03T10"),
                        "until = \"2026-03-31T00", "until = \"2026-03-03T11"));
  ASSERT_TRUE(narrow) << narrow.error().message;
  EXPECT_EQ(at(*narrow, "2026-03-03T10:00:00Z", -1), "outside the permitted times");
  EXPECT_EQ(at(*narrow, "2026-03-03T10:00:00Z", 0), "allowed");
  EXPECT_EQ(at(*narrow, "2026-03-03T11:00:00Z", -1), "allowed");
  EXPECT_EQ(at(*narrow, "2026-03-03T11:00:00Z", 0), "outside the permitted times");
  for (const base::Micros far : {INT64_MIN, INT64_MAX, base::Micros{0}}) {
    EXPECT_NE(verdict(warrant_, "198.51.100.1", 23, kTcp, far), "allowed");
  }
}

TEST_F(WarrantTest, TakesAListOfRevocationsForFreshAsLongAsThePermitSays) {
  const auto hurried = office_.open(with(permit_text(), "max_age = \"2d\"", "max_age = \"13h\""));
  ASSERT_TRUE(hurried) << hurried.error().message;
  const auto end = *base::parse_rfc3339("2026-03-03T13:00:00Z");
  EXPECT_EQ(verdict(*hurried, "198.51.100.1", 23, kTcp, end - 1), "allowed");
  EXPECT_EQ(verdict(*hurried, "198.51.100.1", 23, kTcp, end), "the list of revocations is stale");
}

TEST_F(WarrantTest, EndsWhenItIsRevoked) {
  const auto revoked =
      with(with(revocations_text(), "another", "survey-2026-03"), "02T", "03T12:00:00Z\" #");
  const auto stopped = office_.open(permit_text(), with(revoked, "number = 7", "number = 8"));
  ASSERT_TRUE(stopped) << stopped.error().message;
  EXPECT_EQ(verdict(*stopped, "198.51.100.1", 23, kTcp, kMidday - 1), "allowed");
  EXPECT_EQ(verdict(*stopped, "198.51.100.1", 23, kTcp, kMidday), "the permit is revoked");
  ASSERT_TRUE(warrant_.renew(office_.signed_by_one(with(revoked, "number = 7", "number = 8"))));
  EXPECT_EQ(verdict(warrant_, "198.51.100.1"), "the permit is revoked");
  const auto older = warrant_.renew(office_.signed_by_one(revocations_text()));
  ASSERT_FALSE(older) << "a revocation is not taken back by an older list";
  EXPECT_THAT(older.error().message, HasSubstr("list 7 is older than list 8"));
  EXPECT_EQ(verdict(warrant_, "198.51.100.1"), "the permit is revoked");
}

TEST_F(WarrantTest, RefusesAListOlderThanThePermitKnows) {
  EXPECT_THAT(
      flaw(office_.open(permit_text(), with(revocations_text(), "number = 7", "number = 4"))),
      HasSubstr("older than list 5"));
}

TEST_F(WarrantTest, SparesThoseWhoOptOutLater) {
  EXPECT_EQ(verdict(warrant_, "198.51.100.1"), "allowed");
  warrant_.also_spare({*net::Prefix::parse("198.51.100.1")});
  EXPECT_EQ(verdict(warrant_, "198.51.100.1"), "on the opt-out list");
  EXPECT_EQ(verdict(warrant_, "198.51.100.64"), "on the opt-out list");
  EXPECT_EQ(verdict(warrant_, "198.51.100.2"), "allowed");
}

TEST_F(WarrantTest, WantsTheOptOutListThatWasApproved) {
  const auto permit = office_.signed_by_both(permit_text());
  const auto revocations = office_.signed_by_one(revocations_text());
  const auto shorter = with(std::string(testing::kOptOuts), "198.51.100.64/26\n", "");
  EXPECT_THAT(flaw(Warrant::open({permit, office_.approvers(), revocations, shorter, {}})),
              HasSubstr("opt-out list has SHA-256"));
  EXPECT_THAT(flaw(office_.open(with(permit_text(), "revision = 12", "revision = 13"))),
              HasSubstr("is revision 12"));
}

TEST_F(WarrantTest, AllowsLoginsWithTheNamedListOnly) {
  const Digest list = tlog::sha256("admin:admin\n");
  EXPECT_THAT(flaw(office_.open(permit_text(), revocations_text(), list)),
              HasSubstr("allows no logins"));
  const auto with_logins = with(permit_text(), "\"none\"", "\"" + to_string(list) + "\"");
  EXPECT_TRUE(office_.open(with_logins, revocations_text(), list));
  EXPECT_TRUE(office_.open(with_logins)) << "none tried";
  EXPECT_THAT(flaw(office_.open(with_logins, revocations_text(), Digest(tlog::sha256("x")))),
              HasSubstr("allows " + to_string(list) + " only"));
}

TEST_F(WarrantTest, NeedsEverySignatureItWasPromised) {
  const auto revocations = office_.signed_by_one(revocations_text());
  const auto open = [&](const std::string& permit) {
    return flaw(Warrant::open({permit, office_.approvers(), revocations, testing::kOptOuts, {}}));
  };
  const auto text = permit_text();
  EXPECT_EQ(open(office_.signed_by_both(text)), "none");
  EXPECT_THAT(open(text), HasSubstr("not signed"));
  EXPECT_THAT(open(office_.signed_by_one(text)), HasSubstr("signed by 1 of the 2"));
  EXPECT_THAT(open(office_.signed_by_one(text) + office_.institute.sign(text)),
              HasSubstr("signed by 1 of the 2"));
  EXPECT_THAT(open(office_.signed_by_both(text) + office_.stranger.sign(text)),
              HasSubstr("not among the approvers"));
}

TEST_F(WarrantTest, WithOneOctetChangedAnywhereIsRefused) {
  const auto permit = office_.signed_by_both(permit_text());
  const auto revocations = office_.signed_by_one(revocations_text());
  const auto papers = [&](std::string_view one, std::string_view other, std::string_view list) {
    return Warrant::open({one, office_.approvers(), other, list, {}}).has_value();
  };
  ASSERT_TRUE(papers(permit, revocations, testing::kOptOuts));
  for (std::size_t i = 0; i < permit.size(); ++i) {
    for (const int flip : {0x01, 0x20, 0x80}) {
      auto changed = permit;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      EXPECT_FALSE(papers(changed, revocations, testing::kOptOuts)) << i;
    }
    EXPECT_FALSE(papers(permit.substr(0, i), revocations, testing::kOptOuts)) << i;
  }
  for (std::size_t i = 0; i < revocations.size(); ++i) {
    auto changed = revocations;
    changed[i] = static_cast<char>(changed[i] ^ 0x01);
    EXPECT_FALSE(papers(permit, changed, testing::kOptOuts)) << i;
  }
  for (std::size_t i = 0; i < testing::kOptOuts.size(); ++i) {
    std::string changed(testing::kOptOuts);
    changed[i] = static_cast<char>(changed[i] ^ 0x01);
    EXPECT_FALSE(papers(permit, revocations, changed)) << i;
  }
}

TEST(Approvers, AreReadWithTheirThresholds) {
  const Office office;
  const auto text = fmt::format(
      "[approvers]\nformat = \"noroshi-approvers-1\"\nthreshold = 2\nkeys = [\"{}\", \"{}\"]\n"
      "[approvers.revocations]\nthreshold = 1\n",
      office.minister.open().text(), office.institute.open().text());
  const auto approvers = Approvers::parse(text, "a.toml");
  ASSERT_TRUE(approvers) << approvers.error().message;
  EXPECT_EQ(approvers->permits.threshold, 2U);
  EXPECT_EQ(approvers->revocations.threshold, 1U);
  EXPECT_EQ(approvers->revocations.keys.size(), 2U);
  EXPECT_FALSE(Approvers::parse(with(text, "threshold = 2", "threshold = 3"), "a.toml"));
  EXPECT_FALSE(Approvers::parse(with(text, "threshold = 2", "threshold = 0"), "a.toml"));
  EXPECT_FALSE(Approvers::parse(with(text, "threshold = 2\n", ""), "a.toml"));
  const auto twins = with(text, office.minister.open().text(), office.institute.open().text());
  EXPECT_THAT(Approvers::parse(twins, "a.toml").error().message, HasSubstr("stands there twice"));
  const auto witness = with(text, office.minister.open().text(),
                            office.minister.open().as(tlog::KeyType::Cosignature).text());
  EXPECT_THAT(Approvers::parse(witness, "a.toml").error().message, HasSubstr("witness's key"));
}

}  // namespace
}  // namespace noroshi::permit
