// Server and client against each other, and each against a peer that misbehaves, on loopback.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <numeric>
#include <thread>
#include <unistd.h>

#include "io/http/client.hpp"
#include "io/http/server.hpp"

namespace noroshi::http {
namespace {

using boost::asio::ip::tcp;
using ::testing::HasSubstr;

const net::Address kLoopback = net::Address::v4(0x7F000001);

Url url_of(std::uint16_t port) { return {"http", "127.0.0.1", port, "/"}; }

Response echo(const Request& request) {
  return {.body = request.method + " " + request.target + " " + request.body};
}

/// A peer that sends exactly these octets to whoever connects, whatever they ask.
class Scripted {
 public:
  explicit Scripted(std::string answer)
      : acceptor_(context_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
        thread_([this, answer = std::move(answer)] { serve(answer); }) {}
  ~Scripted() { thread_.join(); }
  Scripted(const Scripted&) = delete;
  Scripted& operator=(const Scripted&) = delete;
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void serve(const std::string& answer) {
    tcp::socket socket = acceptor_.accept();
    std::string request;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(request), "\r\n\r\n");
    boost::asio::write(socket, boost::asio::buffer(answer));
  }
  boost::asio::io_context context_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

/// What a peer that sends these octets gets back, until the server closes.
std::string raw_exchange(std::uint16_t port, const std::string& octets) {
  boost::asio::io_context context;
  tcp::socket socket(context);
  socket.connect({boost::asio::ip::address_v4::loopback(), port});
  boost::system::error_code ignored;
  boost::asio::write(socket, boost::asio::buffer(octets), ignored);
  std::string answer;
  boost::asio::read(socket, boost::asio::dynamic_buffer(answer), ignored);
  return answer;
}

TEST(Http, AnswersCarryWhatTheHandlerSaid) {
  auto server = Server::start(kLoopback, 0, [](const Request& request) {
    return Response{.status = 404,
                    .content_type = "application/json",
                    .body = request.target,
                    .headers = {{"X-Seen", std::to_string(request.headers.size())}}};
  });
  ASSERT_TRUE(server.has_value()) << server.error().message;
  Client client(url_of((*server)->port()));
  const auto reply = client.request("GET", "/metrics?a=1", "");
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_EQ(reply->status, 404);
  EXPECT_EQ(reply->body, "/metrics?a=1");
  EXPECT_EQ(reply->header("content-type"), "application/json");
  EXPECT_NE(reply->header("x-seen"), "");
  EXPECT_EQ(reply->header("no-such-field"), "");
}

TEST(Http, OneConnectionCarriesManyRequests) {
  std::atomic<int> handled = 0;
  ServerOptions one_connection;
  one_connection.connections = 1;  // a second connection would be refused
  auto server = Server::start(
      kLoopback, 0,
      [&](const Request& request) {
        ++handled;
        return echo(request);
      },
      one_connection);
  ASSERT_TRUE(server.has_value());
  Client client(url_of((*server)->port()));
  for (int i = 0; i < 50; ++i) {
    const auto reply = client.request("POST", "/", std::to_string(i));
    ASSERT_TRUE(reply.has_value()) << reply.error().message;
    EXPECT_EQ(reply->body, "POST / " + std::to_string(i));
  }
  EXPECT_EQ(handled, 50);
}

TEST(Http, LargeBodiesPassBothWays) {
  ServerOptions large;
  large.body_limit = 64 << 20;
  auto server = Server::start(
      kLoopback, 0, [](const Request& r) { return Response{.body = r.body}; }, large);
  ASSERT_TRUE(server.has_value());
  std::string body(40 << 20, '\0');
  std::iota(body.begin(), body.end(), '\0');
  Client client(url_of((*server)->port()));
  const auto begun = client.begin("POST", "/", body);
  ASSERT_TRUE(begun.has_value()) << begun.error().message;
  std::string back;
  std::size_t pieces = 0;
  for (;; ++pieces) {
    const auto piece = client.read();
    ASSERT_TRUE(piece.has_value()) << piece.error().message;
    if (piece->empty()) break;
    back += *piece;
  }
  EXPECT_TRUE(back == body);
  EXPECT_GT(pieces, 40U) << "the answer came as one block instead of a stream";
}

TEST(Http, HeadTellsTheLengthOnly) {
  auto server =
      Server::start(kLoopback, 0, [](const Request&) { return Response{.body = "12345"}; });
  ASSERT_TRUE(server.has_value());
  Client client(url_of((*server)->port()));
  const auto reply = client.request("HEAD", "/", "");
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_EQ(reply->body, "");
  EXPECT_EQ(reply->header("content-length"), "5");
}

TEST(HttpServer, RefusesWhatIsTooLargeOrNoHttp) {
  auto server = Server::start(kLoopback, 0, echo);
  ASSERT_TRUE(server.has_value());
  const auto port = (*server)->port();
  EXPECT_THAT(raw_exchange(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"),
              HasSubstr("HTTP/1.1 413 "));
  EXPECT_THAT(raw_exchange(port, "GET / HTTP/1.1\r\nX: " + std::string(70'000, 'a') + "\r\n\r\n"),
              HasSubstr("HTTP/1.1 431 "));
  EXPECT_THAT(raw_exchange(port, "SSH-2.0-OpenSSH\r\n\r\n"), HasSubstr("HTTP/1.1 400 "));
}

TEST(HttpServer, GivesUpOnAPeerThatSaysNothing) {
  ServerOptions hasty;
  hasty.patience = 50 * base::kMillisecond;
  auto server = Server::start(kLoopback, 0, echo, hasty);
  ASSERT_TRUE(server.has_value());
  EXPECT_EQ(raw_exchange((*server)->port(), "GET / HT"), "");  // returns: the server closed
}

TEST(HttpServer, SurvivesAHandlerThatThrows) {
  auto server =
      Server::start(kLoopback, 0, [](const Request&) -> Response { throw std::bad_alloc(); });
  ASSERT_TRUE(server.has_value());
  Client client(url_of((*server)->port()));
  const auto reply = client.request("GET", "/", "");
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 500);
}

TEST(HttpServer, StopsWhileAConnectionIsOpen) {
  auto server = Server::start(kLoopback, 0, echo, {.threads = 3});
  ASSERT_TRUE(server.has_value());
  Client client(url_of((*server)->port()));
  ASSERT_TRUE(client.request("GET", "/", "").has_value());
  server->reset();
  EXPECT_FALSE(client.request("GET", "/", "").has_value());
}

TEST(HttpServer, APortInUseIsAnErrorThatNamesIt) {
  boost::asio::io_context context;
  tcp::acceptor taken(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0), false);
  const auto port = taken.local_endpoint().port();
  const auto server = Server::start(kLoopback, port, echo);
  ASSERT_FALSE(server.has_value());
  EXPECT_THAT(server.error().message, HasSubstr("127.0.0.1 port " + std::to_string(port)));
}

TEST(HttpClient, OpensAConnectionAgainThatTheServerClosed) {
  ServerOptions hasty;
  hasty.patience = 30 * base::kMillisecond;
  auto server = Server::start(kLoopback, 0, echo, hasty);
  ASSERT_TRUE(server.has_value());
  Client client(url_of((*server)->port()));
  ASSERT_TRUE(client.request("GET", "/1", "").has_value());
  // A second peer that is timed out afterwards proves that the first one has been too.
  EXPECT_EQ(raw_exchange((*server)->port(), ""), "");
  EXPECT_TRUE(client.request("GET", "/2", "").has_value());
}

TEST(HttpClient, AnAnswerCutInTheMiddleIsAnError) {
  for (const char* answer : {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
                             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Le", ""}) {
    Scripted peer(answer);
    Client client(url_of(peer.port()));
    const auto reply = client.request("GET", "/", "");
    ASSERT_FALSE(reply.has_value()) << answer;
    EXPECT_THAT(reply.error().message, HasSubstr("127.0.0.1:" + std::to_string(peer.port())));
  }
}

TEST(HttpClient, ReadsChunksAsTheyCome) {
  Scripted peer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n");
  Client client(url_of(peer.port()));
  const auto reply = client.request("GET", "/", "");
  ASSERT_TRUE(reply.has_value()) << reply.error().message;
  EXPECT_EQ(reply->body, "abcdef");
}

TEST(HttpClient, ASilentServerIsAnErrorAfterTheTimeout) {
  boost::asio::io_context context;
  tcp::acceptor silent(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  ClientOptions hasty;
  hasty.timeout = 50 * base::kMillisecond;
  Client client(url_of(silent.local_endpoint().port()), hasty);
  const auto reply = client.request("GET", "/", "");
  ASSERT_FALSE(reply.has_value());
  EXPECT_THAT(reply.error().message, HasSubstr("timeout"));
}

TEST(HttpClient, NobodyThereIsAnErrorThatNamesThePlace) {
  boost::asio::io_context context;
  tcp::acceptor gone(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  const auto port = gone.local_endpoint().port();
  gone.close();
  Client client(url_of(port));
  const auto reply = client.request("GET", "/", "");
  ASSERT_FALSE(reply.has_value());
  EXPECT_THAT(reply.error().message, HasSubstr("connecting to 127.0.0.1:" + std::to_string(port)));
}

}  // namespace
}  // namespace noroshi::http
