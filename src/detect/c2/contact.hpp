// Contact: one conversation of a client with a server, as the detector sees it.
//
// Flow records are cut by timeouts, split by direction and repeated by retransmission; a Contact
// is what they were before (stitch.hpp).  Clients are numbers that mean something only within one
// run: no address of a client ever reaches a line of evidence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "model/finding.hpp"

namespace noroshi::c2 {

/// How a contact went, as far as the flags and counters tell.
enum class Outcome : std::uint8_t {
  Unknown,   ///< one direction only was watched, or no flags were kept
  Answered,  ///< the server sent data
  Opened,    ///< a TCP handshake, or packets both ways, but no data from the server
  Refused,   ///< the server answered with RST (or nothing but RST)
  Silent,    ///< no packet came back
  Asked,     ///< sampled data: only opening SYNs were seen; many of them mean Silent or Refused
};

constexpr bool failed(Outcome outcome) {
  return outcome == Outcome::Refused || outcome == Outcome::Silent;
}

struct Contact {
  base::Micros start = 0;
  base::Micros end = 0;
  std::uint64_t octets_out = 0;  ///< client → server, IP octets as counted (not scaled)
  std::uint64_t octets_in = 0;   ///< server → client
  std::uint32_t packets_out = 0;
  std::uint32_t packets_in = 0;
  std::uint32_t client = 0;  ///< index of the client within this run
  Outcome outcome = Outcome::Unknown;
  bool opens = false;  ///< TCP: its SYN was seen, so it is no piece of a longer connection
};

/// The contacts of one client with one server, ordered by start.
using ClientContacts = std::span<const Contact>;

/// Everything seen of one service endpoint: what a line of evidence looks at.
struct Server {
  model::Endpoint endpoint;
  std::span<const Contact> contacts;    ///< ordered by (client, start), never empty
  std::vector<ClientContacts> clients;  ///< the same, one span per client

  [[nodiscard]] base::Micros first_seen() const;
  [[nodiscard]] base::Micros last_seen() const;
};

/// A server over `contacts`, which must outlive it and be ordered by (client, start).
Server server_of(const model::Endpoint& endpoint, std::span<const Contact> contacts);

}  // namespace noroshi::c2
