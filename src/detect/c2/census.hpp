// Census: every server of a window by its sums, in 72 octets, to tell which deserve a look.
//
// An operator's day has ten million service endpoints, and nearly all of them cannot be C2 whatever
// their contacts look like: one contact, half the country as clients.  The census is filled in one
// pass over panes or records; prune.hpp then says which servers may still reach the threshold, and
// only their pairs are read.
//
// A server costs 56 octets, and 8 to 16 in the index; a pair of a server and a client 6 to 11 where
// returns are counted.  Order of input does not matter.  One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "detect/c2/pair_set.hpp"
#include "model/distinct.hpp"
#include "model/finding.hpp"
#include "model/flow_batch.hpp"
#include "model/pane.hpp"
#include "net/address.hpp"

namespace noroshi::c2 {

/// What is known of one server endpoint without its contacts.
struct ServerSums {
  net::Address address;
  /// Which of 64 classes of clients were met; as many as are set is a lower bound.
  std::uint64_t client_classes = 0;
  std::uint32_t records = 0;       ///< no more contacts than that
  std::uint32_t failed = 0;        ///< of these, SYNs without an ACK
  std::uint32_t first = 0;         ///< seconds after the census began
  std::uint32_t last = 0;          ///< seconds, rounded up
  std::uint32_t most_clients = 0;  ///< the largest estimate of a pane
  /// Contacts that are not the first of their client, at most.
  std::uint32_t returns = kNotCounted;
  static constexpr std::uint32_t kNotCounted = 0xFFFF'FFFF;
  std::uint16_t port = 0;
  std::uint8_t protocol = 0;
  bool answered = false;  ///< something came back

  [[nodiscard]] model::Endpoint endpoint() const { return {address, port, protocol}; }
};
static_assert(sizeof(ServerSums) == 56);

/// Whether nobody was answered by it and nobody keeps at it: three attempts a client at most.
bool is_only_probed(const ServerSums& sums);

class Census {
 public:
  /// `from` is the beginning of the window; what is earlier counts as then.  `sampled`: packets
  /// were sampled even if the rows do not say so.
  explicit Census(base::Micros from = 0, bool sampled = false);

  void add(const model::ServerBatch& batch);
  /// Records, turned as FlowTable turns them.
  void add(const model::FlowBatch& batch);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const ServerSums& operator[](std::size_t number) const {
    return chunks_[number / kChunkRows][number % kChunkRows];
  }
  /// The number of a server, or kNone.
  [[nodiscard]] std::size_t find(const model::Endpoint& endpoint) const;
  static constexpr std::size_t kNone = ~std::size_t{0};
  /// Those of a batch's servers into `numbers`; several times as fast as one by one.
  void find(const model::PairBatch& batch, std::vector<std::size_t>& numbers) const;

  /// Counts the returns of clients; `numbers` are those of the batch's servers.  Every pair of the
  /// window must come by.
  void count_returns(const model::PairBatch& batch, std::span<const std::size_t> numbers);

  [[nodiscard]] base::Micros from() const { return from_; }
  /// The first and the last instant that a server was in contact; `from` where there is none.
  [[nodiscard]] base::Micros first_seen() const;
  [[nodiscard]] base::Micros last_seen() const;

  /// More clients than that are hardly there: the estimate and four standard errors.
  [[nodiscard]] double most_clients() const;

  /// The commonest stated sampling interval, 0 if none is stated.
  [[nodiscard]] std::uint32_t stated_sampling() const;

 private:
  static constexpr std::size_t kChunkRows = 4096;

  ServerSums& row_of(const model::Endpoint& endpoint);
  [[nodiscard]] std::size_t find(const model::Endpoint& endpoint, std::uint64_t hash) const;
  void grow();
  void note(ServerSums& row, base::Micros first, base::Micros last);
  [[nodiscard]] std::uint32_t second_of(base::Micros instant, base::Micros rounding) const;

  base::Micros from_;
  bool sampled_ = false;
  std::vector<std::unique_ptr<ServerSums[]>> chunks_;
  std::vector<std::uint32_t> slots_;  // number + 1; 0 = free; the size is a power of two
  std::size_t size_ = 0;
  std::uint32_t first_ = ~std::uint32_t{0};
  std::uint32_t last_ = 0;
  model::ClientRegisters all_clients_{};
  std::vector<std::pair<std::uint32_t, std::uint64_t>> samplings_;  // interval → records
  PairSet met_;
};

}  // namespace noroshi::c2
