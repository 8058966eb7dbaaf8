// PrefixTable: prefixes and what belongs to them; the narrowest that holds an address is found.
//
// One sorted array a prefix length: a look-up is a binary search for each length that occurs.
// After `settle` any number of threads may look.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "net/prefix.hpp"

namespace noroshi::subscriber {

template <class Value>
class PrefixTable {
 public:
  void add(const net::Prefix& prefix, Value value) {
    auto& family = prefix.address.is_v4() ? v4_ : v6_;
    family[prefix.length].push_back({prefix.address, std::move(value)});
  }

  void settle() {
    for (auto* family : {&v4_, &v6_}) {
      for (auto& [length, entries] : *family) {
        std::stable_sort(entries.begin(), entries.end(), before);
      }
    }
  }

  /// Calls `visit(prefix, value)` for the prefixes that hold `address`, narrowest first, until it
  /// returns true.  Only those that hold all of `address`/`length` are visited.
  template <class Visit>
  void each(const net::Address& address, int length, Visit visit) const {
    for (const auto& [bits, entries] : address.is_v4() ? v4_ : v6_) {
      if (bits > length) continue;
      const auto prefix = net::Prefix::of(address, bits);
      auto entry = std::lower_bound(entries.begin(), entries.end(), prefix.address, is_below);
      for (; entry != entries.end() && entry->first == prefix.address; ++entry) {
        if (visit(prefix, entry->second)) return;
      }
    }
  }

  [[nodiscard]] bool empty() const { return v4_.empty() && v6_.empty(); }

 private:
  using Entry = std::pair<net::Address, Value>;
  using Family = std::map<int, std::vector<Entry>, std::greater<>>;

  static bool before(const Entry& a, const Entry& b) { return a.first < b.first; }
  static bool is_below(const Entry& entry, const net::Address& address) {
    return entry.first < address;
  }

  Family v4_;
  Family v6_;
};

}  // namespace noroshi::subscriber
