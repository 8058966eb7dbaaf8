// DeterministicNat: a carrier NAT that assigns ports by a rule and logs nothing (RFC 7422).
//
// The algorithm "sequential" (section 2.2): inside addresses in order, `lines_per_address` (the
// compression ratio C) of them to each outside address; of its ports, less the reserved ones, the
// first block goes to the first of them, the second block to the second, and so on.  What is left
// at the end is the dynamic pool, for lines that need more, and is logged:
//
//   outside address     | reserved | block 0 | block 1 | … | block C−1 | dynamic pool |
//   block = usable ports ÷ (C + dynamic shares), rounded down, unless `block` is given
//
// Pure; any number of threads may ask.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/address.hpp"

namespace noroshi::subscriber {

/// Addresses of one family from `first` to `last`, both included.
struct Span {
  net::Address first;
  net::Address last;
};

/// "192.0.2.0/24", "192.0.2.1-192.0.2.62" or one address, of IPv4.
Result<Span> parse_span(std::string_view text);

class DeterministicNat {
 public:
  struct Plan {
    std::vector<Span> inside;
    std::vector<Span> outside;
    std::uint32_t lines_per_address = 0;  ///< C; 0: as few as there must be
    std::uint32_t dynamic_shares = 0;     ///< D: the pool is as large as D blocks, and the rest
    std::uint32_t block = 0;              ///< ports of a line; 0: from the ratio
    std::vector<std::pair<std::uint16_t, std::uint16_t>> reserved = {{0, 1023}};
  };

  /// Error: there are more inside addresses than blocks, or no port for each.
  static Result<DeterministicNat> make(Plan plan);

  enum class Kind : std::uint8_t {
    Line,     ///< the port is of `inside`
    Dynamic,  ///< of the pool: the log knows
    Nobody,   ///< reserved, or a block to which no inside address belongs
  };
  struct Answer {
    Kind kind = Kind::Nobody;
    net::Address inside;
  };

  [[nodiscard]] bool covers(const net::Address& outside) const;
  /// `outside` must be covered.
  [[nodiscard]] Answer find(const net::Address& outside, std::uint16_t port) const;

  struct Block {
    net::Address outside;
    std::vector<std::uint16_t> ports;  ///< ascending; contiguous unless reserved ones lie within
  };
  /// The other way: what `inside` was given; nothing if it is not of this plan.
  [[nodiscard]] std::optional<Block> block_of(const net::Address& inside) const;

  [[nodiscard]] std::uint32_t block_size() const { return plan_.block; }
  [[nodiscard]] std::uint32_t lines_per_address() const { return plan_.lines_per_address; }
  [[nodiscard]] const Plan& plan() const { return plan_; }

 private:
  static constexpr std::uint32_t kReserved = 0xFFFFFFFF;

  Plan plan_;
  std::vector<std::uint16_t> usable_;  // ports that are not reserved, ascending
  std::vector<std::uint32_t> rank_;    // port → its place in usable_, or kReserved
};

}  // namespace noroshi::subscriber
