// A seal service that answers rightly, and one that answers wrongly in every way that was thought
// of: nothing but a signature of the certificate's key ever comes out.
#include "trust/remote/remote_signer.hpp"

#include <atomic>
#include <deque>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "base/temporary_folder.hpp"
#include "io/http/server.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::remote {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

std::string base64(der::View octets) { return tlog::to_base64(der::text_of(octets)); }

http::Response json(int status, const Json& body) {
  return {.status = status, .content_type = "application/json", .body = body.dump()};
}

/// Plays the service; each method may be told to answer otherwise.
class Remote : public ::testing::Test {
 protected:
  using Act = std::function<http::Response(const Json& asked)>;

  void SetUp() override {
    secret("token", "key-of-the-hub\nmore\n");
    server_ = http::Server::start(net::Address::v4(0x7F000001), 0, [this](const auto& request) {
                return answer(request);
              }).value();
    from_ = {.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/csc/v2",
             .credential = "notices",
             .token_file = folder_.file("token"),
             .description = "a test",
             .patience = 10 * base::kSecond,
             .pause = base::kMillisecond,
             .timeout = base::kSecond};
  }

  void secret(const std::string& name, std::string_view text) {
    std::ofstream(folder_.file(name)) << text;
    ::chmod(folder_.file(name).c_str(), 0600);
  }

  http::Response answer(const http::Request& request) {
    const auto method = std::string(request.path().substr(std::string("/csc/v2/").size()));
    const Json asked = Json::parse(request.body, nullptr, false);
    const std::lock_guard lock(mutex_);
    asked_.push_back(method);
    newest_[method] = asked;
    if (request.header("authorization") != "Bearer key-of-the-hub") return {.status = 401};
    if (const auto found = acts_.find(method); found != acts_.end()) return found->second(asked);
    if (method == "credentials/info") return json(200, info());
    if (method == "credentials/authorize") return json(200, {{"SAD", "sad-1"}});
    if (method == "signatures/signHash") return json(200, {{"signatures", {signature(asked)}}});
    return {.status = 404};
  }

  [[nodiscard]] Json info() const {
    Json list = Json::array({base64(issued_.certificate.der())});
    for (const auto& one : issued_.chain) list.push_back(base64(one.der()));
    return {{"key", {{"status", "enabled"}, {"algo", {algorithm_}}}},
            {"cert", {{"status", "valid"}, {"certificates", list}}}};
  }
  [[nodiscard]] std::string signature(const Json& asked) const {
    const auto hash = tlog::from_base64(asked.at("hashes").at(0).get<std::string>()).value();
    return base64(issued_.signer->sign_digest(der::view_of(hash)).value());
  }

  void act(const std::string& method, Act does) {
    const std::lock_guard lock(mutex_);
    acts_[method] = std::move(does);
  }
  void act(const std::string& method, const http::Response& says) {
    act(method, [says](const Json&) { return says; });
  }
  Json newest(const std::string& method) {
    const std::lock_guard lock(mutex_);
    return newest_[method];
  }
  std::vector<std::string> asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  /// What opening says that is wrong; empty: nothing.
  [[nodiscard]] std::string flaw_of_opening() const {
    const auto signer = open_remote_key(from_);
    return signer ? "" : signer.error().message;
  }
  /// The same of signing.
  [[nodiscard]] std::string flaw_of_signing() const {
    const auto signer = open_remote_key(from_);
    if (!signer) return "it does not open: " + signer.error().message;
    const auto message = der::view_of("a notice");
    const auto whole = (*signer)->sign(message);
    const auto digest = (*signer)->sign_digest(pki::digest((*signer)->digest(), message));
    EXPECT_EQ(whole.has_value(), digest.has_value());
    return whole ? "" : whole.error().message;
  }

  base::TemporaryFolder folder_;
  key::TestingAuthority root_ = key::TestingAuthority::root();
  key::Issued issued_ = root_.intermediate().issue(key::seal_wish());
  std::string algorithm_ = "1.2.840.10045.4.3.2";
  RemoteKey from_;
  std::mutex mutex_;
  std::map<std::string, Act> acts_;
  std::map<std::string, Json> newest_;
  std::vector<std::string> asked_;
  std::unique_ptr<http::Server> server_;  // last: its handler uses all above
};

TEST_F(Remote, SignsWhatItsCertificateVerifies) {
  const auto signer = open_remote_key(from_).value();
  EXPECT_EQ(signer->certificate(), issued_.certificate);
  EXPECT_EQ(signer->chain().size(), issued_.chain.size());
  const auto message = der::view_of("a notice");
  const auto signature = signer->sign(message).value();
  EXPECT_TRUE(issued_.certificate.verifies(message, signature, signer->algorithm_identifier()));
  EXPECT_THAT(asked(),
              ElementsAre("credentials/info", "credentials/authorize", "signatures/signHash"));
  EXPECT_EQ(newest("credentials/authorize").at("hashes"), newest("signatures/signHash")["hashes"]);
  EXPECT_EQ(newest("credentials/authorize").at("description"), "a test");
  EXPECT_EQ(newest("signatures/signHash").at("SAD"), "sad-1");
}

