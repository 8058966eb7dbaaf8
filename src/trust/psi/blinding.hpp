// The costly part of a run: one multiplication an item, spread over threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "trust/psi/item.hpp"

namespace noroshi::psi {

/// How the work is done, and who hears of it.
struct Work {
  unsigned threads = 2;
  /// Called by the calling thread, some times a second, with the items done in this run.  False
  /// ends the run with an Error.  May be empty.
  std::function<bool(std::uint64_t done)> go_on;
};

/// key × hash_to_group(item), in the order of the items.
Result<std::vector<Element>> blind(std::span<const Item> items, const Scalar& key, const Work& work,
                                   std::uint64_t done_before);

/// key × element, in the order of the elements.  An Error if one is no element (see `multiply`).
Result<std::vector<Element>> blind(std::span<const Element> elements, const Scalar& key,
                                   const Work& work, std::uint64_t done_before);

}  // namespace noroshi::psi
