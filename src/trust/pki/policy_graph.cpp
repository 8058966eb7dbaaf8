#include "trust/pki/policy_graph.hpp"

#include <algorithm>

namespace noroshi::pki {

PolicyGraph::PolicyGraph() {
  levels_.push_back({{der::Oid(kAnyPolicy), Node{.expected = {kAnyPolicy}}}});
}

void PolicyGraph::descend(const PolicySet& policies, bool any) {
  if (empty()) return;
  const Level& above = levels_.back();
  std::map<der::Oid, PolicySet> expecting;  // policy → who above expects it
  for (const auto& [policy, node] : above) {
    for (const der::Oid& expected : node.expected) expecting[expected].insert(policy);
  }
  Level level;
  for (const der::Oid& policy : policies) {
    if (policy.dotted == kAnyPolicy) continue;
    if (const auto parents = expecting.find(policy); parents != expecting.end()) {
      level[policy] = Node{{policy}, parents->second};
    } else if (above.count(kAnyPolicy) != 0) {
      level[policy] = Node{{policy}, {kAnyPolicy}};
    }
  }
  if (any) {
    for (const auto& [policy, parents] : expecting) {
      level.try_emplace(policy, Node{{policy}, parents});
    }
  }
  levels_.push_back(std::move(level));
  prune();
}

void PolicyGraph::map(const PolicyMappings& mappings, bool allowed) {
  if (empty()) return;
  std::map<der::Oid, PolicySet> mapped;
  for (const auto& [from, to] : mappings) mapped[from].insert(to);
  Level& level = levels_.back();
  for (const auto& [from, to] : mapped) {
    if (!allowed) {
      level.erase(from);
    } else if (const auto node = level.find(from); node != level.end()) {
      node->second.expected = to;
    } else if (level.count(kAnyPolicy) != 0) {
      level[from] = Node{to, {kAnyPolicy}};
    }
  }
  if (!allowed) prune();
}

bool PolicyGraph::meets(const PolicySet& wanted) const {
  if (empty()) return false;
  if (wanted.empty() || wanted.count(kAnyPolicy) != 0) return true;
  if (levels_.back().count(kAnyPolicy) != 0) return true;
  // Of what is left every node leads to the end; the policies that the path's beginning knows are
  // those whose parent is anyPolicy.
  return std::any_of(levels_.begin(), levels_.end(), [&](const Level& level) {
    return std::any_of(level.begin(), level.end(), [&](const auto& entry) {
      return entry.second.parents.count(kAnyPolicy) != 0 && wanted.count(entry.first) != 0;
    });
  });
}

/// Takes away what leads nowhere, from the last level upwards.
void PolicyGraph::prune() {
  for (std::size_t depth = levels_.size() - 1; depth > 0; --depth) {
    PolicySet needed;
    for (const auto& [policy, node] : levels_[depth]) {
      needed.insert(node.parents.begin(), node.parents.end());
    }
    Level& above = levels_[depth - 1];
    for (auto node = above.begin(); node != above.end();) {
      node = needed.count(node->first) == 0 ? above.erase(node) : std::next(node);
    }
  }
  if (levels_.front().empty()) clear();
}

}  // namespace noroshi::pki
