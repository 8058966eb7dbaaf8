// Known scanners: whose address is it, by the lists that scanners publish of themselves.
//
// Asked for every probe, so that the answer must cost little: for IPv4, a table of the upper 16
// bits says which ranges lie there, mostly none and else a handful; IPv6 is found by binary search.
// Immutable; any number of threads may ask.
#pragma once

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
    if (!address.is_v4()) return v6_.empty() ? std::uint16_t{0} : find_v6(address);
    const std::uint32_t bits = address.v4_bits();
    const std::uint32_t* const slice = slices_.get() + (bits >> 16);
    return slice[0] == slice[1] ? std::uint16_t{0} : find_v4(bits, slice[0], slice[1]);
  }

  /// Of a number that `find` gave; "" for 0.
  [[nodiscard]] std::string_view name(std::uint16_t scanner) const { return names_[scanner]; }

  /// Scanners that have a number: 1 to this.
  [[nodiscard]] std::size_t size() const { return names_.size() - 1; }

  /// Entries for which there was no number.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

 private:
  struct V4Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;  // in the same /16
    std::uint16_t scanner = 0;
  };
  struct V6Range {
    net::Address first;
    net::Address last;
    std::uint16_t scanner = 0;
  };

  [[nodiscard]] std::uint16_t find_v4(std::uint32_t bits, std::uint32_t from,
                                      std::uint32_t to) const;
  [[nodiscard]] std::uint16_t find_v6(const net::Address& address) const;
  void add_v4(std::uint32_t first, std::uint32_t last, std::uint16_t scanner);
  void index_slices();
  std::uint16_t number_of(const std::string& name);

  std::vector<V4Range> v4_;  // sorted and disjoint, as `v6_`
  std::vector<V6Range> v6_;
  std::unique_ptr<std::uint32_t[]> slices_;  // of each /16: where its ranges begin in `v4_`
  std::vector<std::string> names_{""};
  std::size_t left_out_ = 0;
};

}  // namespace noroshi::telescope
