// The gate over a real directory: who gets in, as whom, and how little a refusal says.
#include "hub/access/access.hpp"

#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"
#include "hub/access/credentials.hpp"
#include "hub/access/session_cookie.hpp"

namespace noroshi::access {
namespace {

using base::kSecond;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::Pair;
using ::testing::StartsWith;

const std::string kRightPassword = "correct horse battery";

std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [field, value] : response.headers) {
    if (field == name) return value;
  }
  return {};
}

class GateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto database = sql::Database::open(folder_.file("hub.db"));
    ASSERT_TRUE(database.has_value()) << database.error().message;
    database_ = std::move(*database);
    directory_ = *directory::Directory::open(*database_);
    trail_ = *directory::Trail::open(*database_);
    directory::Organisation organisation;
    organisation.name = "operator";
    organisation_ = directory_->add(organisation).value().id;
    alice_ = add("alice", kRightPassword);
    bob_ = add("bob", "another long password");
    options_.failures = 2;
    options_.clock = [this] { return now_; };
    reopen();
  }

  void reopen() { gate_ = std::make_unique<Gate>(*directory_, *trail_, options_); }

  directory::Account add(const std::string& name, std::string_view password) {
    directory::Account account;
    account.name = name;
    account.organisation = organisation_;
    auto added = directory_->add(account, password);
    EXPECT_TRUE(added.has_value()) << added.error().message;
    return added.value_or(account);
  }

  std::string key_of(const directory::Account& account, directory::Scopes scopes) {
    directory::Key key;
    key.name = "test";
    key.account = account.id;
    key.scopes = scopes;
    std::string secret;
    EXPECT_TRUE(directory_->make_key(key, secret).has_value());
    return secret;
  }

  static http::Request request(std::vector<std::pair<std::string, std::string>> headers = {},
                               const std::string& method = "GET") {
    http::Request request;
    request.method = method;
    request.target = "/";
    request.headers = std::move(headers);
    request.headers.emplace_back("host", "hub.example");
    request.peer = net::Address::v4(0xC0000207);
    request.secure = true;
    return request;
  }
  static http::Request basic(const std::string& name, const std::string& password) {
    return request({{"authorization", "Basic " + base64(name + ":" + password)}});
  }
  static http::Request bearer(const std::string& secret) {
    return request({{"authorization", "Bearer " + secret}});
  }

  std::optional<Caller> enter(const http::Request& request) {
    refusal_ = {};
    return gate_->enter(request, refusal_);
  }
  int status_of(const http::Request& request) { return enter(request) ? 200 : refusal_.status; }

  base::TemporaryFolder folder_;
  base::Micros now_ = 1'000 * kSecond;
  Options options_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<directory::Directory> directory_;
  std::unique_ptr<directory::Trail> trail_;
  std::unique_ptr<Gate> gate_;
  sharing::OrganisationId organisation_ = 0;
  directory::Account alice_, bob_;
  http::Response refusal_;
};

TEST_F(GateTest, WithoutCredentialsOneIsNobody) {
  const auto caller = enter(request());
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->way, Way::None);
  EXPECT_EQ(caller->name(), "-");
  EXPECT_EQ(caller->viewer.kind, sharing::Kind::Anonymous);
  EXPECT_FALSE(caller->scopes.read || caller->scopes.write || caller->scopes.operate);
  EXPECT_EQ(caller->peer, "192.0.2.7");
}

TEST_F(GateTest, ARightPasswordIsItsAccount) {
  const auto caller = enter(basic("alice", kRightPassword));
  ASSERT_TRUE(caller.has_value()) << refusal_.body;
  EXPECT_EQ(caller->way, Way::Password);
  EXPECT_EQ(caller->name(), "alice");
  EXPECT_EQ(caller->viewer.account, alice_.id);
  EXPECT_TRUE(caller->scopes.read && caller->scopes.write && caller->scopes.operate);
}

TEST_F(GateTest, EveryRefusalLooksTheSame) {
  options_.failures = 100;
  reopen();
  EXPECT_FALSE(enter(basic("alice", "wrong")));
  const auto first = refusal_;
  EXPECT_EQ(first.status, 401);
  EXPECT_THAT(first.headers,
              Contains(Pair("WWW-Authenticate", R"(Basic realm="noroshi", charset="UTF-8")")));
  for (const auto& other :
       {basic("nobody", "wrong"), basic("alice", ""), bearer("noroshi_wrong"),
        request({{"authorization", "Digest a"}}), request({{"authorization", "Basic !"}})}) {
    EXPECT_FALSE(enter(other));
    EXPECT_EQ(refusal_.status, first.status);
    EXPECT_EQ(refusal_.body, first.body);
    EXPECT_EQ(refusal_.headers, first.headers);
  }
}

