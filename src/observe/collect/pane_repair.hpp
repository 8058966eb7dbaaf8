// Completes panes that a collector which was killed had not handed over.
//
// What is stored of panes never counts a record that is not stored as a flow: workers send flows
// before the panes that hold them (worker.cpp), the store takes both in that order, and nobody else
// writes to it.  So a pane is whole when as many records are summed up in its pairs, and in its
// servers, as there are flows that began in it; else the flows are summed up again, and what is not
// stored yet (panes/stored_pane.hpp) is appended.  A second kill on the way is as good as one.
//
// Only where one process writes: the open panes of a second collector would look like missing ones.
// Before the decoders start: a record of this run would be counted here and in its own pane.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

namespace noroshi::collect {

/// The first pane that can be completed: records arrive up to an hour after they began (routers cut
/// long flows sooner), and of what retention has begun to delete nothing can be said.
base::Micros first_repairable(base::Micros last_alive, const store::Retention& retention,
                              base::Micros now);

struct Repaired {
  std::uint64_t panes = 0;
  std::uint64_t pairs = 0;    ///< rows appended
  std::uint64_t servers = 0;  ///< rows appended
};

/// Completes the panes from `from` on.
Result<Repaired> repair_panes(store::Store& store, base::Micros from);

}  // namespace noroshi::collect
