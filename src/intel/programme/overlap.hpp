// Overlap: what several operators see together, and what each adds.
//
// Operators look at the same Internet through different customers.  From their lists of servers
// follows what is shared, what only one has, what each adds to the others, and an estimate of what
// nobody sees (unseen.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "intel/programme/unseen.hpp"
#include "model/finding.hpp"

namespace noroshi::programme {

/// The servers of one operator; repeated ones count once.
struct OperatorList {
  std::string name;
  std::vector<model::Endpoint> servers;
};

struct OperatorShare {
  std::string name;
  std::uint64_t servers = 0;
  std::uint64_t exclusive = 0;  ///< nobody else has them

  /// What it adds to those that stand before it in the given order.
  std::uint64_t gain_in_order = 0;

  /// What it adds to those before it, on average over all orders: a server that k operators have
  /// counts 1/k for each (the Shapley value of coverage; Shapley 1953).
  double gain_on_average = 0;
};

struct Overlap {
  std::vector<OperatorShare> operators;  ///< in the given order
  std::uint64_t servers = 0;             ///< that anyone has
  std::vector<std::uint64_t> seen_by;    ///< [k − 1]: servers that exactly k operators have
  std::vector<double> reach;  ///< [k − 1]: servers that k operators have, on average over all k

  /// Servers that both have; of one with itself, all of its.
  [[nodiscard]] std::uint64_t shared(std::size_t a, std::size_t b) const {
    return shared_[a * operators.size() + b];
  }
  /// |A ∩ B| / |A ∪ B| (Jaccard 1901); 0 of two empty lists.
  [[nodiscard]] double jaccard(std::size_t a, std::size_t b) const;

  Unseen unseen;

 private:
  friend Result<Overlap> overlap_of(std::span<const OperatorList> lists);
  std::vector<std::uint64_t> shared_;
};

/// Of two to 64 lists; otherwise an Error (wrong usage).
Result<Overlap> overlap_of(std::span<const OperatorList> lists);

}  // namespace noroshi::programme
