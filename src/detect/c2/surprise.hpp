// Surprise: how far beyond chance the marked hosts come together at a server, and what is left of
// it once all servers that were asked the same have been paid for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/chance.hpp"
#include "detect/c2/contact.hpp"
#include "detect/c2/standing.hpp"

namespace noroshi::c2 {

/// Two are the fewest that can have something in common: of visitors, and of marked ones.
inline constexpr std::size_t kFewestVisitors = 2;
inline constexpr std::uint32_t kFewestSeen = 2;

/// `seen` are the marked ones among `visitors`, of `marked` among `watched` hosts in all.  Those
/// that came in one surge only do not count.
Overlap overlap(std::vector<ClientContacts> seen, std::size_t visitors, std::size_t marked,
                std::size_t watched);

/// Fills in the q of one kind of test (an Overlap or a Command) of all servers in `parts`, by
/// partition; `tests` is how many servers were asked, with those that are not in there.
template <class One, class Test>
void discover(std::vector<std::vector<One>>& parts, Test One::*which, std::size_t tests) {
  std::vector<double> orders;
  for (const auto& part : parts) {
    for (const One& one : part) orders.push_back((one.*which).orders);
  }
  const std::vector<double> discovery = base::discovery_orders(orders, tests);
  std::size_t next = 0;
  for (auto& part : parts) {
    for (One& one : part) (one.*which).discovery = discovery[next++];
  }
}

}  // namespace noroshi::c2
