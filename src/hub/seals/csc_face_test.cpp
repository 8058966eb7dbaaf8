// The CSC API as its clients call it, and what the owner of a key sees of it.
#include "hub/seals/csc_face.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/temporary_folder.hpp"
#include "io/clock.hpp"
#include "io/sql/database.hpp"
#include "trust/der/writer.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::seals {
namespace {

using Json = nlohmann::json;

constexpr const char* kSha256 = "2.16.840.1.101.3.4.2.1";
constexpr const char* kEcdsaSha256 = "1.2.840.10045.4.3.2";

std::string hash_of(std::string_view text) {
  return tlog::to_base64(der::text_of(pki::digest(pki::Digest::Sha256, der::view_of(text))));
}

class Csc : public ::testing::Test {
 protected:
  void SetUp() override {
    database_ = sql::Database::open(folder_.file("hub.db")).value();
    directory_ = directory::Directory::open(*database_).value();
    trail_ = directory::Trail::open(*database_).value();
    gate_ = std::make_unique<access::Gate>(*directory_, *trail_);
    for (const char* name : {"Example Telecom", "Other Bank"}) {
      directory::Organisation organisation;
      organisation.uuid = name == std::string_view("Other Bank")
                              ? "11111111-1111-4111-8111-111111111111"
                              : "22222222-2222-4222-8222-222222222222";
      organisation.name = name;
      organisations_.push_back(directory_->add(std::move(organisation)).value().id);
    }
    for (const char* name : {"sealer", "chief", "deputy"}) add_account(name, organisations_[0]);
    add_account("stranger", organisations_[1]);
    const auto root = key::TestingAuthority::root();
    issued_ = root.issue(key::seal_wish());
  }

  void add_account(const std::string& name, sharing::OrganisationId organisation) {
    directory::Account account;
    account.name = name;
    account.organisation = organisation;
    accounts_[name] = directory_->add(std::move(account), "a long password of " + name).value();
  }

  Credential credential() {
    Credential one;
    one.id = "seal-1";
    one.organisation = "Example Telecom";
    one.alone = 2;
    one.quorum = 2;
    one.signer = issued_->signer;
    return one;
  }

  void open(const Credential& one) {
    desk_ = Desk::open({one}, *database_, *directory_, *trail_, [this] { return now_; }).value();
    face_ = std::make_unique<CscFace>(*desk_, *directory_, *gate_, Service{"Hub", "JP"});
  }

  http::Response call(const std::string& account, const std::string& method, const Json& body) {
    access::Caller caller;
    caller.way = access::Way::Key;
    if (!account.empty()) caller.account = accounts_.at(account);
    caller.scopes = {.read = true, .write = true, .operate = false};
    caller.peer = "192.0.2.7";
    const http::Request request{
        .method = "POST", .target = "/csc/v2/" + method, .body = body.dump()};
    return face_->answer(request, caller).value();
  }

  Json said(const http::Response& response) { return Json::parse(response.body); }

  std::string words(const std::string& account, const std::string& method, const Json& body) {
    return said(call(account, method, body)).value("error_description", "(none)");
  }

  static Json wish(const std::vector<std::string>& hashes) {
    return {{"credentialID", "seal-1"},
            {"numSignatures", hashes.size()},
            {"hashes", hashes},
            {"hashAlgorithmOID", kSha256}};
  }

  static Json signing(const std::string& sad, const std::vector<std::string>& hashes) {
    return {
        {"credentialID", "seal-1"}, {"SAD", sad}, {"hashes", hashes}, {"signAlgo", kEcdsaSha256}};
  }

