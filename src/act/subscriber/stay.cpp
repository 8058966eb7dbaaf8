#include "act/subscriber/stay.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace noroshi::subscriber {
namespace {

struct Edge {
  base::Micros time = 0;
  bool begins = false;
  std::uint64_t device = 0;
  std::uint32_t owner = kNobody;
};

std::vector<Edge> edges_of(const std::vector<Stay>& stays) {
  std::vector<Edge> edges;
  edges.reserve(stays.size() * 2);
  for (const auto& stay : stays) {
    edges.push_back({stay.start, true, stay.device, stay.owner});
    edges.push_back({stay.end, false, stay.device, stay.owner});
  }
  std::sort(edges.begin(), edges.end(),
            [](const Edge& a, const Edge& b) { return a.time < b.time; });
  return edges;
}

// Who is there, and how often: the first and the last in order tell whether all are one.
using Present = std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint32_t>;

void apply(const Edge& edge, Present& present) {
  const auto place = present.try_emplace({edge.owner, edge.device}, 0).first;
  place->second += edge.begins ? 1U : ~0U;  // minus one
  if (place->second == 0) present.erase(place);
}

void append(const Present& present, base::Micros start, base::Micros end,
            std::vector<Stay>& pieces) {
  if (present.empty() || start == end) return;
  const auto& first = present.begin()->first;
  const auto& last = present.rbegin()->first;
  Stay piece{start, end, 0, kContested};
  if (first.first == last.first) piece.owner = first.first;
  if (first == last) piece.device = first.second;
  const bool joins = !pieces.empty() && pieces.back().end == start &&
                     pieces.back().owner == piece.owner && pieces.back().device == piece.device;
  if (joins) {
    pieces.back().end = end;
  } else {
    pieces.push_back(piece);
  }
}

}  // namespace

std::vector<Stay> disjoint(const std::vector<Stay>& stays) {
  const auto edges = edges_of(stays);
  std::vector<Stay> pieces;
  Present present;
  for (std::size_t i = 0; i < edges.size();) {
    const auto now = edges[i].time;
    // Begins and ends of one instant together: a count may pass through zero, never below for
    // long, since it is unsigned and wraps back.
    for (; i < edges.size() && edges[i].time == now; ++i) apply(edges[i], present);
    if (i < edges.size()) append(present, now, edges[i].time, pieces);
  }
  return pieces;
}

Window Window::around(base::Micros time, base::Micros error) {
  using Limits = std::numeric_limits<base::Micros>;
  if (error < 0) error = 0;
  return {time < Limits::min() + error ? Limits::min() : time - error,
          time > Limits::max() - error ? Limits::max() : time + error};
}

Tenancy tenancy(const std::vector<Stay>& pieces, const Window& window) {
  Tenancy result;
  bool one_device = true;
  auto covered_to = window.from;  // nothing before this instant is open
  bool covered = false;
  for (const auto& piece : pieces) {
    if (piece.end <= window.from || piece.start > window.to) continue;
    if (piece.start > covered_to) result.gap = true;
    covered_to = piece.end;
    covered = true;
    if (piece.owner == kContested) {
      result.contested = true;
      continue;
    }
    if (result.owners.empty()) result.device = piece.device;
    one_device = one_device && piece.device == result.device;
    const bool known =
        std::find(result.owners.begin(), result.owners.end(), piece.owner) != result.owners.end();
    if (!known) result.owners.push_back(piece.owner);
  }
  // `to` itself belongs to the window, an end does not to its piece; forever has no end.
  if (!covered || (covered_to <= window.to && covered_to != kForever)) result.gap = true;
  if (!one_device) result.device = 0;
  return result;
}

}  // namespace noroshi::subscriber
