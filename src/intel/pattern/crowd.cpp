#include "intel/pattern/crowd.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <tuple>

namespace noroshi::pattern {
namespace {

constexpr auto kEarliest = std::numeric_limits<base::Micros>::min();
constexpr auto kLatest = std::numeric_limits<base::Micros>::max();

// From `start`, until before `stop`.
struct Window {
  base::Micros start = kEarliest;
  base::Micros stop = kLatest;

  // Some instant of the observation lies inside.
  [[nodiscard]] bool meets(const Observation& observation) const {
    const bool before_stop = stop == kLatest || observation.first_observed < stop;
    return before_stop && observation.last_observed >= start;
  }
};

// START … STOP asks every observation below it, so all that stand above one make one window.
std::vector<Window> windows(const Syntax& syntax) {
  std::vector<Window> made(syntax.nodes.size());
  for (auto i = syntax.nodes.size(); i-- > 0;) {  // wholes before parts
    const auto& node = syntax.nodes[i];
    if (node.kind == Node::Kind::StartStop) {
      made[i].start = std::max(made[i].start, node.start);
      made[i].stop = std::min(made[i].stop, node.stop);
    }
    for (const auto part : node.parts) made[part] = made[i];
  }
  return made;
}

bool asks_for_time(const Syntax& syntax) {
  return std::any_of(syntax.nodes.begin(), syntax.nodes.end(), [](const Node& node) {
    return node.kind == Node::Kind::Within || node.kind == Node::Kind::FollowedBy;
  });
}

// For each observation the nodes that it satisfies, ascending.
Result<std::vector<std::vector<std::uint32_t>>> roles(const Syntax& syntax,
                                                      const std::vector<Observation>& observations,
                                                      Budget& budget) {
  const Scene scene(observations);
  const auto window = windows(syntax);
  std::vector<std::vector<std::uint32_t>> made(observations.size());
  for (std::uint32_t i = 0; i < syntax.nodes.size(); ++i) {
    const auto& node = syntax.nodes[i];
    if (node.kind != Node::Kind::Observation) continue;
    if (!budget.spend(observations.size())) return Budget::exhausted();
    for (std::size_t k = 0; k < observations.size(); ++k) {
      if (observations[k].number_observed > 0 && window[i].meets(observations[k]) &&
          scene.satisfies(k, syntax, node.test)) {
        made[k].push_back(i);
      }
    }
  }
  return made;
}

std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b
             ? std::numeric_limits<std::uint64_t>::max()
             : a + b;
}

}  // namespace

Error Budget::exhausted() {
  return {Errc::Limit,
          "the pattern and these observations need more comparisons than allowed; match fewer "
          "observations at once, or raise the budget"};
}

Result<Crowd> gather(const Syntax& syntax, const std::vector<Observation>& observations,
                     Budget& budget) {
  const auto all_roles = NOROSHI_TRY(roles(syntax, observations, budget));
  const bool time = asks_for_time(syntax);
  Crowd crowd;
  crowd.candidates.resize(syntax.nodes.size());
  std::map<std::tuple<std::vector<std::uint32_t>, base::Micros, base::Micros>, std::uint32_t> known;
  for (std::size_t k = 0; k < observations.size(); ++k) {
    if (all_roles[k].empty()) continue;
    const auto& seen = observations[k];
    const auto [place, is_new] = known.try_emplace(
        {all_roles[k], time ? seen.first_observed : 0, time ? seen.last_observed : 0},
        static_cast<std::uint32_t>(crowd.groups.size()));
    if (is_new) {
      crowd.groups.push_back({seen.first_observed, seen.last_observed, 0, {}});
      for (const auto node : all_roles[k]) crowd.candidates[node].push_back(place->second);
    }
    auto& group = crowd.groups[place->second];
    group.count = saturating_sum(group.count, seen.number_observed);
    group.members.push_back(k);
  }
  return crowd;
}

}  // namespace noroshi::pattern