TEST_F(GateTest, NoSecretIsTakenWithoutTls) {
  const auto session = directory_->make_session(alice_.id, base::kHour).value();
  for (auto open : {basic("alice", kRightPassword), bearer(key_of(alice_, {.read = true})),
                    request({{"cookie", "__Host-noroshi=" + session}})}) {
    EXPECT_EQ(status_of(open), 200);
    open.secure = false;
    EXPECT_EQ(status_of(open), 403);
    open.headers.emplace_back("x-forwarded-proto", "https");
    EXPECT_EQ(status_of(open), 403) << "anybody can write that";
  }
}

TEST_F(GateTest, BehindAProxyTheProxySaysWhoAsks) {
  auto proxied = basic("alice", kRightPassword);
  proxied.secure = false;
  proxied.peer = net::Address::v4(0x7F000001);
  proxied.headers.emplace_back("x-forwarded-for", "203.0.113.1, 198.51.100.9");
  EXPECT_EQ(status_of(proxied), 403);
  options_.behind_proxy = true;
  reopen();
  const auto caller = enter(proxied);
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->peer, "198.51.100.9") << "the last one is what the proxy itself saw";
  proxied.peer = net::Address::v4(0xC0000207);
  EXPECT_EQ(status_of(proxied), 403) << "only from this machine";
}

TEST_F(GateTest, AKeyDoesWhatItsScopesSay) {
  const auto secret = key_of(alice_, {.read = true});
  const auto caller = enter(bearer(secret));
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->way, Way::Key);
  EXPECT_EQ(caller->name(), "alice");
  EXPECT_TRUE(caller->scopes.read);
  EXPECT_FALSE(caller->scopes.write || caller->scopes.operate);
  ASSERT_TRUE(directory_->revoke_key(directory_->keys(alice_.id).front().id).has_value());
  EXPECT_EQ(status_of(bearer(secret)), 401);
}

TEST_F(GateTest, AKnownCertificateIsItsAccountAnUnknownOneIsNobody) {
  alice_.certificate = std::string(64, 'a');
  ASSERT_TRUE(directory_->change(alice_).has_value());
  auto shown = request();
  shown.certificate = alice_.certificate;
  const auto caller = enter(shown);
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->way, Way::Certificate);
  EXPECT_EQ(caller->name(), "alice");
  shown.certificate = std::string(64, 'b');
  EXPECT_EQ(enter(shown)->way, Way::None);
}

TEST_F(GateTest, SeveralCredentialsMustBeOfOneAccount) {
  alice_.certificate = std::string(64, 'a');
  ASSERT_TRUE(directory_->change(alice_).has_value());
  auto both = bearer(key_of(alice_, {.read = true}));
  both.certificate = alice_.certificate;
  const auto caller = enter(both);
  ASSERT_TRUE(caller.has_value());
  EXPECT_FALSE(caller->scopes.write) << "the key's scopes hold";
  auto mixed = bearer(key_of(bob_, {.read = true}));
  mixed.certificate = alice_.certificate;
  EXPECT_EQ(status_of(mixed), 401);
  const auto session = directory_->make_session(bob_.id, base::kHour).value();
  both.headers.emplace_back("cookie", "__Host-noroshi=" + session);
  EXPECT_EQ(status_of(both), 401);
}

TEST_F(GateTest, ASessionChangesThingsOnlyFromItsOwnPage) {
  const auto session = directory_->make_session(alice_.id, base::kHour).value();
  const std::pair<std::string, std::string> cookie{"cookie", "__Host-noroshi=" + session};
  const auto caller = enter(request({cookie}));
  ASSERT_TRUE(caller.has_value());
  EXPECT_EQ(caller->way, Way::Session);
  EXPECT_EQ(status_of(request({cookie}, "POST")), 403);
  EXPECT_EQ(status_of(request({cookie, {"x-csrf-token", csrf_token(session)}}, "POST")), 200);
  EXPECT_EQ(status_of(request({cookie, {"origin", "https://evil.example"}}, "DELETE")), 403);
  EXPECT_EQ(status_of(request({cookie, {"sec-fetch-site", "same-origin"}}, "DELETE")), 200);
  ASSERT_TRUE(gate_->sign_out(request({cookie})).has_value());
  EXPECT_EQ(enter(request({cookie}))->way, Way::None);
}

