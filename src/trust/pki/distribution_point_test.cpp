// Which list speaks of which certificate: by name, by kind of certificate, by reason, by another's
// hand.
#include "trust/pki/distribution_point.hpp"

#include <gtest/gtest.h>

#include "trust/pki/mint_test.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::pki {
namespace {

using mint::at;
using mint::Party;

Bytes uri(std::string_view text) { return mint::general_name(6, der::view_of(text)); }
Bytes full_name(const Bytes& name) { return der::explicitly(0, der::explicitly(0, name)); }
Bytes relative_name(std::string_view common_name) {
  const Bytes attribute = der::sequence({der::oid("2.5.4.3"), der::utf8_string(common_name)});
  return der::explicitly(0, der::implicitly(1, der::set_of({attribute})));
}
Bytes flag(std::uint32_t number) {
  return der::element(der::context_primitive(number), Bytes{0xFF});
}
/// ReasonFlags under a tag; bit 1 is keyCompromise, bit 6 certificateHold.
Bytes reasons(std::uint32_t number, std::initializer_list<unsigned> bits) {
  Bytes octets{7, 0, 0};
  for (const unsigned bit : bits) {
    octets[1 + bit / 8] = static_cast<std::uint8_t>(octets[1 + bit / 8] | (0x80U >> (bit % 8)));
  }
  return der::element(der::context_primitive(number), octets);
}
Bytes points(const std::vector<Bytes>& all) {
  return mint::extension(ext::kCrlDistributionPoints, der::sequence(all));
}
Bytes scope(const std::vector<Bytes>& fields) {
  return mint::extension(ext::kIssuingDistributionPoint, der::sequence(fields), true);
}

const base::Micros kFrom = at("2025-01-01T00:00:00Z");
const base::Micros kUntil = at("2026-01-01T00:00:00Z");

class Lists : public ::testing::Test {
 protected:
  Party root_{"Root"};
  Party ca_{"CA"};
  Party end_{"End"};
  Party other_{"Other"};
  Material material_;

  Lists() {
    root_.certify_itself();
    root_.certify(ca_);
    root_.certify(other_);
    material_.certificates = {*ca_.certificate, *other_.certificate};
    material_.crls = {root_.list({})};
  }

