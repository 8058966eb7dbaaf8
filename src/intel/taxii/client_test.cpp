// The client and the puller against a server that says what the test wrote down, and that is odder
// than any real one should be.
#include "intel/taxii/client.hpp"

#include <arpa/inet.h>
#include <deque>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "intel/taxii/puller.hpp"
#include "io/http/server.hpp"

namespace noroshi::taxii {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const net::Address kLoopback = net::Address::v4(0x7F000001);

http::Response json(std::string body, int status = 200) {
  return {.status = status, .content_type = std::string(kMediaType), .body = std::move(body)};
}

http::Response busy(int status, const std::string& retry_after = "") {
  auto response = json(R"({"title":"Busy"})", status);
  if (!retry_after.empty()) response.headers.emplace_back("Retry-After", retry_after);
  return response;
}

http::Response page(std::string body, const std::string& last = "") {
  auto response = json(std::move(body));
  if (!last.empty()) {
    response.headers.emplace_back("X-TAXII-Date-Added-First", last);
    response.headers.emplace_back("X-TAXII-Date-Added-Last", last);
  }
  return response;
}

/// Answers in the order of its script, and keeps what it was asked.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::deque<http::Response> script, std::uint16_t port = 0)
      : script_(std::move(script)) {
    auto server = http::Server::start(
        kLoopback, port, [this](const http::Request& request) { return answer(request); });
    if (!server) throw std::runtime_error(server.error().message);
    server_ = std::move(*server);
  }

  [[nodiscard]] std::string url(const std::string& path = "/taxii2/") const {
    return fmt::format("http://127.0.0.1:{}{}", server_->port(), path);
  }
  [[nodiscard]] std::vector<std::string> targets() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const auto& request : seen_) out.push_back(request.method + " " + request.target);
    return out;
  }
  [[nodiscard]] http::Request seen(std::size_t n) {
    const std::lock_guard lock(mutex_);
    return seen_.at(n);
  }

 private:
  http::Response answer(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    seen_.push_back(request);
    if (script_.empty()) return json(R"({"title":"The script is over"})", 500);
    http::Response next = std::move(script_.front());
    script_.pop_front();
    return next;
  }

  std::mutex mutex_;
  std::deque<http::Response> script_;
  std::vector<http::Request> seen_;
  std::unique_ptr<http::Server> server_;
};

/// Waits are written down, not waited.
struct Calm {
  std::vector<base::Micros> waits;
  bool go_on = true;

  Patience patience() {
    Patience calm;
    calm.wait = [this](base::Micros time) {
      waits.push_back(time);
      return go_on;
    };
    return calm;
  }
};

const RootInfo kRoot{
    .url = "/root/", .title = "", .description = "", .versions = {}, .max_content_length = 100};

class TaxiiClient : public ::testing::Test {
 protected:
  Client open(const std::string& url,
              const Account& account = {.user = "", .password = "", .key = "k"}) {
    auto client = Client::open(url, account, {}, calm_.patience());
    if (!client) throw std::runtime_error(client.error().message);
    return std::move(*client);
  }

  /// Pulls with what the test keeps; the bodies of the pages end up in `pages_`.
  Result<Pulled> pull(Client& client, Cursor& cursor) {
    return taxii::pull(
        client, kRoot, "c", cursor, {},
        [this](const Envelope& envelope) -> Status {
          pages_.push_back(envelope.body);
          return {};
        },
        [this](const Cursor& now) -> Status {
          saved_.push_back(to_text(now));
          return {};
        });
  }

  Calm calm_;
  std::vector<std::string> pages_, saved_;
};

TEST_F(TaxiiClient, DiscoveryListsTheDefaultRootFirstAndLeavesOutClosedOnes) {
  ScriptedServer server({
      json(R"({"title":"S","default":"/b/","api_roots":["/a/","/b","/c/"]})"),
      json(R"({"title":"B","versions":["application/taxii+json;version=2.1"],)"
           R"("max_content_length":9})"),
      json(R"({"title":"A","versions":[]})"),
      json(R"({"title":"Closed"})", 403),
  });
  auto client = open(server.url("/"));
  const auto roots = client.roots();
  ASSERT_TRUE(roots.has_value()) << roots.error().message;
  ASSERT_THAT(*roots, SizeIs(2));
  EXPECT_EQ(roots->front().url, "/b/");
  EXPECT_EQ(roots->front().max_content_length, 9U);
  EXPECT_THAT(server.targets(), ElementsAre("GET /taxii2/", "GET /b/", "GET /a/", "GET /c/"));
  EXPECT_EQ(server.seen(0).header("accept"), kMediaType);
  EXPECT_EQ(server.seen(0).header("authorization"), "Bearer k");
}

