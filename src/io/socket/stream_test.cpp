#include "io/socket/stream.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include "base/temporary_folder.hpp"
#include "io/socket/kernel_address.hpp"

namespace noroshi::socket {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const net::Address kLoopback = net::Address::v4(0x7F000001);
constexpr auto kLongEnough = 20s;  // a bound, never a delay

std::string message_of(std::size_t length, char filling) {
  std::string message(length, filling);
  message[0] = 0;
  message[1] = 10;
  message[2] = static_cast<char>(length >> 8);
  message[3] = static_cast<char>(length);
  return message;
}

// Writes down what happens; tests wait for it.
class Record final : public StreamEvents {
 public:
  void listening(std::uint16_t bound) override { port = bound; }
  bool opened(const Peer& peer) override {
    const std::scoped_lock lock(mutex_);
    peers_.push_back(peer);
    changed_.notify_all();
    return allow;
  }

  void message(const Peer&, std::string_view bytes, base::Micros received) override {
    std::unique_lock lock(mutex_);
    EXPECT_GT(received, 0);
    messages_.emplace_back(bytes);
    changed_.notify_all();
    changed_.wait(lock, [&] { return !full_; });
  }

  void closed(const Peer&, Closed why) override {
    const std::scoped_lock lock(mutex_);
    closed_.push_back(why);
    changed_.notify_all();
  }

  bool wait_for_messages(std::size_t count) {
    return wait([&] { return messages_.size() >= count; });
  }
  bool wait_for_peers(std::size_t count) {
    return wait([&] { return peers_.size() >= count; });
  }
  bool wait_for_closed(std::size_t count) {
    return wait([&] { return closed_.size() >= count; });
  }

  // The store is full: `message` does not return.
  void set_full(bool full) {
    const std::scoped_lock lock(mutex_);
    full_ = full;
    changed_.notify_all();
  }

  std::vector<std::string> messages() {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }
  std::vector<Peer> peers() {
    const std::scoped_lock lock(mutex_);
    return peers_;
  }
  std::vector<Closed> why_closed() {
    const std::scoped_lock lock(mutex_);
    return closed_;
  }

  bool allow = true;
  std::uint16_t port = 0;  // no mutex: the thread has not begun

 private:
  bool wait(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kLongEnough, condition);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Peer> peers_;
  std::vector<std::string> messages_;
  std::vector<Closed> closed_;
  bool full_ = false;
};

// A blocking connection, as an exporter has.
class Client {
 public:
  explicit Client(std::uint16_t port, const net::Address& to = kLoopback) {
    const KernelAddress at(to, port);
    fd_ = ::socket(at.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::connect(fd_, at.get(), at.length), 0);
    const timeval patience{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { hang_up(); }

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;  // cut off: the listener's side says why
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // Octets that the kernel takes until the peer's window and our buffer are full.
  std::size_t send_until_stuck(std::size_t most) {
    const std::string whole = message_of(65535, 'x');
    std::size_t sent = 0;
    while (sent < most) {
      pollfd writable{fd_, POLLOUT, 0};
      if (::poll(&writable, 1, 500) <= 0) return sent;
      const auto now = ::send(fd_, whole.data() + sent % whole.size(),
                              whole.size() - sent % whole.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (now > 0) sent += static_cast<std::size_t>(now);
    }
    return sent;
  }

  // The listener hung up.
  [[nodiscard]] bool is_cut_off() const {
    char octet = 0;
    const auto got = ::recv(fd_, &octet, 1, 0);
    return got == 0 || (got < 0 && errno == ECONNRESET);
  }

  void hang_up() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

  [[nodiscard]] int descriptor() const { return fd_; }

 private:
  int fd_ = -1;
};

std::unique_ptr<StreamListener> listen(StreamEvents& events, const StreamLimits& limits = {},
                                       const std::optional<TlsFiles>& tls = std::nullopt,
                                       const net::Address& address = kLoopback) {
  auto listener = StreamListener::start(address, 0, tls, limits, events);
  if (!listener) ADD_FAILURE() << listener.error().message;
  return std::move(listener).value();
}

TEST(Stream, GivesMessagesHoweverTheyAreSplitAndGlued) {
  Record record;
  const auto listener = listen(record);
  Client client(listener->port());
  const auto a = message_of(16, 'a');
  const auto b = message_of(65535, 'b');
  const auto c = message_of(300, 'c');
  client.send(a.substr(0, 1));
  ASSERT_TRUE(record.wait_for_peers(1));
  client.send(a.substr(1, 2));
  client.send(a.substr(3) + b + c.substr(0, 5));
  ASSERT_TRUE(record.wait_for_messages(2));
  client.send(c.substr(5) + a);
  ASSERT_TRUE(record.wait_for_messages(4));
  EXPECT_THAT(record.messages(), ElementsAre(a, b, c, a));
  client.hang_up();
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::ByPeer));
  const auto peers = record.peers();
  ASSERT_EQ(peers.size(), 1U);
  EXPECT_EQ(peers[0].address, kLoopback);
  EXPECT_NE(peers[0].port, 0);
  EXPECT_FALSE(peers[0].tls);
}

TEST(Stream, TellsItsPortBeforeTheFirstPeer) {
  Record record;
  const auto listener = listen(record);
  EXPECT_NE(record.port, 0);
  EXPECT_EQ(record.port, listener->port());
}

TEST(Stream, SpeaksIpv6) {
  Record record;
  const auto six = net::Address::v6(0, 1);
  auto listener = StreamListener::start(six, 0, std::nullopt, {}, record);
  if (!listener) GTEST_SKIP() << "skipped: this machine has no ::1";
  Client client((*listener)->port(), six);
  client.send(message_of(20, 'a'));
  ASSERT_TRUE(record.wait_for_messages(1));
  EXPECT_EQ(record.peers().at(0).address, six);
}

TEST(Stream, CutsOffAPeerThatSpeaksSomethingElse) {
  Record record;
  const auto listener = listen(record);
  Client client(listener->port());
  client.send(message_of(20, 'a') + "GET / HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(client.is_cut_off());
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Unframed));
  EXPECT_EQ(record.messages().size(), 1U) << "what came before counts";
}

TEST(Stream, TellsAnEndInsideAMessageFromAGoodOne) {
  Record record;
  const auto listener = listen(record);
  Client client(listener->port());
  client.send(message_of(100, 'a').substr(0, 60));
  ASSERT_TRUE(record.wait_for_peers(1));
  client.hang_up();
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Io));
}

