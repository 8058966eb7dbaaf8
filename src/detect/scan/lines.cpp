// The table of all lines of evidence.  A line exists by standing here.

#include <algorithm>
#include <array>

#include "detect/scan/device.hpp"
#include "detect/scan/families.hpp"
#include "detect/scan/line.hpp"
#include "detect/scan/marks.hpp"
#include "detect/scan/mistake.hpp"
#include "detect/scan/spread.hpp"

namespace noroshi::scan {
namespace {

constexpr std::array kLines{
    Line{"mirai_mark", mirai_mark, tell_mirai_mark},
    Line{"exploit_payload", exploit_payload, tell_exploit_payload},
    Line{"bot_services", bot_services, tell_bot_services},
    Line{"crowd", crowd, tell_crowd},
    Line{"reach", reach, tell_reach},
    Line{"pace", pace, tell_pace},
    Line{"lasting", lasting, tell_lasting},
    Line{"device", device, tell_device},
    Line{"surveyors_tool", surveyors_tool, tell_surveyors_tool},
    Line{"coverage", coverage, tell_coverage},
    Line{"sweep", sweep, tell_sweep},
    Line{"in_order", in_order, tell_in_order},
    Line{"distances", distances, tell_distances},
    Line{"repeats", repeats, tell_repeats},
    Line{"peers", peers, tell_peers},
    Line{"conversation", conversation, tell_conversation},
    Line{"no_host", no_host, tell_no_host},
};

}  // namespace

std::span<const Line> lines() { return kLines; }

std::string tell(const model::Evidence& evidence, base::Language language) {
  const auto* line = std::find_if(kLines.begin(), kLines.end(),
                                  [&](const Line& one) { return one.name == evidence.name; });
  return line == kLines.end() ? evidence.text : line->tell(evidence, language);
}

double count(const model::Evidence& evidence, std::string_view name) {
  const auto found = std::find_if(evidence.counts.begin(), evidence.counts.end(),
                                  [name](const auto& one) { return one.first == name; });
  return found == evidence.counts.end() ? 0.0 : found->second;
}

}  // namespace noroshi::scan