  [[nodiscard]] PathVerdict judge(const std::vector<Bytes>& extensions) const {
    const Certificate target = ca_.issue({end_.name, extensions, 9}, end_.key);
    return judge_path(target, {{*root_.certificate}}, material_,
                      {.at = at("2025-06-01T00:00:00Z")});
  }
  void add(const Party& issuer, const std::vector<Bytes>& extensions,
           const std::vector<Party::Listed>& entries = {}) {
    material_.crls.push_back(issuer.list({entries, kFrom, kUntil, extensions}));
  }
};

constexpr std::string_view kHere = "http://192.0.2.1/a.crl";
constexpr std::string_view kThere = "http://192.0.2.1/b.crl";

TEST_F(Lists, APointAndAListMeetByAName) {
  add(ca_, {scope({full_name(uri(kHere))})});
  EXPECT_TRUE(judge({points({der::sequence({full_name(uri(kHere))})})}).valid());
  EXPECT_EQ(judge({points({der::sequence({full_name(uri(kThere))})})}).fault,
            PathFault::RevocationUnknown);
  EXPECT_EQ(judge({}).fault, PathFault::RevocationUnknown);  // nobody sent it there
}

TEST_F(Lists, AListWithoutAScopeIsForAllPoints) {
  add(ca_, {});
  EXPECT_TRUE(judge({points({der::sequence({full_name(uri(kHere))})})}).valid());
}

TEST_F(Lists, ARelativeNameGoesOnBehindTheIssuers) {
  const Bytes whole =
      Name::parse(ca_.name)
          .value()
          .with(der::set_of({der::sequence({der::oid("2.5.4.3"), der::utf8_string("part 1")})}))
          .value()
          .octets();
  add(ca_, {scope({full_name(mint::directory_name(whole))})});
  EXPECT_TRUE(judge({points({der::sequence({relative_name("Part 1")})})}).valid());
  EXPECT_FALSE(judge({points({der::sequence({relative_name("Part 2")})})}).valid());
}

TEST_F(Lists, AListOfOneKindSpeaksOfThatKindOnly) {
  add(ca_, {scope({flag(2)})});  // onlyContainsCACerts
  EXPECT_EQ(judge({}).fault, PathFault::RevocationUnknown);
  EXPECT_TRUE(judge({mint::authority()}).valid());
  material_.crls.back() = ca_.list({{}, kFrom, kUntil, {scope({flag(1)})}});  // …UserCerts
  EXPECT_TRUE(judge({}).valid());
  EXPECT_EQ(judge({mint::authority()}).fault, PathFault::RevocationUnknown);
  material_.crls.back() = ca_.list({{}, kFrom, kUntil, {scope({flag(5)})}});  // …AttributeCerts
  EXPECT_EQ(judge({}).fault, PathFault::RevocationUnknown);
}

TEST_F(Lists, EveryReasonMustBeSpokenOf) {
  add(ca_, {scope({reasons(3, {1, 2})})});
  const PathVerdict half = judge({});
  EXPECT_EQ(half.fault, PathFault::RevocationUnknown);
  EXPECT_NE(half.why.find("some reasons only"), std::string::npos) << half.why;
  add(ca_, {scope({reasons(3, {3, 4, 5, 6, 7, 8})})});
  EXPECT_TRUE(judge({}).valid());
  add(ca_, {scope({reasons(3, {3, 4, 5, 6, 7, 8})})}, {{Bytes{9}}});
  material_.crls.erase(material_.crls.end() - 2);
  EXPECT_EQ(judge({}).fault, PathFault::Revoked);
}

TEST_F(Lists, AnotherMayKeepTheListWhereTheCertificateSaysSo) {
  const Bytes issuer = der::implicitly(2, der::sequence({mint::directory_name(other_.name)}));
  const Bytes named = points({der::sequence({issuer})});
  const Bytes point_of_other = full_name(mint::directory_name(other_.name));
  add(other_, {scope({point_of_other, flag(4)})});
  EXPECT_TRUE(judge({named}).valid()) << judge({named}).why;
  EXPECT_EQ(judge({}).fault, PathFault::RevocationUnknown);
  material_.crls.back() = other_.list({{}, kFrom, kUntil, {scope({point_of_other})}});
  EXPECT_EQ(judge({named}).fault, PathFault::RevocationUnknown);  // it is for its own only
}

TEST_F(Lists, AnEntryOfAnIndirectListIsOfTheIssuerNamedLast) {
  const Bytes issuer = der::implicitly(2, der::sequence({mint::directory_name(other_.name)}));
  const Bytes named = points({der::sequence({issuer})});
  const auto entry = [](std::uint8_t serial, const Bytes& extensions) {
    return der::sequence({der::integer(serial), der::cms_time(kFrom), extensions});
  };
  const Bytes of_ca = der::sequence({mint::extension(
      ext::kCertificateIssuer, der::sequence({mint::directory_name(ca_.name)}), true)});
  const auto list = [&](const std::vector<Bytes>& entries) {
    const Bytes extensions = der::explicitly(0, der::sequence({scope({flag(4)})}));
    return Crl::parse(other_.sealed(
                          der::sequence({der::integer(1), mint::algorithm(mint::kEcdsaSha256),
                                         other_.name, der::cms_time(kFrom), der::cms_time(kUntil),
                                         der::sequence(entries), extensions})))
        .value();
  };
  material_.crls.push_back(list({entry(9, {})}));
  EXPECT_TRUE(judge({named}).valid());  // number 9 of the other one
  material_.crls.back() = list({entry(5, of_ca), entry(9, {})});
  EXPECT_EQ(judge({named}).fault, PathFault::Revoked);
}

TEST_F(Lists, ACriticalExtensionThatNobodyKnowsMakesAListUseless) {
  add(ca_, {mint::extension("1.2.3.4", der::null(), true)});
  EXPECT_EQ(judge({}).fault, PathFault::RevocationUnknown);
  add(ca_, {mint::extension("1.2.3.4", der::null())});
  EXPECT_TRUE(judge({}).valid());
}

}  // namespace
}  // namespace noroshi::pki
