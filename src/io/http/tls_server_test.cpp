// The server over TLS, with the certificate that it makes itself: good peers, and hostile ones.
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include "base/temporary_folder.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"
#include "io/http/client.hpp"
#include "io/http/server.hpp"

namespace noroshi::http {
namespace {

using boost::asio::ip::tcp;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const net::Address kLoopback = net::Address::v4(0x7F000001);

class TlsServer : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = bootstrap_certificate(path("certificate"), path("key"),
                                      {"localhost", "127.0.0.1", "::1"}, io::wall_clock());
    ASSERT_TRUE(made.has_value()) << made.error().message;
    fingerprint_ = *made;
  }

  void start(ServerOptions options = {}) {
    options.certificate = path("certificate");
    options.key = path("key");
    auto server = Server::start(
        kLoopback, 0,
        [](const Request& request) {
          return Response{.body = (request.secure ? "secure " : "open ") + request.certificate +
                                  "|" + request.body};
        },
        options);
    ASSERT_TRUE(server.has_value()) << server.error().message;
    server_ = std::move(*server);
  }

  [[nodiscard]] Result<Client::Reply> ask(const ClientOptions& options,
                                          std::string_view body = "") const {
    Client client({"https", "127.0.0.1", server_->port(), "/"}, options);
    return client.request("POST", "/", body);
  }

  [[nodiscard]] ClientOptions pinned() const {
    ClientOptions options;
    options.fingerprint = fingerprint_;
    return options;
  }

  /// What a peer that does not speak TLS gets.
  std::string raw_exchange(std::string_view octets) const {
    boost::asio::io_context context;
    tcp::socket socket(context);
    socket.connect({boost::asio::ip::address_v4::loopback(), server_->port()});
    boost::system::error_code ignored;
    boost::asio::write(socket, boost::asio::buffer(octets.data(), octets.size()), ignored);
    std::string answer;
    boost::asio::read(socket, boost::asio::dynamic_buffer(answer), ignored);
    return answer;
  }

  [[nodiscard]] std::string path(const char* name) const { return folder_.file(name); }

  base::TemporaryFolder folder_;
  std::string fingerprint_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsServer, AnswersAClientThatTrustsItsCertificate) {
  start();
  ClientOptions options;
  options.ca_file = path("certificate");
  const auto reply = ask(options, "hi");
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_EQ(reply->body, "secure |hi");
}

TEST_F(TlsServer, AFingerprintIsEnoughAndAnotherOneIsNot) {
  start();
  auto options = pinned();
  EXPECT_EQ(ask(options)->body, "secure |");
  std::string spaced;  // as people copy it
  for (std::size_t i = 0; i < fingerprint_.size(); i += 2) {
    spaced += (i == 0 ? "" : ":") + fingerprint_.substr(i, 2);
  }
  options.fingerprint = spaced;
  EXPECT_TRUE(ask(options).has_value());
  options.fingerprint = std::string(64, '0');
  options.ca_file = path("certificate");  // the pin alone decides
  ASSERT_FALSE(ask(options).has_value());
  options.fingerprint = "abc";
  EXPECT_THAT(ask(options).error().message, HasSubstr("no SHA-256"));
}

TEST_F(TlsServer, KnowsAClientByItsCertificateWhoeverSignedIt) {
  start({.ask_for_certificate = true});
  const auto own =
      bootstrap_certificate(path("c.certificate"), path("c.key"), {"client"}, io::wall_clock());
  ASSERT_TRUE(own.has_value());
  auto options = pinned();
  options.certificate = path("c.certificate");
  options.key = path("c.key");
  for (int i = 0; i < 2; ++i) {
    const auto reply = ask(options);
    ASSERT_TRUE(reply.has_value()) << reply.error().message;
    EXPECT_EQ(reply->body, "secure " + *own + "|");
  }
  EXPECT_EQ(ask(pinned())->body, "secure |") << "a certificate is no duty";
}

TEST_F(TlsServer, ACertificateWithoutItsKeyProvesNothing) {
  start({.ask_for_certificate = true});
  auto options = pinned();
  options.certificate = path("certificate");  // the server's own, which everybody has seen
  options.key = path("stranger.key");
  ASSERT_TRUE(bootstrap_certificate(path("stranger"), path("stranger.key"), {"x"}, 0).has_value());
  const auto reply = ask(options);
  ASSERT_FALSE(reply.has_value());
  EXPECT_THAT(reply.error().message, HasSubstr("stranger.key"));
}

TEST_F(TlsServer, LargeBodiesPass) {
  start({.body_limit = 16 << 20});
  const std::string body(10 << 20, 'a');
  const auto reply = ask(pinned(), body);
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_TRUE(reply->body == "secure |" + body);
  auto small = pinned();
  small.body_limit = 1 << 20;
  const auto refused = ask(small, body);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::Limit);
}

TEST_F(TlsServer, ARefusedBodyIsAnsweredBeforeItIsRead) {
  start();
  const auto reply = ask(pinned(), std::string(32 << 20, 'a'));
  // The answer is there while we still send; a reset may overtake it, never a success.
  if (reply.has_value()) {
    EXPECT_EQ(reply->status, 413);
  }
  EXPECT_EQ(server_->health().requests, 0U);
}

