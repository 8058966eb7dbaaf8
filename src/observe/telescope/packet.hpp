// One packet that reached a telescope, as its headers tell it, and the seam it comes through.
//
// A frame becomes exactly one Packet, whatever is wrong with it: what could not be decoded carries
// its Fault, so that a source's packets add up to the classes that are counted of them.  Decoding
// looks at the outermost IP packet: what reached the dark address, not what a tunnel hides.
//
// Packets and their payloads lie in memory of the source and hold until its next batch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::telescope {

/// Why a frame gave no headers.
enum class Fault : std::uint8_t {
  None,
  CutShort,          ///< the capture ends before the headers do
  NotIp,             ///< ARP, spanning tree, …
  UnknownLinkType,   ///< nothing is known about this kind of link
  Wireless,          ///< IEEE 802.11, which is not decoded
  BadIpHeader,       ///< version, header length or total length contradict each other
  BadTransport,      ///< the IP packet is too short for its transport header
  TooManyHeaders,    ///< more tags, labels or extension headers than any network needs
  ImpossibleTime,    ///< its time stamp is no time
  UnknownInterface,  ///< pcapng: of an interface that the file has not described
  FileCutShort,      ///< the file ends inside it
  FileDamaged,       ///< lengths make no sense; what follows it in the file cannot be found
};
inline constexpr std::size_t kFaults = 12;

/// A short constant phrase for counting, such as "header cut short by the capture".
std::string_view to_string(Fault fault);

/// True for frames that are broken, false for those that merely are of no use (ARP).
bool is_malformed(Fault fault);

/// TCP flags, as they stand in the header (RFC 9293, section 3.1).
namespace flag {
inline constexpr std::uint8_t kFin = 0x01;
inline constexpr std::uint8_t kSyn = 0x02;
inline constexpr std::uint8_t kRst = 0x04;
inline constexpr std::uint8_t kPush = 0x08;
inline constexpr std::uint8_t kAck = 0x10;
inline constexpr std::uint8_t kUrgent = 0x20;
inline constexpr std::uint8_t kEce = 0x40;
inline constexpr std::uint8_t kCwr = 0x80;
}  // namespace flag

/// IANA numbers of what follows the IP headers.
namespace protocol {
inline constexpr std::uint8_t kIcmp = 1;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kIcmpV6 = 58;
inline constexpr std::uint8_t kSctp = 132;
}  // namespace protocol

struct Packet {
  base::Micros time = 0;
  net::Address source;
  net::Address destination;
  std::span<const std::byte> payload;  ///< captured octets after the transport header; ICMP: after
                                       ///< its first eight octets
  std::uint32_t sequence = 0;          ///< TCP's; ICMP: the four octets after the checksum, in an
                                       ///< echo its identifier and number; else 0
  std::uint32_t acknowledgement = 0;
  std::uint32_t length = 0;            ///< of the IP packet, header included
  std::uint16_t source_port = 0;       ///< 0 without ports
  std::uint16_t destination_port = 0;  ///< for ICMP: type × 256 + code
  std::uint16_t window = 0;
  std::uint16_t mss = 0;    ///< TCP's maximum segment size option; 0: none
  std::uint16_t ip_id = 0;  ///< IPv4; 0 for IPv6
  std::uint8_t protocol = 0;
  std::uint8_t tcp_flags = 0;
  std::uint8_t ttl = 0;  ///< or hop limit
  Fault fault = Fault::None;
  bool dont_fragment = false;   ///< IPv4
  bool fragment = false;        ///< part of a packet, its first too
  bool later_fragment = false;  ///< a part without the transport header: no ports, no flags
  /// Kinds of the TCP options in order, at most eight, the end of the list left out, zero where
  /// fewer.
  std::array<std::uint8_t, 8> options{};
};

/// What a source gives at once.
struct Batch {
  std::span<const Packet> packets{};  ///< none: nothing came for a while, or the end
  /// An instant, UTC, before which a live source has given out everything; 0: only packets tell the
  /// time.
  base::Micros now = 0;
  bool ended = false;  ///< nothing comes any more
};

/// Where packets come from: capture files, a folder that fills with them, an interface.  One thread
/// uses a source.
class PacketSource {
 public:
  virtual ~PacketSource() = default;

  /// Some hundred packets, in the order of the source.  Waits for a second at most, less when asked
  /// to stop.  After a stop the end comes soon: files end where they are (FileSource::place), an
  /// interface after what the kernel already holds.
  virtual Result<Batch> next(std::stop_token stop) = 0;

  /// Packets that the kernel or the capture says it dropped, so far.
  [[nodiscard]] virtual std::uint64_t lost() const = 0;
};

}  // namespace noroshi::telescope
