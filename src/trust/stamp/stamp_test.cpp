// Tokens, requests and responses: what is read and written, what holds and what does not, with real
// responses of another authority and with OpenSSL as judge.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ts.h>

#include "io/durable.hpp"
#include "trust/der/writer.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/pki/path.hpp"
#include "trust/stamp/local_source.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::stamp {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr base::Micros kNow = 1'767'225'600'123'000;  // 2026-01-01T00:00:00.123Z

const key::TestingAuthority& root() {
  static const key::TestingAuthority authority = key::TestingAuthority::root();
  return authority;
}

const key::TestingAuthority& middle() {
  static const key::TestingAuthority authority = root().intermediate();
  return authority;
}

key::Issued unit(key::TestingKey kind = key::TestingKey::P256) {
  key::CertificateWish wish = key::time_stamper_wish();
  wish.key = kind;
  return middle().issue(wish);
}

Authority authority_of(const key::Issued& issued, const Profile& profile = {},
                       base::Micros now = kNow) {
  auto opened = Authority::open(
      issued.signer, profile, [now]() -> Result<base::Micros> { return now; },
      []() -> Result<std::uint64_t> { return 0x80FF; });
  EXPECT_TRUE(opened) << opened.error().message;
  return *std::move(opened);
}

Request request_of(std::string_view text, pki::Digest digest = pki::Digest::Sha256) {
  return request_for(digest, pki::digest(digest, der::view_of(text)));
}

Token granted_token(const Authority& authority, const Request& request) {
  const Outcome outcome = authority.answer(request.encode());
  EXPECT_FALSE(outcome.failure) << outcome.why;
  auto token = answer_to(request, outcome.response.octets);
  EXPECT_TRUE(token) << token.error().message;
  return *std::move(token);
}

std::optional<Failure> failure_of(const Authority& authority, const Request& request) {
  const Outcome outcome = authority.answer(request.encode());
  const auto read = Response::parse(outcome.response.octets);
  EXPECT_TRUE(read) << read.error().message;
  if (read->failures.empty()) return std::nullopt;
  EXPECT_EQ(read->failures.size(), 1U);
  EXPECT_EQ(read->failures.front(), outcome.failure);
  EXPECT_THAT(read->token, IsEmpty());
  return read->failures.front();
}

TEST(Authority, StampsWhatItWasAsked) {
  const key::Issued issued = unit();
  const Authority authority = authority_of(issued);
  const Request request = request_of("a letter");
  const Token token = granted_token(authority, request);
  EXPECT_EQ(token.info.policy.dotted, "0.4.0.2023.1.1");
  EXPECT_EQ(token.info.time, kNow);
  EXPECT_EQ(token.info.accuracy, base::kSecond);
  EXPECT_FALSE(token.info.ordering);
  EXPECT_EQ(token.info.nonce, request.nonce);
  EXPECT_EQ(token.info.serial, (Bytes{0, 0x80, 0xFF}));
  EXPECT_EQ(token.info.tsa, der::explicitly(4, issued.certificate.subject().octets()));
  EXPECT_THAT(token.info.extensions, IsEmpty());
  const TokenCheck found = check(token, imprint_of(der::view_of("a letter")), {});
  EXPECT_TRUE(found.signature_intact && found.purpose_ok && found.imprint_intact) << found.why;
  EXPECT_EQ(found.certificate, issued.certificate);
  EXPECT_EQ(found.why, "");
}

// The template against the clear way, with a key whose signatures are always the same.
TEST(Authority, WritesTheOctetsThatTheClearWayWrites) {
  const key::Issued issued = unit(key::TestingKey::Ed25519);
  Profile profile;
  profile.chain_in_token = false;
  const Authority authority = authority_of(issued, profile);
  const Request request = request_of("a letter");
  const Token token = granted_token(authority, request);
  cms::SigningSettings settings;
  settings.embed_chain = false;
  const auto clear = cms::sign(cms::kTstInfo, *token.data.content, *issued.signer, settings);
  ASSERT_TRUE(clear);
  EXPECT_EQ(token.whole, clear->encode());
}

class EveryKey : public ::testing::TestWithParam<key::TestingKey> {};

