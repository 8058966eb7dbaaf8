// Signing in at a provider that this test is itself: a server on loopback over TLS that signs
// tokens, right ones and every kind of wrong one.
#include "hub/access/oidc.hpp"

#include <atomic>
#include <cjose/cjose.h>
#include <fstream>
#include <gmock/gmock.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sodium.h>

#include "base/temporary_folder.hpp"
#include "hub/access/credentials.hpp"
#include "hub/access/id_token.hpp"
#include "hub/access/oidc_pages.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"
#include "io/http/query.hpp"
#include "io/http/url.hpp"

namespace noroshi::access {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kClient = "noroshi hub";  // with a blank, so that encoding shows
constexpr const char* kSecret = "s3cret:+%";

class SigningKey {
 public:
  SigningKey(std::string id, bool elliptic) : elliptic_(elliptic), id_(std::move(id)) {
    cjose_err failure{};
    const std::array<std::uint8_t, 3> exponent{1, 0, 1};
    key_ = elliptic ? cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &failure)
                    : cjose_jwk_create_RSA_random(2048, exponent.data(), exponent.size(), &failure);
    cjose_jwk_set_kid(key_, id_.data(), id_.size(), &failure);
  }
  ~SigningKey() { cjose_jwk_release(key_); }
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  [[nodiscard]] json public_part() const {
    cjose_err failure{};
    char* text = cjose_jwk_to_json(key_, false, &failure);
    auto parsed = json::parse(text);
    std::free(text);  // NOLINT: cjose gives memory of malloc
    parsed["use"] = "sig";
    return parsed;
  }
  [[nodiscard]] std::string sign(const json& claims) const {
    return sign_with(key_, elliptic_ ? CJOSE_HDR_ALG_ES256 : CJOSE_HDR_ALG_RS256, claims, id_);
  }
  static std::string sign_with(const cjose_jwk_t* key, const char* algorithm, const json& claims,
                               const std::string& id) {
    cjose_err failure{};
    cjose_header_t* header = cjose_header_new(&failure);
    cjose_header_set(header, CJOSE_HDR_ALG, algorithm, &failure);
    if (!id.empty()) cjose_header_set(header, CJOSE_HDR_KID, id.c_str(), &failure);
    const auto text = claims.dump();
    cjose_jws_t* jws = cjose_jws_sign(
        key, header, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), &failure);
    const char* out = nullptr;
    cjose_jws_export(jws, &out, &failure);
    std::string token = out == nullptr ? "" : out;
    cjose_jws_release(jws);
    cjose_header_release(header);
    return token;
  }

 private:
  bool elliptic_;
  std::string id_;
  cjose_jwk_t* key_ = nullptr;
};

/// The provider: what it answers can be changed between steps.
class Provider {
 public:
  explicit Provider(const base::TemporaryFolder& folder) : rsa("r1", false), ec("e1", true) {
    http::ServerOptions options;
    options.certificate = folder.file("idp.certificate");
    options.key = folder.file("idp.key");
    fingerprint = http::bootstrap_certificate(options.certificate, options.key, {"127.0.0.1"},
                                              io::wall_clock())
                      .value();
    keys = {rsa.public_part(), ec.public_part()};
    server_ = *http::Server::start(
        net::Address::v4(0x7F000001), 0,
        [this](const http::Request& request) { return answer(request); }, options);
    issuer = "https://127.0.0.1:" + std::to_string(server_->port());
    calls_itself = issuer;
  }

  /// What a browser brings back after signing in.
  std::string authorise(const std::string& location) {
    const auto question = http::Url::parse(location).value();
    const auto query = http::parse_query(question.path.substr(question.path.find('?') + 1)).value();
    for (const auto& [name, value] : query) asked[name] = value;
    nonce = asked["nonce"];
    return "/callback?code=c0de&state=" + asked["state"];
  }
  [[nodiscard]] json claims() const {
    const auto now = io::wall_clock() / base::kSecond;
    return {{"iss", issuer}, {"sub", "s-1"},     {"aud", kClient},
            {"iat", now},    {"exp", now + 300}, {"nonce", nonce}};
  }

  SigningKey rsa, ec;
  std::string issuer, calls_itself, fingerprint, nonce;
  std::string token;  // what the token endpoint gives; empty: a right one
  json keys;
  json extra;  // into the discovery document
  std::map<std::string, std::string> asked;
  std::map<std::string, std::string> redeemed;
  std::string authorization;
  std::atomic<int> key_requests = 0;

