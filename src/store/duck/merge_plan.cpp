#include "store/duck/merge_plan.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace noroshi::duck {
namespace {

// A segment joins those before it if it is at most so many times as large as all of them together.
constexpr std::uint64_t kMuchLarger = 4;

// The smallest ones, each not much larger than all before it together.
std::vector<Segment> of_like_size(std::vector<Segment> segments) {
  std::sort(segments.begin(), segments.end(), [](const Segment& a, const Segment& b) {
    return std::pair(a.octets, a.number) < std::pair(b.octets, b.number);
  });
  std::uint64_t total = 0;
  std::size_t count = 0;
  for (const Segment& segment : segments) {
    const bool too_large = total + segment.octets > kWholeSegment;
    if (count > 0 && (too_large || segment.octets > kMuchLarger * total)) break;
    total += segment.octets;
    ++count;
  }
  segments.resize(count);
  return segments;
}

}  // namespace

std::vector<Segment> next_merge(const std::vector<Segment>& segments,
                                const std::vector<base::Micros>& settled) {
  std::map<std::pair<store::TableId, base::Micros>, std::vector<Segment>> partitions;
  for (const Segment& segment : segments) {
    if (segment.octets >= kWholeSegment / 2) continue;
    partitions[{segment.table, segment.partition}].push_back(segment);
  }
  for (auto& [key, small] : partitions) {
    const bool is_settled = key.second < settled[static_cast<std::size_t>(key.first)];
    auto chosen = of_like_size(std::move(small));
    if (chosen.size() >= (is_settled ? 2 : kManySegments)) return chosen;
  }
  return {};
}

}  // namespace noroshi::duck
