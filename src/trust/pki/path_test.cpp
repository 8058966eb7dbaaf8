// Paths that are made for one rule each: which is found among several, and what each fault is.
#include "trust/pki/path.hpp"

#include <gtest/gtest.h>

#include "trust/pki/mint_test.hpp"

namespace noroshi::pki {
namespace {

using mint::at;
using mint::Party;

const base::Micros kNow = at("2025-06-01T00:00:00Z");

/// A root, a CA below it and a certificate of that CA.
class Path : public ::testing::Test {
 protected:
  Party root_{"Root"};
  Party ca_{"CA"};
  Party end_{"End"};
  Material material_;
  PathQuestion question_{.at = kNow, .revocation = RevocationCheck::None};

  Path() { root_.certify_itself(); }

  Certificate end(std::vector<Bytes> extensions = {}) {
    return ca_.issue({end_.name, std::move(extensions), 9}, end_.key);
  }
  PathVerdict judge(const Certificate& target) {
    return judge_path(target, {{*root_.certificate}}, material_, question_);
  }
  /// With a CA that bears these extensions beside its own.
  PathVerdict judge(std::vector<Bytes> of_ca, std::vector<Bytes> of_end) {
    root_.certify(ca_, std::move(of_ca));
    material_.certificates = {*ca_.certificate};
    return judge(end(std::move(of_end)));
  }
};

TEST_F(Path, GoesFromTheTargetToTheAnchor) {
  const PathVerdict verdict = judge({}, {});
  EXPECT_TRUE(verdict.valid()) << verdict.why;
  ASSERT_EQ(verdict.chain.size(), 3U);
  EXPECT_EQ(verdict.chain[1], *ca_.certificate);
  EXPECT_EQ(verdict.chain[2], *root_.certificate);
}

TEST_F(Path, AnAnchorNeedsNobodyAboveIt) {
  EXPECT_TRUE(judge(*root_.certificate).valid());
  question_.at = at("2031-01-01T00:00:00Z");
  EXPECT_EQ(judge(*root_.certificate).fault, PathFault::Expired);
}

TEST_F(Path, NamesTheIssuerThatIsMissing) {
  root_.certify(ca_);
  const PathVerdict verdict = judge(end());
  EXPECT_EQ(verdict.fault, PathFault::NoChain);
  EXPECT_NE(verdict.why.find("no certificate of CN=CA"), std::string::npos) << verdict.why;
}

TEST_F(Path, FindsTheCaOfThisNameThatSigned) {
  Party other("CA");  // another key under the same name
  root_.certify(other);
  root_.certify(ca_);
  material_.certificates = {*other.certificate, *ca_.certificate};
  EXPECT_TRUE(judge(end()).valid());
  material_.certificates = {*other.certificate};
  EXPECT_EQ(judge(end()).fault, PathFault::BadSignature);
}

TEST_F(Path, GoesAroundACrossCertificateThatLeadsNowhere) {
  Party foreign("Foreign root");
  foreign.certify_itself();
  foreign.certify(ca_);
  const Certificate cross = *ca_.certificate;
  root_.certify(ca_);
  material_.certificates = {cross, *foreign.certificate, *ca_.certificate};
  EXPECT_TRUE(judge(end()).valid());
  material_.certificates = {*ca_.certificate, *foreign.certificate, cross};
  EXPECT_TRUE(judge(end()).valid());
}

TEST_F(Path, TakesTheCrossCertificateThatIsStillValid) {
  mint::Draft old{ca_.name, {mint::authority()}, 5};
  old.not_after = at("2024-01-01T00:00:00Z");
  const Certificate expired = root_.issue(old, ca_.key);
  root_.certify(ca_);
  material_.certificates = {expired, *ca_.certificate};
  EXPECT_TRUE(judge(end()).valid());
  material_.certificates = {expired};
  const PathVerdict verdict = judge(end());
  EXPECT_EQ(verdict.fault, PathFault::Expired);
  EXPECT_EQ(verdict.culprit, 1U);
}

TEST_F(Path, DoesNotGetLostAmongCasThatAllCertifyEachOther) {
  std::vector<Party> ring;
  for (int i = 0; i < 9; ++i) ring.emplace_back("Ring " + std::to_string(i));
  for (Party& above : ring) {
    for (Party& below : ring) {
      if (&above == &below) continue;
      above.certify(below);
      material_.certificates.push_back(*below.certificate);
    }
  }
  const Certificate target = ring.front().issue({end_.name}, end_.key);
  const PathVerdict verdict = judge(target);  // 9! ways, none of them to the root
  EXPECT_EQ(verdict.fault, PathFault::NoChain);
  EXPECT_NE(verdict.why.find("more ways upwards than can be tried"), std::string::npos)
      << verdict.why;
}

TEST_F(Path, FollowsAKeyThatACaRolledOver) {
  Party renewed("CA");
  root_.certify(ca_);
  renewed.certificate =
      ca_.issue({renewed.name, {mint::authority(), mint::usage(kKeyCertSign)}, 12}, renewed.key);
  material_.certificates = {*ca_.certificate, *renewed.certificate};
  const Certificate target = renewed.issue({end_.name}, end_.key);
  const PathVerdict verdict = judge(target);
  EXPECT_TRUE(verdict.valid()) << verdict.why;
  EXPECT_EQ(verdict.chain.size(), 4U);
}

TEST_F(Path, SaysWhoIsNotYetOrNoLongerValid) {
  root_.certify(ca_);
  material_.certificates = {*ca_.certificate};
  mint::Draft draft{end_.name};
  draft.not_before = at("2026-01-01T00:00:00Z");
  EXPECT_EQ(judge(ca_.issue(draft, end_.key)).fault, PathFault::NotYetValid);
  question_.at = draft.not_before;
  EXPECT_TRUE(judge(ca_.issue(draft, end_.key)).valid());
  question_.at = draft.not_after;
  EXPECT_TRUE(judge(ca_.issue(draft, end_.key)).valid());
  question_.at = draft.not_after + base::kSecond;
  EXPECT_EQ(judge(ca_.issue(draft, end_.key)).fault, PathFault::Expired);
  question_.check_validity_period = false;
  EXPECT_TRUE(judge(ca_.issue(draft, end_.key)).valid());
}

TEST_F(Path, WhoIsNoCaMayNotIssue) {
  for (const auto& extensions : {std::vector<Bytes>{},
                                 {mint::extension(ext::kBasicConstraints, der::sequence({}))},
                                 {mint::authority(), mint::usage(kDigitalSignature)}}) {
    const Certificate ca = root_.issue({ca_.name, extensions}, ca_.key);
    material_.certificates = {ca};
    const PathVerdict verdict = judge(end());
    EXPECT_EQ(verdict.fault, PathFault::NotAuthority);
    EXPECT_EQ(verdict.culprit, 1U);
  }
}

TEST_F(Path, IsNoLongerThanACaAboveAllows) {
  Party sub("Sub");
  const Certificate ca = root_.issue({ca_.name, {mint::authority(0)}}, ca_.key);
  ca_.certify(sub);
  material_.certificates = {ca, *sub.certificate};
  EXPECT_EQ(judge(sub.issue({end_.name}, end_.key)).fault, PathFault::NotAuthority);
  EXPECT_TRUE(judge(end()).valid());
}

TEST_F(Path, CriticalExtensionsMustBeKnown) {
  EXPECT_EQ(judge({}, {mint::extension("1.2.3.4", der::null(), true)}).fault,
            PathFault::UnknownCritical);
  EXPECT_TRUE(judge({}, {mint::extension("1.2.3.4", der::null())}).valid());
  EXPECT_EQ(judge({mint::extension("1.2.3.4", der::null(), true)}, {}).culprit, 1U);
}

TEST_F(Path, AnExtensionStandsOnce) {
  EXPECT_EQ(judge({}, {mint::policies({"1.2.3"}), mint::policies({"1.2.4"})}).fault,
            PathFault::Malformed);
}

TEST_F(Path, TheTargetIsMadeForWhatIsAsked) {
  question_.purpose = "1.3.6.1.5.5.7.3.8";  // id-kp-timeStamping
  EXPECT_EQ(judge({}, {}).fault, PathFault::KeyUsage);
  EXPECT_EQ(judge({}, {mint::purposes({"1.3.6.1.5.5.7.3.9"})}).fault, PathFault::KeyUsage);
  EXPECT_TRUE(judge({}, {mint::purposes({"1.3.6.1.5.5.7.3.8"})}).valid());
}

TEST_F(Path, StandsUnderAPolicyThatIsAskedFor) {
  question_.explicit_policy = true;
  EXPECT_EQ(judge({}, {}).fault, PathFault::Policy);
  EXPECT_TRUE(judge({mint::policies({"1.2.3"})}, {mint::policies({"1.2.3"})}).valid());
  EXPECT_EQ(judge({mint::policies({"1.2.3"})}, {mint::policies({"1.2.4"})}).fault,
            PathFault::Policy);
  EXPECT_TRUE(judge({mint::policies({"2.5.29.32.0"})}, {mint::policies({"1.2.4"})}).valid());
  question_.inhibit_any_policy = true;
  EXPECT_EQ(judge({mint::policies({"2.5.29.32.0"})}, {mint::policies({"1.2.4"})}).fault,
            PathFault::Policy);
}

TEST_F(Path, KeepsToTheInitialPolicies) {
  question_.explicit_policy = true;
  question_.policies = {"1.2.3"};
  EXPECT_TRUE(judge({mint::policies({"1.2.3", "1.2.4"})}, {mint::policies({"1.2.3"})}).valid());
  EXPECT_EQ(judge({mint::policies({"1.2.3", "1.2.4"})}, {mint::policies({"1.2.4"})}).fault,
            PathFault::Policy);
  EXPECT_TRUE(judge({mint::policies({"2.5.29.32.0"})}, {mint::policies({"2.5.29.32.0"})}).valid());
}

TEST_F(Path, ACaMayMapPoliciesUnlessThatIsInhibited) {
  question_.explicit_policy = true;
  question_.policies = {"1.2.3"};
  const std::vector<Bytes> mapping{mint::policies({"1.2.3"}), mint::mappings({{"1.2.3", "1.9.9"}})};
  EXPECT_TRUE(judge(mapping, {mint::policies({"1.9.9"})}).valid());
  EXPECT_EQ(judge(mapping, {mint::policies({"1.2.3"})}).fault, PathFault::Policy);
  question_.inhibit_policy_mapping = true;
  EXPECT_EQ(judge(mapping, {mint::policies({"1.9.9"})}).fault, PathFault::Policy);
  question_.inhibit_policy_mapping = false;
  EXPECT_EQ(judge({mint::policies({"1.2.3"}), mint::mappings({{"2.5.29.32.0", "1.9.9"}})},
                  {mint::policies({"1.9.9"})})
                .fault,
            PathFault::Policy);
}

TEST_F(Path, PoliciesOfManyMappingsDoNotGrowWithoutBound) {
  // Each CA maps every policy to every other: a tree would have 12^10 leaves (CVE-2023-0464).
  question_.explicit_policy = true;
  std::vector<der::Oid> oids;
  for (int i = 0; i < 12; ++i) oids.emplace_back("1.2.3." + std::to_string(i));
  std::vector<std::pair<der::Oid, der::Oid>> pairs;
  for (const auto& from : oids) {
    for (const auto& to : oids) pairs.emplace_back(from, to);
  }
  std::vector<Party> line{root_};
  for (int i = 0; i < 10; ++i) {
    Party next("CA " + std::to_string(i));
    line.back().certify(next, {mint::policies(oids), mint::mappings(pairs)});
    material_.certificates.push_back(*next.certificate);
    line.push_back(next);
  }
  const std::vector<Bytes> policies{mint::policies({oids.front()})};
  const Certificate target = line.back().issue({end_.name, policies}, end_.key);
  EXPECT_TRUE(judge(target).valid());
}

struct Constrained {
  std::uint32_t kind;
  std::string_view base;
  std::string_view name;
  bool within;
};

TEST_F(Path, NamesAreWithinWhatACaMayVouchFor) {
  constexpr std::uint32_t kMail = 1;
  constexpr std::uint32_t kDns = 2;
  constexpr std::uint32_t kUri = 6;
  const Constrained kCases[] = {
      {kDns, "example.jp", "example.jp", true},
      {kDns, "example.jp", "WWW.Example.JP", true},
      {kDns, "example.jp", "badexample.jp", false},
      {kDns, "example.jp", "example.com", false},
      {kMail, "example.jp", "a@example.jp", true},
      {kMail, "example.jp", "a@EXAMPLE.jp", true},
      {kMail, "example.jp", "a@www.example.jp", false},
      {kMail, ".example.jp", "a@www.example.jp", true},
      {kMail, ".example.jp", "a@example.jp", false},
      {kMail, "a@example.jp", "a@example.jp", true},
      {kMail, "a@example.jp", "A@example.jp", false},
      {kUri, "example.jp", "https://example.jp/x", true},
      {kUri, "example.jp", "https://user@example.jp:8443?x", true},
      {kUri, "example.jp", "https://www.example.jp/", false},
      {kUri, ".example.jp", "ldap://www.example.jp", true},
  };
  for (const Constrained& one : kCases) {
    SCOPED_TRACE(std::string(one.base) + " and " + std::string(one.name));
    const Bytes base = mint::general_name(one.kind, der::view_of(one.base));
    const Bytes names = mint::alternatives({mint::general_name(one.kind, der::view_of(one.name))});
    const PathVerdict permitted = judge({mint::constraints({base}, {})}, {names});
    EXPECT_EQ(permitted.fault, one.within ? PathFault::None : PathFault::NameConstraints);
    const PathVerdict excluded = judge({mint::constraints({}, {base})}, {names});
    EXPECT_EQ(excluded.fault, one.within ? PathFault::NameConstraints : PathFault::None);
  }
}

TEST_F(Path, AddressesAndNamesAreConstrainedToo) {
  const Bytes net = mint::general_name(7, Bytes{192, 0, 2, 0, 255, 255, 255, 0});
  const auto address = [](std::uint8_t last, std::uint8_t third) {
    return mint::alternatives({mint::general_name(7, Bytes{192, 0, third, last})});
  };
  EXPECT_TRUE(judge({mint::constraints({net}, {})}, {address(9, 2)}).valid());
  EXPECT_FALSE(judge({mint::constraints({net}, {})}, {address(9, 3)}).valid());
  EXPECT_TRUE(
      judge({mint::constraints({mint::directory_name(mint::name("End"))}, {})}, {}).valid());
  EXPECT_FALSE(
      judge({mint::constraints({mint::directory_name(mint::name("New"))}, {})}, {}).valid());
  EXPECT_FALSE(
      judge({mint::constraints({}, {mint::directory_name(mint::name("END"))})}, {}).valid());
}

TEST_F(Path, AUriWithoutAHostIsOutsideEveryConstraint) {
  const Bytes base = mint::general_name(6, der::view_of("example.jp"));
  for (const std::string_view uri :
       {"urn:isbn:1", "https://192.0.2.1/", "https://[2001:db8::1]/"}) {
    const Bytes names = mint::alternatives({mint::general_name(6, der::view_of(uri))});
    EXPECT_FALSE(judge({mint::constraints({base}, {})}, {names}).valid());
    EXPECT_FALSE(judge({mint::constraints({}, {base})}, {names}).valid());
  }
}

TEST_F(Path, MailInASubjectWithoutAlternativeNamesIsConstrained) {
  root_.certify(ca_, {mint::constraints({mint::general_name(1, der::view_of("example.jp"))}, {})});
  material_.certificates = {*ca_.certificate};
  const auto named = [&](std::string_view mail) {
    const Bytes subject = der::sequence(
        {der::set_of({der::sequence({der::oid("1.2.840.113549.1.9.1"), der::ia5_string(mail)})})});
    return judge(ca_.issue({subject}, end_.key)).valid();
  };
  EXPECT_TRUE(named("a@example.jp"));
  EXPECT_FALSE(named("a@example.com"));
}

TEST_F(Path, NothingIsBelievedThatIsSignedWithMd5) {
  const mint::Key rsa(EVP_RSA_gen(2048));
  const Bytes algorithm = der::sequence({der::oid("1.2.840.113549.1.1.4"), der::null()});
  const Bytes name = mint::name("Root");
  const auto issue = [&](View subject, const Bytes& extensions) {
    const Bytes to_be_signed =
        der::sequence({der::explicitly(0, der::integer(2)), der::integer(3), algorithm, name,
                       der::sequence({der::cms_time(at("2020-01-01T00:00:00Z")),
                                      der::cms_time(at("2030-01-01T00:00:00Z"))}),
                       subject, rsa.info(), extensions});
    return Certificate::parse(der::sequence({to_be_signed, algorithm,
                                             der::bit_string(rsa.sign(to_be_signed, "MD5"))}))
        .value();
  };
  const Certificate root = issue(name, der::explicitly(3, der::sequence({mint::authority()})));
  const Certificate target = issue(end_.name, {});
  EXPECT_TRUE(root.signed_this(target.signed_part()));  // it can be computed, and says nothing
  EXPECT_EQ(judge_path(target, {{root}}, {}, question_).fault, PathFault::WeakAlgorithm);
}

}  // namespace
}  // namespace noroshi::pki
