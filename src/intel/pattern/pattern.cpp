#include "intel/pattern/pattern.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "intel/pattern/crowd.hpp"
#include "intel/pattern/parser.hpp"
#include "intel/pattern/search.hpp"
#include "intel/pattern/values.hpp"
#include "intel/stix/json_tree.hpp"

namespace noroshi::pattern {

struct Pattern::State {
  std::string text;
  Syntax syntax;
  PointedAt points_at;
};

Pattern::Pattern(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

const std::string& Pattern::text() const { return state_->text; }
const std::vector<std::string>& Pattern::warnings() const { return state_->syntax.warnings; }
const std::vector<stix::ObservedValue>& Pattern::values() const { return state_->points_at.values; }
bool Pattern::is_plain_list() const { return state_->points_at.plain_list; }
const std::vector<stix::ObservedValue>& Pattern::list_values() const {
  return state_->points_at.list;
}

Result<Pattern> Pattern::parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.length) {
    return Error{Errc::Limit, fmt::format("the pattern has {} octets, more than the {} allowed",
                                          text.size(), limits.length)};
  }
  if (!stix::is_utf8(text)) return Error{Errc::InvalidInput, "the pattern is not UTF-8"};
  auto state = std::make_unique<State>();
  state->text = text;
  state->syntax = NOROSHI_TRY(parse_syntax(text, limits));
  state->points_at = pointed_at(state->syntax);
  return Pattern(std::move(state));
}

namespace {

// The observations behind what is used of each group, its first members before its later ones.
Match match_of(const Crowd& crowd, const std::vector<std::uint64_t>& used,
               const std::vector<Observation>& observations) {
  Match match;
  for (std::size_t i = 0; i < used.size(); ++i) {
    auto wanted = used[i];
    for (const auto member : crowd.groups[i].members) {
      if (wanted == 0) break;
      match.observations.push_back(member);
      wanted -= std::min(wanted, observations[member].number_observed);
    }
  }
  std::sort(match.observations.begin(), match.observations.end());
  const auto& first = observations[match.observations.front()];
  match.begin = first.first_observed;
  match.end = first.last_observed;
  for (const auto index : match.observations) {
    match.begin = std::min(match.begin, observations[index].first_observed);
    match.end = std::max(match.end, observations[index].last_observed);
  }
  return match;
}

}  // namespace

Result<std::optional<Match>> Pattern::match(const std::vector<Observation>& observations,
                                            std::uint64_t budget) const {
  Budget left(budget);
  const auto crowd = NOROSHI_TRY(gather(state_->syntax, observations, left));
  const auto used = NOROSHI_TRY(search(state_->syntax, crowd, left));
  if (!used) return std::optional<Match>{};
  return std::optional(match_of(crowd, *used, observations));
}

}  // namespace noroshi::pattern