TEST(Stream, RefusesConnectionsBeyondTheLimit) {
  Record record;
  const auto listener = listen(record, {.connections = 2});
  Client first(listener->port());
  Client second(listener->port());
  ASSERT_TRUE(record.wait_for_peers(2));
  Client third(listener->port());
  EXPECT_TRUE(third.is_cut_off());
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Refused));
  first.hang_up();
  ASSERT_TRUE(record.wait_for_closed(2));
  Client fourth(listener->port());
  EXPECT_TRUE(record.wait_for_peers(3)) << "a place is free again";
}

TEST(Stream, RefusesConnectionsBeyondTheLimitOfOneAddress) {
  Record record;
  const auto listener = listen(record, {.connections_per_address = 1});
  Client first(listener->port());
  ASSERT_TRUE(record.wait_for_peers(1));
  Client second(listener->port());
  EXPECT_TRUE(second.is_cut_off());
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Refused));
}

TEST(Stream, CutsOffWhomTheEventsRefuse) {
  Record record;
  record.allow = false;
  const auto listener = listen(record);
  Client client(listener->port());
  client.send(message_of(20, 'a'));
  EXPECT_TRUE(client.is_cut_off());
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Refused));
  EXPECT_TRUE(record.messages().empty());
}

TEST(Stream, CutsOffASilentPeer) {
  Record record;
  const auto listener = listen(record, {.idle = 50 * base::kMillisecond});
  Client client(listener->port());
  EXPECT_TRUE(client.is_cut_off());
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Idle));
}

TEST(Stream, PushesBackWhileAMessageIsNotTaken) {
  Record record;
  const auto listener = listen(record, {.idle = 100 * base::kMillisecond});
  record.set_full(true);
  Client client(listener->port());
  constexpr std::size_t kFlood = 256U << 20;  // more than the kernel's buffers hold
  const std::size_t sent = client.send_until_stuck(kFlood);
  EXPECT_GT(sent, 65535U);
  EXPECT_LT(sent, kFlood);
  EXPECT_EQ(record.messages().size(), 1U);
  record.set_full(false);
  EXPECT_TRUE(record.wait_for_messages(sent / 65535)) << "nothing of it is lost";
  EXPECT_EQ(record.messages().size(), sent / 65535);
}

TEST(Stream, ClosesEverythingWhenItEnds) {
  Record record;
  auto listener = listen(record);
  Client one(listener->port());
  Client two(listener->port());
  ASSERT_TRUE(record.wait_for_peers(2));
  listener.reset();
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Stopped, Closed::Stopped));
  EXPECT_TRUE(one.is_cut_off());
}

