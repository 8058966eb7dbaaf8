// What a collector is told: where to listen, whom to believe, what to keep.
//
// `Options` is one configuration.  Those of its parts that a running collector can take over (hot
// reload) are exporters, limits, subscribers, listeners, TLS files and retention; the others need
// a restart, and `needs_restart` names them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "io/socket/stream.hpp"
#include "net/prefix.hpp"
#include "observe/collect/listen.hpp"
#include "observe/netflow/session.hpp"
#include "store/store.hpp"

namespace noroshi::collect {

/// What happens to a datagram when the queue has no room.
enum class WhenFull : std::uint8_t {
  DropNewest,  ///< it is dropped: what waits already is older and in order
  DropOldest   ///< the oldest one waiting is dropped: the present matters more than the past
};

/// Exporters of one prefix, and how far they are trusted.  The longest prefix decides.
struct ExporterRule {
  std::string name;  ///< for people; of a prefix with several exporters, a part of their names
  net::Prefix address;
  std::uint32_t sampling = 0;                    ///< 1 of N where the exporter does not say
  std::uint32_t datagrams_per_second = 200'000;  ///< of each exporter; a burst of one second
  std::uint32_t sessions = 64;                   ///< source ports or connections at a time
  std::uint32_t templates = 2048;                ///< of each session
  std::uint32_t domains = 256;                   ///< of each session

  friend bool operator==(const ExporterRule&, const ExporterRule&) = default;
};

struct Options {
  std::vector<Listen> listen;
  std::optional<socket::TlsFiles> tls;
  std::string state;                          ///< folder
  std::uint64_t receive_buffer = 32U << 20;   ///< octets, asked of the kernel for each UDP socket
  std::uint64_t queue = 256U << 20;           ///< octets of messages that wait to be decoded
  WhenFull when_full = WhenFull::DropNewest;  ///< datagrams only: streams are pushed back
  base::Micros flush = base::kSecond;         ///< oldest record that may wait for its batch to fill
  std::size_t batch_rows = 65'536;            ///< records that make a full batch
  std::size_t most_batches = 16;              ///< full batches that may wait for the store
  std::size_t workers = 1;                    ///< threads that decode
  base::Micros save = base::kMinute;          ///< how often templates are written to `state`
  base::Micros drain = 30 * base::kSecond;    ///< how long a stop waits for a store that fails
  base::Micros idle = base::kHour;            ///< a session silent for so long is forgotten
  std::uint32_t most_exporters = 65'536;      ///< addresses with a number
  std::uint64_t panes_most_pairs = 2'000'000;
  base::Micros panes_linger = 2 * base::kMinute;
  netflow::SessionLimits limits;  ///< of each session, but for what its ExporterRule says
  std::vector<ExporterRule> exporters;
  std::vector<net::Prefix> subscribers;  ///< empty only where minimisation is off by decision
  store::Retention retention;
};

/// The keys of the configuration that differ and that a running collector cannot take over.
std::vector<std::string> needs_restart(const Options& running, const Options& wanted);

}  // namespace noroshi::collect
