// StoredPane: what of one pane is stored already, and what of the whole pane is not.
//
// A collector that was killed leaves panes stored in part: parts that were handed over early, late
// records, pairs without their servers.  Its flows are there, so the whole pane can be summed up
// again, and what is stored then is the whole without what is there.
//
// What must stay true: the stored rows, merged with `missing(whole)` as model/pane.hpp says, give
// the whole.  Counters are subtracted.  Flags, sampling, first, last and the registers of clients
// are given again, since OR, minimum and maximum do not mind; so are contact times, less those that
// are stored, since they do.  The stored rows must have been summed up from records that the whole
// has too; a counter that would be negative becomes 0.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "model/pane.hpp"
#include "observe/panes/pane_table.hpp"

namespace noroshi::panes {

class StoredPane {
 public:
  /// Rows that are stored, all of the same pane.
  void note(const model::PairBatch& rows);
  void note(const model::ServerBatch& rows);

  /// Rows of `whole`, of which each key is there once, as far as they are not stored.
  [[nodiscard]] model::PairBatch missing(model::PairBatch whole) const;
  [[nodiscard]] model::ServerBatch missing(model::ServerBatch whole) const;

  struct Counters {
    std::uint64_t flows = 0, rev_flows = 0, failed = 0;
    std::uint64_t packets = 0, octets = 0, rev_packets = 0, rev_octets = 0;
  };

 private:
  struct Pair {
    Counters counters;
    std::vector<std::uint32_t> starts;
  };
  struct Server {
    Counters counters;
    std::array<std::uint64_t, model::kSizeBins> sizes{}, rev_sizes{};
  };
  struct Hash {
    std::size_t operator()(const PairKey& key) const;
  };
  std::unordered_map<PairKey, Pair, Hash> pairs_;
  std::unordered_map<PairKey, Server, Hash> servers_;  // their keys have no client
};

}  // namespace noroshi::panes
