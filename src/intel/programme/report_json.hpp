// The figures of the programme as JSON: one object each, the same from the command line and a hub.
#pragma once

#include <string>
#include <string_view>

#include "intel/programme/lead_time.hpp"
#include "intel/programme/overlap.hpp"

namespace noroshi::programme {

/// Its members are in docs/formats/overlap.md.  `by` is what was compared.
std::string overlap_json(const Overlap& overlap, std::string_view by);

/// Its members are in docs/formats/lead-time.md.
std::string lead_json(const LeadReport& report);

}  // namespace noroshi::programme
