#include "act/report/shares.hpp"

#include "act/report/selection.hpp"

namespace noroshi::report {
namespace {

/// Calls `visit(place, one)` for all.
template <class List, class Visit>
void each(const List& list, Visit visit) {
  std::uint32_t place = 0;
  for (const auto& one : list) visit(place++, one);
}

}  // namespace

Shares shares_of(const scan::Day& day, const Atlas& atlas) {
  Shares shares;
  const auto at = [&](const net::Address& address) -> Share& {
    return shares[atlas.spot_of(address).operator_id];
  };
  each(day.infected,
       [&](auto place, const auto& one) { at(one.address).infected.push_back(place); });
  each(day.victims, [&](auto place, const auto& one) { at(one.victim).victims.push_back(place); });
  each(day.hosts, [&](auto place, const auto& one) { shares[one.network].hosts.push_back(place); });
  each(day.researchers,
       [&](auto place, const auto& one) { at(one.address).researchers.push_back(place); });
  each(day.campaigns, [&](auto place, const auto& one) {
    for (const auto& source : one.sources) {
      auto& own = at(source).campaigns;
      if (own.empty() || own.back().first != place) own.emplace_back(place, 0);
      ++own.back().second;
    }
  });
  return shares;
}

std::vector<std::string> concerned(const Shares& shares) {
  std::vector<std::string> ids;
  for (const auto& [id, share] : shares) {
    const bool something = !share.infected.empty() || !share.victims.empty();
    if (something && !id.empty()) ids.push_back(id);
  }
  return ids;
}

}  // namespace noroshi::report