TEST_F(Remote, AnRsaKeyIsAskedForByTheNameThatItsServiceGaveIt) {
  auto wish = key::seal_wish();
  wish.key = key::TestingKey::Rsa2048;
  issued_ = root_.issue(wish);
  for (const char* name : {"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"}) {
    algorithm_ = name;
    EXPECT_EQ(flaw_of_signing(), "");
    EXPECT_EQ(newest("signatures/signHash").at("signAlgo"), name);
    EXPECT_EQ(newest("signatures/signHash").at("hashAlgorithmOID"), "2.16.840.1.101.3.4.2.1");
  }
}

TEST_F(Remote, ThePasswordGoesWhereItIsAskedForAndIntoNoMessage) {
  secret("password", "correct-horse\r\n");
  from_.password_file = folder_.file("password");
  EXPECT_EQ(flaw_of_signing(), "");
  EXPECT_EQ(newest("credentials/authorize").at("authData").at(0).at("value"), "correct-horse");
  act("credentials/authorize", json(400, {{"error", "invalid_otp"}}));
  EXPECT_THAT(flaw_of_signing(), Not(HasSubstr("correct-horse")));
}

TEST_F(Remote, AFileOfSecretsThatOthersMayReadIsRefused) {
  ::chmod(folder_.file("token").c_str(), 0644);
  EXPECT_NE(flaw_of_opening(), "");
  EXPECT_TRUE(asked().empty());
}

TEST_F(Remote, NothingTravelsInTheClearBeyondThisMachine) {
  from_.url = "http://192.0.2.1:8443/csc/v2";
  EXPECT_THAT(flaw_of_opening(), HasSubstr("https"));
}

