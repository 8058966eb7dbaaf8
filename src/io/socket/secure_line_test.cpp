#include "io/socket/secure_line.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/temporary_folder.hpp"
#include "io/socket/kernel_address.hpp"

namespace noroshi::socket {
namespace {

using testing::HasSubstr;

const net::Address kLoopback = net::Address::v4(0x7F000001);

Patience patience() {
  return {.handshake = 20 * base::kSecond, .idle = 20 * base::kSecond, .stop = {}};
}

class Lines : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::signal(SIGPIPE, SIG_IGN);  // as the program does
    folder = std::make_unique<base::TemporaryFolder>();
    make("authority", "/CN=Authority", "-addext basicConstraints=critical,CA:TRUE");
    for (const char* name : {"alice", "bob", "mallory"}) {
      make(name, fmt::format("/CN={}", name),
           fmt::format("-addext subjectAltName=DNS:{}.example,IP:127.0.0.1", name));
      make(fmt::format("signed-{}", name), fmt::format("/CN={}", name),
           fmt::format("-addext basicConstraints=critical,CA:FALSE "
                       "-addext subjectAltName=DNS:{}.example,IP:127.0.0.1 -CA {} -CAkey {}",
                       name, file("authority.pem"), file("authority.key")));
    }
  }
  static void TearDownTestSuite() { folder.reset(); }

  static std::string file(const std::string& name) { return folder->file(name); }

  static void make(const std::string& name, const std::string& subject, const std::string& more) {
    const auto command = fmt::format(
        "openssl req -x509 -days 2 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {0} "
        "-out {1} -subj {2} {3} 2>{4}",
        file(name + ".key"), file(name + ".pem"), subject, more, file("openssl.log"));
    ASSERT_EQ(std::system(command.c_str()), 0) << "is openssl installed? " << command;
  }

  static Acquaintance files(const std::string& name) {
    Acquaintance acquaintance;
    acquaintance.certificate = file(name + ".pem");
    acquaintance.key = file(name + ".key");
    return acquaintance;
  }

  static std::string fingerprint(const std::string& name) {
    auto self = files(name);
    self.fingerprints = {std::string(64, '0')};
    return Introduction::make(self).value().own_fingerprint();
  }

  static Introduction pinned(const std::string& name, const std::string& peer) {
    auto acquaintance = files(name);
    acquaintance.fingerprints = {fingerprint(peer)};
    return Introduction::make(acquaintance).value();
  }

  static Introduction vouched(const std::string& name, const std::string& peer) {
    auto acquaintance = files("signed-" + name);
    acquaintance.ca = file("authority.pem");
    acquaintance.name = peer;
    return Introduction::make(acquaintance).value();
  }

  // Opens for one, and says "hello" to it.
  std::future<Status> let_in(const Introduction& introduction) {
    return std::async(std::launch::async, [this, introduction]() -> Status {
      auto line = NOROSHI_TRY(door_.admit(introduction, waiting_, [this](const Error& error) {
        turned_away_ = error.message;
        ++strangers_;
      }));
      NOROSHI_CHECK(line.write("hello"));
      line.finish();
      return {};
    });
  }

  // What a connection gives: "hello", or why there is none.
  std::string knock(const Introduction& introduction, const std::string& host = "127.0.0.1") {
    auto line = SecureLine::connect(introduction, host, door_.port(), patience());
    if (!line) return line.error().message;
    std::array<char, 5> words{};
    const auto read = line->read(words);
    return read ? std::string(words.data(), words.size()) : read.error().message;
  }

  static inline std::unique_ptr<base::TemporaryFolder> folder;
  Door door_ = Door::open(kLoopback, 0).value();
  Patience waiting_ = patience();
  std::atomic<int> strangers_ = 0;
  std::string turned_away_;
};