TEST_F(GateTest, ABrowserThatRemembersAPasswordIsNotAnothersTool) {
  auto forged = basic("alice", kRightPassword);
  forged.method = "POST";
  EXPECT_EQ(status_of(forged), 200) << "programs say nothing of where they come from";
  forged.headers.emplace_back("origin", "https://evil.example");
  EXPECT_EQ(status_of(forged), 403);
  auto key = bearer(key_of(alice_, {.write = true}));
  key.method = "POST";
  key.headers.emplace_back("origin", "https://page.example");
  EXPECT_EQ(status_of(key), 200) << "no browser adds a key by itself";
}

TEST_F(GateTest, ARememberedPasswordIsForgottenWhenTold) {
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 200);
  ASSERT_TRUE(directory_->set_password(alice_.id, "a new long password").has_value());
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 200) << "remembered";
  gate_->forget(alice_.id);
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 401);
  EXPECT_EQ(status_of(basic("alice", "a new long password")), 200);
}

TEST_F(GateTest, ARememberedPasswordIsForgottenInTime) {
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 200);
  ASSERT_TRUE(directory_->set_password(alice_.id, "a new long password").has_value());
  now_ += options_.remember - 1;
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 200);
  now_ += 1;
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 401);
}

TEST_F(GateTest, AnAccountThatIsNoLongerActiveIsOutAtOnce) {
  const auto secret = key_of(alice_, {.read = true});
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 200);
  alice_.active = false;
  ASSERT_TRUE(directory_->change(alice_).has_value());
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 401);
  EXPECT_EQ(status_of(bearer(secret)), 401);
}

TEST_F(GateTest, WrongPasswordsSlowDownWhetherTheAccountExistsOrNot) {
  for (const char* name : {"bob", "nobody"}) {
    reopen();
    EXPECT_EQ(status_of(basic(name, "wrong 1")), 401);
    EXPECT_EQ(status_of(basic(name, "wrong 2")), 401);
    EXPECT_EQ(status_of(basic(name, "wrong 3")), 429) << name;
    EXPECT_EQ(header_of(refusal_, "Retry-After"), "1");
    auto elsewhere = basic(name, "wrong 4");
    elsewhere.peer = net::Address::v4(0xC6336401);
    EXPECT_EQ(status_of(elsewhere), 429) << "the account's own wait";
    EXPECT_EQ(status_of(bearer("noroshi_guess")), 429) << "the address's own wait";
    now_ += kSecond;
    EXPECT_EQ(status_of(basic(name, "wrong 5")), 401);
  }
}

TEST_F(GateTest, WhoWasLetInJustNowIsNotLockedOutByAStranger) {
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 200);
  for (int i = 0; i < 4; ++i) {
    auto stranger = basic("alice", "guess");
    stranger.peer = net::Address::v4(0xC6336401);
    enter(stranger);
  }
  EXPECT_EQ(refusal_.status, 429);
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 200);
}

TEST_F(GateTest, TooManyRequestsAreToldWhenToComeBack) {
  options_.requests_per_second = 1;
  reopen();
  const auto alice = bearer(key_of(alice_, {.read = true}));
  const auto bob = bearer(key_of(bob_, {.read = true}));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status_of(alice), 200) << i;
  EXPECT_EQ(status_of(alice), 429);
  EXPECT_EQ(header_of(refusal_, "Retry-After"), "1");
  EXPECT_EQ(status_of(bob), 200) << "from the same address, another account";
  now_ += kSecond;
  EXPECT_EQ(status_of(alice), 200);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status_of(request()), 200) << i;
  EXPECT_EQ(status_of(request()), 429);
}

TEST_F(GateTest, NeighboursInOneIpv6NetworkShareALimit) {
  options_.requests_per_second = 0.1;
  reopen();
  auto one = request();
  one.peer = net::Address::parse("2001:db8::1").value();
  EXPECT_EQ(status_of(one), 200);
  one.peer = net::Address::parse("2001:db8::2").value();
  EXPECT_EQ(status_of(one), 429);
  one.peer = net::Address::parse("2001:db8:0:1::2").value();
  EXPECT_EQ(status_of(one), 200);
}

