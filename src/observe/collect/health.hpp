// Health: everything that a person or a monitor may want to know about a running collector.
//
// Made by the collector every second, written to `<state>/health.json` (docs/formats/health.md),
// served as metrics, printed by `noroshi flow health`.  Plain values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"
#include "observe/collect/ledger.hpp"
#include "store/schema.hpp"
#include "store/store.hpp"

namespace noroshi::collect {

struct ExporterHealth {
  std::uint32_t number = 0;
  std::string name;
  net::Address address;
  std::string protocols;  ///< "NetFlow v9", "IPFIX, sFlow v5"
  base::Micros last_seen = 0;
  std::uint64_t sessions = 0;  ///< now
  std::uint64_t over_rate = 0;
  std::uint64_t too_many_sessions = 0;
  netflow::Ledger ledger;  ///< of all its sessions, past ones too
  std::uint64_t rejected_messages = 0;
  std::uint64_t rejected_sets = 0;
  std::uint64_t rejected_records = 0;
  std::uint64_t skipped_records = 0;
  double records_per_second = 0;  ///< lately: mean with a memory of ten seconds

  /// Lost on the way here, as share of what was sent; the sequence numbers tell.
  [[nodiscard]] double lost_share() const;
};

struct ListenerHealth {
  std::string where;  ///< "udp://[::]:2055", with the port that was really taken
  std::uint64_t received = 0;
  std::uint64_t kernel_drops = 0;
  std::uint64_t buffer = 0;  ///< octets that the kernel granted; 0: a stream
  std::uint64_t asked = 0;   ///< octets that were asked for
};

struct StoreHealth {
  std::string what;  ///< Store::describe
  bool failing = false;
  std::string problem;  ///< the last Error of an append; empty: there was none
  std::uint64_t failures = 0;
  std::uint64_t expired_rows = 0;
  base::Micros last_append = 0;
  std::array<store::TableHealth, store::kTables> tables{};
};

struct Health {
  std::string version;
  base::Micros started = 0;
  base::Micros now = 0;
  bool stopped = false;  ///< the last word of a collector that ended in good order
  Totals totals;
  std::uint64_t queue_bound = 0;          ///< octets; what waits is in `totals`
  std::vector<ExporterHealth> exporters;  ///< by number
  std::vector<ListenerHealth> listeners;
  std::vector<net::Address> strangers;  ///< the first few that are not allowed
  StoreHealth store;

  /// Identities that do not hold; empty: every message, record and row is accounted for.
  [[nodiscard]] std::vector<std::string> discrepancies() const { return totals.discrepancies(); }
};

/// One thing that was lost, and where.
struct Loss {
  enum class Kind : std::uint8_t {
    Kernel,      ///< datagrams: no room in the socket's buffer
    QueueFull,   ///< datagrams: decoder or store too slow
    Truncated,   ///< datagrams longer than a receive slot
    OverRate,    ///< datagrams above the exporter's rate
    Exporters,   ///< datagrams: too many exporters
    Sessions,    ///< datagrams: too many sessions of one exporter
    Messages,    ///< messages that could not be read
    Sets,        ///< sets (sFlow: samples) that could not be read
    Records,     ///< records that could not be read
    Waited,      ///< sets whose template did not come in time or did not fit
    Unkept,      ///< flows: no key
    GivenUp,     ///< flows: the store failed until the collector stopped
    Summaries,   ///< rows of panes, the same
    SentFlows,   ///< sequence: records that never arrived
    SentPackets  ///< sequence: messages or samples that never arrived
  };
  Kind kind = Kind::Kernel;
  std::uint64_t count = 0;
};
inline constexpr std::size_t kLossKinds = 15;

/// Everything that was lost; empty: nothing.  Strangers are refused, not lost.
std::vector<Loss> losses(const Health& health);

std::string to_json(const Health& health);
Result<Health> parse_health(std::string_view json);

/// `<state>/health.json`
std::string health_path(const std::string& state_folder);

}  // namespace noroshi::collect