TEST_F(Lines, JoinTwoThatKnowEachOthersFingerprint) {
  auto inside = let_in(pinned("alice", "bob"));
  EXPECT_EQ(knock(pinned("bob", "alice")), "hello");
  EXPECT_TRUE(inside.get().has_value());
  EXPECT_EQ(strangers_, 0);
}

TEST_F(Lines, JoinTwoThatOneAuthoritySigned) {
  auto inside = let_in(vouched("alice", "bob.example"));
  EXPECT_EQ(knock(vouched("bob", "127.0.0.1"), "localhost"), "hello");
  EXPECT_TRUE(inside.get().has_value());
}

TEST_F(Lines, TurnStrangersAwayAndGoOnWaiting) {
  auto inside = let_in(pinned("alice", "bob"));
  EXPECT_THAT(knock(pinned("mallory", "alice")), HasSubstr("the peer refused us"));
  EXPECT_EQ(knock(pinned("bob", "alice")), "hello");
  EXPECT_TRUE(inside.get().has_value());
  EXPECT_EQ(strangers_, 1);
  EXPECT_THAT(turned_away_, HasSubstr("127.0.0.1:"));
}

TEST_F(Lines, TurnAwayWhoShowsNoCertificateOrSpeaksNoTls13) {
  auto inside = let_in(pinned("alice", "bob"));
  const auto at = fmt::format("127.0.0.1:{}", door_.port());
  EXPECT_NE(std::system(fmt::format("openssl s_client -connect {} </dev/null >{} 2>&1", at,
                                    file("client.log"))
                            .c_str()),
            -1);
  EXPECT_NE(std::system(fmt::format("openssl s_client -tls1_2 -cert {} -key {} -connect {} "
                                    "</dev/null >{} 2>&1",
                                    file("bob.pem"), file("bob.key"), at, file("client.log"))
                            .c_str()),
            0);
  EXPECT_EQ(knock(pinned("bob", "alice")), "hello");
  EXPECT_TRUE(inside.get().has_value());
  EXPECT_EQ(strangers_, 2);
}

TEST_F(Lines, RefuseAServerWithAnotherCertificate) {
  auto inside = let_in(pinned("mallory", "bob"));
  EXPECT_THAT(knock(pinned("bob", "alice")), HasSubstr("certificate verify failed"));
  EXPECT_EQ(knock(pinned("bob", "mallory")), "hello");
  EXPECT_TRUE(inside.get().has_value());
}

TEST_F(Lines, RefuseWhomTheAuthoritySignedUnderAnotherName) {
  auto inside = let_in(vouched("alice", "bob.example"));
  EXPECT_THAT(knock(vouched("mallory", "alice.example")), HasSubstr("the peer refused us"));
  EXPECT_THAT(knock(vouched("bob", "carol.example")), HasSubstr("certificate verify failed"));
  EXPECT_EQ(knock(vouched("bob", "alice.example")), "hello");
  EXPECT_TRUE(inside.get().has_value());
}

TEST_F(Lines, RefuseWhomTheAuthorityDidNotSign) {
  auto inside = let_in(vouched("alice", "bob.example"));
  EXPECT_THAT(knock(pinned("bob", "signed-alice")), HasSubstr("the peer refused us"));
  EXPECT_EQ(knock(vouched("bob", "alice.example")), "hello");
  EXPECT_TRUE(inside.get().has_value());
}

TEST_F(Lines, TellATornConnectionFromAnEnd) {
  auto inside = std::async(std::launch::async, [this]() -> Status {
    auto line = NOROSHI_TRY(door_.admit(pinned("alice", "bob"), waiting_, [](const Error&) {}));
    return line.write("he");  // and away it goes, without close_notify
  });
  const auto words = knock(pinned("bob", "alice"));
  EXPECT_TRUE(inside.get().has_value());
  EXPECT_THAT(words, HasSubstr("receiving from the peer"));
}

