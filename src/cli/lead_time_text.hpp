// Lead times in words and figures: a table with a curve for people, JSON and CSV for programs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.hpp"
#include "cli/zone.hpp"
#include "intel/programme/lead_time.hpp"

namespace noroshi::cli {

struct LeadReport {
  std::vector<programme::Sighting> servers;
  std::vector<programme::FeedLeads> feeds;
  std::optional<programme::FeedLeads> all;  ///< of two feeds or more
  programme::LeadOptions options;

  /// What the figure of the programme is: all feeds, or the only one.
  [[nodiscard]] const programme::FeedLeads& headline() const { return all ? *all : feeds.front(); }
};

std::string lead_table(const LeadReport& report, const Context& context, const Zone& zone);

/// One object; its members are in docs/formats/lead-time.md.
std::string lead_json(const LeadReport& report);

/// One row a server and feed.
std::string lead_csv(const LeadReport& report);

/// The plot of all feeds, as SVG.
std::string lead_svg(const LeadReport& report, Language language);

}  // namespace noroshi::cli
