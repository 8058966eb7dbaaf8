// RequestReader: octets in, as they come, one Request out.
//
// Knows nothing of sockets, so that tests and the fuzz target feed it from memory.  Judges what
// RFC 9112 lets a server judge before its handler is asked: framing, Host, codings, sizes.  What
// must stay true: it holds no more than the header limit and what has arrived of the body; a
// length that is only announced reserves nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "io/http/server.hpp"

namespace noroshi::http {

class RequestReader {
 public:
  /// `stranger` carries what is known before the first octet: peer, secure, certificate.
  RequestReader(Request stranger, const ServerOptions& options);
  ~RequestReader();

  enum class Stage : std::uint8_t {
    Header,  ///< the header is not complete
    Body,    ///< the header is, the body is not
    Done,
    Refused  ///< `refusal` says why; what follows on this connection has no meaning any more
  };

  /// Takes what it can and says how many octets that was; fewer than there are: call again with
  /// the rest and more.  Zero octets taken of a full buffer mean that the peer exaggerates.
  std::size_t take(std::string_view octets);
  [[nodiscard]] Stage stage() const;
  [[nodiscard]] Request& request();
  [[nodiscard]] const Response& refusal() const;
  /// Whether anything of a request has arrived yet.
  [[nodiscard]] bool begun() const;
  /// Of the body, so far.
  [[nodiscard]] std::uint64_t body_octets() const;

  // Known from `Body` on.
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] bool http10() const;
  [[nodiscard]] bool waits_for_continue() const;  ///< RFC 9110, section 10.1.1

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::http