TEST(Stream, SaysThatThePortIsTaken) {
  Record record;
  const auto first = listen(record);
  const auto second = StreamListener::start(kLoopback, first->port(), std::nullopt, {}, record);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("tcp://127.0.0.1:"));
  EXPECT_THAT(second.error().message, HasSubstr("listen on another port"));
}

// Certificates of two authorities, made once by the openssl command.
class Tls : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<base::TemporaryFolder>();
    for (const char* authority : {"ours", "theirs"}) {
      make(authority, "-x509 -days 2", "/CN=Authority");
      sign("collector", authority, "/CN=collector", "-addext subjectAltName=IP:127.0.0.1");
      sign("router", authority, "/O=Example/CN=router7", "");
    }
  }
  static void TearDownTestSuite() { folder.reset(); }

  static void make(const std::string& name, const std::string& more, const std::string& subject) {
    const std::string command = "openssl req " + more +
                                " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " +
                                file(name + ".key") + " -out " + file(name + ".pem") + " -subj " +
                                subject + " 2>" + file("openssl.log");
    ASSERT_EQ(std::system(command.c_str()), 0) << "is openssl installed? " << command;
  }
  static void sign(const std::string& name, const std::string& authority,
                   const std::string& subject, const std::string& more) {
    make(name + "-" + authority,
         "-x509 -days 2 -addext basicConstraints=critical,CA:FALSE -CA " +
             file(authority + ".pem") + " -CAkey " + file(authority + ".key") + " " + more,
         subject);
  }
  static std::string file(const std::string& name) { return folder->file(name); }

  static TlsFiles files(const std::string& name, bool ask_for_certificates = false) {
    return {.certificate = file(name + ".pem"),
            .key = file(name + ".key"),
            .client_ca = ask_for_certificates ? file("ours.pem") : ""};
  }

  static inline std::unique_ptr<base::TemporaryFolder> folder;
};

// An exporter that trusts one authority and may show a certificate.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, const std::string& authority, const TlsFiles& own = {},
            int newest = 0)
      : tcp_(port), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
    EXPECT_EQ(SSL_CTX_load_verify_locations(context_.get(), authority.c_str(), nullptr), 1);
    if (!own.certificate.empty()) {
      EXPECT_EQ(SSL_CTX_use_certificate_file(context_.get(), own.certificate.c_str(), 1), 1);
      EXPECT_EQ(SSL_CTX_use_PrivateKey_file(context_.get(), own.key.c_str(), 1), 1);
    }
    session_.reset(SSL_new(context_.get()));
    SSL_set_fd(session_.get(), tcp_.descriptor());
    connected_ = SSL_connect(session_.get()) == 1;
    ERR_clear_error();
  }

  [[nodiscard]] bool connected() const { return connected_; }
  // With TLS 1.3 a client learns only now that its certificate was not good enough.
  [[nodiscard]] bool is_cut_off() const {
    char octet = 0;
    const int got = SSL_read(session_.get(), &octet, 1);
    ERR_clear_error();
    return got <= 0;
  }
  bool send(std::string_view bytes) {
    return SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  void finish() { SSL_shutdown(session_.get()); }
  void hang_up() { tcp_.hang_up(); }
  [[nodiscard]] std::string version() const { return SSL_get_version(session_.get()); }
  [[nodiscard]] std::string authority() const {
    X509* certificate = SSL_get1_peer_certificate(session_.get());
    char text[256] = {};
    X509_NAME_oneline(X509_get_issuer_name(certificate), text, sizeof text);
    X509_free(certificate);
    return text;
  }

 private:
  Client tcp_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> session_{nullptr, SSL_free};
  bool connected_ = false;
};

TEST_F(Tls, CarriesMessages) {
  Record record;
  const auto listener = listen(record, {}, files("collector-ours"));
  TlsClient client(listener->port(), file("ours.pem"));
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "TLSv1.3");
  const auto a = message_of(20000, 'a');
  const auto b = message_of(65535, 'b');
  ASSERT_TRUE(client.send(a + b.substr(0, 10)));
  ASSERT_TRUE(client.send(b.substr(10)));
  ASSERT_TRUE(record.wait_for_messages(2));
  EXPECT_THAT(record.messages(), ElementsAre(a, b));
  client.finish();
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::ByPeer));
  EXPECT_TRUE(record.peers().at(0).tls);
  EXPECT_EQ(record.peers().at(0).subject, "");
}

TEST_F(Tls, TakesTls12ButNothingOlder) {
  Record record;
  const auto listener = listen(record, {}, files("collector-ours"));
  TlsClient modern(listener->port(), file("ours.pem"), {}, TLS1_2_VERSION);
  EXPECT_TRUE(modern.connected());
  TlsClient old(listener->port(), file("ours.pem"), {}, TLS1_1_VERSION);
  EXPECT_FALSE(old.connected());
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Handshake));
}

