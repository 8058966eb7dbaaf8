// One event of MISP on its way to STIX.
#pragma once

#include "intel/mapping/misp.hpp"
#include "intel/mapping/stix_json.hpp"

namespace noroshi::mapping {

/// What our extension of MISP is called: `attribute`, `object`, or (of a report) `event` with
/// `attributes` and `objects` that have no object of their own.
inline constexpr std::string_view kMisp = "MISP";

/// Adds the event's objects and counts.
void read_misp_event(const Json& event, Objects& into, FromMisp& counts);

}  // namespace noroshi::mapping