 private:
  http::Response answer(const http::Request& request) {
    if (request.path() == "/.well-known/openid-configuration") return json_answer(document());
    if (request.path() == "/keys") {
      ++key_requests;
      return json_answer({{"keys", keys}});
    }
    if (request.path() != "/token") return {.status = 404};
    redeemed.clear();
    const auto fields = http::parse_query(request.body).value();
    for (const auto& [name, value] : fields) redeemed[name] = value;
    authorization = request.header("authorization");
    if (redeemed["code"] != "c0de") {
      auto refused = json_answer({{"error", "invalid_grant"}});
      refused.status = 400;
      return refused;
    }
    return json_answer(
        {{"token_type", "Bearer"}, {"id_token", token.empty() ? rsa.sign(claims()) : token}});
  }
  [[nodiscard]] json document() const {
    json all{{"issuer", calls_itself},
             {"authorization_endpoint", issuer + "/authorize?tenant=1"},
             {"token_endpoint", issuer + "/token"},
             {"jwks_uri", issuer + "/keys"}};
    all.update(extra.is_object() ? extra : json::object());
    return all;
  }
  static http::Response json_answer(const json& body) {
    return {.content_type = "application/json", .body = body.dump()};
  }
  std::unique_ptr<http::Server> server_;
};

class OidcTest : public ::testing::Test {
 protected:
  void SetUp() override {
    database_ = *sql::Database::open(folder_.file("hub.db"));
    directory_ = *directory::Directory::open(*database_);
    directory::Organisation organisation;
    organisation.name = "operator";
    directory::Account account;
    account.name = "alice";
    account.organisation = directory_->add(organisation).value().id;
    account.subject = provider_.issuer + " s-1";
    ASSERT_TRUE(directory_->add(account).has_value());
    std::ofstream(folder_.file("secret")) << kSecret << "\n";
    options_.issuer = provider_.issuer;
    options_.client = kClient;
    options_.secret_file = folder_.file("secret");
    options_.redirect = "https://hub.example/callback";
    options_.connection.fingerprint = provider_.fingerprint;
    options_.clock = [this] { return io::wall_clock() + ahead_; };
    reopen();
  }
  void reopen() {
    auto oidc = Oidc::open(options_, *directory_);
    ASSERT_TRUE(oidc.has_value()) << oidc.error().message;
    oidc_ = std::move(*oidc);
  }

  static std::string cookie_of(const std::string& set_cookie) {
    return set_cookie.substr(0, set_cookie.find(';'));
  }
  static http::Request callback(const std::string& target, const std::string& cookie) {
    http::Request request;
    request.method = "GET";
    request.target = target;
    request.headers = {{"cookie", cookie}};
    request.secure = true;
    return request;
  }
  /// A whole sign-in; what comes of it.
  Result<Oidc::Arrival> sign_in(const std::string& more = "") {
    auto departure = NOROSHI_TRY(oidc_->begin());
    const auto target = provider_.authorise(departure.location) + more;
    return oidc_->finish(callback(target, cookie_of(departure.cookie)));
  }
  /// With a token that these claims make, changed.
  std::string error_with(const std::function<std::string(const json& claims)>& make) {
    auto departure = oidc_->begin().value();
    const auto target = provider_.authorise(departure.location);
    provider_.token = make(provider_.claims());
    const auto arrival = oidc_->finish(callback(target, cookie_of(departure.cookie)));
    provider_.token.clear();
    return arrival.has_value() ? "signed in" : arrival.error().message;
  }
  std::string error_with_claim(const char* name, const json& value) {
    return error_with([&](json claims) {
      if (value.is_discarded()) {
        claims.erase(name);
      } else {
        claims[name] = value;
      }
      return provider_.rsa.sign(claims);
    });
  }

  base::TemporaryFolder folder_;
  Provider provider_{folder_};
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<directory::Directory> directory_;
  OidcOptions options_;
  base::Micros ahead_ = 0;
  std::unique_ptr<Oidc> oidc_;
};

const json kLeftOut = json(json::value_t::discarded);

