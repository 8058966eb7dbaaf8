// FlowBatch: many flow records, one column per field.
//
// The one form in which traffic travels between readers, generators, stores and detectors,
// whatever file or exporter it came from.  Column names follow the IPFIX information elements
// (IANA registry; RFC 7012), reverse counters follow RFC 5103.
//
// A record is a flow as it was exported: bidirectional if the source paired the directions
// (`kBiflow`), else one direction only, with the reverse counters 0 and *unknown*.  `source` is
// the side that sent the first packet seen; that is the client only if the source of the data is
// right about it, so detectors decide for themselves who serves (detect/c2/flow_table.hpp).
//
// All columns have the same length.  Plain values; a batch belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::model {

/// protocolIdentifier (IANA protocol numbers) of the transports that have ports.
enum Protocol : std::uint8_t {
  kIcmp = 1,
  kTcp = 6,
  kUdp = 17,
  kDccp = 33,
  kIcmpV6 = 58,
  kSctp = 132
};

/// tcpControlBits (RFC 9293, section 3.1), ORed over the packets of one direction.
enum TcpFlag : std::uint8_t {
  kFin = 0x01,
  kSyn = 0x02,
  kRst = 0x04,
  kPsh = 0x08,
  kAck = 0x10,
  kUrg = 0x20,
};

/// flowEndReason (RFC 5102, section 5.11.3); 0 when the source does not say.
enum EndReason : std::uint8_t {
  kUnknownEnd = 0,
  kIdleTimeout = 1,
  kActiveTimeout = 2,
  kEndOfFlow = 3,
  kForcedEnd = 4,
  kLackOfResources = 5,
};

/// What the source said about a record beyond its counters; a bit set.
enum RecordTrait : std::uint8_t {
  kBiflow = 0x01,        ///< both directions were watched: a reverse count of 0 means silence
  kHasTcpFlags = 0x02,   ///< the flag columns were observed; else they are 0 and unknown
  kPayloadOctets = 0x04  ///< octets count payload only (no IP header), the source had no other
};

/// One record, for code that makes or looks at single flows; bulk code uses the columns.
struct Flow {
  net::Address source_address;
  net::Address destination_address;
  std::uint16_t source_port = 0;       ///< 0 for protocols without ports
  std::uint16_t destination_port = 0;  ///< for ICMP: type × 256 + code (as icmpTypeCodeIPv4)
  std::uint8_t protocol = 0;           ///< protocolIdentifier
  std::uint8_t traits = 0;             ///< RecordTrait bits
  std::uint8_t tcp_flags = 0;          ///< source → destination
  std::uint8_t reverse_tcp_flags = 0;  ///< destination → source
  std::uint8_t end_reason = kUnknownEnd;
  std::uint32_t sampling_interval = 0;  ///< 1 of N packets was seen; 0 = the source does not say
  std::uint32_t exporter = 0;           ///< number that a collector gave its exporter; 0 = none
  base::Micros start = 0;               ///< first packet, UTC
  base::Micros end = 0;                 ///< last packet, ≥ start
  std::uint64_t packets = 0;            ///< as counted, not multiplied by the sampling interval
  std::uint64_t reverse_packets = 0;
  std::uint64_t octets = 0;  ///< IP layer octets (header included) unless kPayloadOctets
  std::uint64_t reverse_octets = 0;

  friend bool operator==(const Flow&, const Flow&) = default;
};

struct FlowBatch {
  std::vector<net::Address> source_address;
  std::vector<net::Address> destination_address;
  std::vector<std::uint16_t> source_port;
  std::vector<std::uint16_t> destination_port;
  std::vector<std::uint8_t> protocol;
  std::vector<std::uint8_t> traits;
  std::vector<std::uint8_t> tcp_flags;
  std::vector<std::uint8_t> reverse_tcp_flags;
  std::vector<std::uint8_t> end_reason;
  std::vector<std::uint32_t> sampling_interval;
  std::vector<std::uint32_t> exporter;
  std::vector<base::Micros> start;
  std::vector<base::Micros> end;
  std::vector<std::uint64_t> packets;
  std::vector<std::uint64_t> reverse_packets;
  std::vector<std::uint64_t> octets;
  std::vector<std::uint64_t> reverse_octets;

  [[nodiscard]] std::size_t size() const { return start.size(); }
  [[nodiscard]] bool empty() const { return start.empty(); }

  void append(const Flow& flow);
  [[nodiscard]] Flow at(std::size_t row) const;

  /// Appends `rows` copies of one flow and returns the row of the first: for decoders that then
  /// write only the columns that differ, which is many times faster than appending one by one.
  std::size_t extend(std::size_t rows, const Flow& flow);
  void set(std::size_t row, const Flow& flow);
  /// Drops what stands behind the first `rows` rows.
  void truncate(std::size_t rows);

  /// Empties the columns and keeps their memory, so that a reader can fill the batch again.
  void clear();
  void reserve(std::size_t rows);
};

}  // namespace noroshi::model