TEST_F(TaxiiClient, CredentialsGoToNoOtherOrigin) {
  ScriptedServer other({});
  ScriptedServer server(
      {json(fmt::format(R"({{"title":"S","api_roots":["{}"]}})", other.url("/a/")))});
  auto client = open(server.url());
  const auto roots = client.roots();
  ASSERT_FALSE(roots.has_value());
  EXPECT_THAT(roots.error().message, HasSubstr(other.url("/a/")));
  EXPECT_THAT(other.targets(), IsEmpty());
}

TEST_F(TaxiiClient, SecretsAreNotSentInTheOpen) {
  for (const Account& account : {Account{"user", "password", ""}, Account{"", "", "key"}}) {
    const auto client = Client::open("http://hub.example/taxii2/", account);
    ASSERT_FALSE(client.has_value());
    EXPECT_EQ(client.error().code, Errc::InvalidUsage);
  }
  EXPECT_TRUE(Client::open("http://hub.example/taxii2/", {}).has_value());
}

TEST_F(TaxiiClient, CollectionsAreReadHoweverLittleTheySay) {
  ScriptedServer server(
      {json(R"({"collections":[{"id":"1","title":"T","can_read":true,"can_write":false,)"
            R"("media_types":["a"]},7,{"id":"2"}]})"),
       json("{}")});
  auto client = open(server.url());
  const auto list = client.collections(kRoot);
  ASSERT_TRUE(list.has_value());
  ASSERT_THAT(*list, SizeIs(2));
  EXPECT_TRUE(list->front().can_read);
  EXPECT_FALSE(list->back().can_read);
  EXPECT_THAT(*client.collections(kRoot), IsEmpty());
}

TEST_F(TaxiiClient, FiltersAreSentOnEveryPage) {
  ScriptedServer server({json("{}")});
  auto client = open(server.url());
  Want want;
  want.ids = {"indicator--1", "indicator--2"};
  want.types = {"indicator"};
  want.versions = {"all"};
  want.spec_versions = {"2.0", "2.1"};
  want.added_after = "2026-01-02T00:00:00Z";
  want.limit = 5;
  ASSERT_TRUE(client.objects(kRoot, "a b", want, "x&y").has_value());
  const std::string target = server.targets().front();
  EXPECT_THAT(target,
              AllOf(HasSubstr("/root/collections/a%20b/objects/?limit=5"),
                    HasSubstr("match[id]=indicator--1%2Cindicator--2"),
                    HasSubstr("match[spec_version]=2.0%2C2.1"),
                    HasSubstr("added_after=2026-01-02T00%3A00%3A00Z"), HasSubstr("next=x%26y")));
}

TEST_F(TaxiiClient, BusyServerIsAskedAgainWhenItSays) {
  ScriptedServer server({busy(429, "7"), busy(503, "86400"), busy(502), json("{}")});
  auto client = open(server.url());
  ASSERT_TRUE(client.objects(kRoot, "c", {}).has_value());
  EXPECT_THAT(calm_.waits, ElementsAre(7 * base::kSecond, 2 * base::kMinute, 4 * base::kSecond));
}

TEST_F(TaxiiClient, PatienceEnds) {
  ScriptedServer server({busy(503), busy(503), busy(503), busy(503), busy(503), busy(503)});
  auto client = open(server.url());
  const auto page = client.objects(kRoot, "c", {});
  ASSERT_FALSE(page.has_value());
  EXPECT_THAT(page.error().message, HasSubstr("503"));
  EXPECT_THAT(calm_.waits, ElementsAre(1 * base::kSecond, 2 * base::kSecond, 4 * base::kSecond,
                                       8 * base::kSecond, 16 * base::kSecond));
}

TEST_F(TaxiiClient, WhoeverWaitsMayStop) {
  ScriptedServer server({busy(503)});
  calm_.go_on = false;
  auto client = open(server.url());
  EXPECT_FALSE(client.objects(kRoot, "c", {}).has_value());
  EXPECT_THAT(server.targets(), SizeIs(1));
}

TEST_F(TaxiiClient, RefusalsCarryTheServersWords) {
  ScriptedServer server(
      {json(R"({"title":"No","description":"not yours","http_status":"403"})", 403),
       json("<html>", 404), json(R"({"title":"T"})", 406)});
  auto client = open(server.url());
  EXPECT_THAT(client.objects(kRoot, "c", {}).error().message, HasSubstr("403 No: not yours"));
  EXPECT_EQ(client.objects(kRoot, "c", {}).error().code, Errc::NotFound);
  EXPECT_THAT(client.objects(kRoot, "c", {}).error().message, HasSubstr("TAXII 2.0"));
  EXPECT_THAT(calm_.waits, IsEmpty()) << "a refusal is no reason to ask again";
}

