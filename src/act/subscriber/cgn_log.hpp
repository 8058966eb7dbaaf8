// CgnLog: which inside address had an outside address and port, as the carrier NAT logged it.
//
// An entry is one port or a block of them (port-block allocation), for one protocol or for any,
// from one instant to another.  Entries are kept by the size of their block (powers of two), so
// that those which hold a port are found without looking at the whole address.  40 octets an
// entry, and 16 for each inside address.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "act/subscriber/ledger.hpp"
#include "net/address.hpp"

namespace noroshi::subscriber {

struct CgnEntry {
  net::Address outside;  ///< of IPv4
  std::uint16_t first_port = 0;
  std::uint16_t last_port = 0;  ///< included
  std::uint8_t protocol = 0;    ///< 0: any
  net::Address inside;          ///< of either family: behind DS-Lite it is of IPv6 (RFC 6333)
  base::Micros start = 0;
  base::Micros end = kForever;
};

class CgnLog {
 public:
  void add(const CgnEntry& entry);
  /// To be called once, after the last `add`.  Returns how many blocks had two owners at once.
  std::size_t settle();

  struct Answer {
    std::vector<net::Address> inside;  ///< each once, in order of time
    bool contested = false;
    bool gap = false;
  };
  /// `protocol` 0: not known, and every entry of the port counts.
  [[nodiscard]] Answer find(const net::Address& outside, std::uint16_t port, std::uint8_t protocol,
                            const Window& window) const;

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::uint64_t octets() const;
  [[nodiscard]] base::Micros oldest() const { return oldest_; }
  [[nodiscard]] base::Micros newest() const { return newest_; }

 private:
  struct Block {
    std::uint32_t outside = 0;
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    std::uint8_t protocol = 0;
    friend auto operator<=>(const Block&, const Block&) = default;
  };

  // Class c holds blocks of more than 2^(c−1) and at most 2^c ports.
  std::array<Ledger<Block>, 17> classes_;
  std::vector<net::Address> insides_;
  std::unordered_map<net::Address, std::uint32_t> numbers_;  // of insides_; emptied by `settle`
  base::Micros oldest_ = 0;
  base::Micros newest_ = 0;
  bool any_ = false;
};

}  // namespace noroshi::subscriber