TEST_F(OidcTest, SignsInTheAccountThatHasTheSubject) {
  const auto arrival = sign_in("&iss=" + http::percent_encoded(provider_.issuer));
  ASSERT_TRUE(arrival.has_value()) << arrival.error().message;
  EXPECT_EQ(arrival->account.name, "alice");
  EXPECT_THAT(arrival->cookie, HasSubstr("Max-Age=0"));
  EXPECT_EQ(provider_.asked["response_type"], "code");
  EXPECT_EQ(provider_.asked["tenant"], "1");
  EXPECT_EQ(provider_.asked["client_id"], kClient);
  EXPECT_EQ(provider_.asked["redirect_uri"], options_.redirect);
  EXPECT_EQ(provider_.redeemed["redirect_uri"], options_.redirect);
  EXPECT_EQ(provider_.authorization, "Basic " + base64(http::percent_encoded(kClient) + ":" +
                                                       http::percent_encoded(kSecret)));
}

TEST_F(OidcTest, ProvesByPkceThatItBeganTheSignIn) {
  ASSERT_TRUE(sign_in().has_value());
  const auto verifier = provider_.redeemed["code_verifier"];
  EXPECT_GE(verifier.size(), 43U);
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
  EXPECT_EQ(provider_.asked["code_challenge"], base64url(digest));
  EXPECT_EQ(provider_.asked["code_challenge_method"], "S256");
}

TEST_F(OidcTest, TakesEllipticKeysToo) {
  EXPECT_EQ(error_with([&](const json& claims) { return provider_.ec.sign(claims); }), "signed in");
}

TEST_F(OidcTest, ANameThatNobodyHasHereSaysWhatToEnter) {
  const auto message = error_with_claim("sub", "s-2");
  EXPECT_THAT(message, HasSubstr(provider_.issuer + " s-2"));
}

TEST_F(OidcTest, RefusesATokenThatIsWrongInOneThing) {
  const auto now = io::wall_clock() / base::kSecond;
  EXPECT_THAT(error_with_claim("iss", "https://evil.example"), HasSubstr("another issuer"));
  EXPECT_THAT(error_with_claim("iss", kLeftOut), HasSubstr("another issuer"));
  EXPECT_THAT(error_with_claim("aud", "other"), HasSubstr("another client"));
  EXPECT_THAT(error_with_claim("aud", json::array({kClient, "other"})),
              HasSubstr("another client"));
  EXPECT_THAT(error_with_claim("aud", json::array()), HasSubstr("another client"));
  EXPECT_THAT(error_with_claim("aud", kLeftOut), HasSubstr("another client"));
  EXPECT_THAT(error_with_claim("azp", "other"), HasSubstr("another client"));
  EXPECT_THAT(error_with_claim("exp", now - 61), HasSubstr("expired"));
  EXPECT_THAT(error_with_claim("exp", "tomorrow"), HasSubstr("expired"));
  EXPECT_THAT(error_with_claim("exp", kLeftOut), HasSubstr("expired"));
  EXPECT_THAT(error_with_claim("iat", now + 120), HasSubstr("future"));
  EXPECT_THAT(error_with_claim("iat", now - 700), HasSubstr("too long ago"));
  EXPECT_THAT(error_with_claim("iat", kLeftOut), HasSubstr("future"));
  EXPECT_THAT(error_with_claim("nbf", now + 120), HasSubstr("not valid yet"));
  EXPECT_THAT(error_with_claim("nonce", "other"), HasSubstr("not of this sign-in"));
  EXPECT_THAT(error_with_claim("nonce", kLeftOut), HasSubstr("not of this sign-in"));
  EXPECT_THAT(error_with_claim("sub", kLeftOut), HasSubstr("no subject"));
  EXPECT_THAT(error_with_claim("sub", "a b"), HasSubstr("no subject"));
  EXPECT_THAT(error_with_claim("sub", 7), HasSubstr("no subject"));
  EXPECT_EQ(error_with_claim("aud", json::array({kClient})), "signed in");
  EXPECT_EQ(error_with_claim("azp", kClient), "signed in");
}

TEST_F(OidcTest, RefusesATokenThatTheIssuerDidNotSign) {
  const SigningKey stranger("r1", false);
  EXPECT_THAT(error_with([&](const json& claims) { return stranger.sign(claims); }),
              HasSubstr("does not hold"));
  EXPECT_THAT(error_with([&](const json& claims) {
                auto token = provider_.rsa.sign(claims);
                const auto first = token.find('.') + 1;
                auto changed = claims;
                changed["sub"] = "s-9";
                return token.replace(first, token.rfind('.') - first, base64url(changed.dump()));
              }),
              HasSubstr("does not hold"));
}