TEST_F(TaxiiClient, AnswersThatAreNoJsonAreErrors) {
  ScriptedServer server({json("<html>"), json("[]"), json("{\"objects\":["), json("")});
  auto client = open(server.url());
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(client.objects(kRoot, "c", {}).has_value());
}

TEST_F(TaxiiClient, PendingPostIsFollowedToItsEnd) {
  ScriptedServer server(
      {json(R"({"id":"s","status":"pending","total_count":2,"pending_count":2})", 202),
       json(R"({"id":"s","status":"pending","total_count":2,"pending_count":1})"),
       json(R"({"id":"s","status":"complete","total_count":2,"success_count":1,"failure_count":1,)"
            R"("pending_count":0,"failures":[{"id":"x--1","version":"v","message":"bad"},7]})")});
  auto client = open(server.url());
  const auto status = client.post(kRoot, "c", R"({"objects":[]})");
  ASSERT_TRUE(status.has_value()) << status.error().message;
  EXPECT_EQ(status->status, "complete");
  EXPECT_EQ(status->succeeded, 1U);
  EXPECT_THAT(status->failures, ElementsAre("x--1: bad"));
  EXPECT_THAT(server.targets(), ElementsAre("POST /root/collections/c/objects/",
                                            "GET /root/status/s/", "GET /root/status/s/"));
  EXPECT_EQ(server.seen(0).header("content-type"), kMediaType);
  EXPECT_THAT(calm_.waits, ElementsAre(base::kSecond / 4, base::kSecond / 2));
}

TEST_F(TaxiiClient, WhatIsTooLargeForTheServerIsNotSent) {
  ScriptedServer server({});
  auto client = open(server.url());
  const auto status = client.post(kRoot, "c", std::string(101, ' '));
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, Errc::Limit);
  EXPECT_THAT(server.targets(), IsEmpty());
}

/// Takes one connection, answers with half an answer, and is gone.  Returns its port.
std::uint16_t half_answer(std::thread& thread) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  if (::bind(listener, reinterpret_cast<sockaddr*>(&place), size) != 0 ||
      ::listen(listener, 1) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&place), &size) != 0) {
    throw std::runtime_error("no listener");
  }
  thread = std::thread([listener] {
    const int peer = ::accept(listener, nullptr, nullptr);
    ::close(listener);
    std::string request(4096, '\0');
    (void)!::read(peer, request.data(), request.size());
    const std::string_view half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"objects\":[";
    (void)!::write(peer, half.data(), half.size());
    ::close(peer);
  });
  return ntohs(place.sin_port);
}

TEST_F(TaxiiClient, BrokenConnectionIsTriedAgain) {
  std::thread breaker;
  const std::uint16_t port = half_answer(breaker);
  std::unique_ptr<ScriptedServer> server;
  Patience patience;
  patience.wait = [&](base::Micros) {  // the server comes back while the client waits
    if (breaker.joinable()) breaker.join();
    if (!server) {
      server = std::make_unique<ScriptedServer>(std::deque<http::Response>{page("{}")}, port);
    }
    return true;
  };
  auto client = Client::open(fmt::format("http://127.0.0.1:{}/taxii2/", port), {}, {}, patience);
  ASSERT_TRUE(client.has_value());
  const auto page = client->objects(kRoot, "c", {});
  if (breaker.joinable()) breaker.join();
  ASSERT_TRUE(page.has_value()) << page.error().message;
  EXPECT_EQ(page->body, "{}");
}

TEST_F(TaxiiClient, PullFollowsNextAndRemembersWhereItEnded) {
  ScriptedServer server({page(R"({"more":true,"next":"n1","objects":[1]})", "2026-01-01T00:00:01Z"),
                         page(R"({"more":true,"next":"n2","objects":[2]})", "2026-01-01T00:00:02Z"),
                         page(R"({"more":false,"objects":[3]})", "2026-01-01T00:00:03Z"),
                         page("{}")});
  auto client = open(server.url());
  Cursor cursor;
  const auto pulled = pull(client, cursor);
  ASSERT_TRUE(pulled.has_value()) << pulled.error().message;
  EXPECT_EQ(pulled->pages, 3U);
  EXPECT_EQ(cursor.next, "");
  EXPECT_EQ(cursor.added_after, "2026-01-01T00:00:02.999999Z");
  EXPECT_EQ(cursor_from_text(saved_.back()), cursor);
  ASSERT_TRUE(pull(client, cursor).has_value());
  const auto targets = server.targets();
  EXPECT_THAT(targets[0], Not(HasSubstr("next")));
  EXPECT_THAT(targets[1], HasSubstr("next=n1"));
  EXPECT_THAT(targets[2], HasSubstr("next=n2"));
  EXPECT_THAT(targets[3], AllOf(Not(HasSubstr("next")), HasSubstr("02.999999Z")));
}

