// Channel: one connection's octets, plain or through TLS.
//
// The seam between the session, which knows HTTP, and Asio's stream templates, which compile
// slowly: they are spelled out in channel.cpp only.  One thread uses a channel; one read and one
// write may be under way at once.
#pragma once

#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace noroshi::http {

/// Of an io_context that one thread runs.
using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

class Channel {
 public:
  using Done = std::function<void(const boost::system::error_code&, std::size_t)>;

  virtual ~Channel() = default;
  virtual void handshake(Done done) = 0;
  virtual void read(boost::asio::mutable_buffer into, Done done) = 0;
  /// Both, to the end; they stay where they are until `done`.
  virtual void write(std::array<boost::asio::const_buffer, 2> from, Done done) = 0;
  /// Tells the peer that nothing more comes (TLS close_notify, then a FIN).
  virtual void finish(Done done) = 0;
  [[nodiscard]] virtual Socket& socket() = 0;
  [[nodiscard]] virtual bool secure() const = 0;
  /// SHA-256 of the certificate that the peer showed, 64 digits; empty: none.
  [[nodiscard]] virtual std::string certificate() = 0;
};

std::unique_ptr<Channel> plain_channel(Socket socket);
std::unique_ptr<Channel> tls_channel(Socket socket, boost::asio::ssl::context& identity);

/// Whether a handshake failed because the peer speaks HTTP without TLS.
bool is_plain_http(const boost::system::error_code& failure);

}  // namespace noroshi::http
