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
  Observed,  // stands in for the start, the end, or both
  Duration,
  BootTime,
  PostPackets,  // counts behind a middlebox: where nothing was counted before it
  PostOctets,
  SamplingInterval,
  RandomInterval,
  SamplingProbability,  // as an interval
  PacketInterval,
  PacketSpace,
  SampleSize,
  SamplePopulation,
  Selector,
  Interface,      // where the packets came in; as a scope, which interface an option is about
  TemplateScope,  // which template an option is about
  LinkFrame,      // the first octets of a packet, from its link layer on
  IpPacket,       // the same from its IP header on
  FrameSize,
};
inline constexpr std::size_t kSlots = static_cast<std::size_t>(Slot::FrameSize) + 1;
static_assert(kSlots <= 64, "FieldProgram keeps one bit a slot");
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
  Section,  // octets of a packet, kept as they are
  SkipVariable,
};

/// The rank settles rivals for one slot: the lowest wins, and of equals the first in the template.
struct Meaning {
  std::uint16_t element;
  bool reverse;  ///< RFC 5103: the same element under enterprise 29305
  Slot slot;
  std::uint8_t rank;
  Action action;
  std::uint16_t least, most;  ///< widths in octets that can be understood
  bool payload = false;       ///< counts payload, not IP packets
};

/// A responder's count says something about the other direction only where the initiator's is
/// counted as well: some exporters use the number for something else.
bool counts_for_responder(const Field& field);
bool counts_for_initiator(const Field& field);

/// nullptr if the field means nothing to us, or has a width that its element cannot have.
const Meaning* meaning_of(const Field& field);

}  // namespace noroshi::flow::ipfix
