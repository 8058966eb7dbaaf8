// A hub among the ill-mannered: bodies without end, clients without words, floods, a full disk.
//
// The server's own defences are tested in io/http; here, that each face has put them in place.
#include <arpa/inet.h>
#include <cstdio>
#include <fstream>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hub/api_face.hpp"
#include "hub/hub_test.hpp"

namespace noroshi::hub {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A connection that says whatever it likes, in the clear.
class Line {
 public:
  explicit Line(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
      throw std::runtime_error("no connection");
    }
  }
  ~Line() { ::close(socket_); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void say(std::string_view octets) const {
    static_cast<void>(::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL));
  }
  /// Until the server closes.
  [[nodiscard]] std::string hear_all() const {
    std::string heard;
    std::array<char, 4096> piece{};
    for (ssize_t n = 0; (n = ::recv(socket_, piece.data(), piece.size(), 0)) > 0;) {
      heard.append(piece.data(), static_cast<std::size_t>(n));
    }
    return heard;
  }

 private:
  int socket_;
};

/// In the clear, for connections that speak by hand.
std::unique_ptr<TestHub> plain_hub(base::Micros patience = 30 * base::kSecond) {
  return std::make_unique<TestHub>([&](ServeOptions& options) {
    options.certificate.clear();
    options.key.clear();
    options.patience = patience;
  });
}
std::uint16_t port_of(const TestHub& hub) { return http::Url::parse(hub.url()).value().port; }

TEST(Hostile, AGibibyteIsRefusedByEveryRouteBeforeItIsSent) {
  const auto hub = plain_hub();
  const auto collection = hub->desk(hub->organisation("An operator"));
  access::Gate gate(hub->directory(), hub->parts().trail);
  Counters counters;
  const auto face = TestHub::sound(ApiFace::open(hub->parts(), counters, gate));
  std::vector<std::string> asked;
  for (const std::string& route : face->routes()) {
    const auto blank = route.find(' ');
    asked.push_back(route.substr(0, blank) + " /api/v1" + route.substr(blank + 1));
  }
  const std::string objects = "/taxii2/hub/collections/" + collection.uuid + "/objects/";
  for (const char* method : {"GET ", "POST ", "DELETE "}) asked.push_back(method + objects);
  for (const char* path : {"/taxii2/", "/taxii2/hub/", "/health", "/metrics", "/nothing"}) {
    asked.push_back(std::string("POST ") + path);
  }
  for (const std::string& one : asked) {
    const Line line(port_of(*hub));
    line.say(one + " HTTP/1.1\r\nHost: hub\r\nContent-Length: 1073741824\r\n\r\n");
    EXPECT_THAT(line.hear_all(), StartsWith("HTTP/1.1 413 ")) << one;
  }
}

TEST(Hostile, AManyChunkedBodyIsCutOffAtItsLimit) {
  const auto hub = plain_hub();
  const Line line(port_of(*hub));
  line.say("POST /api/v1/searches HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  for (int i = 0; i < 20; ++i) line.say(chunk);  // 1.25 MiB
  EXPECT_THAT(line.hear_all(), StartsWith("HTTP/1.1 413 "));
}

TEST(Hostile, ClientsThatNeverEndTheirRequestsHoldNobodyUp) {
  const auto hub = plain_hub(base::kSecond);
  std::vector<std::unique_ptr<Line>> slow;
  for (int i = 0; i < 100; ++i) {
    slow.push_back(std::make_unique<Line>(port_of(*hub)));
    slow.back()->say("GET /health HTTP/1.1\r\nX-Slow: ");
  }
  const Line line(port_of(*hub));
  line.say("GET /health HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(line.hear_all(), HasSubstr("\"ok\""));
  for (const auto& one : slow) EXPECT_THAT(one->hear_all(), ::testing::Not(HasSubstr(" 200 ")));
}

TEST(Hostile, AFloodIsToldToWaitInTheTongueOfEachFace) {
  TestHub hub([](ServeOptions& options) { options.access.requests_per_second = 0.5; });
  const auto key = hub.key("alice", hub.organisation("An operator"));
  int answered = 0;
  HubReply reply;
  for (reply = hub.get({.key = key}, "/api/v1/me"); reply.status == 200 && answered < 100;
       reply = hub.get({.key = key}, "/api/v1/me")) {
    ++answered;
  }
  EXPECT_GE(answered, 4);
  EXPECT_EQ(reply.status, 429);
  EXPECT_NE(reply.header("retry-after"), "");
  EXPECT_EQ(reply.header("content-type"), "application/problem+json");
  const auto taxii = hub.get({.key = key}, "/taxii2/");
  EXPECT_EQ(taxii.status, 429);
  EXPECT_EQ(taxii.json()["http_status"], "429");
}

