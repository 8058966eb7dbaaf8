// Known scanners: whose address is it, by the lists that scanners publish of themselves.
//
// Asked for every probe, so that the answer must cost little: a table of the upper 16 bits of an
// IPv4 address (it fits the second-level cache) says "nobody" for most of them; the others, and
// IPv6, are found by binary search among ranges in which longer prefixes have already replaced
// shorter ones.  Immutable; any number of threads may ask.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.hpp"
#include "net/prefix.hpp"

namespace noroshi::telescope {

class KnownScanners {
 public:
  struct Entry {
    net::Prefix prefix;
    std::string name;  ///< of the list or the scanner: "shodan-scanning"
  };

  /// Where prefixes nest, the longest wins; of equal ones, the first.  At most 65,535 names; what
  /// is beyond is left out (`left_out`).
  explicit KnownScanners(const std::vector<Entry>& entries = {});

  /// The number of the scanner, or 0.
  [[nodiscard]] std::uint16_t find(const net::Address& address) const {
    if (address.is_v4() && !(*touched_)[address.v4_bits() >> 16]) return 0;
    return search(address);
  }

  /// Of a number that `find` gave; "" for 0.
  [[nodiscard]] std::string_view name(std::uint16_t scanner) const { return names_[scanner]; }

  [[nodiscard]] std::size_t ranges() const { return first_.size(); }
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  struct Range {
    net::Address last;
    std::uint16_t scanner = 0;
  };

  [[nodiscard]] std::uint16_t search(const net::Address& address) const;
  std::uint16_t number_of(const std::string& name);

  std::unique_ptr<std::array<bool, 65'536>> touched_;  // some range reaches into this /16
  std::vector<net::Address> first_;                    // sorted; of disjoint ranges
  std::vector<Range> ranges_;                          // beside `first_`
  std::vector<std::string> names_{""};
  std::size_t left_out_ = 0;
};

}  // namespace noroshi::telescope
