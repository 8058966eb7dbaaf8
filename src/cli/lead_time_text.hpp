// Lead times in words and figures: a table with a curve for people, CSV for programs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.hpp"
#include "cli/zone.hpp"
#include "intel/programme/lead_time.hpp"

namespace noroshi::cli {

std::string lead_table(const programme::LeadReport& report, const Context& context,
                       const Zone& zone);

/// One row a server and feed.
std::string lead_csv(const programme::LeadReport& report);

/// The plot of all feeds, as SVG.
std::string lead_svg(const programme::LeadReport& report, Language language);

}  // namespace noroshi::cli
