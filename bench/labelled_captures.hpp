// Captures that others made, with their answer key, read in place.
//
// The folder holds truth.json (docs/formats/truth.md) and the files that it names; flow logs that
// it does not name are read too and have no label.  Nothing of it is copied anywhere.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/flow_batch.hpp"
#include "train/score/truth.hpp"

namespace noroshi::bench {

struct Capture {
  score::TruthEntry truth;  ///< without a label: its file name alone
  bool labelled = false;
  model::FlowBatch flows;
};

/// Those of truth.json in its order, then the others in the order of their names.
Result<std::vector<Capture>> read_captures(const std::string& folder);

/// What a router that looks at one of `interval` packets would have seen, drawn with `seed`.
model::FlowBatch sampled(const model::FlowBatch& flows, std::uint32_t interval, std::uint64_t seed);

}  // namespace noroshi::bench
