// Stream listener: IPFIX over TCP and TLS (RFC 7011, sections 10.4 and 11), framed into messages.
//
// Owns one thread.  Messages are framed by the length in their header; a peer whose bytes make no
// frame is told apart by `Closed::Unframed` and cut off.  Limits on connections, idle time and
// handshake time keep strangers from holding the door.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::socket {

struct Peer {
  net::Address address;
  std::uint16_t port = 0;
  bool tls = false;
  std::string subject;  ///< of its certificate (RFC 2253), when one was asked for and verified
};

enum class Closed : std::uint8_t {
  ByPeer,     ///< between two messages, as it should be
  Unframed,   ///< its octets are no IPFIX
  Idle,       ///< nothing came for too long
  Refused,    ///< too many connections, or `opened` said no
  Handshake,  ///< TLS failed, or took too long
  Stopped,    ///< the listener ended
  Io          ///< the connection broke, or ended inside a message
};

struct TlsFiles {
  std::string certificate;  ///< PEM chain
  std::string key;          ///< PEM, without a pass phrase
  std::string client_ca;    ///< PEM; empty: exporters need no certificate
};

struct StreamLimits {
  std::size_t connections = 1024;
  std::size_t connections_per_address = 16;
  base::Micros idle = 30 * base::kMinute;
  base::Micros handshake = 10 * base::kSecond;
};

/// Called from the listener's thread, one at a time, but for `listening`.  For each connection:
/// `opened` at most once, after the handshake; then its messages; `closed` exactly once, also for
/// those that were refused or failed before `opened`.
class StreamEvents {
 public:
  virtual ~StreamEvents() = default;
  /// The port is bound.  Called once, by `start`, before the thread begins: whatever is noted here
  /// the other events may read.
  virtual void listening(std::uint16_t /*port*/) {}
  /// False: cut this peer off (not on the allow-list).
  virtual bool opened(const Peer& peer) = 0;
  /// One whole message.  May block: that pushes back on all peers of this listener (TCP flow
  /// control).  It must return for the listener to end.
  virtual void message(const Peer& peer, std::string_view bytes, base::Micros received) = 0;
  virtual void closed(const Peer& peer, Closed why) = 0;
};

class StreamListener {
 public:
  /// Plain TCP without `tls`.  `events` must outlive the listener.  IPv6 sockets are IPv6 only.
  static Result<std::unique_ptr<StreamListener>> start(const net::Address& address,
                                                       std::uint16_t port,
                                                       const std::optional<TlsFiles>& tls,
                                                       const StreamLimits& limits,
                                                       StreamEvents& events);
  ~StreamListener();  ///< closes everything and joins the thread
  StreamListener(const StreamListener&) = delete;
  StreamListener& operator=(const StreamListener&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// New certificate, key and authority for connections to come; those that stand stay.  An Error
  /// changes nothing.
  Status reload(const TlsFiles& tls);

 private:
  struct State;
  explicit StreamListener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::socket