TEST_F(Remote, WhatIsNoCredentialIsSaid) {
  const std::vector<std::pair<http::Response, std::string>> wrong{
      {{.body = "no JSON"}, "no JSON object"},
      {{.body = ""}, "no JSON object"},
      {{.body = "[]"}, "no JSON object"},
      {{.body = std::string(100'000, '[')}, "no JSON object"},
      {json(200, Json::object()), "no certificate"},
      {json(200, {{"cert", 7}}), "no certificate"},
      {json(200, {{"cert", {{"certificates", Json::array()}}}}), "no certificate"},
      {json(200, {{"cert", {{"certificates", {7}}}}}), "no Base 64"},
      {json(200, {{"cert", {{"certificates", {"%%%"}}}}}), "no Base 64"},
      {json(200, {{"cert", {{"certificates", {"AAAA"}}}}}), "the seal service's answer"},
      {json(200, {{"cert", {{"certificates", std::vector<std::string>(100, "AAAA")}}}}),
       "more certificates"},
      {json(401, {{"error_description", "no such key"}}), "status 401: no such key"},
      {{.status = 500}, "status 500"},
  };
  for (const auto& [says, flaw] : wrong) {
    act("credentials/info", says);
    EXPECT_THAT(flaw_of_opening(), HasSubstr(flaw)) << says.body.substr(0, 100);
  }
}

TEST_F(Remote, AKeyThatIsNotInUseIsNotAsked) {
  auto says = info();
  says["key"]["status"] = "disabled";
  act("credentials/info", json(200, says));
  EXPECT_THAT(flaw_of_opening(), HasSubstr("disabled"));
  says = info();
  says["cert"]["status"] = "revoked";
  act("credentials/info", json(200, says));
  EXPECT_THAT(flaw_of_opening(), HasSubstr("revoked"));
}

TEST_F(Remote, AnAlgorithmThatIsNotKnownIsSaid) {
  for (const Json& names : {Json::array(), Json::array({"1.2.3"}), Json("1.2.840.10045.4.3.2"),
                            Json::array({7}), Json::array({"1.2.840.113549.1.1.10"})}) {
    auto says = info();
    says["key"]["algo"] = names;
    act("credentials/info", json(200, says));
    EXPECT_THAT(flaw_of_opening(), HasSubstr("no signature algorithm"));
  }
}

TEST_F(Remote, ACertificateOfAnotherKeyLetsNoSignatureOut) {
  const auto other = root_.issue(key::seal_wish());
  auto says = info();
  says["cert"]["certificates"][0] = base64(other.certificate.der());
  act("credentials/info", json(200, says));
  EXPECT_THAT(flaw_of_signing(), HasSubstr("not the certificate's"));
}

TEST_F(Remote, ASignatureOverSomethingElseDoesNotComeOut) {
  act("signatures/signHash", [this](const Json&) {
    const der::Bytes other(32, 7);
    return json(200, {{"signatures", {base64(issued_.signer->sign_digest(other).value())}}});
  });
  EXPECT_THAT(flaw_of_signing(), HasSubstr("not the certificate's"));
}

TEST_F(Remote, WhatIsNotTheOneSignatureDoesNotComeOut) {
  for (const auto& says :
       {http::Response{.body = "no JSON"}, json(200, Json::object()),
        json(200, {{"signatures", Json::array()}}), json(200, {{"signatures", {7}}}),
        json(200, {{"signatures", {"%%"}}}), json(200, {{"signatures", {""}}}),
        json(200, {{"signatures", {"AAAA", "AAAA"}}}), json(202, {{"responseID", "later"}})}) {
    act("signatures/signHash", says);
    EXPECT_THAT(flaw_of_signing(), HasSubstr("not the one signature")) << says.body;
  }
}

TEST_F(Remote, ARefusalIsToldInItsWordsWithoutControlCharacters) {
  act("credentials/authorize",
      json(400, {{"error", "invalid_request"}, {"error_description", "not\x1b[2J yours\n"}}));
  EXPECT_THAT(flaw_of_signing(), HasSubstr("status 400: not [2J yours "));
  act("credentials/authorize", json(400, {{"error", "invalid_request"}}));
  EXPECT_THAT(flaw_of_signing(), HasSubstr("invalid_request"));
  act("credentials/authorize", json(400, {{"error_description", std::string(100'000, 'x')}}));
  EXPECT_LT(flaw_of_signing().size(), 1'000U);
  act("credentials/authorize", json(200, Json::object()));
  EXPECT_THAT(flaw_of_signing(), HasSubstr("no SAD"));
}

TEST_F(Remote, ApprovalOfOthersIsWaitedFor) {
  act("credentials/authorize", json(202, {{"handle", "h-1"}}));
  std::atomic<int> times = 0;
  act("credentials/authorizeCheck", [&](const Json& asks) {
    EXPECT_EQ(asks.at("handle"), "h-1");
    return ++times < 3 ? json(202, {{"handle", "h-1"}}) : json(200, {{"SAD", "sad-2"}});
  });
  EXPECT_TRUE(open_remote_key(from_).value()->sign(der::view_of("x")));
  EXPECT_EQ(times, 3);
  EXPECT_EQ(newest("signatures/signHash").at("SAD"), "sad-2");
}

TEST_F(Remote, ApprovalThatDoesNotComeInTimeIsSaidWithItsHandle) {
  act("credentials/authorize", json(202, {{"handle", "h-1"}}));
  act("credentials/authorizeCheck", json(202, {{"handle", "h-1"}}));
  from_.patience = 20 * base::kMillisecond;
  const auto signed_ = open_remote_key(from_).value()->sign(der::view_of("x"));
  ASSERT_FALSE(signed_);
  EXPECT_EQ(signed_.error().code, Errc::Limit);
  EXPECT_THAT(signed_.error().message, HasSubstr("h-1 waits for approval"));
}

TEST_F(Remote, ApprovalThatIsRefusedOrHasNoHandleEndsIt) {
  act("credentials/authorize", json(202, {{"handle", "h-1"}}));
  act("credentials/authorizeCheck", json(400, {{"error_description", "taro refused it"}}));
  EXPECT_THAT(flaw_of_signing(), HasSubstr("taro refused it"));
  act("credentials/authorize", json(202, Json::object()));
  EXPECT_THAT(flaw_of_signing(), HasSubstr("no handle"));
}

TEST_F(Remote, AServiceThatDoesNotAnswerIsNotWaitedForLongerThanIsSaid) {
  std::vector<std::function<void(http::Response)>> owed;
  act("credentials/authorize", [&](const Json&) {
    return http::Response{.later = [&](auto give) { owed.push_back(std::move(give)); }};
  });
  from_.timeout = 50 * base::kMillisecond;
  EXPECT_NE(flaw_of_signing(), "");
  server_.reset();
}

TEST_F(Remote, AnAnswerThatIsTooLargeIsNotTaken) {
  act("credentials/info", http::Response{.body = std::string(5 << 20, ' ')});
  EXPECT_NE(flaw_of_opening(), "");
}

TEST_F(Remote, TextThatIsNoTextIsNoReasonToStop) {
  from_.description = "not UTF-8: \xff\xfe";
  EXPECT_EQ(flaw_of_signing(), "");
}

}  // namespace
}  // namespace noroshi::remote
