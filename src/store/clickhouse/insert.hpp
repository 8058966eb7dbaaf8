// Insert: each unit of rows into its shard, exactly once.
//
// An insert can fail so that nobody knows whether it happened: the server had everything, and the
// connection broke before its answer.  The caller then appends the very same rows again.  What
// keeps them from being there twice:
//
//   replicated   The block is sent again, octet for octet, to any replica.  The server knows the
//                checksum of what a partition got lately (in ZooKeeper) and keeps it once.
//   one server   There is no such memory in a plain MergeTree.  So the first row of each unit
//   carries
//                the unit's number in the column `batch`.  A unit is one block of one partition,
//                which the server keeps or refuses as a whole: that row is there if and only if all
//                are. The retry waits until no query of that number runs any more, looks, and sends
//                the unit only if it is missing.
//
// The number also makes two appends of equal rows differ, so that both count.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/clickhouse/endpoint.hpp"
#include "store/clickhouse/split.hpp"
#include "store/rows.hpp"

namespace noroshi::clickhouse {

/// The servers that hold one shard, the one that answered last first in line.
class Shard {
 public:
  Shard(std::vector<http::Url> urls, const Options& options);

  /// Calls act(Endpoint&) on one replica after the other until one succeeds or fails by the
  /// statement's fault.
  template <class Act>
  auto with_replica(Act&& act) -> decltype(act(std::declval<Endpoint&>())) {
    std::optional<Error> last;
    for (std::size_t tries = 0; tries < replicas_.size(); ++tries) {
      auto outcome = act(replicas_[current_]);
      if (outcome || outcome.error().code != Errc::Io) return outcome;
      last = std::move(outcome).error();
      current_ = (current_ + 1) % replicas_.size();
    }
    return std::move(*last);
  }

  [[nodiscard]] std::vector<Endpoint>& replicas() { return replicas_; }

 private:
  std::vector<Endpoint> replicas_;
  std::size_t current_ = 0;
};

class Inserter {
 public:
  /// `shards` must outlive the inserter.
  Inserter(std::vector<Shard>& shards, const Options& options);

  Status append(const store::Rows& rows);

 private:
  enum class Fate : std::uint8_t { Untried, Unsure, Kept };
  /// An append whose outcome is not known for every unit.
  struct Pending {
    std::uint64_t fingerprint = 0;
    std::uint64_t batch = 0;
    std::vector<Fate> fates;  ///< one a unit
  };

  Pending take_pending(const store::Rows& rows, std::size_t units);
  Status send_all(const store::Rows& rows, const std::vector<Unit>& units, Pending& pending);
  Status send_to_shard(std::size_t shard, const store::Rows& rows, const std::vector<Unit>& units,
                       Pending& pending);
  Status send(Shard& shard, const store::Rows& rows, const Unit& unit, std::uint64_t number,
              Fate& fate);
  Result<bool> is_there(Endpoint& server, const store::Rows& rows, const Unit& unit,
                        std::uint64_t number) const;
  Status wait_until_over(Endpoint& server, const std::string& query_id) const;

  std::vector<Shard>& shards_;
  std::string database_;
  bool replicated_;
  base::Micros timeout_;
  std::uint64_t next_batch_;
  std::array<std::optional<Pending>, store::kTables> pending_;
};

}  // namespace noroshi::clickhouse
