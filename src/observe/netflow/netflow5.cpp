// NetFlow v5: a fixed layout, thirty records at most (Cisco, "NetFlow Services Solutions Guide").
//
//   header  version(2)=5 count(2) sysUptime(4) seconds(4) nanoseconds(4) sequence(4)
//           engineType(1) engineId(1) sampling(2): mode in the upper 2 bits, interval below
//   record  source(4) destination(4) nextHop(4) input(2) output(2) packets(4) octets(4)
//           first(4) last(4) sourcePort(2) destinationPort(2) pad(1) tcpFlags(1) protocol(1) tos(1)
//           sourceAs(2) destinationAs(2) sourceMask(1) destinationMask(1) pad(2)
//
// The columns are written one record after the other into rows that were made for all of them at
// once; what is the same in all records is filled in then.
#include <algorithm>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/state.hpp"

namespace noroshi::netflow {
namespace {

using flow::ipfix::load;

constexpr std::size_t kHeader = 24;
constexpr std::size_t kRecord = 48;
constexpr std::size_t kMostRecords = 30;

struct Clock {
  base::Micros export_time = 0;
  std::uint32_t uptime_ms = 0;

  /// The instant at which the uptime was `at_ms`: before the export, unless by a clock's jitter.
  [[nodiscard]] base::Micros instant(std::uint32_t at_ms) const {
    constexpr std::uint32_t kLittleOff = 3'600'000;
    const std::uint32_t ago = uptime_ms + kLittleOff - at_ms;  // modulo 2^32: 49.7 days
    return export_time + (std::int64_t{kLittleOff} - ago) * base::kMillisecond;
  }
};

Clock clock_of(const char* header) {
  const base::Micros seconds = std::int64_t{load<std::uint32_t>(header + 8)} * base::kSecond;
  const std::uint32_t nanoseconds = std::min(load<std::uint32_t>(header + 12), 999'999'999U);
  return {seconds + nanoseconds / 1000, load<std::uint32_t>(header + 4)};
}

/// The columns of a batch from one row on.
struct Columns {
  net::Address* source;
  net::Address* destination;
  std::uint16_t* source_port;
  std::uint16_t* destination_port;
  std::uint8_t* protocol;
  std::uint8_t* tcp_flags;
  base::Micros* start;
  base::Micros* end;
  std::uint64_t* packets;
  std::uint64_t* octets;

  Columns(model::FlowBatch& batch, std::size_t row)
      : source(batch.source_address.data() + row),
        destination(batch.destination_address.data() + row),
        source_port(batch.source_port.data() + row),
        destination_port(batch.destination_port.data() + row),
        protocol(batch.protocol.data() + row),
        tcp_flags(batch.tcp_flags.data() + row),
        start(batch.start.data() + row),
        end(batch.end.data() + row),
        packets(batch.packets.data() + row),
        octets(batch.octets.data() + row) {}
};

void read_records(const char* at, std::size_t count, const Clock& clock, const Columns& to) {
  for (std::size_t i = 0; i < count; ++i, at += kRecord) {
    to.source[i] = net::Address::v4(load<std::uint32_t>(at));
    to.destination[i] = net::Address::v4(load<std::uint32_t>(at + 4));
    to.packets[i] = load<std::uint32_t>(at + 16);
    to.octets[i] = load<std::uint32_t>(at + 20);
    to.start[i] = clock.instant(load<std::uint32_t>(at + 24));
    to.end[i] = std::max(to.start[i], clock.instant(load<std::uint32_t>(at + 28)));
    to.source_port[i] = load<std::uint16_t>(at + 32);
    to.destination_port[i] = load<std::uint16_t>(at + 34);
    to.tcp_flags[i] = load<std::uint8_t>(at + 37);
    to.protocol[i] = load<std::uint8_t>(at + 38);
  }
}

}  // namespace

Outcome Session::State::take_netflow5(std::string_view bytes, const Arrival& arrival) {
  if (bytes.size() < kHeader) return {"message shorter than its header"};
  const char* header = bytes.data();
  const std::size_t count = load<std::uint16_t>(header + 2);
  if (count > kMostRecords) return {"NetFlow v5 message of more than 30 records"};
  const std::size_t length = kHeader + count * kRecord;
  if (length > bytes.size()) return {"message cut short"};
  const std::uint64_t engine = load<std::uint16_t>(header + 20);
  Domain* domain = find_domain({Protocol::NetFlow5, engine}, arrival.received);
  if (domain == nullptr) return {"too many observation domains"};

  const Clock clock = clock_of(header);
  take_sequence(Protocol::NetFlow5, *domain,
                {.first = load<std::uint32_t>(header + 16),
                 .units = static_cast<std::uint32_t>(count),
                 .restarted = domain->uptime.restarted(clock.uptime_ms, clock.export_time),
                 .clock = clock.export_time});

  const std::uint32_t said = load<std::uint16_t>(header + 22) & 0x3FFFU;
  model::Flow common;
  common.traits = model::kHasTcpFlags;
  common.sampling_interval = said != 0 ? said : limits.configured_sampling;
  common.exporter = arrival.exporter;
  model::FlowBatch& batch = *arrival.batch;
  const std::size_t row = batch.extend(count, common);
  read_records(header + kHeader, count, clock, Columns(batch, row));
  clamp_rows(batch, row, arrival.received);
  if (common.sampling_interval == 0) ledger.sampling_unknown += count;
  ledger.records += count;
  ledger.flows += count;
  domain->flows += count;
  return {{}, length, Protocol::NetFlow5};
}

}  // namespace noroshi::netflow
