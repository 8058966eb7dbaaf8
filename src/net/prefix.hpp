// An IP prefix (a network), and a set of prefixes that answers "is this address in one of you?".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/address.hpp"

namespace noroshi::net {

/// A network: all addresses that share the first `length` bits of `address`.
struct Prefix {
  Address address;  ///< bits after `length` are zero
  int length = 0;   ///< 0–32 for IPv4, 0–128 for IPv6

  /// Reads "192.0.2.0/24", "2001:db8::/32", or a lone address (its host prefix).  Bits set after
  /// the length are an error: "192.0.2.7/24" is more often a slip than a wish.
  static Result<Prefix> parse(std::string_view text);

  /// The network of `length` bits that holds `address`.
  static Prefix of(const Address& address, int length);

  [[nodiscard]] bool contains(const Address& other) const;
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const Prefix&, const Prefix&) = default;
};

/// An immutable set of prefixes.  Look-up is a binary search over merged address ranges:
/// O(log n), no allocation; any number of threads may ask at once.
class PrefixSet {
 public:
  struct Range {
    Address first;
    Address last;  // inclusive
  };

  PrefixSet() = default;
  explicit PrefixSet(const std::vector<Prefix>& prefixes);

  [[nodiscard]] bool contains(const Address& address) const;
  [[nodiscard]] bool empty() const { return ranges_.empty(); }

  /// All that is in the set, sorted and disjoint: for whoever builds a faster index of it.
  [[nodiscard]] const std::vector<Range>& ranges() const { return ranges_; }

 private:
  std::vector<Range> ranges_;  // sorted, disjoint
};

}  // namespace noroshi::net
