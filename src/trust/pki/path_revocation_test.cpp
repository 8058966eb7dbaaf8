// Who may say that a certificate is revoked, and what follows when nobody does.
#include <gtest/gtest.h>

#include "trust/pki/mint_test.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::pki {
namespace {

using mint::at;
using mint::Party;

constexpr const char* kOcspSigning = "1.3.6.1.5.5.7.3.9";
const base::Micros kNow = at("2025-06-01T00:00:00Z");

class Revocation : public ::testing::Test {
 protected:
  Party root_{"Root"};
  Party ca_{"CA"};
  Party end_{"End"};
  Party stranger_{"Stranger"};
  Material material_;
  PathQuestion question_{.at = kNow};

  Revocation() {
    root_.certify_itself();
    root_.certify(ca_);
    end_.certificate = ca_.issue({end_.name, {}, 9}, end_.key);
    material_.certificates = {*ca_.certificate};
    material_.crls = {root_.list({})};
  }

  [[nodiscard]] PathVerdict judge() const {
    return judge_path(*end_.certificate, {{*root_.certificate}}, material_, question_);
  }
  [[nodiscard]] Party::Listed listed(
      RevocationReason reason = RevocationReason::KeyCompromise) const {
    return {end_.certificate->serial(), at("2024-01-01T00:00:00Z"), reason};
  }
  [[nodiscard]] OcspResponse answer(const Party& responder, mint::AnswerDraft draft = {}) const {
    return mint::answer(*end_.certificate, *ca_.certificate, responder, draft);
  }
  /// A responder with a certificate of the CA.
  [[nodiscard]] Party delegate(std::vector<Bytes> extensions) const {
    Party responder("Responder");
    responder.certificate = ca_.issue({responder.name, std::move(extensions), 50}, responder.key);
    return responder;
  }
};

TEST_F(Revocation, IsUnknownWhereNobodySpeaks) {
  const PathVerdict verdict = judge();
  EXPECT_EQ(verdict.fault, PathFault::RevocationUnknown);
  EXPECT_EQ(verdict.culprit, 0U);
  question_.revocation = RevocationCheck::WhereHeld;
  EXPECT_TRUE(judge().valid());
}

TEST_F(Revocation, AListThatIsSilentClearsTheCertificate) {
  material_.crls.push_back(ca_.list({}));
  const PathVerdict verdict = judge();
  EXPECT_TRUE(verdict.valid()) << verdict.why;
  ASSERT_EQ(verdict.revocation.size(), 2U);
  EXPECT_EQ(verdict.revocation[0].spoken_by, "CRL of CN=CA");
  EXPECT_EQ(verdict.revocation[0].issued_at, at("2025-01-01T00:00:00Z"));
}

TEST_F(Revocation, AListThatNamesItRevokes) {
  material_.crls.push_back(ca_.list({{listed()}}));
  for (const auto check : {RevocationCheck::Required, RevocationCheck::WhereHeld}) {
    question_.revocation = check;
    const PathVerdict verdict = judge();
    EXPECT_EQ(verdict.fault, PathFault::Revoked);
    ASSERT_TRUE(verdict.revocation[0].revoked);
    EXPECT_EQ(verdict.revocation[0].revoked->reason, RevocationReason::KeyCompromise);
  }
  question_.revocation = RevocationCheck::None;
  EXPECT_TRUE(judge().valid());
}

TEST_F(Revocation, ACaCanBeRevoked) {
  material_.crls = {root_.list({{{ca_.certificate->serial()}}}), ca_.list({})};
  const PathVerdict verdict = judge();
  EXPECT_EQ(verdict.fault, PathFault::CaRevoked);
  EXPECT_EQ(verdict.culprit, 1U);
}

TEST_F(Revocation, WhoIsRevokedLaterWasNotYet) {
  material_.crls.push_back(ca_.list(
      {{{end_.certificate->serial(), at("2025-07-01T00:00:00Z")}}, at("2025-08-01T00:00:00Z")}));
  const PathVerdict verdict = judge();
  EXPECT_TRUE(verdict.valid()) << verdict.why;
  EXPECT_TRUE(verdict.revocation[0].revoked);  // told all the same
}

TEST_F(Revocation, AListBeyondItsNextUpdateIsStaleUnlessItNamesTheCertificate) {
  const base::Micros made = at("2025-01-01T00:00:00Z");
  const base::Micros until = at("2025-02-01T00:00:00Z");
  material_.crls.push_back(ca_.list({{}, made, until}));
  EXPECT_EQ(judge().fault, PathFault::RevocationStale);
  material_.crls.back() = ca_.list({{listed()}, made, until});
  EXPECT_EQ(judge().fault, PathFault::Revoked);
}

TEST_F(Revocation, ALaterListEndsAHold) {
  const Crl hold = ca_.list({{listed(RevocationReason::CertificateHold)}});
  material_.crls.push_back(hold);
  EXPECT_EQ(judge().fault, PathFault::Revoked);
  material_.crls.push_back(ca_.list({{}, at("2025-03-01T00:00:00Z")}));
  EXPECT_TRUE(judge().valid());
}

TEST_F(Revocation, AListOfAStrangerSaysNothing) {
  Party impostor("CA");  // the name, not the key
  material_.crls.push_back(impostor.list({{listed()}}));
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);
  material_.crls.back() = stranger_.list({{listed()}});
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);
}

