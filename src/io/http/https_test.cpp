// The client verifies whom it talks to: chain and name, or no request is sent.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <gmock/gmock.h>
#include <thread>

#include "base/temporary_folder.hpp"
#include "io/http/client.hpp"

namespace noroshi::http {
namespace {

namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;
using ::testing::HasSubstr;

class Https : public ::testing::Test {
 protected:
  /// A self-signed certificate for that subject alternative name.
  void make_certificate(const std::string& name) {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=test -addext subjectAltName=" +
        name + " -keyout " + path("key") + " -out " + path("certificate") + " 2>" + path("log");
    ASSERT_EQ(std::system(command.c_str()), 0) << "is openssl installed? " << command;
  }
  [[nodiscard]] std::string path(const char* name) const { return folder_.file(name); }

  /// A server for one connection, and what a client that trusts `ca_file` gets from it.
  Result<Client::Reply> ask_one(const std::string& ca_file) {
    boost::asio::io_context context;
    ssl::context identity(ssl::context::tls_server);
    identity.use_certificate_chain_file(path("certificate"));
    identity.use_private_key_file(path("key"), ssl::context::pem);
    tcp::acceptor acceptor(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    std::thread server([&] {
      ssl::stream<tcp::socket> stream(acceptor.accept(), identity);
      boost::system::error_code failure;
      stream.handshake(ssl::stream_base::server, failure);
      if (failure) return;
      std::string request;
      boost::asio::read_until(stream, boost::asio::dynamic_buffer(request), "\r\n\r\n", failure);
      boost::asio::write(
          stream,
          boost::asio::buffer(std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")),
          failure);
    });
    ClientOptions options;
    options.ca_file = ca_file;
    Client client({"https", "127.0.0.1", acceptor.local_endpoint().port(), "/"}, options);
    auto reply = client.request("GET", "/", "");
    server.join();
    return reply;
  }

  base::TemporaryFolder folder_;
};

TEST_F(Https, ATrustedCertificateOfThatNameIsTalkedTo) {
  make_certificate("IP:127.0.0.1");
  const auto reply = ask_one(path("certificate"));
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_EQ(reply->body, "hi");
}

TEST_F(Https, ACertificateOfAnotherNameIsRefused) {
  make_certificate("DNS:other.example.net");
  const auto reply = ask_one(path("certificate"));
  ASSERT_FALSE(reply.has_value());
  EXPECT_THAT(reply.error().message, HasSubstr("agreeing on TLS with 127.0.0.1"));
}

TEST_F(Https, ACertificateThatNobodyTrustsIsRefused) {
  make_certificate("IP:127.0.0.1");
  const auto reply = ask_one("");
  ASSERT_FALSE(reply.has_value());
  EXPECT_THAT(reply.error().message, HasSubstr("verify failed"));
}

TEST_F(Https, AMissingListOfTrustedCertificatesIsNamed) {
  ClientOptions options;
  options.ca_file = path("no-such-file");
  Client client({"https", "127.0.0.1", 9, "/"}, options);
  const auto reply = client.request("GET", "/", "");
  ASSERT_FALSE(reply.has_value());
  EXPECT_THAT(reply.error().message, HasSubstr("no-such-file"));
}

}  // namespace
}  // namespace noroshi::http
