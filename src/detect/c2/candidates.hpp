// Candidates: the servers of a table with their contacts, spread over partitions for threads.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "detect/c2/contact.hpp"
#include "detect/c2/flow_table.hpp"

namespace noroshi::c2 {

/// A server's place in its partition.
struct Candidate {
  model::Endpoint endpoint;
  std::uint32_t host = 0;
  std::size_t first = 0;  ///< its contacts in Partition::contacts
  std::size_t count = 0;
};

/// When a client and a server exchanged something within contacts that were stitched together.
struct Beat {
  base::Micros start = 0;
  std::uint32_t client = 0;
  std::uint32_t candidate = 0;
};

struct CandidatePartition {
  std::vector<Contact> contacts;
  std::vector<Candidate> candidates;
  /// Starts of the records of pairs that have at least twice as many records as contacts, by
  /// candidate, then client; for the others the contacts say nearly the same.  Contacts and beats
  /// take less than the records did.
  std::vector<Beat> beats{};

  [[nodiscard]] Server server(const Candidate& candidate) const;
};

/// Sorts and stitches one partition of `table`, which gives up its rows.
CandidatePartition stitch_partition(FlowTable& table, std::size_t index, bool sampled);

/// Calls `work` with 0 … count−1, each once, from `threads` threads.
void in_parallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace noroshi::c2