TEST_F(Revocation, AKeyForListsHasAPathOfItsOwn) {
  Party signer("CA");
  signer.certificate = root_.issue({signer.name, {mint::usage(kCrlSign)}, 77}, signer.key);
  material_.certificates.push_back(*signer.certificate);
  material_.crls.push_back(signer.list({}));
  EXPECT_TRUE(judge().valid()) << judge().why;
  material_.crls[0] = root_.list({{{signer.certificate->serial()}}});
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);
}

TEST_F(Revocation, AListThatIsMadeAfterTheEndMayHaveForgotten) {
  question_.check_validity_period = false;
  question_.at = at("2031-01-01T00:00:00Z");
  const base::Micros made = at("2030-06-01T00:00:00Z");
  const base::Micros next = at("2032-01-01T00:00:00Z");
  const Bytes keeps =
      mint::extension(ext::kExpiredOnCrl, der::generalized_time(at("2010-01-01T00:00:00Z")));
  material_.crls = {root_.list({{}, made, next, {keeps}}), ca_.list({{}, made, next})};
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);
  material_.crls[1] = ca_.list({{}, made, next, {keeps}});
  EXPECT_TRUE(judge().valid()) << judge().why;
}

TEST_F(Revocation, ADeltaGoesOnFromItsBase) {
  const auto number = [](int n) { return mint::extension(ext::kCrlNumber, der::integer(n)); };
  const auto base_is = [](int n) {
    return mint::extension(ext::kDeltaCrlIndicator, der::integer(n), true);
  };
  const base::Micros later = at("2025-05-01T00:00:00Z");
  const base::Micros next = at("2026-01-01T00:00:00Z");
  material_.crls.push_back(ca_.list({{}, at("2025-01-01T00:00:00Z"), next, {number(5)}}));
  material_.crls.push_back(ca_.list({{listed()}, later, next, {number(8), base_is(5)}}));
  EXPECT_EQ(judge().fault, PathFault::Revoked);
  material_.crls.back() = ca_.list({{listed()}, later, next, {number(8), base_is(6)}});
  EXPECT_TRUE(judge().valid());  // of another base: what it says is not for this list
  material_.crls.erase(material_.crls.begin() + 1);
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);  // a delta alone is half a list
}

TEST_F(Revocation, ADeltaTakesAHoldAway) {
  const auto number = [](int n) { return mint::extension(ext::kCrlNumber, der::integer(n)); };
  const base::Micros next = at("2026-01-01T00:00:00Z");
  material_.crls.push_back(ca_.list({{listed(RevocationReason::CertificateHold)},
                                     at("2025-01-01T00:00:00Z"),
                                     next,
                                     {number(5)}}));
  material_.crls.push_back(
      ca_.list({{listed(RevocationReason::RemoveFromCrl)},
                at("2025-05-01T00:00:00Z"),
                next,
                {number(8), mint::extension(ext::kDeltaCrlIndicator, der::integer(5), true)}}));
  EXPECT_TRUE(judge().valid()) << judge().why;
}

TEST_F(Revocation, TheIssuerMayAnswerItself) {
  material_.ocsp = {answer(ca_)};
  const PathVerdict verdict = judge();
  EXPECT_TRUE(verdict.valid()) << verdict.why;
  EXPECT_EQ(verdict.revocation[0].spoken_by, "OCSP of CN=CA");
  EXPECT_EQ(verdict.revocation[0].issued_at, at("2025-05-01T00:00:00Z"));
}

