// Ledger: how much of the output came from what.
//
// Every record carries a tag from its source to the outlet, which books it here once it is certain
// to be written (sampling and the edges of the day have had their say).  Truth is made from it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace noroshi::traffic {

using Tag = std::uint16_t;

class Ledger {
 public:
  struct Account {
    std::string name;  ///< "web", "ntp", "mirai: c2", …
    std::uint64_t records = 0;
    base::Micros first = std::numeric_limits<base::Micros>::max();  ///< start of the first record
    base::Micros last = std::numeric_limits<base::Micros>::min();   ///< end of the last one
  };

  /// A new account; names need not be unique.
  Tag open(std::string name) {
    accounts_.push_back({.name = std::move(name)});
    return static_cast<Tag>(accounts_.size() - 1);
  }

  void book(Tag tag, base::Micros start, base::Micros end) {
    Account& account = accounts_[tag];
    ++account.records;
    account.first = std::min(account.first, start);
    account.last = std::max(account.last, end);
  }

  [[nodiscard]] const Account& at(Tag tag) const { return accounts_[tag]; }
  [[nodiscard]] const std::vector<Account>& accounts() const { return accounts_; }

 private:
  std::vector<Account> accounts_;
};

}  // namespace noroshi::traffic
