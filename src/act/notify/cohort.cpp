#include "act/notify/cohort.hpp"

#include <algorithm>

namespace noroshi::notify {
namespace {

constexpr std::string_view kNone = "none";

double days_between(base::Micros from, base::Micros until) {
  return static_cast<double>(std::max<base::Micros>(0, until - from)) /
         static_cast<double>(base::kDay);
}

std::vector<std::string> channels_in(const std::vector<Follow>& follows) {
  std::vector<std::string> names;
  for (const Follow& one : follows) names.push_back(one.channel);
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return a == kNone || b == kNone ? a != kNone && b == kNone : a < b;
  });
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Arm arm_of(const std::string& channel, const std::vector<Follow>& follows) {
  std::vector<programme::Observation> observations;
  Arm arm;
  arm.channel = channel;
  for (const Follow& one : follows) {
    if (one.channel != channel) continue;
    observations.push_back({.time = one.days, .event = one.cleared});
    ++arm.cases;
    if (one.cleared) ++arm.cleared;
  }
  arm.curve = programme::kaplan_meier(std::move(observations));
  return arm;
}

}  // namespace

std::optional<Follow> follow(const Case& one, base::Micros horizon) {
  const base::Micros start = one.notified != 0 ? one.notified : one.opened;
  if (start > horizon) return std::nullopt;
  Follow seen;
  seen.channel = one.arm.empty() ? std::string(kNone) : one.arm;
  seen.family = one.family;
  seen.cleared = one.cleared != 0;
  base::Micros until = one.cleared;
  if (!seen.cleared) until = one.ended != 0 ? std::min(one.ended, horizon) : horizon;
  seen.days = days_between(start, until);
  return seen;
}

Cohort cohort_of(const std::vector<Follow>& follows) {
  Cohort cohort;
  const auto names = channels_in(follows);
  std::vector<programme::Member> members;
  std::vector<std::string> families;
  for (const Follow& one : follows) families.push_back(one.family);
  std::sort(families.begin(), families.end());
  families.erase(std::unique(families.begin(), families.end()), families.end());
  const auto place = [](const std::vector<std::string>& list, const std::string& word) {
    return static_cast<std::size_t>(std::lower_bound(list.begin(), list.end(), word) -
                                    list.begin());
  };
  for (const Follow& one : follows) {
    const auto group = static_cast<std::size_t>(std::find(names.begin(), names.end(), one.channel) -
                                                names.begin());
    members.push_back({.time = one.days,
                       .event = one.cleared,
                       .group = group,
                       .stratum = place(families, one.family)});
  }
  for (const std::string& name : names) cohort.arms.push_back(arm_of(name, follows));
  cohort.by_family = programme::log_rank(members, names.size());
  for (auto& member : members) member.stratum = 0;
  cohort.all = programme::log_rank(std::move(members), names.size());
  return cohort;
}

Result<Cohort> cohort_of(Book& book, base::Micros silent) {
  const base::Micros horizon = NOROSHI_TRY(book.number("until")) - silent;
  std::vector<Follow> follows;
  std::size_t too_young = 0;
  for (const Case& one : NOROSHI_TRY(book.cases("1 = 1"))) {
    auto seen = follow(one, horizon);
    seen ? follows.push_back(std::move(*seen)) : static_cast<void>(++too_young);
  }
  Cohort cohort = cohort_of(follows);
  cohort.horizon = horizon;
  cohort.too_young = too_young;
  return cohort;
}

}  // namespace noroshi::notify
