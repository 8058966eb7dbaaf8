#include "io/http/channel.hpp"

#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <openssl/err.h>
#include <openssl/sslerr.h>

#include "io/http/tls.hpp"

namespace noroshi::http {
namespace {

namespace asio = boost::asio;
using Failure = boost::system::error_code;

class Plain : public Channel {
 public:
  explicit Plain(Socket socket) : socket_(std::move(socket)) {}
  void handshake(Done done) override { done({}, 0); }
  void read(asio::mutable_buffer into, Done done) override {
    socket_.async_read_some(into, std::move(done));
  }
  void write(std::array<asio::const_buffer, 2> from, Done done) override {
    asio::async_write(socket_, from, std::move(done));
  }
  void finish(Done done) override {
    Failure failure;
    socket_.shutdown(Socket::shutdown_send, failure);
    done(failure, 0);
  }
  Socket& socket() override { return socket_; }
  [[nodiscard]] bool secure() const override { return false; }
  std::string certificate() override { return {}; }

 private:
  Socket socket_;
};

class Tls : public Channel {
 public:
  Tls(Socket socket, asio::ssl::context& identity) : stream_(std::move(socket), identity) {}
  void handshake(Done done) override {
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [done = std::move(done)](const Failure& failure) { done(failure, 0); });
  }
  void read(asio::mutable_buffer into, Done done) override {
    stream_.async_read_some(into, std::move(done));
  }
  void write(std::array<asio::const_buffer, 2> from, Done done) override {
    asio::async_write(stream_, from, std::move(done));
  }
  void finish(Done done) override {
    stream_.async_shutdown([this, done = std::move(done)](Failure failure) {
      socket().shutdown(Socket::shutdown_send, failure);
      done(failure, 0);
    });
  }
  Socket& socket() override { return stream_.next_layer(); }
  [[nodiscard]] bool secure() const override { return true; }
  std::string certificate() override { return peer_fingerprint(stream_.native_handle()); }

 private:
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<Channel> plain_channel(Socket socket) {
  return std::make_unique<Plain>(std::move(socket));
}

std::unique_ptr<Channel> tls_channel(Socket socket, asio::ssl::context& identity) {
  return std::make_unique<Tls>(std::move(socket), identity);
}

bool is_plain_http(const Failure& failure) {
  return failure.category() == asio::error::get_ssl_category() &&
         ERR_GET_REASON(static_cast<unsigned long>(failure.value())) == SSL_R_HTTP_REQUEST;
}

}  // namespace noroshi::http
