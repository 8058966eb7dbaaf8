// Scans and floods, as far as the contacts themselves show them.
//
// Used twice: hosts that attack make a server they share suspicious (shared_by_attackers.hpp), and
// a target of attacks must not be mistaken for a server that its clients cannot leave alone.
#pragma once

#include <cstdint>

#include "detect/c2/contact.hpp"

namespace noroshi::c2 {

/// A client that tried many servers and was answered by few.  Thirty is well above the dead peers
/// of an ordinary host in a day and far below what a scanner does in a minute.  Where packets were
/// `sampled`, most of what it did was not seen, and eight lone SYNs to eight servers, with little
/// else, show the same: of an ordinary connection a packet in ten is its SYN.
bool is_scan(std::uint32_t servers, std::uint32_t failed_servers, bool sampled);

/// Contacts of one client that only try to wear the server down: very many at once, or very many
/// packets, with next to nothing coming back.
bool is_flood(ClientContacts contacts);

/// The same from sums.
struct FloodFigures {
  std::uint64_t contacts = 0;
  std::uint64_t unanswered = 0;
  std::uint64_t packets_out = 0;
  std::uint64_t packets_in = 0;
  double seconds = 1;  ///< at least 1
};
bool is_flood(const FloodFigures& figures);

/// The same where the server answers (a flood of requests): contacts at a rate that no pace of a
/// bot and no reader of pages keeps up.  Too common among busy ordinary clients to call the client
/// an attacker, but enough to see that the server is not its master.
bool is_onslaught(ClientContacts contacts);

}  // namespace noroshi::c2
