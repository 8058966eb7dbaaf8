// Panes out of a store: the pairs and servers of a window, as they were appended.
//
// Rows come in any order and are not merged (model/pane.hpp says how they would be), so an answer
// streams whatever the size of the window.  Servers can be asked for by the lower half of their
// addresses, which every engine looks up fast; who asked for a few of them drops the namesakes.
// The SQL is of the one dialect (request.hpp).  Pure but for `each_*`, which ask.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/pane.hpp"
#include "store/query/request.hpp"
#include "store/store.hpp"

namespace noroshi::query {

/// Most addresses that one statement names: ClickHouse reads no statement beyond 256 KiB.
inline constexpr std::size_t kMostNamed = 5'000;

/// Panes of a window; of all servers, or of those whose address ends in one of `lower_halves`.
struct PanesOf {
  Window window{};
  std::span<const std::uint64_t> lower_halves{};  ///< at most kMostNamed; empty: all
};
std::string sql_of_pairs(const PanesOf& panes);
/// Without the histograms of sizes.
std::string sql_of_servers(const PanesOf& panes);

/// Since when each server is known: server_hi, server_lo, port, proto, n_first.
std::string sql_of_ages(const PanesOf& panes);

/// Of all exporters: records that were sent (est_sent) and that arrived (n_heard).
std::string sql_of_exposure(const Window& window);

/// Calls `visit` with some rows at a time, which are valid until it returns.
Status each_pairs(store::Store& store, const PanesOf& panes,
                  const std::function<Status(const model::PairBatch&)>& visit);
Status each_servers(store::Store& store, const PanesOf& panes,
                    const std::function<Status(const model::ServerBatch&)>& visit);

/// The share of the exporters' records that arrived, 0–1; nothing if nobody said.
Result<std::optional<double>> exposure_of(store::Store& store, const Window& window);

}  // namespace noroshi::query
