// The questions that are asked of a store, and the SQL of each.
//
// One text for all stores: the subset that ClickHouse 18.16, current ClickHouse and DuckDB share
// (no CTE, no window, no FILTER, no aggregate ORDER BY; every derived table has an alias; no result
// column is called like a column of a table, because ClickHouse would then take one for the other).
// Every order is total, so that equal rows give equal answers.  Distinct clients are counted in two
// phases and lists are made in two passes: neither a sketch nor a list for every group grows
// without bound.  Columns of an answer: k_ are keys,
// n_ raw sums, est_ estimates.
//
// A server with Distributed tables must run these with distributed_product_mode = 'global'.
//
// Pure functions; the filter of a request must fit the table that `table_of` names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "model/finding.hpp"
#include "store/query/filter.hpp"

namespace noroshi::query {

/// Half open, by the time column of the table.
struct Window {
  static constexpr base::Micros kOpen = base::Micros{1} << 62;
  base::Micros from = -kOpen;
  base::Micros to = kOpen;
};

/// What is counted together.
enum class By : std::uint8_t {
  Source,
  Destination,
  SourcePort,
  DestinationPort,
  Protocol,
  Exporter,
  Port,     ///< of the server, with its protocol
  Client,   ///< names subscribers
  Server,   ///< the address
  Service,  ///< address, port and protocol
  Pair      ///< client and service; names subscribers
};

enum class Order : std::uint8_t { Flows, Packets, Octets, Clients };

/// Records where the key is one of records, else pairs of 5-minute panes.
store::TableId table_of(By by);

struct Top {
  By by = By::Service;
  Order order = Order::Octets;
  std::uint32_t limit = 10;
  Window window;
  Filter filter;
  /// Distinct clients (of records: sources) as well.
  bool clients = false;
  /// est_packets and the like: raw counts times the sampling interval (1 where it is unknown;
  /// n_unknown counts those), times the factor by which the export fell short.
  bool estimate = false;
  /// Subscribers' tokens become one row, with a lower half of 0.
  bool fold_tokens = false;
};

struct Series {
  store::TableId table = store::TableId::Flows;
  base::Micros bucket = 5 * base::kMinute;
  Window window;
  Filter filter;
  bool estimate = false;      ///< as in Top
  bool clients = false;       ///< distinct ones of each bucket as well; not of servers
  std::optional<By> split{};  ///< a row for each bucket and key, of the greatest keys alone
  std::uint32_t lines = 5;    ///< how many keys: by octets of both directions over the window
  bool fold_tokens = false;
};

/// Whether rows of that table have the columns of that key.
bool has_key(By by, store::TableId table);

/// How well a time was heard, from the exposure of all exporters: k_bucket, n_heard (records that
/// arrived), est_sent (records that were sent).  A bucket of which nothing arrived has no row.
struct Hearing {
  base::Micros bucket = base::kHour;
  Window window;
};

/// When contacts with one service began: a list for each client with two records or more, without
/// the client.  Records are those towards the service.
struct ContactStarts {
  model::Endpoint server;
  std::uint32_t clients = 10'000;  ///< at most so many lists
  std::uint64_t most = 20'000;     ///< longer lists are left out, so that none grows without bound
  Window window;
};

/// Records in the order of their start, then of all their columns.
struct Records {
  std::uint64_t limit = 0;  ///< 0: all
  Window window;
  Filter filter;
};

/// Services with at least `least` distinct clients.
struct ServerClients {
  std::uint64_t least = 1;
  std::uint32_t limit = 10;
  Window window;
  Filter filter;
};

/// (source, destination, port, protocol) with at least `least` records, and when each began.
struct BeaconCandidates {
  std::uint64_t least = 8;
  std::uint64_t most = 20'000;  ///< so that no list grows without bound
  std::uint32_t limit = 1000;
  Window window;
  Filter filter;
};

/// Records by the base-2 logarithm of their mean octets a packet (0 … 15).
struct Sizes {
  Window window;
  Filter filter;
};

/// One row: how much there is, and the greatest single counters, which tell whether a sum can have
/// left 64 bits.
struct Totals {
  store::TableId table = store::TableId::Flows;
  Window window;
  Filter filter;
};

std::string sql_of(const Top& top);
std::string sql_of(const Series& series);
std::string sql_of(const Records& records);
std::string sql_of(const ServerClients& clients);
std::string sql_of(const BeaconCandidates& candidates);
std::string sql_of(const Sizes& sizes);
std::string sql_of(const Totals& totals);
std::string sql_of(const Hearing& hearing);
std::string sql_of(const ContactStarts& starts);

/// One of each kind, with filters of every word: what the contract suite asks all engines.  The
/// window holds all; the answers must be equal, value for value and row for row.
std::vector<std::pair<std::string, std::string>> examples();

}  // namespace noroshi::query
