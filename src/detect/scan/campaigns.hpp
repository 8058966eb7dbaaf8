// Campaigns: sources that do the same thing with the same tool.
//
//   sources ──► signature (same tool) ──► hat (same services) ──► pace ──► more than chance? ──►
//   campaign
//                                                                └─ those that begin or end
//                                                                together
//                                                                   become a campaign of their own
//
// Everybody's connect() looks like every other Linux: where the signature is that of a stack, a
// group counts only when its tool and its services go together more than they would if they were
// independent of one another.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "detect/scan/scan.hpp"
#include "detect/scan/signature.hpp"
#include "detect/scan/source_profile.hpp"

namespace noroshi::scan {

struct Grouped {
  std::vector<Campaign> campaigns;              ///< most sources first; `research` is not yet set
  std::vector<std::uint32_t> campaign_of;       ///< by profile; kNoCampaign
  std::vector<std::optional<Signature>> tools;  ///< by profile
};
inline constexpr std::uint32_t kNoCampaign = 0xFFFFFFFF;

/// `begin` and `end` of the day.
Grouped group(const Sources& sources, base::Micros begin, base::Micros end,
              std::size_t most_campaigns);

}  // namespace noroshi::scan
