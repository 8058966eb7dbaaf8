// PaneTable: the pairs and servers of one pane while it is open.
//
// Pairs live in chunks of fixed place, found through an index of (hash, number); each knows its
// server, so that a record costs one look-up.  What of a server can be summed from its pairs is
// summed when the pane is handed over; only the size histograms are kept while records arrive.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/time.hpp"
#include "model/pane.hpp"
#include "net/address.hpp"

namespace noroshi::panes {

struct PairKey {
  net::Address client, server;
  std::uint16_t port = 0;
  std::uint8_t proto = 0;

  friend bool operator==(const PairKey&, const PairKey&) = default;
};

/// Rows of one kind in chunks of fixed place.  Chunks of finished panes are used again: a busy
/// collector fills and empties panes all day, and fresh pages from the system cost more than rows.
template <class Row>
class Chunks {
 public:
  static constexpr std::size_t kRows = 256;
  using Spare = std::vector<std::unique_ptr<Row[]>>;

  [[nodiscard]] Row& operator[](std::uint32_t number) {
    return chunks_[number / kRows][number % kRows];
  }
  [[nodiscard]] const Row& operator[](std::uint32_t number) const {
    return chunks_[number / kRows][number % kRows];
  }
  [[nodiscard]] std::uint32_t size() const { return size_; }

  /// A row as its type begins; its number is the former size().
  Row& add(Spare& spare) {
    if (size_ % kRows == 0) {
      if (spare.empty()) {
        chunks_.push_back(std::make_unique_for_overwrite<Row[]>(kRows));
      } else {
        chunks_.push_back(std::move(spare.back()));
        spare.pop_back();
      }
    }
    Row& row = (*this)[size_++];
    row = Row{};
    return row;
  }

  /// Gives the memory back, up to `most` chunks in all.
  void release(Spare& spare, std::size_t most) {
    for (auto& chunk : chunks_) {
      if (spare.size() >= most) break;
      spare.push_back(std::move(chunk));
    }
    chunks_.clear();
    size_ = 0;
  }

 private:
  std::vector<std::unique_ptr<Row[]>> chunks_;
  std::uint32_t size_ = 0;
};

/// One pair: 128 octets, two cache lines.
struct alignas(64) Pair {
  PairKey key;
  std::uint8_t flags = 0, rev_flags = 0;
  std::uint32_t flows = 0, rev_flows = 0, failed = 0;
  std::uint32_t server = 0;  ///< number of its server
  std::uint64_t packets = 0, octets = 0, rev_packets = 0, rev_octets = 0;
  std::uint32_t sampling = 0;
  std::uint32_t first = 0;  ///< microseconds after the pane
  base::Micros last = 0;
  std::array<std::uint32_t, model::kPairStarts> starts{};
};
static_assert(sizeof(Pair) == 128);

struct Server {
  net::Address address;
  std::uint16_t port = 0;
  std::uint8_t proto = 0;
  alignas(64) std::array<std::uint32_t, model::kSizeBins> sizes{}, rev_sizes{};
};

/// An index of rows by hash: open addressing, linear probing, half full at most.
class RowIndex {
 public:
  RowIndex() : slots_(kLeast, 0) {}

  void prefetch(std::uint32_t hash) const { __builtin_prefetch(&slots_[at(hash)]); }

  /// The first row with this hash that `same(row)` accepts; kNone if there is none.
  template <class Same>
  std::uint32_t find(std::uint32_t hash, Same same) const {
    for (std::size_t slot = at(hash);; slot = (slot + 1) & (slots_.size() - 1)) {
      const std::uint64_t entry = slots_[slot];
      if (entry == 0) return kNone;
      const auto row = static_cast<std::uint32_t>(entry) - 1;
      if (entry >> 32 == hash && same(row)) return row;
    }
  }

  void insert(std::uint32_t hash, std::uint32_t row);

  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

 private:
  static constexpr std::size_t kLeast = 256;
  [[nodiscard]] std::size_t at(std::uint32_t hash) const { return hash & (slots_.size() - 1); }
  void grow();

  std::vector<std::uint64_t> slots_;  // hash << 32 | row + 1; 0 = empty
  std::size_t used_ = 0;
};

/// Memory that panes hand on to one another.
struct Spare {
  Chunks<Pair>::Spare pairs;
  Chunks<Server>::Spare servers;
};

/// What a record is looked up by.
struct Hashes {
  std::uint32_t pair = 0, server = 0;
};

class PaneTable {
 public:
  /// `seed` keys the hash, so that nobody outside can choose addresses that collide.
  PaneTable(base::Micros pane, std::uint64_t seed) : pane_(pane), seed_(seed) {}

  [[nodiscard]] Hashes hash(const PairKey& key) const;
  void prefetch(Hashes hashes) const {
    index_.prefetch(hashes.pair);
    server_index_.prefetch(hashes.server);
  }

  /// Brings the pair's memory near if there is one of that hash, else that of its server.
  void prefetch_rows(Hashes hashes) const;

  /// The pair of this key, made if need be.
  Pair& pair(const PairKey& key, Hashes hashes, Spare& spare);

  Server& server(std::uint32_t number) { return servers_[number]; }
  [[nodiscard]] const Pair& pair_at(std::uint32_t number) const { return pairs_[number]; }

  [[nodiscard]] std::uint32_t pairs() const { return pairs_.size(); }
  [[nodiscard]] std::uint32_t servers() const { return servers_.size(); }
  [[nodiscard]] base::Micros pane() const { return pane_; }

  /// Numbers of all pairs, those of one server together, servers in the order of their numbers.
  [[nodiscard]] std::vector<std::uint32_t> by_server() const;

  /// Appends the row of a pair, and of a server without what comes from its pairs.
  void append(const Pair& pair, model::PairBatch& batch) const;
  void append_server(std::uint32_t number, model::ServerBatch& batch);

  /// Its last act: the memory goes to the panes that follow.
  void release(Spare& spare);

 private:
  std::uint32_t server_of(const PairKey& key, std::uint32_t hash, Spare& spare);

  base::Micros pane_;
  std::uint64_t seed_;
  RowIndex index_, server_index_;
  Chunks<Pair> pairs_;
  Chunks<Server> servers_;
};

/// Adds a pair's counters to the last row of `batch`, the row of its server.
void add_to_server(const Pair& pair, base::Micros pane, model::ServerBatch& batch);

}  // namespace noroshi::panes
