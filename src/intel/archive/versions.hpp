// Versions: which revisions of an object a TAXII filter means (TAXII 2.1, section 3.4.1).
//
// In this order, each step among what the step before left: what the viewer may see, what was added
// after the given time, the specification version, one revision for each version (texts that differ
// under the same version: the one that came first), and last, first, all or named versions.  So a
// hidden newer revision neither appears nor makes the older one vanish.
#pragma once

#include <set>
#include <span>
#include <vector>

#include "intel/archive/archive.hpp"
#include "intel/archive/sight.hpp"

namespace noroshi::archive {

class VersionFilter {
 public:
  /// An Error for a version that is neither a word nor a timestamp.
  static Result<VersionFilter> of(const Filter& filter);

  /// Which of the visible revisions of one object it means, ascending by sequence.
  [[nodiscard]] std::vector<Found> chosen(std::vector<Found> visible) const;

  /// The same for a revision that is the only one of its object.
  [[nodiscard]] bool takes_alone(const Row& row) const;

 private:
  [[nodiscard]] bool takes_spec(const std::string& spec) const;
  [[nodiscard]] bool takes_version(const Row& row, const Row& first, const Row& last) const;

  std::optional<base::Micros> added_after_;
  std::vector<std::string> specs_;
  bool all_ = false;
  bool first_ = false;
  bool last_ = false;
  std::set<base::Micros> exact_;
};

}  // namespace noroshi::archive
