// One connection of a stream listener: handshake, framing, idle time.  Private to io/socket.
//
// Lives as long as one of its operations is under way; all of it runs on the listener's thread.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "io/socket/framer.hpp"
#include "io/socket/stream.hpp"
#include "io/socket/tls_context.hpp"

namespace noroshi::socket {

class StreamConnection;

/// What a connection needs of its listener.
class Door {
 public:
  virtual ~Door() = default;
  virtual void left(const std::shared_ptr<StreamConnection>& connection) = 0;
};

class StreamConnection : public std::enable_shared_from_this<StreamConnection> {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Failure = boost::system::error_code;

  StreamConnection(Socket socket, Peer peer, const StreamLimits& limits, StreamEvents& events,
                   Door& door)
      : socket_(std::move(socket)),
        timer_(socket_.get_executor()),
        peer_(std::move(peer)),
        limits_(limits),
        events_(events),
        door_(door) {}

  /// Plain TCP without a context.
  void begin(const TlsContext& tls);

  /// Ends it, once: tells the events why, and leaves the listener.
  void close(Closed why);

  [[nodiscard]] const Peer& peer() const { return peer_; }

 private:
  using Clock = std::chrono::steady_clock;

  void shake_hands(const TlsContext& tls);
  void open();
  void read();
  void take(const Failure& failure, std::size_t octets);
  bool give_messages();
  void watch(Clock::time_point deadline, Closed why);

  Socket socket_;
  std::optional<boost::asio::ssl::context> tls_;
  std::optional<boost::asio::ssl::stream<Socket&>> secure_;
  boost::asio::steady_timer timer_;
  Peer peer_;
  const StreamLimits& limits_;
  StreamEvents& events_;
  Door& door_;
  Framer framer_;
  Clock::time_point heard_;  // last octets
  bool closed_ = false;
};

}  // namespace noroshi::socket