TEST_F(GateTest, TheTrailSaysWhoSignedInAndWhoTriedToo) {
  enter(basic("alice", kRightPassword));
  enter(basic("alice", kRightPassword));  // remembered: no second entry
  for (int i = 0; i < 5; ++i) enter(basic("bob", "wrong"));
  const auto entries = trail_->read(0, 100).value();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_THAT(entries[0], AllOf(Field(&directory::Entry::account, "alice"),
                                Field(&directory::Entry::action, "sign-in"),
                                Field(&directory::Entry::outcome, "done"),
                                Field(&directory::Entry::peer, "192.0.2.7")));
  EXPECT_THAT(entries[1].outcome, StartsWith("refused: 2 failures"));
}

TEST_F(GateTest, AFormSignsInFromOurOwnPageOnly) {
  std::string secret;
  http::Response refusal;
  auto form = request({{"origin", "https://hub.example"}}, "POST");
  const auto caller = gate_->sign_in(form, "alice", kRightPassword, secret, refusal);
  ASSERT_TRUE(caller.has_value()) << refusal.body;
  EXPECT_EQ(enter(request({{"cookie", "__Host-noroshi=" + secret}}))->name(), "alice");
  EXPECT_FALSE(gate_->sign_in(form, "alice", "wrong", secret, refusal));
  EXPECT_EQ(refusal.status, 401);
  const auto foreign = request({{"origin", "https://evil.example"}}, "POST");
  EXPECT_FALSE(gate_->sign_in(foreign, "alice", kRightPassword, secret, refusal));
  EXPECT_EQ(refusal.status, 403);
  form.secure = false;
  EXPECT_FALSE(gate_->sign_in(form, "alice", kRightPassword, secret, refusal));
}

TEST_F(GateTest, ALinkSignsInOnceFromOurOwnPageOnly) {
  const auto link = directory_->make_link(alice_.id, base::kHour).value();
  std::string secret;
  http::Response refusal;
  auto form = request({{"origin", "https://evil.example"}}, "POST");
  EXPECT_FALSE(gate_->sign_in_by_link(form, link, secret, refusal));
  EXPECT_EQ(refusal.status, 403);
  form = request({{"origin", "https://hub.example"}}, "POST");
  form.secure = false;
  EXPECT_FALSE(gate_->sign_in_by_link(form, link, secret, refusal));
  EXPECT_EQ(refusal.status, 403);
  form.secure = true;
  const auto caller = gate_->sign_in_by_link(form, link, secret, refusal);
  ASSERT_TRUE(caller.has_value()) << "what was refused before did not use it up: " << refusal.body;
  EXPECT_EQ(caller->way, Way::Session);
  EXPECT_EQ(enter(request({{"cookie", "__Host-noroshi=" + secret}}))->name(), "alice");
  EXPECT_FALSE(gate_->sign_in_by_link(form, link, secret, refusal));
  EXPECT_EQ(refusal.status, 401);
  const auto entries = trail_->read(0, 100).value();
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_THAT(entries[0], AllOf(Field(&directory::Entry::account, "alice"),
                                Field(&directory::Entry::action, "sign-in.link"),
                                Field(&directory::Entry::outcome, "done"),
                                Field(&directory::Entry::peer, "192.0.2.7")));
}

TEST_F(GateTest, GuessedLinksSlowDownAsPasswordsDo) {
  const auto link = directory_->make_link(alice_.id, base::kHour).value();
  const auto form = request({}, "POST");
  std::string secret;
  http::Response refusal;
  const auto status = [&](const std::string& shown) {
    return gate_->sign_in_by_link(form, shown, secret, refusal) ? 201 : refusal.status;
  };
  EXPECT_EQ(status("guess 1"), 401);
  EXPECT_EQ(status("guess 2"), 401);
  EXPECT_EQ(status(link), 429) << "a right one waits too, and stays good";
  EXPECT_EQ(header_of(refusal, "Retry-After"), "1");
  EXPECT_EQ(status_of(basic("alice", kRightPassword)), 429) << "one count for all secrets";
  now_ += kSecond;
  EXPECT_EQ(status(link), 201);
  EXPECT_THAT(trail_->read(0, 100).value().front().outcome, StartsWith("refused: 2 failures"));
}

}  // namespace
}  // namespace noroshi::access