TEST_F(Revocation, AnAnswerCanRevoke) {
  const Bytes status =
      mint::revoked_status(at("2025-02-01T00:00:00Z"), RevocationReason::CessationOfOperation);
  material_.ocsp = {answer(ca_, {.status = status})};
  const PathVerdict verdict = judge();
  EXPECT_EQ(verdict.fault, PathFault::Revoked);
  EXPECT_EQ(verdict.revocation[0].revoked->time, at("2025-02-01T00:00:00Z"));
}

TEST_F(Revocation, AResponderThatDoesNotKnowSaysNothing) {
  material_.ocsp = {answer(ca_, {.status = der::implicitly(2, der::null())})};
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);
}

TEST_F(Revocation, AnAnswerBeyondItsNextUpdateIsStale) {
  material_.ocsp = {answer(ca_, {.next_update = at("2025-05-02T00:00:00Z")})};
  EXPECT_EQ(judge().fault, PathFault::RevocationStale);
}

TEST_F(Revocation, AResponderThatTheIssuerMadeOneMayAnswer) {
  const Party responder = delegate({mint::purposes({kOcspSigning})});
  material_.ocsp = {answer(responder, {.certificates = {*responder.certificate}})};
  EXPECT_TRUE(judge().valid()) << judge().why;
  material_.ocsp = {answer(responder)};  // its certificate is nowhere
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);
  material_.certificates.push_back(*responder.certificate);
  EXPECT_TRUE(judge().valid()) << judge().why;
}

TEST_F(Revocation, NobodyElseMayAnswer) {
  const Party unmarked = delegate({});  // of the CA, but no responder
  material_.ocsp = {answer(unmarked, {.certificates = {*unmarked.certificate}})};
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);

  stranger_.certificate = root_.issue({stranger_.name, {mint::purposes({kOcspSigning})}, 60},
                                      stranger_.key);  // a responder, but of the root
  material_.ocsp = {answer(stranger_, {.certificates = {*stranger_.certificate}})};
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);

  Party impostor("CA");
  material_.ocsp = {answer(impostor)};
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);
}

TEST_F(Revocation, ARevokedResponderMayNotAnswerUnlessNobodyIsToAsk) {
  const Party responder = delegate({mint::purposes({kOcspSigning})});
  const Crl list = ca_.list({{{responder.certificate->serial()}},
                             at("2025-01-01T00:00:00Z"),
                             at("2025-01-02T00:00:00Z")});  // stale: says nothing of the target
  material_.ocsp = {answer(responder, {.certificates = {*responder.certificate}})};
  material_.crls.push_back(list);
  EXPECT_FALSE(judge().valid());
  const Party unasked =
      delegate({mint::purposes({kOcspSigning}), mint::extension(ext::kOcspNoCheck, der::null())});
  material_.ocsp = {answer(unasked, {.certificates = {*unasked.certificate}})};
  EXPECT_TRUE(judge().valid()) << judge().why;
}

TEST_F(Revocation, AnAnswerAboutAnotherIsNoAnswer) {
  const Certificate other = ca_.issue({end_.name, {}, 10}, end_.key);
  material_.ocsp = {mint::answer(other, *ca_.certificate, ca_, {})};
  EXPECT_EQ(judge().fault, PathFault::RevocationUnknown);
  EXPECT_FALSE(material_.ocsp[0].answer_for(*end_.certificate, *ca_.certificate));
}

TEST_F(Revocation, ALaterAnswerDoesNotForgiveACompromise) {
  material_.crls.push_back(ca_.list({{listed()}}));
  material_.ocsp = {answer(ca_)};
  EXPECT_EQ(judge().fault, PathFault::Revoked);
  material_.crls.back() = ca_.list({{listed(RevocationReason::CertificateHold)}});
  EXPECT_TRUE(judge().valid());
}

TEST_F(Revocation, TheWholeResponseReadsLikeItsBasicPart) {
  const OcspResponse basic = answer(ca_);
  const auto whole = OcspResponse::parse(basic.der());
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->basic(), basic.basic());
  EXPECT_EQ(whole->produced_at(), basic.produced_at());
  EXPECT_NE(basic.handle(), nullptr);
}

TEST_F(Revocation, ARefusalIsNoAnswer) {
  const auto refused = OcspResponse::parse(der::sequence({der::enumerated(3)}));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("tryLater"), std::string::npos);
}

}  // namespace
}  // namespace noroshi::pki