TEST_P(EveryKey, MakesTokensThatHold) {
  const Authority authority = authority_of(unit(GetParam()));
  for (const pki::Digest digest : authority.profile().digests) {
    const Token token = granted_token(authority, request_of("a letter", digest));
    const TokenCheck found = check(token, imprint_of(der::view_of("a letter")), {});
    EXPECT_TRUE(found.signature_intact && found.imprint_intact) << found.why;
  }
}

INSTANTIATE_TEST_SUITE_P(Stamp, EveryKey,
                         ::testing::Values(key::TestingKey::P256, key::TestingKey::P384,
                                           key::TestingKey::P521, key::TestingKey::Rsa2048,
                                           key::TestingKey::RsaPss2048, key::TestingKey::Ed25519));

// OpenSSL's own verifier (its library, not its program) over one token.
int openssl_accepts(const Outcome& outcome, const Request& request) {
  const Bytes& octets = outcome.response.octets;
  const unsigned char* at = octets.data();
  TS_RESP* response = d2i_TS_RESP(nullptr, &at, static_cast<long>(octets.size()));
  const Bytes asked = request.encode();
  const unsigned char* asked_at = asked.data();
  TS_REQ* query = d2i_TS_REQ(nullptr, &asked_at, static_cast<long>(asked.size()));
  TS_VERIFY_CTX* context = TS_REQ_to_TS_VERIFY_CTX(query, nullptr);
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, static_cast<X509*>(root().certificate().handle()));
  TS_VERIFY_CTX_set_store(context, store);
  TS_VERIFY_CTX_add_flags(context, TS_VFY_SIGNATURE);
  const int accepted = TS_RESP_verify_response(context, response);
  TS_VERIFY_CTX_free(context);
  TS_REQ_free(query);
  TS_RESP_free(response);
  return accepted;
}

TEST(Authority, MakesTokensThatOpensslVerifies) {
  const Authority authority = authority_of(unit());
  const Request request = request_of("a letter");
  const Outcome outcome = authority.answer(request.encode());
  EXPECT_EQ(openssl_accepts(outcome, request), 1);
  EXPECT_EQ(openssl_accepts(outcome, request_of("another letter")), 0);
}

TEST(Authority, LeavesOutCertificatesThatNobodyWants) {
  const key::Issued issued = unit();
  const Authority authority = authority_of(issued);
  Request request = request_of("a letter");
  request.certificate_wanted = false;
  const Token token = granted_token(authority, request);
  EXPECT_THAT(token.data.certificates, IsEmpty());
  const TokenCheck alone = check(token, imprint_of(der::view_of("a letter")), {});
  EXPECT_FALSE(alone.certificate);
  EXPECT_FALSE(alone.signature_intact);
  EXPECT_THAT(alone.why, HasSubstr("nobody has the certificate"));
  const TokenCheck helped =
      check(token, imprint_of(der::view_of("a letter")), {issued.certificate});
  EXPECT_TRUE(helped.signature_intact) << helped.why;
}

TEST(Authority, PutsTheChainButNoRootIntoTokens) {
  const Authority authority = authority_of(unit());
  const Token token = granted_token(authority, request_of("a letter"));
  EXPECT_EQ(token.data.certificates.size(), 2U);
  EXPECT_THAT(token.data.readable_certificates(), ::testing::Contains(middle().certificate()));
}

TEST(Authority, StatesAFinerAccuracyAndTheQualifiedStatementWhenToldTo) {
  Profile profile;
  profile.accuracy = 500 * base::kMillisecond + 20;
  profile.qualified = true;
  profile.names_authority = false;
  const Authority authority = authority_of(unit(), profile);
  const Request request = request_of("a letter");
  const Token token = granted_token(authority, request);
  EXPECT_EQ(token.info.accuracy, profile.accuracy);
  EXPECT_THAT(token.info.tsa, IsEmpty());
  ASSERT_EQ(token.info.extensions.size(), 1U);
  EXPECT_EQ(token.info.extensions[0].type.dotted, "1.3.6.1.5.5.7.1.3");
  EXPECT_EQ(token.info.extensions[0].value,
            der::sequence({der::sequence({der::oid("0.4.0.19422.1.1")})}));
  EXPECT_EQ(openssl_accepts(authority.answer(request.encode()), request), 1);
}

