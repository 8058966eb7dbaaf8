// The head of an answer as it goes over the wire (RFC 9112, section 4).
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"
#include "io/http/server.hpp"

namespace noroshi::http {

enum class Framing : std::uint8_t {
  Length,   ///< Content-Length
  Chunked,  ///< pieces, then the last chunk
  ToTheEnd  ///< until the connection is closed: a stream to an HTTP/1.0 client
};

struct Manners {
  Framing framing = Framing::Length;
  bool keep_alive = true;
  bool http10 = false;  ///< the client needs to be told that the connection stays
};

/// Status line, fields and the empty line.  Control characters in what the handler set become
/// blanks: no field can smuggle in another.
std::string head_of(const Response& response, const Manners& manners, base::Micros now);

/// Whether an answer of that status has a body at all (RFC 9110, section 6.4.1).
bool has_body(int status);

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7).
std::string http_date(base::Micros instant);

}  // namespace noroshi::http
