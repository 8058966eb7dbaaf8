// Panes: five minutes of flows, summed up, so that a day can be judged again in seconds.
//
// A pane is the half-open interval [pane, pane + kPane) of flow *start* times, aligned to the
// epoch. Two tables describe it.  `PairBatch` has one row for each (client, server, port,
// protocol), and `ServerBatch` one for each (server, port, protocol).  Rows of the same key merge:
// counters add, first and last widen, flags OR, sketches take the maximum, so panes of several
// collectors or halves of one pane (a restart in between) give the same sums in any order.
//
// Counters are raw, never multiplied by a sampling interval.  Who serves is decided when a record
// is summed up (observe/panes/roles.hpp).  Plain values; one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::model {

inline constexpr base::Micros kPane = 5 * base::kMinute;

/// The pane that an instant falls into, also before 1970.
constexpr base::Micros pane_of(base::Micros instant) {
  const base::Micros into = instant % kPane;
  return instant - (into < 0 ? into + kPane : into);
}

/// How many contact times a pair keeps in one pane: the first ones.  `flows` says if there were
/// more.
inline constexpr std::size_t kPairStarts = 4;
inline constexpr std::uint32_t kNoStart = 0xFFFF'FFFF;

template <class Visit, class... Columns>
void each_of(Visit& visit, Columns&... columns) {
  (visit(columns), ...);
}

struct PairBatch {
  std::vector<base::Micros> pane;
  std::vector<net::Address> client;  ///< a token (observe/minimise) if it is a subscriber
  std::vector<net::Address> server;
  std::vector<std::uint16_t> port;  ///< of the server
  std::vector<std::uint8_t> proto;
  std::vector<std::uint8_t> flags;       ///< tcpControlBits, client → server, ORed
  std::vector<std::uint8_t> rev_flags;   ///< server → client
  std::vector<std::uint32_t> flows;      ///< records with something from the client
  std::vector<std::uint32_t> rev_flows;  ///< records with something from the server
  std::vector<std::uint32_t> failed;     ///< TCP records of the client: SYN, never an ACK
  std::vector<std::uint64_t> packets;    ///< client → server
  std::vector<std::uint64_t> octets;
  std::vector<std::uint64_t> rev_packets;  ///< server → client
  std::vector<std::uint64_t> rev_octets;
  std::vector<std::uint32_t> sampling;  ///< greatest sampling interval seen; 0 = unknown
  std::vector<base::Micros> first;      ///< earliest start
  std::vector<base::Micros> last;       ///< latest end
  /// The earliest starts of the client's records, ascending, in milliseconds after `pane`;
  /// kNoStart where there are fewer.
  std::array<std::vector<std::uint32_t>, kPairStarts> starts;

  [[nodiscard]] std::size_t size() const { return pane.size(); }
  template <class Visit>
  void each_column(Visit visit) {
    each_of(visit, pane, client, server, port, proto, flags, rev_flags, flows, rev_flows, failed,
            packets, octets, rev_packets, rev_octets, sampling, first, last);
    for (auto& start : starts) visit(start);
  }
  /// Empties the columns and keeps their memory.
  void clear();
};

/// HyperLogLog registers for distinct clients (Flajolet et al. 2007): 2^6, standard error 13 %,
/// exact enough to rank; registers are one octet each.
inline constexpr std::size_t kClientRegisters = 64;
/// Sizes of packets: bin b counts records whose mean octets a packet lie in [2^b, 2^(b+1)).
inline constexpr std::size_t kSizeBins = 16;

struct ServerBatch {
  std::vector<base::Micros> pane;
  std::vector<net::Address> server;
  std::vector<std::uint16_t> port;
  std::vector<std::uint8_t> proto;
  std::vector<std::uint32_t> flows;
  std::vector<std::uint32_t> rev_flows;
  std::vector<std::uint32_t> failed;
  std::vector<std::uint64_t> packets;
  std::vector<std::uint64_t> octets;
  std::vector<std::uint64_t> rev_packets;
  std::vector<std::uint64_t> rev_octets;
  std::vector<std::uint32_t> sampling;
  std::vector<base::Micros> first;
  std::vector<base::Micros> last;
  std::vector<std::array<std::uint8_t, kClientRegisters>> clients;  ///< merge: maximum
  std::vector<std::array<std::uint32_t, kSizeBins>> sizes;  ///< client → server; merge: sum
  std::vector<std::array<std::uint32_t, kSizeBins>> rev_sizes;

  [[nodiscard]] std::size_t size() const { return pane.size(); }
  template <class Visit>
  void each_column(Visit visit) {
    each_of(visit, pane, server, port, proto, flows, rev_flows, failed, packets, octets,
            rev_packets, rev_octets, sampling, first, last, clients, sizes, rev_sizes);
  }
  /// Empties the columns and keeps their memory.
  void clear();
};

/// What an exporter sent and what is known to be missing, per pane of *arrival*: the exposure
/// behind every figure.  `lost` is in the unit of `unit`.
enum class LossUnit : std::uint8_t { Records = 0, Messages = 1, Samples = 2 };

struct ExposureBatch {
  std::vector<base::Micros> pane;
  std::vector<std::uint32_t> exporter;
  std::vector<std::uint64_t> domain;    ///< observation domain, source ID, engine, sub-agent
  std::vector<std::uint8_t> unit;       ///< LossUnit
  std::vector<std::uint64_t> received;  ///< in that unit
  std::vector<std::uint64_t> lost;      ///< size of the sequence gaps
  std::vector<std::uint64_t> records;   ///< flow records decoded

  [[nodiscard]] std::size_t size() const { return pane.size(); }
};

}  // namespace noroshi::model
