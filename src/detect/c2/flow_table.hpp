// FlowTable: flow records in, servers with their contacts out.
//
// The whole input is kept, 48 octets a record, spread over partitions by server endpoint; a
// partition is then sorted and stitched by itself, so any number of threads may share the work
// and the answer is the same for every order of input and every number of threads.
// 20 million records take about 1 GB; what does not fit belongs into a store, not here.
//
// One thread adds; `partition` may be called by several threads at once for different partitions.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "detect/c2/contact.hpp"
#include "detect/c2/flow_row.hpp"
#include "detect/c2/host_index.hpp"
#include "model/flow_batch.hpp"
#include "model/pane.hpp"

namespace noroshi::c2 {

class Overview;

class FlowTable {
 public:
  static constexpr std::size_t kPartitions = 256;

  FlowTable();

  /// Makes room for so many hosts.
  void expect_hosts(std::size_t hosts) { hosts_.expect(hosts); }

  /// Takes over the records of `batch` that can be contacts (TCP, UDP and SCTP between two hosts,
  /// at a time within 70,000 years of 1970); the rest is counted in `ignored`.
  void add(const model::FlowBatch& batch);

  /// The same of pairs of panes, in which it is decided who serves (pair_rows.hpp).  `sampled`:
  /// packets were sampled even if the batch does not say so.
  void add(const model::PairBatch& batch, bool sampled = false);

  /// Makes its clients known, so that they count although nothing of them is in the table.
  void note_clients(const Overview& overview);

  [[nodiscard]] std::uint64_t records() const { return records_; }
  [[nodiscard]] std::uint64_t ignored() const { return ignored_; }
  [[nodiscard]] const HostIndex& hosts() const { return hosts_; }

  /// The commonest sampling interval that the records state; 0 if none does.
  [[nodiscard]] std::uint32_t stated_sampling() const;

  /// The rows of one partition, sorted by (server, port, protocol, client, client port, start) and
  /// all further columns, so that the order never depends on the input's.  Moves them out.
  std::vector<FlowRow> take_partition(std::size_t index);

 private:
  static constexpr std::size_t kChunkRows = 4096;

  // Chunks are mapped and unmapped one by one: what a partition gives up goes back to the system,
  // whichever thread made it, so rows and the contacts made of them never add up.
  struct Unmap {
    void operator()(FlowRow* rows) const;
  };
  using Chunk = std::unique_ptr<FlowRow[], Unmap>;
  static Chunk new_chunk();

  struct Partition {
    std::vector<Chunk> chunks;
    std::size_t used = kChunkRows;  // rows in the last chunk
  };

  void keep(const FlowRow& row);
  void count_sampling(std::uint32_t sampling, std::uint64_t records);
  using Addresses = std::span<const net::Address>;
  void prefetch(Addresses sources, Addresses destinations, std::size_t row);

  // Hashes of the addresses of a row, from its prefetch to its use.
  struct Hashes {
    std::uint64_t source = 0;
    std::uint64_t destination = 0;
  };
  static constexpr std::size_t kAhead = 16;  // rows; a power of two

  HostIndex hosts_;
  std::array<Hashes, 2 * kAhead> hashes_{};  // of row i at i modulo the size
  std::array<Partition, kPartitions> partitions_;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> samplings_;  // interval → records
  std::uint64_t records_ = 0;
  std::uint64_t ignored_ = 0;
};

}  // namespace noroshi::c2
