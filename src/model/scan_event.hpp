// What a telescope concludes from packets to unused addresses, one value a source and target.
//
// A telescope hears nobody's conversation: whatever reaches a dark address is a probe, a reply to
// somebody who forged that address (backscatter), or a mistake.  Probes of one source become
// ScanEvents, backscatter becomes DosVictims, and each stretch of time a TelescopeHour that says
// what was counted, lost and evicted.  Between processes they are JSON Lines
// (docs/formats/scan-event.md).
//
// Plain values; free to copy and to share between threads once made.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::model {

/// How a source probed.  Part of the event's key: a source that sends SYNs and pings has two
/// events.
enum class ProbeKind : std::uint8_t {
  TcpSyn,    ///< SYN alone (ECN bits aside): asks whether a port is open
  TcpOther,  ///< what no host sends unasked: FIN, NULL, Xmas, bare ACK, data without a connection
  Udp,       ///< a datagram that is no reply
  Ping,      ///< ICMP or ICMPv6 echo request
  Icmp,      ///< other ICMP that is no error and no reply
  Other,     ///< another protocol
};

/// Packets of an event that bear the mark of a known tool; one packet may bear several.
struct ToolMarks {
  std::uint64_t mirai = 0;    ///< TCP sequence number equals the destination address
  std::uint64_t zmap = 0;     ///< IP ID 54321 (ZMap before 4.1)
  std::uint64_t masscan = 0;  ///< IP ID = destination address ⊕ port ⊕ sequence number, folded
  std::uint64_t nmap = 0;     ///< window and options of nmap's SYN scan
  friend bool operator==(const ToolMarks&, const ToolMarks&) = default;
};

/// What stays the same, or does not, in the headers of an event's packets.
struct HeaderProfile {
  std::uint8_t ttl_low = 0;  ///< lowest and highest TTL (hop limit) as they arrived
  std::uint8_t ttl_high = 0;
  std::uint16_t window = 0;  ///< of the first packet with a TCP header
  std::uint16_t mss = 0;     ///< its maximum segment size option; 0: none
  /// Kinds of its TCP options in order, at most eight, zero where there are fewer (2, 4, 8, 1, 3).
  std::array<std::uint8_t, 8> options{};
  bool window_varies = false;
  bool options_vary = false;
  bool ip_id_varies = false;
  bool sequence_varies = false;
  bool source_port_varies = false;
  bool length_varies = false;
  bool dont_fragment = false;  ///< set in the first packet
  std::uint16_t ip_id = 0;     ///< of the first packet
  std::uint32_t sequence = 0;
  std::uint16_t length = 0;  ///< IP length of the first packet, octets
  friend bool operator==(const HeaderProfile&, const HeaderProfile&) = default;
};

/// One packet, as evidence: what an operator needs to find the line behind a shared address.
struct ProbeSample {
  base::Micros time = 0;
  net::Address destination;
  std::uint16_t source_port = 0;  ///< 0 without ports
  friend bool operator==(const ProbeSample&, const ProbeSample&) = default;
};

/// Why an event ended.
enum class EventEnd : std::uint8_t {
  Idle,     ///< nothing more for the idle time-out
  Cut,      ///< open for the longest time an event may be; goes on in another
  Evicted,  ///< made room for others; counted in the TelescopeHour
  Stopped,  ///< the input or the program ended
};

struct ScanEvent {
  net::Address source;
  std::uint16_t port = 0;     ///< destination port; ICMP: type × 256 + code; else 0
  std::uint8_t protocol = 0;  ///< protocolIdentifier
  ProbeKind kind = ProbeKind::TcpSyn;
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;   ///< IP lengths
  std::uint64_t targets = 0;  ///< distinct dark addresses; exact up to a bound, else estimated
  bool targets_estimated = false;
  std::uint64_t in_order = 0;  ///< packets whose target follows the one before by 1
  ToolMarks marks;
  HeaderProfile headers;
  std::vector<ProbeSample> samples;  ///< first, last and a few between, by time; at most 4
  std::string payload;               ///< first octets after the headers, at most 64, as they were
  std::uint64_t payload_hash = 0;    ///< XXH3 of the whole payload that was captured; 0: none
  std::string amplifier;  ///< "dns-any", "ntp-monlist", …: asks a service that amplifies; or empty
  std::string scanner;    ///< the list that names the source a research scanner; or empty
  EventEnd end = EventEnd::Idle;
  friend bool operator==(const ScanEvent&, const ScanEvent&) = default;
};

/// Somebody under attack with forged sources, by the replies that reached us (Moore, Shannon,
/// Brown, Voelker and Savage, "Inferring Internet Denial-of-Service Activity", 2006).
struct DosVictim {
  net::Address victim;
  base::Micros first = 0;
  base::Micros last = 0;
  std::uint64_t packets = 0;  ///< replies seen here; ours is a small share of the address space
  std::uint64_t octets = 0;
  std::uint64_t most_in_minute = 0;  ///< most packets in any 60 s (window sliding by 10 s)
  std::uint64_t targets = 0;         ///< distinct dark addresses that heard replies (estimate)
  std::uint8_t protocol = 0;         ///< of the attack, as the replies tell
  std::vector<std::pair<std::uint16_t, std::uint64_t>>
      ports;  ///< attacked ports, most replies first, ≤ 8
  std::map<std::string, std::uint64_t, std::less<>>
      replies;  ///< "syn-ack", "rst", "unreachable", …
  friend bool operator==(const DosVictim&, const DosVictim&) = default;
};

/// What one sensor counted in one stretch of time.  packets = Σ classes, exactly.
struct TelescopeHour {
  std::string sensor;
  base::Micros begin = 0;
  base::Micros end = 0;              ///< not included
  std::uint64_t dark_addresses = 0;  ///< IPv4 addresses watched
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  /// "scan", "backscatter", "research", "misdirected", "malformed: …", …
  std::map<std::string, std::uint64_t, std::less<>> classes;
  std::uint64_t lost = 0;     ///< packets that the kernel or the capture says it dropped
  std::uint64_t sources = 0;  ///< distinct sources of scans, estimated beyond some thousands
  std::uint64_t backscatter_sources = 0;
  std::uint64_t evicted_events = 0;   ///< events that ended early to make room
  std::uint64_t evicted_victims = 0;  ///< victims forgotten to make room, with `evicted_packets`
  std::uint64_t evicted_packets = 0;
  friend bool operator==(const TelescopeHour&, const TelescopeHour&) = default;
};

using TelescopeRecord = std::variant<ScanEvent, DosVictim, TelescopeHour>;

std::string_view to_string(
    ProbeKind kind);  ///< "tcp-syn", "tcp-other", "udp", "ping", "icmp", "other"
std::string_view to_string(EventEnd end);  ///< "idle", "cut", "evicted", "stopped"

/// One line of JSON, without the line feed; the same value always gives the same bytes.
std::string to_json(const ScanEvent& event);
std::string to_json(const DosVictim& victim);
std::string to_json(const TelescopeHour& hour);

/// Reads what `to_json` writes, told apart by its member "type".
Result<TelescopeRecord> telescope_record_from_json(std::string_view json);

}  // namespace noroshi::model
