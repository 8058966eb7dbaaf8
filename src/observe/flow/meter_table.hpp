// The open flows of a Meter: a pool of flow states and a hash table over it.
//
// The table is open addressing with linear probing; a slot is eight bytes (half a hash and an
// index), so that a cache line holds eight and a look-up usually touches two lines: one of the
// table, one of the pool.  States do not move while they live.  The hash is keyed with a number
// drawn for each table, so that nobody can prepare traffic whose keys collide; nothing that leaves
// a Meter depends on it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"

namespace noroshi::flow {

inline constexpr std::uint32_t kNoFlow = 0xFFFF'FFFF;

/// Which flow a packet belongs to.  Endpoints stand in order, so that both directions have the
/// same key; `rest` holds the lower one's port, the higher one's port and the protocol.
struct FlowKey {
  net::Address low;
  net::Address high;
  std::uint64_t rest = 0;

  friend bool operator==(const FlowKey&, const FlowKey&) = default;

  static constexpr std::uint64_t pack(std::uint16_t low_port, std::uint16_t high_port,
                                      std::uint8_t protocol) {
    return std::uint64_t{low_port} << 32 | std::uint64_t{high_port} << 16 | protocol;
  }
  [[nodiscard]] std::uint16_t low_port() const { return static_cast<std::uint16_t>(rest >> 32); }
  [[nodiscard]] std::uint16_t high_port() const { return static_cast<std::uint16_t>(rest >> 16); }
  [[nodiscard]] std::uint8_t protocol() const { return static_cast<std::uint8_t>(rest); }
};

/// What is known of an open flow.  Index 0 of the pairs is the forward direction.
struct OpenFlow {
  FlowKey key;
  base::Micros start = 0;
  base::Micros end = 0;
  std::array<std::uint64_t, 2> packets{};
  std::array<std::uint64_t, 2> octets{};
  std::uint32_t next = kNoFlow;  // in the list that holds this flow: a slot of the wheel, or free
  std::array<std::uint8_t, 2> tcp_flags{};
  std::uint8_t icmp_type = 0;       // of the first packet; the key holds that of the request
  bool source_is_high : 1 = false;  // the forward direction leaves from key.high
  bool flags_seen : 1 = false;      // a packet that had a transport header was counted
  bool got_through : 1 = false;     // TCP went on after the opening: neither SYN nor RST

  /// TCP is over: RST from anyone, or FIN from every side that was heard (a capture of one
  /// direction only must not keep its flows open).
  [[nodiscard]] bool is_closed() const;
};
static_assert(sizeof(OpenFlow) == 96, "a cache line and a half");

class FlowTable {
 public:
  FlowTable();

  [[nodiscard]] std::uint64_t hash(const FlowKey& key) const;

  /// The flow of `key`, or kNoFlow.  `hash` is that of `key`.
  [[nodiscard]] std::uint32_t find(const FlowKey& key, std::uint64_t hash) const;

  // Fetching ahead: a look-up that waits for memory takes several times as long as one that does
  // not.  Ask for the slots of some packets, then for their states, then find them.
  void fetch_slot(std::uint64_t hash) const;
  void fetch_state(std::uint64_t hash) const;

  /// A new state for `key`, which must not be present; all else in it is as default.
  std::uint32_t insert(const FlowKey& key, std::uint64_t hash);

  void erase(std::uint32_t index);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] OpenFlow& operator[](std::uint32_t index) {
    return chunks_[index / kChunk][index % kChunk];
  }
  [[nodiscard]] const OpenFlow& operator[](std::uint32_t index) const {
    return chunks_[index / kChunk][index % kChunk];
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;  // the upper half: its lower bits choose the place
    std::uint32_t index = kNoFlow;
  };
  static constexpr std::size_t kChunk = 1024;

  [[nodiscard]] std::size_t next(std::size_t place) const { return (place + 1) & mask_; }
  void place(Slot slot);
  void grow();
  std::uint32_t take_state();

  std::array<std::uint64_t, 3> secret_;
  std::vector<Slot> slots_;  // a power of two, at most half full
  std::size_t mask_;
  std::size_t size_ = 0;
  std::vector<std::unique_ptr<OpenFlow[]>> chunks_;
  std::uint32_t used_ = 0;        // states ever handed out
  std::uint32_t free_ = kNoFlow;  // states given back, linked by `next`
};

}  // namespace noroshi::flow
