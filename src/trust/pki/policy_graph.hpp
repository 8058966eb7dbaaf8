// PolicyGraph: which certificate policies a path stands under (RFC 5280 §6.1.2–6.1.5).
//
// RFC 5280 draws a tree, which a few mapping certificates can make grow without bound; RFC 9618
// draws the same as a graph with one node a policy and depth, and so do we.
#pragma once

#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "trust/der/oid.hpp"

namespace noroshi::pki {

inline constexpr std::string_view kAnyPolicy = "2.5.29.32.0";

using PolicySet = std::set<der::Oid>;
/// issuerDomainPolicy and subjectDomainPolicy.
using PolicyMappings = std::vector<std::pair<der::Oid, der::Oid>>;

class PolicyGraph {
 public:
  PolicyGraph();

  /// Nothing is left: no policy is valid for the whole path.
  [[nodiscard]] bool empty() const { return levels_.empty(); }
  void clear() { levels_.clear(); }

  /// §6.1.3 (d): one certificate further down; `any` where anyPolicy counts in it.
  void descend(const PolicySet& policies, bool any);
  /// §6.1.4 (b): the last certificate maps policies, or would if it might.
  void map(const PolicyMappings& mappings, bool allowed);
  /// §6.1.5 (g): some policy of the set is valid for the whole path; an empty set stands for any.
  [[nodiscard]] bool meets(const PolicySet& wanted) const;

 private:
  struct Node {
    PolicySet expected{};
    PolicySet parents{};  ///< in the level above
  };
  using Level = std::map<der::Oid, Node>;
  std::vector<Level> levels_{};

  void prune();
};

}  // namespace noroshi::pki
