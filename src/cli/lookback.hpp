// Lookback: the hunt over a window of a store, without reading all of it into memory.
//
//   1. servers of the window → census → which may still be reported (detect/c2/prune.hpp)
//   2. pairs of the window   → overview of all clients (detect/c2/overview.hpp)
//   3. pairs of the servers that are left → table → hunt
//
// `survey` does 1 and 2 for a whole window, `follow` for one pane more; `score` does 3 for all
// servers or for those of a pane.  Memory: 72 octets a server, 126 a client, 48 a contact of the
// servers that are left (docs/operations/watch.md).
//
// Hosts outside that several clients call and that answer nobody may be under attack: who strikes
// together is evidence against whom they share, so they are read although they cannot be C2.
//
// What has company (two clients or more that attack or are known to be infected) is found out
// while pairs are read, and read once more.  One thread; the hunt itself takes more.
#pragma once

#include <array>
#include <memory>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "cli/open_store.hpp"
#include "detect/c2/census.hpp"
#include "detect/c2/hunt.hpp"
#include "detect/c2/prune.hpp"
#include "store/query/request.hpp"
#include "store/store.hpp"

namespace noroshi::cli {

/// Networks whose hosts are ours, in a store: tokens, the configuration's subscribers, private
/// addresses, and what `options.inside` says already.
std::vector<net::Prefix> inside_of(const OpenStore& open, const c2::HuntOptions& options);

/// What was looked at and left out.
struct LookbackFigures {
  std::uint64_t records = 0;  ///< behind the panes, at least
  std::uint64_t server_rows = 0;
  std::uint64_t pair_rows = 0;  ///< of panes, read for the overview
  std::size_t servers = 0;
  std::size_t kept = 0;  ///< judged by their contacts
  std::array<std::size_t, c2::kPruneReasons> pruned{};
  std::optional<double> exposure;
};

class Lookback {
 public:
  /// `options.all`: nothing is pruned.  The store must outlive it.
  Lookback(store::Store& store, c2::HuntOptions options);

  /// Begins anew with a window.
  Status survey(const query::Window& window);

  /// Moves the window on by one pane, which then is its last.  Servers met in it are touched.
  /// What leaves the window at its other end still counts for pruning, until the next survey.
  Status follow(base::Micros pane);

  /// The findings of the whole window, or of touched servers (which are then no longer touched).
  /// Those of `told` are never pruned, and come back whatever their probability.
  Result<c2::HuntResult> score_all(const std::vector<model::Endpoint>& told = {});
  Result<c2::HuntResult> score_touched(const std::vector<model::Endpoint>& told);

  [[nodiscard]] const LookbackFigures& figures() const { return figures_; }
  [[nodiscard]] std::size_t touched() const { return touched_.size(); }
  [[nodiscard]] const query::Window& window() const { return window_; }

 private:
  enum State : std::uint8_t {
    kUnknown = 0,
    kWanted = 1,
    kCompany = 2,
    kOneMarked = 4,
    kTold = 8,
    kStruck = 16
  };

  Status read_servers(const query::Window& window, bool touching);
  Status read_pairs(const query::Window& window, bool touching);
  void find_struck();
  void conclude();
  [[nodiscard]] bool is_marked(const net::Address& client) const;
  [[nodiscard]] c2::Pruning pruning() const;
  void judge_all(const c2::Pruning& pruning);
  std::vector<std::size_t> judge_touched(const c2::Pruning& pruning);
  void want(const std::vector<model::Endpoint>& told);
  Status load_wanted(c2::FlowTable& table, const c2::Pruning& pruning);
  Status load(const std::vector<std::size_t>& servers, c2::FlowTable& table);
  void note_company(const model::PairBatch& batch, std::size_t row, std::size_t server);
  Result<c2::HuntResult> hunt(c2::FlowTable table, const std::vector<std::size_t>& servers,
                              const std::vector<model::Endpoint>& told);
  Result<std::vector<c2::FirstSeen>> ages_of(const std::vector<std::size_t>& servers);

  store::Store& store_;
  c2::HuntOptions options_;
  net::PrefixSet inside_;
  query::Window window_;
  c2::Census census_;
  std::shared_ptr<c2::Overview> overview_;
  std::vector<std::uint8_t> states_;           // by number of the server
  std::vector<std::uint64_t> first_marked_;    // of servers with one marked client: whose, hashed
  std::vector<std::size_t> struck_;            // endpoints of hosts that may be under attack
  std::unordered_set<net::Address> strikers_;  // their clients
  std::unordered_set<net::Address> marked_;    // clients that attack or are known to be infected
  std::vector<std::size_t> touched_;
  std::vector<std::size_t> numbers_;  // of the servers of the batch at hand
  LookbackFigures figures_;
};

}  // namespace noroshi::cli