TEST(Authority, EchoesNoncesOfAnyLengthAndNoneWhereThereIsNone) {
  const Authority authority = authority_of(unit());
  Request request = request_of("a letter");
  for (const Bytes& nonce : {Bytes{}, Bytes{0}, Bytes{0x80}, Bytes(100, 0x11), Bytes(3000, 0x11)}) {
    request.nonce = nonce;
    EXPECT_EQ(granted_token(authority, request).info.nonce, nonce);
  }
}

TEST(Authority, RefusesWithTheReasonThatRfc3161Has) {
  Profile profile;
  profile.more_policies = {"1.2.3.4"};
  const Authority authority = authority_of(unit(), profile);
  Request request = request_of("a letter");
  EXPECT_EQ(failure_of(authority, request), std::nullopt);
  request.policy = "1.2.3.4";
  EXPECT_EQ(granted_token(authority, request).info.policy.dotted, "1.2.3.4");
  request.policy = "1.2.3.5";
  EXPECT_EQ(failure_of(authority, request), Failure::UnacceptedPolicy);
  request = request_of("a letter", pki::Digest::Sha1);
  EXPECT_EQ(failure_of(authority, request), Failure::BadAlg);
  request = request_of("a letter");
  request.imprint.pop_back();
  EXPECT_EQ(failure_of(authority, request), Failure::BadDataFormat);
  request = request_of("a letter");
  request.version = 2;
  EXPECT_EQ(failure_of(authority, request), Failure::BadRequest);
}

TEST(Authority, RefusesExtensionsItDoesNotKnow) {
  const Authority authority = authority_of(unit());
  const Request request = request_of("a letter");
  const Bytes extension = der::sequence({der::oid("1.2.3"), der::octet_string(Bytes{5, 0})});
  const Bytes octets =
      der::sequence({der::integer(std::int64_t{1}),
                     der::sequence({der::sequence({der::oid(pki::oid_of(pki::Digest::Sha256))}),
                                    der::octet_string(request.imprint)}),
                     der::explicitly(0, extension)});
  EXPECT_EQ(authority.answer(octets).failure, Failure::UnacceptedExtension);
}

TEST(Authority, RefusesDigestsWithParametersAndDigestsThatAreUnknown) {
  const Authority authority = authority_of(unit());
  const Bytes imprint = der::octet_string(Bytes(32));
  const auto asked = [&](const Bytes& algorithm) {
    return authority
        .answer(der::sequence({der::integer(std::int64_t{1}), der::sequence({algorithm, imprint})}))
        .failure;
  };
  const Bytes sha256 = der::oid(pki::oid_of(pki::Digest::Sha256));
  EXPECT_EQ(asked(der::sequence({sha256})), std::nullopt);
  EXPECT_EQ(asked(der::sequence({sha256, der::null()})), std::nullopt);
  EXPECT_EQ(asked(der::sequence({sha256, der::boolean(true)})), Failure::BadAlg);
  EXPECT_EQ(asked(der::sequence({der::oid("1.2.3.4")})), Failure::BadAlg);
}

TEST(Authority, AnswersNoise) {
  const Authority authority = authority_of(unit());
  Bytes request = request_of("a letter").encode();
  EXPECT_EQ(authority.answer({}).failure, Failure::BadDataFormat);
  EXPECT_EQ(authority.answer(der::view_of("GET / HTTP/1.1")).failure, Failure::BadDataFormat);
  request.push_back(0);
  EXPECT_EQ(authority.answer(request).failure, Failure::BadDataFormat);
}

TEST(Authority, GivesNoTokenWithoutTimeOrNumber) {
  const key::Issued issued = unit();
  const auto late = Authority::open(
      issued.signer, {},
      []() -> Result<base::Micros> {
        return Error{Errc::Io, "the last audit is too old"};
      },
      []() -> Result<std::uint64_t> { return 1; });
  const Request request = request_of("a letter");
  EXPECT_EQ(failure_of(*late, request), Failure::TimeNotAvailable);
  const auto numberless = Authority::open(
      issued.signer, {}, []() -> Result<base::Micros> { return kNow; },
      []() -> Result<std::uint64_t> {
        return Error{Errc::Io, "the disk is gone"};
      });
  EXPECT_EQ(failure_of(*numberless, request), Failure::SystemFailure);
}

