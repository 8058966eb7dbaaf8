#include "intel/programme/overlap.hpp"

#include <algorithm>
#include <bit>
#include <fmt/format.h>

namespace noroshi::programme {
namespace {

constexpr std::size_t kMostOperators = 64;  // a bit each

// A server, and who has it.
struct Seen {
  model::Endpoint server;
  std::uint64_t by = 0;
};

std::vector<Seen> union_of(std::span<const OperatorList> lists) {
  std::vector<Seen> all;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const auto& server : lists[i].servers) all.push_back({server, std::uint64_t{1} << i});
  }
  std::sort(all.begin(), all.end(),
            [](const Seen& a, const Seen& b) { return a.server < b.server; });
  std::vector<Seen> result;
  for (const Seen& one : all) {
    if (!result.empty() && result.back().server == one.server) {
      result.back().by |= one.by;
    } else {
      result.push_back(one);
    }
  }
  return result;
}

// Of all choices of k among n operators, the share that leaves out all of the m that have a server:
// C(n − m, k) / C(n, k).
double missed(std::size_t n, std::size_t m, std::size_t k) {
  double share = 1;
  for (std::size_t i = 0; i < k; ++i) {
    if (n - m <= i) return 0;
    share *= static_cast<double>(n - m - i) / static_cast<double>(n - i);
  }
  return share;
}

std::vector<double> reach_of(const std::vector<std::uint64_t>& seen_by) {
  const std::size_t n = seen_by.size();
  std::vector<double> reach(n, 0);
  for (std::size_t k = 1; k <= n; ++k) {
    for (std::size_t m = 1; m <= n; ++m) {
      reach[k - 1] += static_cast<double>(seen_by[m - 1]) * (1 - missed(n, m, k));
    }
  }
  return reach;
}

void count(const Seen& seen, std::vector<OperatorShare>& operators) {
  const auto having = static_cast<std::size_t>(std::popcount(seen.by));
  ++operators[static_cast<std::size_t>(std::countr_zero(seen.by))].gain_in_order;
  for (std::size_t i = 0; i < operators.size(); ++i) {
    if ((seen.by >> i & 1) == 0) continue;
    ++operators[i].servers;
    if (having == 1) ++operators[i].exclusive;
    operators[i].gain_on_average += 1 / static_cast<double>(having);
  }
}

Unseen unseen_of(const Overlap& overlap) {
  const auto& operators = overlap.operators;
  if (operators.size() == 2) {
    return {chapman(operators[0].servers, operators[1].servers, overlap.shared(0, 1)), false, {}};
  }
  std::vector<std::uint64_t> alone;
  for (const OperatorShare& one : operators) alone.push_back(one.exclusive);
  return {lower_bound(overlap.servers, alone, overlap.seen_by[1]), true,
          chao(overlap.servers, overlap.seen_by[0], overlap.seen_by[1])};
}

}  // namespace

double Overlap::jaccard(std::size_t a, std::size_t b) const {
  const std::uint64_t both = shared(a, b);
  const std::uint64_t either = shared(a, a) + shared(b, b) - both;
  return either == 0 ? 0 : static_cast<double>(both) / static_cast<double>(either);
}

Result<Overlap> overlap_of(std::span<const OperatorList> lists) {
  if (lists.size() < 2 || lists.size() > kMostOperators) {
    return Error{Errc::InvalidUsage, fmt::format("the overlap is of 2 to {} lists, not of {}",
                                                 kMostOperators, lists.size())};
  }
  Overlap result;
  for (const OperatorList& list : lists) result.operators.push_back({.name = list.name});
  result.seen_by.assign(lists.size(), 0);
  result.shared_.assign(lists.size() * lists.size(), 0);
  const auto servers = union_of(lists);
  result.servers = servers.size();
  for (const Seen& seen : servers) {
    count(seen, result.operators);
    ++result.seen_by[static_cast<std::size_t>(std::popcount(seen.by)) - 1];
    for (std::size_t a = 0; a < lists.size(); ++a) {
      if ((seen.by >> a & 1) == 0) continue;
      for (std::size_t b = 0; b < lists.size(); ++b) {
        result.shared_[a * lists.size() + b] += seen.by >> b & 1;
      }
    }
  }
  result.reach = reach_of(result.seen_by);
  result.unseen = unseen_of(result);
  return result;
}

}  // namespace noroshi::programme
