// Captures that others made, with their answer key, read in place.
//
// The folder holds truth.json (docs/formats/truth.md) and the files that it names; flow logs that
// it does not name are read too and have no label.  Nothing of it is copied anywhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/flow_batch.hpp"
#include "train/score/truth.hpp"
#include "train/traffic/scenario.hpp"

namespace noroshi::lesson {

struct Capture {
  score::TruthEntry truth;  ///< without a label: its file name alone
  bool labelled = false;
  std::string path;
  model::FlowBatch flows;
  /// What its infected host did, to be lived again by many; only where a C2 server is known.
  std::optional<traffic::Graft> graft{};
};

/// Those of truth.json in its order, then the others in the order of their names.
Result<std::vector<Capture>> read_captures(const std::string& folder);

/// "Hancitor + Pony" → "hancitor": what captures and generated botnets of one family share.
std::string family_key(std::string_view family);

/// What a router that looks at one of `interval` packets would have seen, drawn with `seed`.
model::FlowBatch sampled(const model::FlowBatch& flows, std::uint32_t interval, std::uint64_t seed);

}  // namespace noroshi::lesson