TEST(Authority, GivesNoTokenOutsideItsCertificatesTime) {
  const Request request = request_of("a letter");
  const key::Issued issued = unit();
  EXPECT_EQ(failure_of(authority_of(issued, {}, key::kTestingFrom - 1), request),
            Failure::SystemFailure);
  EXPECT_EQ(failure_of(authority_of(issued, {}, key::kTestingUntil + 1), request),
            Failure::SystemFailure);
  EXPECT_EQ(failure_of(authority_of(issued, {}, key::kTestingUntil), request), std::nullopt);
}

TEST(Authority, OpensOnlyWithTheCertificateOfATimeStampingUnit) {
  const auto why = [](const key::CertificateWish& wish, const Profile& profile = {}) {
    const auto opened = Authority::open(
        middle().issue(wish).signer, profile, []() -> Result<base::Micros> { return kNow; },
        []() -> Result<std::uint64_t> { return 1; });
    return opened ? std::string("opened") : opened.error().message;
  };
  key::CertificateWish wish = key::time_stamper_wish();
  EXPECT_EQ(why(wish), "opened");
  EXPECT_THAT(why(key::seal_wish()), HasSubstr("no extended key usage"));
  EXPECT_THAT(why(key::ocsp_responder_wish()), HasSubstr("not critical"));
  wish.purposes_critical = false;
  EXPECT_THAT(why(wish), HasSubstr("not critical"));
  wish.purposes_critical = true;
  wish.purposes.push_back("1.3.6.1.5.5.7.3.1");
  EXPECT_THAT(why(wish), HasSubstr("alone"));
  Profile profile;
  profile.accuracy = base::kSecond + 1;
  EXPECT_THAT(why(key::time_stamper_wish(), profile), HasSubstr("one second or better"));
}

// A token made the clear way, with whatever somebody wants in it.
struct Forged {
  key::Issued issued = unit();
  Bytes info = der::sequence(
      {der::integer(std::int64_t{1}), der::oid(kBestPractices),
       der::sequence({der::sequence({der::oid(pki::oid_of(pki::Digest::Sha256))}),
                      der::octet_string(pki::digest(pki::Digest::Sha256, der::view_of("x")))}),
       der::integer(std::int64_t{7}), der::generalized_time(kNow)});

  [[nodiscard]] cms::SignedData data() const {
    return cms::sign(cms::kTstInfo, info, *issued.signer, {}).value();
  }
  // Signs these attributes instead.
  [[nodiscard]] Bytes with_attributes(std::vector<Bytes> attributes) const {
    cms::SignedData made = data();
    made.signers[0].signed_attributes_octets = der::set_of(std::move(attributes));
    made.signers[0].signature =
        issued.signer->sign(made.signers[0].signed_attributes_octets).value();
    return made.encode();
  }
  [[nodiscard]] Bytes content_type() const {
    return cms::attribute(cms::kContentType, der::oid(cms::kTstInfo)).whole;
  }
  [[nodiscard]] Bytes message_digest() const {
    return cms::attribute(cms::kMessageDigest,
                          der::octet_string(pki::digest(pki::Digest::Sha256, info)))
        .whole;
  }
  static Bytes reference_v2(const std::vector<pki::Certificate>& certificates) {
    std::vector<Bytes> ids;
    for (const auto& each : certificates) {
      ids.push_back(der::sequence({der::octet_string(each.fingerprint())}));
    }
    return cms::attribute(cms::kSigningCertificateV2,
                          der::sequence({der::sequence(std::span<const Bytes>(ids))}))
        .whole;
  }
  static Bytes reference_v1(const pki::Certificate& certificate) {
    const Bytes id = der::sequence({der::octet_string(certificate.fingerprint(pki::Digest::Sha1))});
    return cms::attribute(cms::kSigningCertificate, der::sequence({der::sequence({id})})).whole;
  }
};