TEST_F(Tls, LetsInWhoShowsACertificateOfOurAuthority) {
  Record record;
  const auto listener = listen(record, {}, files("collector-ours", true));
  TlsClient client(listener->port(), file("ours.pem"), files("router-ours"));
  ASSERT_TRUE(client.send(message_of(20, 'a')));
  ASSERT_TRUE(record.wait_for_messages(1));
  EXPECT_EQ(record.peers().at(0).subject, "CN=router7,O=Example");
}

TEST_F(Tls, RefusesWhoShowsNone) {
  Record record;
  const auto listener = listen(record, {}, files("collector-ours", true));
  TlsClient client(listener->port(), file("ours.pem"));
  EXPECT_TRUE(client.is_cut_off());
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Handshake));
  EXPECT_TRUE(record.peers().empty());
}

TEST_F(Tls, RefusesACertificateOfAnotherAuthority) {
  Record record;
  const auto listener = listen(record, {}, files("collector-ours", true));
  TlsClient client(listener->port(), file("ours.pem"), files("router-theirs"));
  EXPECT_TRUE(client.is_cut_off());
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Handshake));
  EXPECT_TRUE(record.peers().empty());
}

TEST_F(Tls, CutsOffWhoDoesNotShakeHands) {
  Record record;
  const auto listener =
      listen(record, {.handshake = 50 * base::kMillisecond}, files("collector-ours"));
  Client client(listener->port());
  EXPECT_TRUE(client.is_cut_off());
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Handshake));
}

TEST_F(Tls, CutsOffWhoSpeaksPlainTcp) {
  Record record;
  const auto listener = listen(record, {}, files("collector-ours"));
  Client client(listener->port());
  client.send(message_of(200, 'a'));
  ASSERT_TRUE(record.wait_for_closed(1));
  EXPECT_THAT(record.why_closed(), ElementsAre(Closed::Handshake));
}

TEST_F(Tls, ReloadIsForConnectionsToCome) {
  Record record;
  const auto listener = listen(record, {}, files("collector-ours"));
  TlsClient before(listener->port(), file("ours.pem"));
  ASSERT_TRUE(before.connected());
  ASSERT_TRUE(listener->reload(files("collector-theirs")));
  EXPECT_FALSE(TlsClient(listener->port(), file("ours.pem")).connected());
  EXPECT_TRUE(TlsClient(listener->port(), file("theirs.pem")).connected());
  ASSERT_TRUE(before.send(message_of(20, 'a'))) << "what stands stays";
  EXPECT_TRUE(record.wait_for_messages(1));
}

TEST_F(Tls, AReloadThatFailsChangesNothing) {
  Record record;
  const auto listener = listen(record, {}, files("collector-ours"));
  const auto failed = listener->reload(
      {.certificate = file("absent.pem"), .key = file("collector-ours.key"), .client_ca = ""});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("absent.pem"));
  EXPECT_TRUE(TlsClient(listener->port(), file("ours.pem")).connected());
}

TEST_F(Tls, SaysWhichFileDoesNotFit) {
  Record record;
  const auto start = [&](const TlsFiles& tls) {
    const auto listener = StreamListener::start(kLoopback, 0, tls, {}, record);
    EXPECT_FALSE(listener);
    return listener ? "" : listener.error().message;
  };
  auto tls = files("collector-ours");
  tls.key = file("collector-theirs.key");
  EXPECT_THAT(start(tls), HasSubstr("collector-theirs.key"));
  tls = files("collector-ours");
  tls.client_ca = file("collector-ours.key");
  EXPECT_THAT(start(tls), HasSubstr("authority of exporters"));
}

// Nobody is asked for a pass phrase: there may be no terminal.
TEST_F(Tls, SaysThatAKeyHasAPassPhrase) {
  const std::string command = "openssl pkcs8 -topk8 -passout pass:secret -in " +
                              file("collector-ours.key") + " -out " + file("locked.key");
  ASSERT_EQ(std::system(command.c_str()), 0);
  Record record;
  auto tls = files("collector-ours");
  tls.key = file("locked.key");
  const auto listener = StreamListener::start(kLoopback, 0, tls, {}, record);
  ASSERT_FALSE(listener);
  EXPECT_THAT(listener.error().message, HasSubstr("without a pass phrase"));
}

TEST(Stream, HasNothingToReloadWithoutTls) {
  Record record;
  const auto listener = listen(record);
  EXPECT_FALSE(listener->reload({}));
}

}  // namespace
}  // namespace noroshi::socket
