// The generator: Scenario → flow records in order of time, and the truth about them.
//
//   Sources ──conversations──► Exporter ──records──► Outlet ──batches──► sink
//   households, pollers,       cuts as routers do    samples, splits
//   strangers, botnets, grafts                       directions, sorts
//
// Synthetic, always: see docs/formats/lab-traffic.md for what it models and must not be used to
// claim.  Records come in slices of 5 minutes, sorted by start within the whole output.  Memory
// grows with subscribers and open conversations, not with the length of the scenario.
#pragma once

#include <cstdint>
#include <functional>

#include "train/traffic/outlet.hpp"
#include "train/traffic/scenario.hpp"
#include "train/traffic/truth.hpp"

namespace noroshi::traffic {

struct Progress {
  base::Micros simulated = 0;  ///< of the scenario's time
  base::Micros total = 0;
  std::uint64_t records = 0;  ///< written so far
};

using ProgressFn = std::function<void(const Progress&)>;  // called once a slice

/// Generates everything into `sink` and fills `truth` (but for `file` and `format`).  An Error if
/// the scenario is impossible, or the one that the sink returned.
Status generate(const Scenario& scenario, const Sink& sink, Truth& truth,
                const ProgressFn& progress = {});

}  // namespace noroshi::traffic