TokenCheck checked(const Bytes& octets, const std::vector<pki::Certificate>& more = {}) {
  const auto token = Token::parse(octets);
  EXPECT_TRUE(token) << token.error().message;
  return check(*token, imprint_of(der::view_of("x")), more);
}

TEST(Token, HoldsWithEssCertIdOfEitherVersion) {
  const Forged forged;
  EXPECT_EQ(checked(forged.data().encode()).why, "");
  EXPECT_EQ(checked(forged.with_attributes({forged.content_type(), forged.message_digest(),
                                            Forged::reference_v1(forged.issued.certificate)}))
                .why,
            "");
}

// The first names the signer; those behind it are the chain's (RFC 5035 §5.4.1).
TEST(Token, TakesTheFirstOfSeveralReferencesForTheSigners) {
  const Forged forged;
  const auto with = [&](const std::vector<pki::Certificate>& certificates) {
    return checked(forged.with_attributes(
        {forged.content_type(), forged.message_digest(), Forged::reference_v2(certificates)}));
  };
  const auto& own = forged.issued.certificate;
  EXPECT_TRUE(with({own, middle().certificate(), root().certificate()}).signature_intact);
  EXPECT_TRUE(with({own, unit().certificate}).signature_intact);  // one that is not in the token
  const TokenCheck wrong = with({middle().certificate(), own});
  EXPECT_FALSE(wrong.signature_intact);
  EXPECT_THAT(wrong.why, HasSubstr("first ESSCertID"));
  EXPECT_FALSE(with({}).signature_intact);
}

TEST(Token, DoesNotHoldWithoutWhatRfc3161Asks) {
  const Forged forged;
  const Bytes reference = Forged::reference_v2({forged.issued.certificate});
  EXPECT_THAT(checked(forged.with_attributes({forged.content_type(), forged.message_digest()})).why,
              HasSubstr("whose certificate"));
  EXPECT_THAT(checked(forged.with_attributes({forged.message_digest(), reference})).why,
              HasSubstr("contentType"));
  EXPECT_THAT(checked(forged.with_attributes({forged.content_type(), reference})).why,
              HasSubstr("no message digest"));
}

TEST(Token, DoesNotHoldWithTwoSignaturesOrNone) {
  const Forged forged;
  cms::SignedData data = forged.data();
  data.signers.push_back(data.signers.front());
  EXPECT_THAT(checked(data.encode()).why, HasSubstr("2 signatures"));
  data.signers.clear();
  EXPECT_THAT(checked(data.encode()).why, HasSubstr("0 signatures"));
}

TEST(Token, FindsItsSignerAmongCertificatesThatClaimToBeIt) {
  const Forged forged;
  // The same issuer and serial number under another key: only the signature tells them apart.
  cms::SignedData data = forged.data();
  const key::TestingAuthority impostor = root().intermediate();
  const pki::Certificate other = impostor.issue(key::time_stamper_wish()).certificate;
  Bytes twin = other.der();
  const auto place =
      std::search(twin.begin(), twin.end(), other.serial().begin(), other.serial().end());
  std::copy(data.signers[0].serial.begin(), data.signers[0].serial.end(), place);
  data.certificates.insert(data.certificates.begin(), twin);
  const TokenCheck found = checked(data.encode());
  EXPECT_EQ(found.certificate, forged.issued.certificate);
  EXPECT_EQ(found.why, "");
}

TEST(Token, TellsWhichPartIsBroken) {
  const Forged forged;
  EXPECT_THAT(check(*Token::parse(forged.data().encode()), imprint_of(der::view_of("y")), {}).why,
              HasSubstr("other octets"));
  EXPECT_THAT(check(*Token::parse(forged.data().encode()), {}, {}).why, HasSubstr("not at hand"));
  cms::SignedData data = forged.data();
  data.signers[0].signature.back() ^= 1U;
  EXPECT_THAT(checked(data.encode()).why, HasSubstr("signature does not hold"));
  data = forged.data();
  data.content->back() ^= 1U;  // the time's Z is in it: the form breaks first
  EXPECT_FALSE(Token::parse(data.encode()));
}

