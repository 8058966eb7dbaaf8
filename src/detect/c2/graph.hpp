// Graph: what comparing all servers with one another says about each (Standing).
//
// A server's clients are drawn from the watched hosts.  If they were drawn by chance, few of them
// would be known to be infected, or attack others; how surprising more are is asked of every
// server, and the answer pays for having asked so often (chance.hpp).
//
// Built after all servers were observed, read-only afterwards.  Work is spread over threads by
// partition.  What is put together over partitions are counts and ranks, in which ties are equal,
// so that the answer depends on neither the threads nor the order of the input.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/c2/candidates.hpp"
#include "detect/c2/standing.hpp"
#include "detect/c2/surroundings.hpp"
#include "net/address.hpp"

namespace noroshi::c2 {

/// What a Graph is made of; it outlives the graph.
struct GraphInput {
  std::span<const CandidatePartition> partitions;
  const Surroundings& surroundings;
  const HostIndex& hosts;
  std::span<const net::Address> infected;  ///< hosts known to be infected, in any order
  unsigned threads = 1;
};

class Graph {
 public:
  explicit Graph(const GraphInput& input);

  [[nodiscard]] const Standing& of(std::size_t partition, std::size_t candidate) const;

 private:
  std::vector<std::vector<Standing>> standings_;  // by partition, then by candidate; few have one
};

}  // namespace noroshi::c2
