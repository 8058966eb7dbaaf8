// Lists of endpoints as operators have them, into one list of `model::Endpoint`.
//
// By line, so that kinds may be mixed: a Finding as JSON (its subject counts; `c2 hunt --format
// json` and `jsonl` both), an endpoint ("192.0.2.7:443/tcp"), or a row of a CSV whose header names
// the columns `ip` and `port`, and perhaps `proto`.  Empty lines and those that begin with # say
// nothing. What is none of these is counted by reason.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"
#include "model/finding.hpp"

namespace noroshi::psi {

/// Appends to `list`; duplicates stay.
Status read_endpoints(io::Input& input, io::Rejects& rejects, std::vector<model::Endpoint>& list);

}  // namespace noroshi::psi