TEST(Token, ReadsEveryFieldOfTstInfo) {
  const Bytes accuracy = der::sequence({der::integer(std::int64_t{1}),
                                        der::implicitly(0, der::integer(std::int64_t{2})),
                                        der::implicitly(1, der::integer(std::int64_t{3}))});
  const Bytes octets = der::sequence(
      {der::integer(std::int64_t{1}), der::oid("1.2.3"),
       der::sequence(
           {der::sequence({der::oid("1.2.4"), der::null()}), der::octet_string(Bytes{1, 2, 3})}),
       der::integer(std::int64_t{-5}), der::generalized_time(kNow), accuracy, der::boolean(true),
       der::integer(std::int64_t{9}), der::explicitly(0, der::explicitly(4, der::sequence({}))),
       der::explicitly(1, der::sequence({der::oid("1.2.5"), der::boolean(true),
                                         der::octet_string(Bytes{5, 0})}))});
  const auto info = TstInfo::parse(octets);
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->policy.dotted, "1.2.3");
  EXPECT_FALSE(info->digest);
  EXPECT_EQ(info->imprint, (Bytes{1, 2, 3}));
  EXPECT_EQ(info->serial, Bytes{0xFB});
  EXPECT_EQ(info->time, kNow);
  EXPECT_EQ(info->accuracy, base::kSecond + 2 * base::kMillisecond + 3);
  EXPECT_TRUE(info->ordering);
  EXPECT_EQ(info->nonce, Bytes{9});
  EXPECT_EQ(info->tsa, der::explicitly(4, der::sequence({})));
  ASSERT_EQ(info->extensions.size(), 1U);
  EXPECT_TRUE(info->extensions[0].critical);
}

TEST(Token, RefusesATstInfoThatIsNone) {
  const Forged forged;
  Bytes version2 = forged.info;
  version2[4] = 2;
  EXPECT_FALSE(TstInfo::parse(version2));
  EXPECT_FALSE(TstInfo::parse(View(forged.info).first(forged.info.size() - 1)));
  cms::SignedData other = cms::sign(cms::kData, forged.info, *forged.issued.signer, {}).value();
  EXPECT_THAT(Token::parse(other.encode()).error().message, HasSubstr("its content is of type"));
}

TEST(Response, ComesBackAsItWasWritten) {
  for (const Failure failure :
       {Failure::BadAlg, Failure::BadRequest, Failure::BadDataFormat, Failure::TimeNotAvailable,
        Failure::UnacceptedPolicy, Failure::UnacceptedExtension, Failure::AddInfoNotAvailable,
        Failure::SystemFailure}) {
    const Bytes octets = refused(failure, "why");
    const auto read = Response::parse(octets);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->text(), fmt::format("rejection: {} (why)", to_string(failure)));
    // OpenSSL reads the same bit.
    const unsigned char* at = octets.data();
    TS_RESP* theirs = d2i_TS_RESP(nullptr, &at, static_cast<long>(octets.size()));
    ASSERT_NE(theirs, nullptr);
    const auto* bits = TS_STATUS_INFO_get0_failure_info(TS_RESP_get_status_info(theirs));
    EXPECT_EQ(ASN1_BIT_STRING_get_bit(bits, static_cast<int>(failure)), 1);
    TS_RESP_free(theirs);
  }
}

TEST(Response, IsNoAnswerToAnotherQuestion) {
  const Authority authority = authority_of(unit());
  const Request request = request_of("a letter");
  const Bytes response = authority.answer(request.encode()).response.octets;
  const auto why = [&](const Request& asked) {
    const auto token = answer_to(asked, response);
    return token ? std::string("an answer") : token.error().message;
  };
  EXPECT_EQ(why(request), "an answer");
  Request other = request;
  other.nonce[3] ^= 1U;
  EXPECT_THAT(why(other), HasSubstr("nonce"));
  other = request;
  other.imprint[3] ^= 1U;
  EXPECT_THAT(why(other), HasSubstr("other octets"));
  other = request;
  other.policy = "1.2.3";
  EXPECT_THAT(why(other), HasSubstr("policy"));
}

TEST(Response, OfARefusalTellsTheReason) {
  const auto token = answer_to(request_of("x"), refused(Failure::TimeNotAvailable, "no clock"));
  ASSERT_FALSE(token);
  EXPECT_THAT(token.error().message, HasSubstr("timeNotAvailable (no clock)"));
}

