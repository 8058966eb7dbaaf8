// Accounts: in = out + dropped (reason), exactly, at every stage.
//
//   take     in (by form) = accepted + known + rejected (reason) + skipped (reason)
//   queue    accepted = handled + waiting
//   handle   handled = Σ outcomes (reason)
//
// The left sides were counted as records passed, the right sides as they were written down; the
// rows themselves are counted besides.  What does not agree is a bug or a damaged base, and named.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "act/notify/book.hpp"

namespace noroshi::notify {

struct Accounts {
  std::vector<Tally> tallies;
  std::uint64_t waiting = 0;
  std::map<std::string, std::uint64_t> cases;    ///< by state
  std::map<std::string, std::uint64_t> notices;  ///< by "<channel> <status>"
  std::vector<std::string> faults;               ///< sums that do not agree; empty: all do

  [[nodiscard]] std::uint64_t sum(std::string_view stage, std::string_view outcome) const;
};

Result<Accounts> accounts_of(Book& book);

}  // namespace noroshi::notify
