// What the fields of a template mean to us: information element → slot of a flow record.
//
// The one table to extend when an exporter says something in elements that are not read yet.
#pragma once

#include <cstddef>
#include <cstdint>

#include "observe/flow/ipfix_template.hpp"

namespace noroshi::flow::ipfix {

/// What a field can mean to us.  Several elements may compete for one slot.
enum class Slot : std::uint8_t {
  SourceV4,
  DestinationV4,
  SourceV6,
  DestinationV6,
  SourcePort,
  DestinationPort,
  Protocol,
  IpVersion,
  IcmpTypeCode,
  IcmpType,
  IcmpCode,
  Packets,
  Octets,
  TcpFlags,
  ReversePackets,
  ReverseOctets,
  ReverseTcpFlags,
  EndReason,
  BiflowDirection,
  Start,
  End,
  ReverseStart,
  ReverseEnd,
  Duration,
  BootTime,
  SamplingInterval,
  PacketInterval,
  PacketSpace,
  SampleSize,
  SamplePopulation,
  Selector,
};
inline constexpr std::size_t kSlots = static_cast<std::size_t>(Slot::Selector) + 1;
inline constexpr std::size_t kAddressSlots = 4;  // the first ones

/// How the octets of a field become the number or address in its slot.
enum class Action : std::uint8_t {
  Number,
  Seconds,
  Milliseconds,
  NtpMicroseconds,
  NtpNanoseconds,
  BeforeExport,  // microseconds before the export time of the message
  SinceBoot,     // milliseconds since the exporter started
  Probability,   // float64; becomes 1/p
  V4,
  V6,
  SkipVariable,
};

/// The rank settles rivals for one slot: the lowest wins, and of equals the first in the template.
struct Meaning {
  std::uint16_t element;
  bool reverse;  ///< RFC 5103: the same element under enterprise 29305
  Slot slot;
  std::uint8_t rank;
  Action action;
  std::uint8_t least, most;  ///< widths in octets that can be understood
  bool payload = false;      ///< counts payload, not IP packets
};

/// nullptr if the field means nothing to us, or has a width that its element cannot have.
const Meaning* meaning_of(const Field& field);

}  // namespace noroshi::flow::ipfix