TEST(LocalSource, GivesTokensThatHold) {
  const key::Issued issued = unit();
  auto source = testing_source(issued.signer, [] { return kNow; });
  ASSERT_TRUE(source) << source.error().message;
  const auto octets =
      (*source)->stamp(pki::Digest::Sha512, pki::digest(pki::Digest::Sha512, der::view_of("x")));
  ASSERT_TRUE(octets) << octets.error().message;
  EXPECT_EQ(checked(*octets).why, "");
}

// ../shared/data/trust-signatures/rfc3161: a request and the responses of another's authority.
class Sigstage : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "skipped: no " << kFolder;
    request_ = Request::parse(der::view_of(read("request.der"))).value();
    chain_ = pki::Certificate::parse_all(der::view_of(read("ts_chain.pem"))).value();
  }
  static std::string read(const std::string& name) {
    return io::read_file(std::string(kFolder) + "/" + name).value();
  }
  [[nodiscard]] Token token(const std::string& name) const {
    const auto response = Response::parse(der::view_of(read(name)));
    EXPECT_TRUE(response && response->granted());
    auto token = Token::parse(response->token);
    EXPECT_TRUE(token) << token.error().message;
    return *std::move(token);
  }
  static TokenCheck checked(const Token& token, const std::vector<pki::Certificate>& more) {
    return check(token, kHello, more);
  }
  static const inline Imprint kHello = imprint_of(der::view_of("hello"));
  static constexpr const char* kFolder = NOROSHI_SHARED_DATA "/trust-signatures/rfc3161/sigstage";
  Request request_;
  std::vector<pki::Certificate> chain_;
};

TEST_F(Sigstage, GoodResponsesVerify) {
  for (const char* name : {"response-sha256.tsr", "response-sha384.tsr", "response-sha512.tsr"}) {
    const TokenCheck found = check(token(name), kHello, {});
    EXPECT_TRUE(found.signature_intact && found.purpose_ok && found.imprint_intact) << name;
    EXPECT_EQ(found.why, "") << name;
  }
}

// The request in the folder is of another hour: it asks for the same imprint with another nonce.
TEST_F(Sigstage, AResponseWithAnotherNonceIsNoAnswer) {
  const auto answer = answer_to(request_, der::view_of(read("response-sha512.tsr")));
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("nonce"));
  Request same = request_;
  same.nonce = token("response-sha512.tsr").info.nonce;
  EXPECT_TRUE(answer_to(same, der::view_of(read("response-sha512.tsr"))));
}

TEST_F(Sigstage, ThePathLeadsToItsRootUntilItsCertificatesExpire) {
  const Token stamped = token("response-sha256.tsr");
  const TokenCheck found = check(stamped, kHello, {});
  ASSERT_TRUE(found.certificate);
  pki::TrustStore trust;
  trust.anchors = {chain_.back()};
  pki::Material material;
  material.certificates = chain_;
  pki::PathQuestion question;
  question.at = stamped.info.time;
  question.revocation = pki::RevocationCheck::None;
  question.purpose = kTimeStamping;
  const auto then = pki::judge_path(*found.certificate, trust, material, question);
  EXPECT_TRUE(then.valid()) << then.why;
  question.at = found.certificate->not_after() + base::kSecond;
  EXPECT_EQ(pki::judge_path(*found.certificate, trust, material, question).fault,
            pki::PathFault::Expired);
}

TEST_F(Sigstage, ABrokenSignatureDoesNotHold) {
  const TokenCheck found = checked(token("response-invalid-signature.tsr"), chain_);
  EXPECT_FALSE(found.signature_intact);
  EXPECT_THAT(found.why, HasSubstr("signature"));
}

TEST_F(Sigstage, ATokenWithoutCertificateNeedsItGiven) {
  const Token read = token("response-no-embedded-cert.tsr");
  EXPECT_FALSE(checked(read, {}).certificate);
  EXPECT_FALSE(checked(read, {}).signature_intact);
  const TokenCheck helped = checked(read, chain_);
  EXPECT_TRUE(helped.signature_intact && helped.purpose_ok) << helped.why;
}

}  // namespace
}  // namespace noroshi::stamp
