#include "intel/archive/versions.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::archive {

Result<VersionFilter> VersionFilter::of(const Filter& filter) {
  VersionFilter result;
  result.added_after_ = filter.added_after;
  result.specs_ = filter.spec_versions;
  result.last_ = filter.versions.empty();
  for (const std::string& word : filter.versions) {
    if (word == "all") {
      result.all_ = true;
    } else if (word == "first") {
      result.first_ = true;
    } else if (word == "last") {
      result.last_ = true;
    } else if (const auto instant = stix::parse_timestamp(word)) {
      result.exact_.insert(*instant);
    } else {
      return Error{Errc::InvalidInput,
                   fmt::format("'{}' is no version: write all, first, last or a timestamp such as "
                               "2016-01-01T01:01:01.000Z",
                               word)};
    }
  }
  return result;
}

bool VersionFilter::takes_spec(const std::string& spec) const {
  return specs_.empty() || std::find(specs_.begin(), specs_.end(), spec) != specs_.end();
}

bool VersionFilter::takes_version(const Row& row, const Row& first, const Row& last) const {
  return all_ || (first_ && row.sequence == first.sequence) ||
         (last_ && row.sequence == last.sequence) || exact_.contains(row.version);
}

bool VersionFilter::takes_alone(const Row& row) const {
  if (added_after_ && row.added <= *added_after_) return false;
  return takes_spec(row.spec) && takes_version(row, row, row);
}

std::vector<Found> VersionFilter::chosen(std::vector<Found> visible) const {
  std::erase_if(visible, [this](const Found& one) {
    return (added_after_ && one.row.added <= *added_after_) || !takes_spec(one.row.spec);
  });
  if (specs_.empty()) {
    std::string highest;
    for (const Found& one : visible) highest = std::max(highest, one.row.spec);
    std::erase_if(visible, [&highest](const Found& one) { return one.row.spec != highest; });
  }
  std::sort(visible.begin(), visible.end(), [](const Found& a, const Found& b) {
    return std::pair(a.row.version, a.row.sequence) < std::pair(b.row.version, b.row.sequence);
  });
  visible.erase(
      std::unique(visible.begin(), visible.end(),
                  [](const Found& a, const Found& b) { return a.row.version == b.row.version; }),
      visible.end());
  if (visible.empty()) return visible;
  const Row first = visible.front().row;
  const Row last = visible.back().row;
  std::erase_if(visible, [&](const Found& one) { return !takes_version(one.row, first, last); });
  std::sort(visible.begin(), visible.end(),
            [](const Found& a, const Found& b) { return a.row.sequence < b.row.sequence; });
  return visible;
}

}  // namespace noroshi::archive
