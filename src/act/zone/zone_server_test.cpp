#include "act/zone/zone_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <list>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "act/share/tools_test.hpp"
#include "base/temporary_folder.hpp"
#include "io/socket/free_port.hpp"

namespace noroshi::zone {
namespace {

using share::Entry;
using share::EntryKind;
using share::installed;
using share::Outcome;
using share::run;
using testing::HasSubstr;
using testing::Not;

constexpr net::Address kHere = net::Address::v4(0x7F000001);
constexpr const char* kSecret = "bm9yb3NoaSB0ZXN0IHNlY3JldCBvZiAzMiBvY3RldHM=";

Entry entry(EntryKind kind, std::string value) {
  Entry result;
  result.kind = kind;
  result.value = std::move(value);
  return result;
}

std::vector<Entry> domains(int count) {
  std::vector<Entry> entries;
  for (int i = 0; i < count; ++i) {
    entries.push_back(entry(EntryKind::Domain, fmt::format("n{:06}.example", i)));
  }
  return entries;
}

Options options(bool signed_only = false) {
  Options result;
  result.origin = "rpz.test.";
  if (signed_only) result.keys = {{"hub-to-resolver.", "hmac-sha256", kSecret}};
  return result;
}

std::unique_ptr<ZoneServer> started(const Options& with = options()) {
  auto server = ZoneServer::start(kHere, 0, with);
  EXPECT_TRUE(server) << server.error().message;
  return std::move(server).value();
}

std::string dig(const ZoneServer& server, const std::string& question) {
  return run(fmt::format("dig @127.0.0.1 -p {} +tries=1 +time=5 {}", server.port(), question))
      .output;
}

long count(const std::string& text, std::string_view part) {
  long found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

#define NOROSHI_NEEDS_DIG() \
  if (!installed("dig")) GTEST_SKIP() << "skipped: dig (bind9-dnsutils) is not installed"

TEST(ZoneServer, SerialGrowsWhenEntriesChange) {
  const auto server = started();
  const std::uint32_t first = server->serial();
  server->publish(domains(1));
  const std::uint32_t second = server->serial();
  EXPECT_GT(second, first);
  server->publish(domains(1));
  EXPECT_EQ(server->serial(), second);
}

TEST(ZoneServer, RefusesOptionsThatCannotWork) {
  Options bad = options(true);
  bad.keys[0].algorithm = "hmac-md5";
  EXPECT_FALSE(ZoneServer::start(kHere, 0, bad));
  bad = options(true);
  bad.keys[0].secret = "short";
  EXPECT_FALSE(ZoneServer::start(kHere, 0, bad));
  bad = options();
  bad.origin = "a zone";
  EXPECT_FALSE(ZoneServer::start(kHere, 0, bad));
  bad = options();
  bad.allowed = {"everybody"};
  EXPECT_FALSE(ZoneServer::start(kHere, 0, bad));
}

TEST(ZoneServer, AnswersSoaOverUdpAndTcp) {
  NOROSHI_NEEDS_DIG();
  const auto server = started();
  server->publish(domains(2));
  const std::string serial = std::to_string(server->serial());
  EXPECT_THAT(dig(*server, "rpz.test SOA +short"), HasSubstr(" " + serial + " "));
  EXPECT_THAT(dig(*server, "rpz.test SOA +short +tcp"), HasSubstr(" " + serial + " "));
  EXPECT_THAT(dig(*server, "rpz.test SOA"), HasSubstr("flags: qr aa"));
  EXPECT_THAT(dig(*server, "rpz.test SOA"), HasSubstr("EDNS: version: 0"));
}

TEST(ZoneServer, GivesAllOfItByAxfr) {
  NOROSHI_NEEDS_DIG();
  const auto server = started();
  auto entries = domains(5000);
  entries.push_back(entry(EntryKind::Address, "192.0.2.7"));
  entries.push_back(entry(EntryKind::Url, "http://evil.example/"));
  entries.push_back(entry(EntryKind::Domain, "bad\nname.example"));
  server->publish(entries);
  const std::string answer = dig(*server, "rpz.test AXFR");
  EXPECT_EQ(count(answer, "CNAME"), 2 * 5000 + 1);
  EXPECT_EQ(count(answer, "SOA"), 2);
  EXPECT_THAT(answer, HasSubstr("32.7.2.0.192.rpz-ip.rpz.test. 300 IN\tCNAME\t."));
  EXPECT_THAT(answer, HasSubstr("*.n004999.example.rpz.test."));
  EXPECT_THAT(answer, Not(HasSubstr("Transfer failed")));
}

TEST(ZoneServer, GivesWhatChangedByIxfr) {
  NOROSHI_NEEDS_DIG();
  const auto server = started();
  server->publish(domains(100));
  const std::uint32_t first = server->serial();
  server->publish(domains(101));
  server->publish(domains(99));
  const std::string answer = dig(*server, fmt::format("rpz.test IXFR={}", first));
  EXPECT_EQ(count(answer, "SOA"), 6) << answer;  // the new, two and two for two steps, the new
  EXPECT_EQ(count(answer, "CNAME"), 2 + 4);
  const std::string nothing = dig(*server, fmt::format("rpz.test IXFR={}", server->serial()));
  EXPECT_EQ(count(nothing, "SOA"), 1) << nothing;
  const std::string all = dig(*server, "rpz.test IXFR=1");
  EXPECT_EQ(count(all, "CNAME"), 2 * 99) << "of a serial that is not remembered: the whole";
}

TEST(ZoneServer, AnswersIxfrOverUdpWithWhatFitsOrTheSoaAlone) {
  NOROSHI_NEEDS_DIG();
  const auto server = started();
  server->publish(domains(2000));
  const std::uint32_t first = server->serial();
  server->publish(domains(2001));
  // dig asks for IXFR over TCP unless told otherwise.
  const std::string fits = dig(*server, fmt::format("+notcp rpz.test IXFR={}", first));
  EXPECT_EQ(count(fits, "CNAME"), 2) << fits;
  server->publish(domains(1500));
  const std::string alone = dig(*server, fmt::format("+notcp rpz.test IXFR={}", first));
  EXPECT_EQ(count(alone, "CNAME"), 0) << alone;
  EXPECT_EQ(count(alone, "SOA"), 1) << alone;
  EXPECT_THAT(dig(*server, "+notcp +ignore rpz.test SOA"), HasSubstr("(UDP)"));
}

TEST(ZoneServer, RefusesEverythingElse) {
  NOROSHI_NEEDS_DIG();
  const auto server = started();
  server->publish(domains(3));
  for (const char* question :
       {"example.com A", "rpz.test A", "n000001.example.rpz.test CNAME", "other.test AXFR +tcp",
        "other.test SOA", "rpz.test ANY", "rpz.test SOA -c CH", "version.bind TXT -c CH"}) {
    EXPECT_THAT(dig(*server, question),
                testing::AnyOf(HasSubstr("REFUSED"), HasSubstr("Transfer failed")))
        << question;
  }
  EXPECT_THAT(dig(*server, "rpz.test SOA +opcode=notify"), HasSubstr("NOTIMP"));
}

TEST(ZoneServer, GivesNothingToAddressesThatAreNotAllowed) {
  NOROSHI_NEEDS_DIG();
  Options elsewhere = options();
  elsewhere.allowed = {"192.0.2.0/24"};
  const auto server = started(elsewhere);
  server->publish(domains(3));
  EXPECT_THAT(dig(*server, "rpz.test SOA"), HasSubstr("REFUSED"));
  EXPECT_THAT(dig(*server, "rpz.test AXFR"), HasSubstr("Transfer failed"));
}

std::string key_option(const char* name = "hub-to-resolver", const char* secret = kSecret,
                       const char* algorithm = "hmac-sha256") {
  return fmt::format(" -y {}:{}:{}", algorithm, name, secret);
}

TEST(Tsig, LetsInWhoHasTheKey) {
  NOROSHI_NEEDS_DIG();
  const auto server = started(options(true));
  server->publish(domains(3000));
  const std::uint32_t first = server->serial();
  // dig checks every signature, of every message.
  const std::string all = dig(*server, "rpz.test AXFR" + key_option());
  EXPECT_EQ(count(all, "CNAME"), 6000);
  EXPECT_GT(count(all, "NOERROR"), 1) << "a signature in each of several messages";
  EXPECT_THAT(all, Not(HasSubstr("failed")));
  server->publish(domains(3001));
  const std::string change = dig(*server, fmt::format("rpz.test IXFR={}", first) + key_option());
  EXPECT_EQ(count(change, "CNAME"), 2) << change;
  EXPECT_THAT(change, Not(HasSubstr("failed")));
  const std::string soa = dig(*server, "rpz.test SOA" + key_option());
  EXPECT_THAT(soa, HasSubstr("status: NOERROR"));
  EXPECT_THAT(soa, Not(HasSubstr("verify")));
}

TEST(Tsig, KeepsOutEverybodyElse) {
  NOROSHI_NEEDS_DIG();
  const auto server = started(options(true));
  server->publish(domains(3));
  EXPECT_THAT(dig(*server, "rpz.test SOA"), HasSubstr("REFUSED"));
  EXPECT_THAT(dig(*server, "rpz.test AXFR"), HasSubstr("Transfer failed"));
  const char* other = "b3RoZXIgc2VjcmV0IG9mIDMyIG9jdGV0cyBhbmQgbW9yZQ==";
  for (const std::string& key : {key_option("hub-to-resolver", other), key_option("stranger"),
                                 key_option("hub-to-resolver", kSecret, "hmac-sha1")}) {
    const std::string answer = dig(*server, "rpz.test SOA" + key);
    EXPECT_THAT(answer, HasSubstr("NOTAUTH")) << key;
    EXPECT_THAT(answer, Not(HasSubstr("hostmaster"))) << key;
    EXPECT_EQ(count(dig(*server, "rpz.test AXFR" + key), "CNAME"), 0) << key;
  }
  EXPECT_THAT(dig(*server, "rpz.test SOA" + key_option("hub-to-resolver", other)),
              HasSubstr("BADSIG"));
  EXPECT_THAT(dig(*server, "rpz.test SOA" + key_option("stranger")), HasSubstr("BADKEY"));
}

/// A TCP connection that a stranger makes.
class Stranger {
 public:
  explicit Stranger(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    const timeval patience{.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;
  ~Stranger() { ::close(descriptor_); }

  void say(std::string_view octets) const {
    (void)::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
  }
  /// Whether the server hangs up.
  [[nodiscard]] bool is_cut_off() const {
    char octet = 0;
    return connected_ && ::recv(descriptor_, &octet, 1, 0) <= 0 && errno != EAGAIN;
  }

 private:
  int descriptor_;
  bool connected_ = false;
};

TEST(ZoneServer, StrangersWhoHoldConnectionsDoNotKeepOthersOut) {
  NOROSHI_NEEDS_DIG();
  Options everywhere = options();
  everywhere.allowed = {"127.0.0.0/8"};
  const auto server = started(everywhere);
  server->publish(domains(2));
  std::list<Stranger> strangers;
  for (int i = 0; i < 8; ++i) strangers.emplace_back(server->port());
  const Stranger one_too_many(server->port());
  EXPECT_TRUE(one_too_many.is_cut_off());
  const std::string other = dig(*server, "-b 127.0.0.2 rpz.test AXFR");
  EXPECT_EQ(count(other, "CNAME"), 4) << "from another address: " << other;
}

TEST(ZoneServer, HangsUpOnWhatIsNoQuestion) {
  const auto server = started();
  const Stranger too_long(server->port());
  too_long.say("\xff\xff");
  EXPECT_TRUE(too_long.is_cut_off());
  const Stranger answers(server->port());
  answers.say(std::string("\x00\x0c\x12\x34\x80\x00\0\0\0\0\0\0\0\0", 14));
  EXPECT_TRUE(answers.is_cut_off());
}

TEST(ZoneServer, EndsWhileATransferIsUnderWay) {
  auto server = started();
  server->publish(domains(50'000));
  const Stranger reader(server->port());
  // An AXFR question that is never read: id 1, one question, rpz.test IN AXFR.
  reader.say(
      std::string("\x00\x1a\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00"
                  "\x03rpz\x04test\x00\x00\xfc\x00\x01",
                  28));
  server.reset();
}

/// BIND as a secondary that answers by the zone's rules, in a folder of its own.
class Named {
 public:
  Named(const base::TemporaryFolder& folder, std::uint16_t primary, bool with_key)
      : port_(socket::free_udp_port()), folder_(folder) {
    const std::string key =
        with_key ? fmt::format("key hub-to-resolver {{ algorithm hmac-sha256; secret \"{}\"; }};\n",
                               kSecret)
                 : "";
    share::write_file(
        folder.file("named.conf"),
        fmt::format(
            "{}options {{ directory \"{}\"; pid-file none; session-keyfile none;\n"
            "  listen-on port {} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};\n"
            "  recursion yes; dnssec-validation no; empty-zones-enable no;\n"
            "  min-refresh-time 1; max-refresh-time 1; notify no;\n"
            "  response-policy {{ zone \"rpz.test\" min-update-interval 0s; }} qname-wait-recurse "
            "no; }};\n"
            "controls {{ }};\n"
            "zone \"rpz.test\" {{ type secondary; file \"rpz.db\"; masterfile-format text;\n"
            "  primaries {{ 127.0.0.1 port {}{}; }}; }};\n"
            "zone \"example\" {{ type primary; file \"example.db\"; }};\n",
            key, folder.path().string(), port_, primary, with_key ? " key hub-to-resolver" : ""));
    share::write_file(folder.file("example.db"),
                      "$TTL 60\n@ SOA localhost. root.localhost. 1 60 60 600 60\n@ NS localhost.\n"
                      "* A 192.0.2.55\n");
    child_ = ::fork();
    if (child_ == 0) {
      const int log = ::open(folder.file("log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(log, STDOUT_FILENO);
      ::dup2(log, STDERR_FILENO);
      ::setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
      ::execlp("named", "named", "-g", "-n", "1", "-c", folder.file("named.conf").c_str(), nullptr);
      ::_exit(127);
    }
  }
  Named(const Named&) = delete;
  Named& operator=(const Named&) = delete;
  ~Named() {
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
  }

  [[nodiscard]] std::string ask(const std::string& name) const {
    return run(fmt::format("dig @127.0.0.1 -p {} +tries=1 +time=2 {} A", port_, name)).output;
  }

  /// Whether the answer to `name` has `part` before patience ends.
  [[nodiscard]] bool comes_to_say(const std::string& name, std::string_view part) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < until) {
      if (ask(name).find(part) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
  }

  [[nodiscard]] std::string log() const { return run("cat " + folder_.file("log")).output; }

 private:
  std::uint16_t port_;
  const base::TemporaryFolder& folder_;
  pid_t child_ = -1;
};

class NameServer : public testing::TestWithParam<bool> {};

TEST_P(NameServer, FollowsAsASecondaryByIxfr) {
  NOROSHI_NEEDS_DIG();
  if (!installed("named")) GTEST_SKIP() << "skipped: named (bind9) is not installed";
  const auto server = started(options(GetParam()));
  auto entries = domains(500);
  entries.push_back(entry(EntryKind::Address, "198.51.100.7"));
  server->publish(entries);
  const base::TemporaryFolder folder;
  const Named named(folder, server->port(), GetParam());
  EXPECT_TRUE(named.comes_to_say("n000001.example", "NXDOMAIN")) << named.log();
  EXPECT_THAT(named.ask("innocent.example"), HasSubstr("192.0.2.55"));
  EXPECT_THAT(named.ask("under.n000001.example"), HasSubstr("NXDOMAIN"));

  entries = domains(501);
  std::erase_if(entries, [](const Entry& each) { return each.value == "n000001.example"; });
  entries.push_back(entry(EntryKind::Address, "192.0.2.55"));
  entries.push_back(entry(EntryKind::Prefix, "2001:db8:8::/48"));
  server->publish(entries);
  EXPECT_TRUE(named.comes_to_say("n000500.example", "NXDOMAIN")) << named.log();
  EXPECT_TRUE(named.comes_to_say("innocent.example", "NXDOMAIN")) << "by its address";
  const std::string log = named.log();
  // Three removed, four added, four SOAs: what changed, not the thousand of the whole.
  EXPECT_THAT(log, HasSubstr("1 messages, 11 records")) << log;
  EXPECT_THAT(log, Not(HasSubstr("invalid rpz"))) << log;
  EXPECT_THAT(log, Not(HasSubstr("failed while receiving"))) << log;
}

INSTANTIATE_TEST_SUITE_P(Zone, NameServer, testing::Bool(),
                         [](const auto& with) { return with.param ? "WithKey" : "WithoutKey"; });

}  // namespace
}  // namespace noroshi::zone