TEST_F(TlsServer, PlainHttpIsToldWhatIsSpokenHere) {
  start();
  const auto answer = raw_exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 400 "));
  EXPECT_THAT(answer, HasSubstr("HTTPS"));
  EXPECT_EQ(server_->health().requests, 0U);
}

TEST_F(TlsServer, HalfAHandshakeIsCut) {
  start({.patience = 500 * base::kMillisecond});
  raw_exchange("");                                               // nothing at all
  raw_exchange(std::string("\x16\x03\x01\x02\x00\x01", 6));       // a ClientHello begins
  raw_exchange(std::string("\x16\x03\x01\xff\xff", 5) + "aaaa");  // a record that is too long
  raw_exchange(std::string(5000, '\x80'));
  EXPECT_EQ(server_->health().requests, 0U);
  EXPECT_GE(server_->health().timed_out, 2U);
  EXPECT_TRUE(ask(pinned()).has_value());
}

TEST_F(TlsServer, SpeaksNothingOlderThanTls12) {
  start();
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION}) {
    boost::asio::io_context context;
    tcp::socket socket(context);
    socket.connect({boost::asio::ip::address_v4::loopback(), server_->port()});
    SSL_CTX* client = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_security_level(client, 0);
    SSL_CTX_set_min_proto_version(client, version);
    SSL_CTX_set_max_proto_version(client, version);
    SSL* connection = SSL_new(client);
    SSL_set_fd(connection, socket.native_handle());
    EXPECT_EQ(SSL_connect(connection) == 1, version >= TLS1_2_VERSION) << version;
    SSL_free(connection);
    SSL_CTX_free(client);
  }
}

TEST_F(TlsServer, AProtocolThatIsNotHttpIsRefusedInTheHandshake) {
  start();
  const auto shakes = [&](std::string_view protocols) {
    boost::asio::io_context context;
    tcp::socket socket(context);
    socket.connect({boost::asio::ip::address_v4::loopback(), server_->port()});
    SSL_CTX* client = SSL_CTX_new(TLS_client_method());
    SSL* connection = SSL_new(client);
    SSL_set_alpn_protos(connection, reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned int>(protocols.size()));
    SSL_set_fd(connection, socket.native_handle());
    const bool done = SSL_connect(connection) == 1;
    SSL_free(connection);
    SSL_CTX_free(client);
    return done;
  };
  EXPECT_TRUE(shakes("\x02h2\x08http/1.1"));
  EXPECT_FALSE(shakes("\x04smtp"));
}

TEST_F(TlsServer, AKeyOfAnotherCertificateIsAnErrorAtTheStart) {
  ASSERT_TRUE(bootstrap_certificate(path("other"), path("other.key"), {"x"}, 0).has_value());
  ServerOptions options;
  options.certificate = path("certificate");
  options.key = path("other.key");
  const auto server = Server::start(
      kLoopback, 0, [](const Request&) { return Response{}; }, options);
  ASSERT_FALSE(server.has_value());
  EXPECT_THAT(server.error().message, HasSubstr("other.key"));
}

TEST_F(TlsServer, ADrainEndsIdleConnections) {
  start();
  Client client({"https", "127.0.0.1", server_->port(), "/"}, pinned());
  ASSERT_TRUE(client.request("GET", "/", "").has_value());
  server_->drain(10 * base::kSecond);
  EXPECT_EQ(server_->health().connections, 0U);
  EXPECT_FALSE(client.request("GET", "/", "").has_value());
}

TEST(Certificate, IsMadeOnceAndItsKeyIsSecret) {
  base::TemporaryFolder folder;
  const auto certificate = folder.file("c");
  const auto key = folder.file("k");
  const auto first = bootstrap_certificate(certificate, key, {"hub.example", "192.0.2.1"}, 0);
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_EQ(first->size(), 64U);
  EXPECT_EQ(bootstrap_certificate(certificate, key, {"other.example"}, 0).value(), *first);
  EXPECT_EQ(fingerprint_of_file(certificate).value(), *first);
  struct stat status {};
  ASSERT_EQ(::stat(key.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(Certificate, NamesWhatIsWrong) {
  base::TemporaryFolder folder;
  const auto certificate = folder.file("c");
  for (const char* name : {"", "a b", "a,DNS:b", "dir:1", "@section"}) {
    EXPECT_FALSE(bootstrap_certificate(certificate, folder.file("k"), {name}, 0).has_value())
        << name;
  }
  EXPECT_FALSE(bootstrap_certificate(folder.file("no/c"), folder.file("no/k"), {"a"}, 0));
  ASSERT_TRUE(bootstrap_certificate(certificate, folder.file("k"), {"a"}, 0).has_value());
  const auto lost = bootstrap_certificate(certificate, folder.file("lost"), {"a"}, 0);
  ASSERT_FALSE(lost.has_value());
  EXPECT_THAT(lost.error().message, HasSubstr("lost"));
  EXPECT_FALSE(fingerprint_of_file(folder.file("k")).has_value());
}

}  // namespace
}  // namespace noroshi::http
