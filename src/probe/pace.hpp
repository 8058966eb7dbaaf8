// Pace: how fast packets may go, over everything and to each prefix.
//
// Token buckets in the form of the generic cell rate algorithm (ITU-T I.371): of each bucket only
// the instant is kept at which it will be full again, and so 2 × burst / rate per prefix bounds how
// many prefixes have to be remembered at all.  In any span t at most burst + t × rate packets pass.
//
// Begins with empty buckets, as if a packet had gone to everybody just now: a program that is
// started again and again sends no faster than one that runs on.  Where the memory is too full to
// be sure, the answer is no.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "net/address.hpp"
#include "trust/permit/permit.hpp"
#include "trust/permit/warrant.hpp"

namespace noroshi::probe {

/// One bucket's rule, in nanoseconds.
struct Bucket {
  std::int64_t interval = 0;   ///< between packets, rounded up: never faster
  std::int64_t tolerance = 0;  ///< how far ahead of it the burst may run

  static Bucket of(double packets_per_second, std::int64_t burst);
};

class Pace {
 public:
  Pace(const permit::Pace& pace, base::Micros now);

  /// Takes one packet from both buckets, or from none and says which was empty.  `now` never goes
  /// backwards.
  [[nodiscard]] std::optional<permit::Refusal> take(const net::Address& address, base::Micros now);

 private:
  struct Slot {
    std::uint64_t prefix = 0;  // 0: none
    std::int64_t full = 0;     // when its bucket will be full again, ns since `start_`
  };
  static constexpr std::size_t kWays = 8;  // slots that a prefix may be in: two cache lines

  [[nodiscard]] Slot* slot_of(std::uint64_t prefix, std::int64_t now);

  Bucket total_;
  Bucket each_;
  base::Micros start_;
  std::int64_t total_full_;
  std::int64_t each_at_start_;  // `full` of a prefix without a slot
  std::vector<Slot> slots_;
};

}  // namespace noroshi::probe