  std::size_t trail_entries(std::string_view action) {
    std::size_t count = 0;
    const auto entries = trail_->read(0, 1'000).value();
    for (const auto& entry : entries) count += entry.action == action ? 1U : 0U;
    return count;
  }

  base::TemporaryFolder folder_;
  base::Micros now_ = io::wall_clock();
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<directory::Directory> directory_;
  std::unique_ptr<directory::Trail> trail_;
  std::unique_ptr<access::Gate> gate_;
  std::vector<sharing::OrganisationId> organisations_;
  std::map<std::string, directory::Account> accounts_;
  std::optional<key::Issued> issued_;
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<CscFace> face_;
};

TEST_F(Csc, InfoNeedsNobodyAndNamesTheVersion) {
  open(credential());
  const auto response = call("", "info", Json::object());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(said(response)["specs"], "2.0.0.2");
  EXPECT_EQ(call("", "credentials/list", Json::object()).status, 401);
}

TEST_F(Csc, ListsAndDescribesTheKeysOfTheCallersOrganisationAlone) {
  open(credential());
  EXPECT_EQ(said(call("sealer", "credentials/list", Json::object()))["credentialIDs"],
            Json::array({"seal-1"}));
  EXPECT_EQ(said(call("stranger", "credentials/list", Json::object()))["credentialIDs"],
            Json::array());
  EXPECT_EQ(words("stranger", "credentials/info", {{"credentialID", "seal-1"}}),
            "Invalid parameter credentialID");
  const auto info =
      said(call("sealer", "credentials/info", {{"credentialID", "seal-1"}, {"certInfo", true}}));
  EXPECT_EQ(info["key"]["algo"], Json::array({kEcdsaSha256}));
  EXPECT_EQ(info["key"]["curve"], "1.2.840.10045.3.1.7");
  EXPECT_EQ(info["cert"]["validTo"], "20400101000000Z");
  EXPECT_EQ(info["SCAL"], "2");
  EXPECT_EQ(info["cert"]["certificates"].size(), 1U);
}

TEST_F(Csc, AFewHashesAreGrantedAtOnceAndSignedByTheKey) {
  open(credential());
  const std::vector<std::string> hashes{hash_of("one"), hash_of("two")};
  const auto grant = call("sealer", "credentials/authorize", wish(hashes));
  ASSERT_EQ(grant.status, 200) << grant.body;
  const std::string sad = said(grant)["SAD"];
  const auto made = call("sealer", "signatures/signHash", signing(sad, hashes));
  ASSERT_EQ(made.status, 200) << made.body;
  const auto signature = tlog::from_base64(said(made)["signatures"][1].get<std::string>()).value();
  EXPECT_TRUE(issued_->certificate.verifies(der::view_of("two"), der::view_of(signature),
                                            issued_->signer->algorithm_identifier()));
  EXPECT_FALSE(issued_->certificate.verifies(der::view_of("one"), der::view_of(signature),
                                             issued_->signer->algorithm_identifier()));
}

TEST_F(Csc, AGrantSignsEachOfItsHashesOnceAndNoOther) {
  open(credential());
  const std::vector<std::string> hashes{hash_of("one"), hash_of("two")};
  const std::string sad = said(call("sealer", "credentials/authorize", wish(hashes)))["SAD"];
  EXPECT_EQ(words("sealer", "signatures/signHash", signing(sad, {hash_of("three")})),
            "Hash is not authorized by the SAD");
  EXPECT_EQ(call("sealer", "signatures/signHash", signing(sad, {hashes[0]})).status, 200);
  EXPECT_EQ(words("sealer", "signatures/signHash", signing(sad, {hashes[0]})),
            "Hash is not authorized by the SAD");
  // Neither half of a call that asks for too much is made.
  EXPECT_EQ(words("sealer", "signatures/signHash", signing(sad, {hashes[1], hashes[1]})),
            "Hash is not authorized by the SAD");
  EXPECT_EQ(call("sealer", "signatures/signHash", signing(sad, {hashes[1]})).status, 200);
  EXPECT_EQ(words("chief", "signatures/signHash", signing(sad, hashes)), "Invalid parameter SAD");
  EXPECT_EQ(words("sealer", "signatures/signHash", signing("", hashes)), "Invalid parameter SAD");
}

TEST_F(Csc, AGrantEndsWithItsTime) {
  open(credential());
  const std::string sad =
      said(call("sealer", "credentials/authorize", wish({hash_of("one")})))["SAD"];
  now_ += credential().lifetime;
  EXPECT_EQ(words("sealer", "signatures/signHash", signing(sad, {hash_of("one")})), "SAD expired");
}

TEST_F(Csc, ManyHashesWaitForAQuorumOfOthers) {
  open(credential());
  const std::vector<std::string> hashes{hash_of("1"), hash_of("2"), hash_of("3")};
  const auto asked = call("sealer", "credentials/authorize", wish(hashes));
  ASSERT_EQ(asked.status, 202) << asked.body;
  const std::string handle = said(asked)["handle"];
  const auto asker = [&](const char* name) { return Asker{accounts_.at(name), "192.0.2.8"}; };
  EXPECT_EQ(desk_->waiting(accounts_.at("chief")).value().size(), 1U);
  EXPECT_TRUE(desk_->waiting(accounts_.at("stranger")).value().empty());

  EXPECT_FALSE(desk_->approve(asker("sealer"), handle));    // one's own
  EXPECT_FALSE(desk_->approve(asker("stranger"), handle));  // another organisation's
  EXPECT_TRUE(desk_->approve(asker("chief"), handle));
  EXPECT_FALSE(desk_->approve(asker("chief"), handle));  // twice
  EXPECT_EQ(call("sealer", "credentials/authorizeCheck", {{"handle", handle}}).status, 202);
  EXPECT_TRUE(desk_->approve(asker("deputy"), handle));

  EXPECT_EQ(words("chief", "credentials/authorizeCheck", {{"handle", handle}}),
            "Invalid parameter handle");
  const auto granted = call("sealer", "credentials/authorizeCheck", {{"handle", handle}});
  ASSERT_EQ(granted.status, 200) << granted.body;
  const std::string sad = said(granted)["SAD"];
  EXPECT_EQ(words("sealer", "credentials/authorizeCheck", {{"handle", handle}}),
            "Invalid parameter handle");  // given out once
  EXPECT_EQ(call("sealer", "signatures/signHash", signing(sad, hashes)).status, 200);
  const auto use = desk_->uses(accounts_.at("deputy"), 0, 10).value().at(0);
  EXPECT_EQ(use.approvals, (std::vector<std::string>{"chief", "deputy"}));
  EXPECT_EQ(use.signatures, 3);
}

TEST_F(Csc, WhatWasRefusedOrWaitedTooLongIsNeverGranted) {
  open(credential());
  const std::vector<std::string> hashes{hash_of("1"), hash_of("2"), hash_of("3")};
  const auto asker = [&](const char* name) { return Asker{accounts_.at(name), ""}; };
  const std::string refused = said(call("sealer", "credentials/authorize", wish(hashes)))["handle"];
  EXPECT_TRUE(desk_->refuse(asker("chief"), refused));
  EXPECT_FALSE(desk_->approve(asker("deputy"), refused));
  EXPECT_EQ(words("sealer", "credentials/authorizeCheck", {{"handle", refused}}),
            "Invalid parameter handle");
  const std::string late = said(call("sealer", "credentials/authorize", wish(hashes)))["handle"];
  now_ += credential().waiting;
  EXPECT_FALSE(desk_->approve(asker("chief"), late));
}

TEST_F(Csc, TheOwnerSeesEveryUseAndTheTrailHasItBeforeTheKeyIsTouched) {
  open(credential());
  for (int i = 0; i < 3; ++i) {
    const std::string hash = hash_of(std::to_string(i));
    const std::string sad = said(call("sealer", "credentials/authorize", wish({hash})))["SAD"];
    ASSERT_EQ(call("sealer", "signatures/signHash", signing(sad, {hash})).status, 200);
  }
  EXPECT_EQ(desk_->uses(accounts_.at("deputy"), 0, 10).value().size(), 3U);
  EXPECT_TRUE(desk_->uses(accounts_.at("stranger"), 0, 10).value().empty());
  EXPECT_EQ(trail_entries("seal.ask"), 3U);
  EXPECT_EQ(trail_entries("seal.use"), 3U);
}

TEST_F(Csc, APasswordIsAskedForAgainAndGuessingLocks) {
  auto one = credential();
  one.ask_password = true;
  open(one);
  const std::vector<std::string> hashes{hash_of("one")};
  auto body = wish(hashes);
  body["authData"] = Json::array({{{"id", "PASSWORD"}, {"value", "a long password of sealer"}}});
  EXPECT_EQ(call("sealer", "credentials/authorize", body).status, 200);
  auto guess = wish(hashes);
  guess["authData"] = Json::array({{{"id", "PASSWORD"}, {"value", "guess"}}});
  for (int i = 0; i < 5; ++i) {
    const auto refused = said(call("sealer", "credentials/authorize", guess));
    EXPECT_EQ(refused["error"], "invalid_authentication_data");
  }
  EXPECT_EQ(words("sealer", "credentials/authorize", body), "Credential locked");
  now_ += base::kHour;
  EXPECT_EQ(call("sealer", "credentials/authorize", body).status, 200);
}

TEST_F(Csc, RefusalsSpeakTheSpecificationsWords) {
  auto one = credential();
  one.most = 3;
  open(one);
  const auto with = [&](const char* name, Json value) {
    auto body = wish({hash_of("one")});
    if (value.is_null()) {
      body.erase(name);
    } else {
      body[name] = std::move(value);
    }
    return words("sealer", "credentials/authorize", body);
  };
  EXPECT_EQ(with("credentialID", nullptr),
            "Missing (or invalid type) string parameter credentialID");
  EXPECT_EQ(with("credentialID", "other"), "Invalid parameter credentialID");
  EXPECT_EQ(with("numSignatures", nullptr),
            "Missing (or invalid type) integer parameter numSignatures");
  EXPECT_EQ(with("numSignatures", 0), "Invalid value for parameter numSignatures");
  EXPECT_EQ(with("numSignatures", 4), "Numbers of signatures is too high");
  EXPECT_EQ(with("hashes", Json::array({"!!!!"})), "Invalid Base64 hash string parameter");
  EXPECT_EQ(with("hashes", Json::array({"AAAA"})), "Invalid digest value length");
  EXPECT_EQ(with("hashes", Json::array()), "Empty hash array");
  EXPECT_EQ(with("hashAlgorithmOID", "1.3.14.3.2.26"), "Invalid parameter hashAlgorithmOID");
  EXPECT_EQ(words("sealer", "credentials/list", {{"userID", "chief"}}),
            "userID parameter MUST be null");
  EXPECT_EQ(
      words("sealer", "credentials/info", {{"credentialID", "seal-1"}, {"certificates", "all"}}),
      "Invalid parameter certificates");
  EXPECT_EQ(call("sealer", "signatures/signDoc", Json::object()).status, 404);
}

TEST_F(Csc, FurtherHashesJoinAGrantOnlyWithinItsNumberAndWhereNobodyElseApproved) {
  open(credential());
  auto body = wish({hash_of("one")});
  body["numSignatures"] = 2;
  const std::string first = said(call("sealer", "credentials/authorize", body))["SAD"];
  const auto extend = [&](const std::string& sad, const std::string& text) {
    return call("sealer", "credentials/extendTransaction",
                {{"credentialID", "seal-1"},
                 {"SAD", sad},
                 {"hashes", {hash_of(text)}},
                 {"hashAlgorithmOID", kSha256}});
  };
  const auto extended = extend(first, "two");
  ASSERT_EQ(extended.status, 200) << extended.body;
  const std::string second = said(extended)["SAD"];
  EXPECT_EQ(words("sealer", "signatures/signHash", signing(first, {hash_of("one")})),
            "Invalid parameter SAD");
  EXPECT_EQ(extend(second, "three").status, 400);
  EXPECT_EQ(call("sealer", "signatures/signHash", signing(second, {hash_of("one"), hash_of("two")}))
                .status,
            200);
}

TEST_F(Csc, AnExpiredOrDisabledKeyIsNotUsed) {
  auto one = credential();
  one.enabled = false;
  open(one);
  EXPECT_EQ(words("sealer", "credentials/authorize", wish({hash_of("one")})),
            "The credential identified by credentialID is disabled");
  open(credential());
  now_ = key::kTestingUntil + base::kDay;
  EXPECT_EQ(words("sealer", "credentials/authorize", wish({hash_of("one")})),
            "Signing certificate is expired");
}

TEST_F(Csc, WhateverComesAsABodyIsAnsweredAndNothingIsGranted) {
  open(credential());
  for (const char* body : {"", "[]", "{", "{\"hashes\":{}}", "\"x\"", "{\"credentialID\":{}}"}) {
    for (const char* method : {"credentials/authorize", "signatures/signHash", "auth/revoke",
                               "credentials/authorizeCheck", "credentials/extendTransaction"}) {
      access::Caller caller;
      caller.account = accounts_.at("sealer");
      caller.scopes.write = true;
      const http::Request request{
          .method = "POST", .target = std::string("/csc/v2/") + method, .body = body};
      EXPECT_EQ(face_->answer(request, caller)->status, 400) << method << " " << body;
    }
  }
  EXPECT_EQ(trail_entries("seal.use"), 0U);
}

}  // namespace
}  // namespace noroshi::seals