// A message larger than any socket buffer, read slower than it is written.
TEST_F(Lines, CarryWhatIsLargerThanTheirBuffers) {
  std::string large;
  large.resize(20'000'000, 'x');
  auto inside = std::async(std::launch::async, [&]() -> Status {
    auto line = NOROSHI_TRY(door_.admit(pinned("alice", "bob"), waiting_, [](const Error&) {}));
    return line.write(large);
  });
  auto line =
      SecureLine::connect(pinned("bob", "alice"), "127.0.0.1", door_.port(), patience()).value();
  std::string got(large.size(), '\0');
  EXPECT_TRUE(line.read(got).has_value());
  EXPECT_TRUE(inside.get().has_value());
  EXPECT_EQ(got, large);
  EXPECT_EQ(line.peer_fingerprint(), fingerprint("alice"));
  EXPECT_EQ(line.peer_subject(), "CN=alice");
}

TEST_F(Lines, DoNotWaitForAStrangerWhoSaysNothing) {
  waiting_.handshake = base::kSecond / 2;
  auto inside = let_in(pinned("alice", "bob"));
  const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
  const KernelAddress place(kLoopback, door_.port());
  ASSERT_EQ(::connect(silent, place.get(), place.length), 0);
  EXPECT_EQ(knock(pinned("bob", "alice")), "hello");
  EXPECT_TRUE(inside.get().has_value());
  ::close(silent);
  EXPECT_THAT(turned_away_, HasSubstr("for too long"));
}

TEST_F(Lines, GiveUpAPeerWhoFallsSilent) {
  waiting_.idle = base::kSecond / 2;
  auto inside = std::async(std::launch::async, [this]() -> Status {
    auto line = NOROSHI_TRY(door_.admit(pinned("alice", "bob"), waiting_, [](const Error&) {}));
    std::array<char, 1> word{};
    return line.read(word);
  });
  const auto line =
      SecureLine::connect(pinned("bob", "alice"), "127.0.0.1", door_.port(), patience());
  ASSERT_TRUE(line.has_value());
  const auto status = inside.get();
  ASSERT_FALSE(status.has_value());
  EXPECT_THAT(status.error().message, HasSubstr("for too long"));
}

TEST_F(Lines, StopWaitingWhenTheyAreTold) {
  std::atomic<bool> stop = false;
  waiting_.stop = [&] { return stop.load(); };
  auto inside = let_in(pinned("alice", "bob"));
  stop = true;
  EXPECT_THAT(inside.get().error().message, HasSubstr("interrupted"));
}

TEST_F(Lines, SayWhyNobodyAnswers) {
  const auto closed = Door::open(kLoopback, 0).value().port();  // and closed again
  const auto line = SecureLine::connect(pinned("bob", "alice"), "127.0.0.1", closed, patience());
  EXPECT_THAT(line.error().message, HasSubstr("Connection refused"));
}

TEST_F(Lines, AskForOneWayToKnowThePeer) {
  auto nobody = files("alice");
  EXPECT_THAT(Introduction::make(nobody).error().message, HasSubstr("either"));
  nobody.ca = file("authority.pem");
  EXPECT_THAT(Introduction::make(nobody).error().message, HasSubstr("name the peer"));
  auto absent = files("nobody");
  absent.fingerprints = {fingerprint("bob")};
  EXPECT_THAT(Introduction::make(absent).error().message, HasSubstr("nobody.pem"));
}

TEST(Fingerprint, IsReadAsOpensslWritesIt) {
  std::string colons = "AB";
  for (int i = 0; i < 31; ++i) colons += ":0c";
  std::string plain = "ab";
  for (int i = 0; i < 31; ++i) plain += "0c";
  EXPECT_EQ(parse_fingerprint(colons).value(), plain);
  EXPECT_EQ(parse_fingerprint(plain).value(), plain);
  EXPECT_FALSE(parse_fingerprint("").has_value());
  EXPECT_FALSE(parse_fingerprint(plain.substr(1)).has_value());
  EXPECT_FALSE(parse_fingerprint(std::string(64, 'g')).has_value());
}

}  // namespace
}  // namespace noroshi::socket
