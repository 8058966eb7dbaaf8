// Stitching: the records of one conversation become one Contact again.
//
// Routers cut long flows at the active timeout and quiet ones at the idle timeout, export the two
// directions apart, and report each retransmitted SYN of one attempt as a flow of its own.  Left
// as they are, every long session would "beacon" at the router's timeout and every dead server
// would be retried three times as often as it was.
//
// Rules, for records of the same 5-tuple in order of time:
//   - a later record that overlaps or follows within kIdleGap belongs to the same contact,
//     unless it opens a new TCP connection after the old one was closed or answered;
//   - a later TCP record whose flags hold no SYN goes on with the same connection, whatever the
//     gap up to kQuietest: nothing else can have sent it;
//   - a later UDP record from a port that the client picked comes from the same socket, up to
//     kUdpGap.  Where both ends use the service's port (NTP, syslog) the port says nothing.
#pragma once

#include <span>
#include <vector>

#include "base/time.hpp"
#include "detect/c2/contact.hpp"
#include "detect/c2/flow_table.hpp"

namespace noroshi::c2 {

/// Idle timeouts of common exporters are 15 s (Cisco, nfdump) to 60 s (softflowd, Zeek UDP); a
/// SYN is repeated after 1, 3, 7, 15, 31 s (RFC 6298), so a gap of up to 32 s is one attempt.
inline constexpr base::Micros kIdleGap = 32 * base::kSecond;

/// A TCP connection silent for longer has been forgotten by most NATs (RFC 5382: 2 h 4 min).
inline constexpr base::Micros kQuietest = 124 * base::kMinute;

/// NATs keep a UDP binding for 5 minutes at best (RFC 4787, REQ-5); then its port is used anew.
inline constexpr base::Micros kUdpGap = 5 * base::kMinute;

/// Contacts of the rows of one (server, client) pair; `rows` as FlowTable::take_partition orders
/// them.  `sampled` says that packets were sampled even if the rows do not.  The result is ordered
/// by start.
std::vector<Contact> stitch(std::span<const FlowRow> rows, bool sampled = false);

}  // namespace noroshi::c2
