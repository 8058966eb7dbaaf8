// What a packet to a telescope is, concluded from that packet alone.
//
// It is concluded before anything is remembered of its source, so that a flood of backscatter or of
// forged sources costs counters, not memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/scan_event.hpp"
#include "net/address.hpp"
#include "observe/telescope/packet.hpp"

namespace noroshi::telescope {

enum class Class : std::uint8_t {
  Scan,         ///< a probe: sent unasked
  Research,     ///< a probe of a scanner that a list names; `Verdict::scanner` says which
  Backscatter,  ///< a reply to somebody who forged the dark address
  Misdirected,  ///< not to a dark address
  Fragment,     ///< a later fragment: nobody can tell what it belongs to
  Unusable,     ///< no IP packet; `Packet::fault` says what instead
  Malformed,    ///< `Packet::fault` says why
};
inline constexpr std::size_t kClasses = 7;

/// What kind of reply made it backscatter.
enum class Reply : std::uint8_t {
  None,
  SynAck,       ///< the port is open
  Rst,          ///< RST or RST-ACK: it is closed, or the victim cleans up
  Unreachable,  ///< ICMP destination unreachable
  Exceeded,     ///< ICMP time exceeded
  IcmpError,    ///< another ICMP error: source quench, parameter problem, packet too big, redirect
  EchoReply,    ///< and the other replies of ICMP: timestamp, address mask
  Udp,          ///< the answer of a UDP service, known by its content
  Sctp,         ///< INIT ACK or ABORT
};
inline constexpr std::size_t kReplies = 9;

/// Marks of tools that a packet may bear, as bits of `Verdict::marks`.
namespace mark {
inline constexpr std::uint8_t kMirai = 0x01;
inline constexpr std::uint8_t kZmap = 0x02;
inline constexpr std::uint8_t kMasscan = 0x04;
inline constexpr std::uint8_t kNmap = 0x08;
}  // namespace mark

struct Verdict {
  Class kind = Class::Malformed;
  model::ProbeKind probe = model::ProbeKind::Other;  ///< of a Scan or Research
  Reply reply = Reply::None;                         ///< of Backscatter
  std::uint8_t marks = 0;                            ///< of a Scan or Research
  std::uint16_t scanner = 0;         ///< of Research: KnownScanners::name of this number
  std::uint16_t attacked_port = 0;   ///< of Backscatter; 0: none is told
  std::uint8_t attack_protocol = 0;  ///< of Backscatter: of what the attacker sent, as told
  net::Address victim{};             ///< of Backscatter: the sender, or whom an ICMP error quotes
};

/// "scan", "research", "backscatter", "misdirected", "fragment", "unusable", "malformed".
std::string_view to_string(Class kind);

/// "syn-ack", "rst", "unreachable", "exceeded", "icmp-error", "echo-reply", "udp", "sctp"; "" for
/// None.
std::string_view to_string(Reply reply);

/// As a TelescopeHour counts it: the class, for Malformed and Unusable with the reason:
/// "malformed: header cut short by the capture", "unusable: frame holds no IP packet".
std::string class_name(Class kind, Fault fault);

}  // namespace noroshi::telescope