TEST(Hostile, GuessedPasswordsAreSlowedDown) {
  TestHub hub([](ServeOptions& options) { options.access.failures = 3; });
  directory::Account account;
  account.name = "alice";
  account.organisation = hub.organisation("An operator");
  TestHub::sound(hub.directory().add(account, "correct horse battery"));
  std::vector<int> statuses;
  for (int i = 0; i < 5; ++i) {
    statuses.push_back(hub.ask({.accept = "*/*", .content_type = "application/json"}, "POST",
                               "/api/v1/session", R"({"account":"alice","password":"guess"})")
                           .status);
  }
  EXPECT_EQ(statuses.front(), 401);
  EXPECT_EQ(statuses.back(), 429);
}

constexpr int kNotPermitted = 77;

Status written(const char* path, std::string_view text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (file) return {};
  return base::system_error(path);
}

/// A disk of 4 MiB that only this process sees.
bool mount_small_disk(const std::string& place) {
  const auto user = ::getuid();
  const auto group = ::getgid();
  return ::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && written("/proc/self/setgroups", "deny") &&
         written("/proc/self/uid_map", fmt::format("0 {} 1", user)) &&
         written("/proc/self/gid_map", fmt::format("0 {} 1", group)) &&
         ::mount("none", place.c_str(), "tmpfs", 0, "size=4m") == 0;
}

void fill_the_disk_of(TestHub& hub) {
  const auto organisation = hub.organisation("An operator");
  const auto key = hub.key("alice", organisation);
  const auto uuid = hub.desk(organisation).uuid;
  const Says json{.key = key, .accept = "*/*", .content_type = "application/json"};
  const auto push = [&](unsigned n) {
    const std::string extra = fmt::format(R"(,"description":"{}")", std::string(50'000, 'x'));
    return hub.ask(json, "POST", "/api/v1/collections/desk/contributions",
                   envelope_of(test_indicator(n, "2026-01-02T00:00:00.000Z", extra)));
  };
  ASSERT_EQ(push(1).status, 200);
  HubReply reply;
  unsigned n = 1;
  do {
    reply = push(++n);
  } while (reply.status == 200 && n < 1'000);
  EXPECT_EQ(reply.status, 507) << reply.body;
  EXPECT_EQ(reply.header("content-type"), "application/problem+json");
  const std::string large = fmt::format(R"(,"description":"{}")", std::string(3'000'000, 'x'));
  const auto taxii = hub.ask({.key = key}, "POST", "/taxii2/hub/collections/" + uuid + "/objects/",
                             envelope_of(test_indicator(2'000, "2026-01-02T00:00:00.000Z", large)));
  EXPECT_EQ(taxii.status, 507) << taxii.body;
  EXPECT_EQ(hub.get(json, "/api/v1/objects/" + test_id("indicator", 1)).status, 200);
  EXPECT_EQ(hub.get(json, "/api/v1/objects/" + test_id("indicator", n)).status, 404);
  EXPECT_EQ(hub.get(json, "/api/v1/lookup?value=198.51.100.1").json()["visible"], 1);
  EXPECT_EQ(hub.get(json, "/api/v1/outputs/list").status, 200);
  EXPECT_EQ(hub.get(json, "/health").status, 200);
}

TEST(Hostile, AFullDiskIsSaidAndTheHubStaysReadable) {
  const base::TemporaryFolder folder;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (!mount_small_disk(folder.path())) ::_exit(kNotPermitted);
    {
      TestHub hub([&](ServeOptions& options) { options.database = folder.file("hub.db"); });
      fill_the_disk_of(hub);
    }
    static_cast<void>(std::fflush(stdout));
    ::_exit(HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << status;
  if (WEXITSTATUS(status) == kNotPermitted) {
    GTEST_SKIP() << "skipped: this machine does not let a test mount a small disk";
  }
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Hostile, HealthIsForAllAndMetricsAreNot) {
  TestHub hub([](ServeOptions& options) { options.access.behind_proxy = true; });
  EXPECT_EQ(hub.get({.accept = "*/*"}, "/health").json()["status"], "ok");
  EXPECT_EQ(hub.get({.accept = "*/*"}, "/metrics").status, 200) << "on this machine";
  const Says afar{.accept = "*/*", .more = {{"X-Forwarded-For", "198.51.100.9"}}};
  EXPECT_EQ(hub.get(afar, "/metrics").status, 403) << "by way of the proxy";
  const auto organisation = hub.organisation("An operator");
  EXPECT_EQ(hub.get({.key = hub.key("bob", organisation), .accept = "*/*"}, "/metrics").status,
            403);
  directory::Account alice;
  alice.name = "alice";
  alice.organisation = organisation;
  alice.operates = true;
  EXPECT_THAT(hub.get({.key = hub.key(alice), .accept = "*/*"}, "/metrics").body,
              HasSubstr("noroshi_hub_objects 0"));
}

}  // namespace
}  // namespace noroshi::hub