TEST_F(OidcTest, TheTokenDoesNotChooseHowItIsChecked) {
  const auto unsigned_token = [](const char* algorithm) {
    return [algorithm](const json& claims) {
      return base64url(json{{"alg", algorithm}}.dump()) + "." + base64url(claims.dump()) + ".";
    };
  };
  for (const char* algorithm : {"none", "None", "NONE", "HS256", "RS1", "", "RS256 "}) {
    EXPECT_THAT(error_with(unsigned_token(algorithm)), HasSubstr("not signed by")) << algorithm;
  }
  EXPECT_NE(error_with(unsigned_token("RS256")), "signed in");
  // The public key, taken as the secret of an HMAC.
  EXPECT_THAT(error_with([&](const json& claims) {
                cjose_err failure{};
                const auto text = provider_.rsa.public_part().dump();
                cjose_jwk_t* secret = cjose_jwk_create_oct_spec(
                    reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), &failure);
                auto token = SigningKey::sign_with(secret, CJOSE_HDR_ALG_HS256, claims, "r1");
                cjose_jwk_release(secret);
                return token;
              }),
              HasSubstr("not signed by"));
}

TEST_F(OidcTest, RefusesWhatIsNoToken) {
  for (const char* token :
       {".", "..", "...", "a.b.c", "e30.e30.e30", "\xFF", "eyJhbGciOiJSUzI1NiJ9"}) {
    EXPECT_NE(error_with([&](const json&) { return token; }), "signed in") << token;
  }
  EXPECT_NE(error_with([](const json&) { return std::string(100'000, 'a') + ".b.c"; }),
            "signed in");
}

TEST_F(OidcTest, AnAnswerIsTakenOnce) {
  const auto departure = oidc_->begin().value();
  const auto target = provider_.authorise(departure.location);
  const auto request = callback(target, cookie_of(departure.cookie));
  ASSERT_TRUE(oidc_->finish(request).has_value());
  const auto again = oidc_->finish(request);
  ASSERT_FALSE(again.has_value());
  EXPECT_THAT(again.error().message, HasSubstr("used already"));
}

TEST_F(OidcTest, AnAnswerOfAnotherBrowserOrNoQuestionIsRefused) {
  const auto mine = oidc_->begin().value();
  const auto target = provider_.authorise(mine.location);
  const auto other = oidc_->begin().value();
  EXPECT_FALSE(oidc_->finish(callback(target, cookie_of(other.cookie))).has_value());
  EXPECT_FALSE(oidc_->finish(callback(target, "")).has_value());
  EXPECT_FALSE(oidc_->finish(callback("/callback?code=c0de&state=x", cookie_of(other.cookie))));
  EXPECT_FALSE(oidc_->finish(callback("/callback?code=c0de", cookie_of(other.cookie))));
  EXPECT_FALSE(oidc_->finish(callback("/callback", "")));
}

TEST_F(OidcTest, AnAnswerThatComesTooLateIsRefused) {
  const auto departure = oidc_->begin().value();
  const auto target = provider_.authorise(departure.location);
  ahead_ = 11 * base::kMinute;
  const auto late = oidc_->finish(callback(target, cookie_of(departure.cookie)));
  ASSERT_FALSE(late.has_value());
  EXPECT_THAT(late.error().message, HasSubstr("too old"));
}

TEST_F(OidcTest, AnAnswerOfAnotherProviderIsRefused) {
  auto mixed = sign_in("&iss=https%3A%2F%2Fevil.example");
  ASSERT_FALSE(mixed.has_value());
  EXPECT_THAT(mixed.error().message, HasSubstr("not of the provider that was asked"));
  provider_.extra = {{"authorization_response_iss_parameter_supported", true}};
  reopen();
  EXPECT_FALSE(sign_in().has_value()) << "it promised to name itself";
}

TEST_F(OidcTest, WhatTheProviderRefusesIsSaid) {
  const auto departure = oidc_->begin().value();
  provider_.authorise(departure.location);
  const auto denied = oidc_->finish(
      callback("/callback?error=access_denied%0A%22&state=" + provider_.asked["state"],
               cookie_of(departure.cookie)));
  ASSERT_FALSE(denied.has_value());
  EXPECT_THAT(denied.error().message, HasSubstr("access_denied??"));
  const auto next = oidc_->begin().value();
  provider_.authorise(next.location);
  const auto wrong = oidc_->finish(
      callback("/callback?code=other&state=" + provider_.asked["state"], cookie_of(next.cookie)));
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().message, HasSubstr("invalid_grant"));
}

TEST_F(OidcTest, ThePagesTakeABrowserThereAndBackWithASession) {
  const auto trail = *directory::Trail::open(*database_);
  Gate gate(*directory_, *trail);
  const auto there = depart(*oidc_);
  ASSERT_EQ(there.status, 302) << there.body;
  const auto field = [](const http::Response& response, std::string_view name, int which) {
    for (const auto& [header, value] : response.headers) {
      if (header == name && which-- == 0) return value;
    }
    return std::string();
  };
  const auto target = provider_.authorise(field(there, "Location", 0));
  const auto binding = cookie_of(field(there, "Set-Cookie", 0));
  const auto back = arrive(*oidc_, gate, callback(target, binding), "/");
  ASSERT_EQ(back.status, 303) << back.body;
  EXPECT_EQ(field(back, "Location", 0), "/");
  http::Response refusal;
  const auto caller = gate.enter(callback("/", cookie_of(field(back, "Set-Cookie", 1))), refusal);
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->way, Way::Session);
  EXPECT_EQ(caller->name(), "alice");
  EXPECT_EQ(trail->read(0, 10).value().back().action, "sign-in");
  EXPECT_EQ(arrive(*oidc_, gate, callback(target, binding), "/").status, 400);
}

TEST_F(OidcTest, NewKeysOfTheIssuerAreFoundAndNotAskedForAllTheTime) {
  ASSERT_TRUE(sign_in().has_value());
  const SigningKey fresh("r2", false);
  const auto sign = [&](const json& claims) { return fresh.sign(claims); };
  EXPECT_THAT(error_with(sign), HasSubstr("does not list"));
  EXPECT_EQ(provider_.key_requests, 1) << "one minute at least between two looks";
  provider_.keys = json::array({fresh.public_part()});
  ahead_ = 2 * base::kMinute - base::kSecond;
  EXPECT_EQ(error_with(sign), "signed in");
  EXPECT_EQ(provider_.key_requests, 2);
}

TEST_F(OidcTest, EndpointsElsewhereOrWithoutTlsAreRefused) {
  for (const char* place : {"https://evil.example/token", "http://127.0.0.1/token", "", "x"}) {
    provider_.extra = {{"token_endpoint", place}};
    reopen();
    EXPECT_FALSE(oidc_->begin().has_value()) << place;
  }
  provider_.extra = {{"authorization_endpoint", "https://login.example/a"}};
  options_.hosts = {"login.example"};
  reopen();
  const auto departure = oidc_->begin();
  ASSERT_TRUE(departure.has_value()) << departure.error().message;
  EXPECT_THAT(departure->location, ::testing::StartsWith("https://login.example:443/a?"));
}

TEST_F(OidcTest, AProviderThatCallsItselfOtherwiseIsRefused) {
  provider_.calls_itself = provider_.issuer + "/";
  const auto departure = oidc_->begin();
  ASSERT_FALSE(departure.has_value());
  EXPECT_THAT(departure.error().message, HasSubstr("must be written so"));
}

TEST_F(OidcTest, ConfigurationThatCannotWorkIsRefusedAtTheStart) {
  const auto message = [&](const OidcOptions& options) {
    const auto opened = Oidc::open(options, *directory_);
    return opened.has_value() ? std::string() : opened.error().message;
  };
  auto wrong = options_;
  wrong.issuer = "http://127.0.0.1";
  EXPECT_THAT(message(wrong), HasSubstr("https://"));
  wrong = options_;
  wrong.client = "";
  EXPECT_THAT(message(wrong), HasSubstr("id of this hub"));
  wrong = options_;
  wrong.secret_file = folder_.file("none");
  EXPECT_THAT(message(wrong), HasSubstr("none"));
}

TEST(KeySet, LeavesOutKeysThatAreOfNoUse) {
  EXPECT_FALSE(KeySet::parse("").has_value());
  EXPECT_FALSE(KeySet::parse("[]").has_value());
  EXPECT_FALSE(KeySet::parse(R"({"keys":{}})").has_value());
  const auto set = KeySet::parse(
      R"({"keys":[1,{},{"kty":"oct","k":"c2VjcmV0"},{"kty":"OKP","crv":"Ed25519","x":"AA"},)"
      R"({"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]})");
  ASSERT_TRUE(set.has_value()) << set.error().message;
  EXPECT_EQ(set->size(), 0U);
}

}  // namespace
}  // namespace noroshi::access