TEST_F(TaxiiClient, NextOfAPageThatIsTheLastIsLeft) {
  ScriptedServer server(
      {page(R"({"more":false,"next":"n","objects":[1]})", "2026-01-01T00:00:01Z")});
  auto client = open(server.url());
  Cursor cursor;
  ASSERT_TRUE(pull(client, cursor).has_value());
  EXPECT_EQ(cursor.next, "");
}

TEST_F(TaxiiClient, MoreWithoutNextIsReadOnByDateAndMissesNoEqualInstants) {
  ScriptedServer server({page(R"({"more":true,"objects":[1,2]})", "2026-01-01T00:00:01Z"),
                         page(R"({"more":true,"objects":[2,3]})", "2026-01-01T00:00:01Z"),
                         page(R"({"more":false,"objects":[4]})", "2026-01-01T00:00:02Z")});
  auto client = open(server.url());
  Cursor cursor;
  ASSERT_TRUE(pull(client, cursor).has_value());
  const auto targets = server.targets();
  ASSERT_THAT(targets, SizeIs(3));
  EXPECT_THAT(targets[1], HasSubstr("2026-01-01T00%3A00%3A00.999999Z"));
  EXPECT_THAT(targets[2], HasSubstr("2026-01-01T00%3A00%3A01Z"));
}

TEST_F(TaxiiClient, ServersThatDoNotSayHowToGoOnEndThePullWithAnError) {
  const auto stuck = page(R"({"more":true,"objects":[1]})", "2026-01-01T00:00:01Z");
  const auto same = page(R"({"more":true,"next":"n","objects":[1]})", "2026-01-01T00:00:01Z");
  for (const auto& odd : {page(R"({"more":true,"objects":[1]})"), stuck, same}) {
    ScriptedServer server({odd, odd, odd, odd, odd});
    auto client = open(server.url());
    Cursor cursor;
    EXPECT_FALSE(pull(client, cursor).has_value());
    EXPECT_LE(server.targets().size(), 3U);
  }
}

TEST_F(TaxiiClient, NextThatTheServerHasForgottenIsLeft) {
  ScriptedServer server({json(R"({"title":"unknown next"})", 400),
                         page(R"({"more":false,"objects":[1]})", "2026-01-01T00:00:09Z")});
  auto client = open(server.url());
  Cursor cursor{.added_after = "2026-01-01T00:00:00Z", .next = "old", .last = ""};
  ASSERT_TRUE(pull(client, cursor).has_value());
  EXPECT_THAT(server.targets()[1],
              AllOf(Not(HasSubstr("next")), HasSubstr("2026-01-01T00%3A00%3A00Z")));
}

TEST_F(TaxiiClient, PageWhoseCursorWasNotKeptComesAgain) {
  const auto one = page(R"({"more":false,"objects":[1]})", "2026-01-01T00:00:01Z");
  ScriptedServer server({one, one});
  auto client = open(server.url());
  Cursor cursor;
  std::vector<std::string> bodies;
  const auto take = [&](const Envelope& envelope) -> Status {
    bodies.push_back(envelope.body);
    return {};
  };
  const auto crash = [](const Cursor&) -> Status { return Error{Errc::Io, "killed"}; };
  EXPECT_FALSE(taxii::pull(client, kRoot, "c", cursor, {}, take, crash).has_value());
  cursor = {};  // nothing was kept
  ASSERT_TRUE(pull(client, cursor).has_value());
  EXPECT_EQ(bodies, pages_);
}

TEST_F(TaxiiClient, PageThatWasNotTakenLeavesTheCursor) {
  ScriptedServer server({page(R"({"more":false,"objects":[1]})", "2026-01-01T00:00:01Z")});
  auto client = open(server.url());
  Cursor cursor;
  const auto full = [](const Envelope&) -> Status { return Error{Errc::Full, "disk full"}; };
  const auto save = [this](const Cursor& now) -> Status {
    saved_.push_back(to_text(now));
    return {};
  };
  EXPECT_FALSE(taxii::pull(client, kRoot, "c", cursor, {}, full, save).has_value());
  EXPECT_EQ(cursor, Cursor{});
  EXPECT_THAT(saved_, IsEmpty());
}

TEST(TaxiiCursor, TextHoldsIt) {
  const Cursor cursor{.added_after = "a", .next = "", .last = "c"};
  EXPECT_EQ(cursor_from_text(to_text(cursor)), cursor);
  EXPECT_EQ(cursor_from_text(""), Cursor{});
}

}  // namespace
}  // namespace noroshi::taxii
