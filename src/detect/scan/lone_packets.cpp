#include "detect/scan/lone_packets.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "model/flow_batch.hpp"

namespace noroshi::scan {
namespace {

constexpr std::size_t kFewest = 5;  // sources that must vouch for the signature

// What one packet shows.
using Sight = std::tuple<std::uint16_t, std::array<std::uint8_t, 8>, std::uint16_t, std::uint8_t>;

struct Votes {
  std::map<Signature, std::size_t> of;
  std::size_t total = 0;
};

std::optional<Signature> winner(const Votes& votes) {
  const auto most =
      std::max_element(votes.of.begin(), votes.of.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most->second < kFewest || 20 * most->second < 19 * votes.total) return std::nullopt;
  return most->first;
}

}  // namespace

void adopt_lone_packets(const Sources& sources, std::vector<std::optional<Signature>>& tools) {
  std::map<Sight, Votes> sights;
  for (const auto& tool : tools) {
    if (!tool || tool->maker != Maker::Crafted || tool->window_varies) continue;
    Votes& votes = sights[{tool->window, tool->options, tool->length, tool->ttl}];
    ++votes.of[*tool];
    ++votes.total;
  }
  for (std::size_t i = 0; i < tools.size(); ++i) {
    const SourceProfile& source = sources.profiles()[i];
    const model::ScanEvent& event = sources.main_event(source);
    if (tools[i] || event.protocol != model::kTcp || event.headers.length == 0) continue;
    const auto found = sights.find({event.headers.window, event.headers.options,
                                    event.headers.length, initial_ttl(source.ttl_high)});
    if (found != sights.end()) tools[i] = winner(found->second);
  }
}

}  // namespace noroshi::scan
