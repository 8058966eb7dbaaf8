// A MISP feed: a manifest, and beside it one file for each event.
//
// The manifest says when each event changed last; only what changed since the cursor is fetched, in
// the order of change, and the cursor moves on after each event is safe.
#pragma once

#include <functional>

#include "base/result.hpp"
#include "hub/input_run.hpp"

namespace noroshi::hub {

/// `input.from` names the manifest, or the folder that holds it ("…/").
Result<InputResult> run_misp_feed(Parts& parts, Input& input, SealedBatches& seals,
                                  const std::function<bool()>& go_on,
                                  const std::function<Status(const Input&)>& keep);

}  // namespace noroshi::hub
