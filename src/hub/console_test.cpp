// The console through the real server: what a browser is told, and what keeps others out of it.
#include "hub/access/session_cookie.hpp"
#include "hub/console/console_face.hpp"
#include "hub/hub_test.hpp"

namespace noroshi::hub {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr console::File kFiles[] = {
    {"/assets/main-5f.js", "script", "packed", "text/javascript; charset=utf-8", "11", true},
    {"/index.html", "<!doctype html>page", {}, "text/html; charset=utf-8", "33", false},
};

const Says kBrowser{.accept = "text/html,*/*;q=0.8", .content_type = "application/json"};

Says browser_with(http::Client::Fields more) {
  Says says = kBrowser;
  says.more = std::move(more);
  return says;
}

TestHub::Change with_console(const TestHub::Change& further = {}) {
  return [further](ServeOptions& options) {
    options.console_files = kFiles;
    if (further) further(options);
  };
}

/// Somebody who has signed in by a link: the cookie, and the token of its page.
struct SignedIn {
  std::string cookie, token;
};

SignedIn sign_in(TestHub& hub, const std::string& name) {
  directory::Account account;
  account.name = name;
  account.organisation = hub.organisation("Organisation of " + name);
  account = TestHub::sound(hub.directory().add(account));
  const auto link = TestHub::sound(hub.directory().make_link(account.id, base::kHour));
  const auto in =
      hub.ask(kBrowser, "POST", "/api/v1/session/link", nlohmann::json{{"link", link}}.dump());
  EXPECT_EQ(in.status, 201) << in.body;
  const auto cookie = in.header("set-cookie");
  return {cookie.substr(0, cookie.find(';')), in.json().value("csrf_token", "")};
}

TEST(Console, IsServedToAnybodyUnderItsPolicy) {
  TestHub hub(with_console());
  for (const char* path : {"/", "/servers/192.0.2.7:443", "/sign-in"}) {
    const auto page = hub.get(kBrowser, path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(page.body, "<!doctype html>page");
    EXPECT_THAT(page.header("content-security-policy"),
                StartsWith("default-src 'none'; script-src 'self'"));
    EXPECT_EQ(page.header("x-content-type-options"), "nosniff");
    EXPECT_EQ(page.header("x-frame-options"), "DENY");
    EXPECT_EQ(page.header("strict-transport-security"), "max-age=31536000");
    EXPECT_EQ(page.header("cache-control"), "no-cache");
    EXPECT_EQ(page.header("set-cookie"), "");
  }
}

TEST(Console, FilesComePackedAndAreNotSentTwice) {
  TestHub hub(with_console());
  const auto script = hub.get(browser_with({{"Accept-Encoding", "gzip"}}), "/assets/main-5f.js");
  EXPECT_EQ(script.status, 200);
  EXPECT_EQ(script.body, "packed");
  EXPECT_EQ(script.header("content-encoding"), "gzip");
  EXPECT_EQ(script.header("vary"), "Accept-Encoding");
  EXPECT_EQ(script.header("cache-control"), "public, max-age=31536000, immutable");
  const auto again =
      hub.get(browser_with({{"Accept-Encoding", "gzip"}, {"If-None-Match", script.header("etag")}}),
              "/assets/main-5f.js");
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.header("etag"), script.header("etag"));
  const auto head = hub.ask(kBrowser, "HEAD", "/assets/main-5f.js");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(head.header("content-length"), "6");
}

TEST(Console, HasNoOtherFilesThanItsOwn) {
  TestHub hub(with_console());
  for (const char* path :
       {"/assets/../../hub.db", "/assets/%2e%2e/%2e%2e/hub.key", "/servers/../../etc/passwd",
        "/../../etc/passwd", "/assets//etc/passwd", "/hub.toml", "/unknown"}) {
    const auto page = hub.get(kBrowser, path);
    EXPECT_EQ(page.status, 404) << path;
    EXPECT_THAT(page.header("content-type"), StartsWith("text/html")) << path;
    EXPECT_THAT(page.header("content-security-policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(page.body, Not(HasSubstr("passwd")));
  }
  EXPECT_THAT(hub.get({.accept = "application/json"}, "/unknown").header("content-type"),
              StartsWith("text/plain"));
  EXPECT_EQ(hub.ask(kBrowser, "POST", "/servers").status, 405);
}

TEST(Console, LeavesTheApiAndTaxiiAsTheyWere) {
  TestHub hub(with_console());
  const auto api = hub.get(kBrowser, "/api/v1/nothing");
  EXPECT_EQ(api.status, 404);
  EXPECT_EQ(api.header("content-type"), "application/problem+json");
  for (const auto& answer : {api, hub.get({}, "/taxii2/"), hub.get(kBrowser, "/health")}) {
    EXPECT_EQ(answer.header("content-security-policy"),
              "default-src 'none'; frame-ancestors 'none'");
    EXPECT_EQ(answer.header("cache-control"), "no-store");
  }
  EXPECT_EQ(hub.get(kBrowser, "/health").status, 200);
}

TEST(Console, ARootOfTaxiiThatIsCalledLikeAScreenStaysTaxii) {
  TestHub hub(with_console());
  directory::Root root;
  root.path = "servers";
  root.title = "Test";
  TestHub::sound(hub.directory().add(root));
  const auto key = hub.key("alice", hub.organisation("An operator"));
  EXPECT_EQ(hub.get({.key = key}, "/servers/").json()["title"], "Test");
  EXPECT_EQ(hub.get(kBrowser, "/flows/").body, "<!doctype html>page");
}

TEST(Console, OnePageIsNotCutByTheLimitsOfTheApi) {
  TestHub hub(
      with_console([](ServeOptions& options) { options.access.requests_per_second = 0.1; }));
  for (int i = 0; i < 30; ++i) EXPECT_EQ(hub.get(kBrowser, "/assets/main-5f.js").status, 200);
  EXPECT_EQ(hub.get(kBrowser, "/api/v1/me").status, 401);
  EXPECT_EQ(hub.get(kBrowser, "/api/v1/me").status, 429);
  EXPECT_EQ(hub.get(kBrowser, "/").status, 200);
}

TEST(Console, AnOldSessionOrAWrongKeyDoesNotKeepThePageAway) {
  TestHub hub(with_console());
  EXPECT_EQ(hub.get(browser_with({{"Cookie", "__Host-noroshi=gone"}}), "/").status, 200);
  EXPECT_EQ(hub.get(browser_with({{"Authorization", "Bearer noroshi_wrong"}}), "/").status, 200);
}

TEST(Console, WhereItIsSwitchedOffThereIsNothing) {
  TestHub hub(with_console([](ServeOptions& options) { options.console = false; }));
  for (const char* path : {"/", "/servers", "/assets/main-5f.js"}) {
    const auto page = hub.get(kBrowser, path);
    EXPECT_EQ(page.status, 404) << path;
    EXPECT_THAT(page.header("content-type"), StartsWith("text/plain"));
  }
}

TEST(Console, ALinkSignsInWithACookieThatNoScriptAndNoOtherSiteHas) {
  TestHub hub(with_console());
  directory::Account account;
  account.name = "alice";
  account.organisation = hub.organisation("An operator");
  account = TestHub::sound(hub.directory().add(account));
  const nlohmann::json link{
      {"link", TestHub::sound(hub.directory().make_link(account.id, base::kHour))}};
  const auto in = hub.ask(kBrowser, "POST", "/api/v1/session/link", link.dump());
  ASSERT_EQ(in.status, 201) << in.body;
  EXPECT_EQ(in.json()["account"], "alice");
  const auto cookie = in.header("set-cookie");
  EXPECT_THAT(cookie, StartsWith("__Host-noroshi="));
  for (const char* flag : {"; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/"}) {
    EXPECT_THAT(cookie, HasSubstr(flag));
  }
  EXPECT_THAT(cookie, Not(HasSubstr("Domain")));
  const auto again = hub.ask(kBrowser, "POST", "/api/v1/session/link", link.dump());
  EXPECT_EQ(again.status, 401);
  EXPECT_THAT(again.json().value("detail", ""), HasSubstr("it was used"));
}

TEST(Console, AChangeNeedsItsOwnPageOrTheTokenOfTheSession) {
  TestHub hub(with_console());
  const auto alice = sign_in(hub, "alice");
  const std::string body = R"({"name":"n","q":"x"})";
  const auto save = [&](http::Client::Fields more) {
    more.emplace_back("Cookie", alice.cookie);
    return hub.ask(browser_with(std::move(more)), "POST", "/api/v1/searches", body).status;
  };
  EXPECT_EQ(save({}), 403) << "a cookie alone is what other sites can make a browser send";
  EXPECT_EQ(save({{"X-CSRF-Token", "guess"}}), 403);
  EXPECT_EQ(save({{"Sec-Fetch-Site", "cross-site"}, {"X-CSRF-Token", alice.token}}), 403);
  EXPECT_EQ(save({{"Origin", "https://evil.example"}, {"X-CSRF-Token", alice.token}}), 403);
  EXPECT_EQ(save({{"X-CSRF-Token", alice.token}}), 201);
  EXPECT_EQ(save({{"Sec-Fetch-Site", "same-origin"}, {"Origin", hub.url()}}), 409)
      << "let in, and told that the name is taken";
}

TEST(Console, AnotherSitesPageSignsNobodyInByALink) {
  TestHub hub(with_console());
  const auto refused = hub.ask(browser_with({{"Sec-Fetch-Site", "cross-site"}}), "POST",
                               "/api/v1/session/link", R"({"link":"x"})");
  EXPECT_EQ(refused.status, 403);
}

TEST(Console, AScriptOfThePageIsToldOfA401WithoutAWindowOfTheBrowser) {
  TestHub hub(with_console());
  const auto quiet = hub.get(browser_with({{"Sec-Fetch-Mode", "cors"}}), "/api/v1/me");
  EXPECT_EQ(quiet.status, 401);
  EXPECT_EQ(quiet.header("www-authenticate"), "Session realm=\"noroshi\"");
  const auto person = hub.get(browser_with({{"Sec-Fetch-Mode", "navigate"}}), "/api/v1/me");
  EXPECT_THAT(person.header("www-authenticate"), StartsWith("Basic"));
  EXPECT_THAT(hub.get({}, "/api/v1/me").header("www-authenticate"), StartsWith("Basic"));
  const auto wrong = hub.ask(browser_with({{"Sec-Fetch-Mode", "cors"}}), "POST",
                             "/api/v1/session/link", R"({"link":"x"})");
  EXPECT_EQ(wrong.header("www-authenticate"), "Session realm=\"noroshi\"");
}

}  // namespace
}  // namespace noroshi::hub
