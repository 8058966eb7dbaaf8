// Cases: operators push states, see their own, and those who run the hub see counts of all.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/cases.hpp"
#include "intel/programme/log_rank.hpp"
#include "intel/programme/survival.hpp"

namespace noroshi::hub {
namespace {

using Shelf = std::shared_ptr<Cases>;

std::int64_t own(const Call& call) { return call.caller.account->organisation; }

/// Cases are somebody's: there are none for who is nobody.
Status is_somebody(const Call& call) {
  if (!call.caller.account) return refusal(401, "sign in, or send a key");
  return call.may_read();
}

/// Whose counts the caller sees: all, for those who operate the hub.
std::optional<std::int64_t> whose(const Call& call) {
  if (call.may_operate()) return std::nullopt;
  return own(call);
}

void add_day(Json& json, const char* name, const std::optional<std::int64_t>& day) {
  if (day) json[name] = day_text(*day);
}

Json case_json(const CaseRow& one) {
  Json json{{"id", one.id},
            {"revision", one.revision},
            {"operator", one.operator_id},
            {"family", one.family},
            {"state", one.state},
            {"channel", one.channel},
            {"opened", day_text(one.opened)}};
  add_day(json, "notified", one.notified);
  add_day(json, "cleared", one.cleared);
  add_day(json, "ended", one.ended);
  return json;
}

Result<http::Response> push_cases(const Call& call, const Shelf& cases) {
  NOROSHI_CHECK(call.may_write());
  const auto push = NOROSHI_TRY(case_push_from_json(call.request.body));
  const auto taken = NOROSHI_TRY(cases->take(own(call), push));
  NOROSHI_CHECK(call.record("push cases", push.operator_id, "done"));
  return json_answer({{"added", taken.added}, {"changed", taken.changed}, {"known", taken.known}});
}

Result<http::Response> list_cases(const Call& call, const Shelf& cases) {
  NOROSHI_CHECK(is_somebody(call));
  const auto limit = NOROSHI_TRY(call.limit());
  const auto after = call.query.value("after").value_or("");
  const auto rows = NOROSHI_TRY(cases->all(own(call), after, limit));
  Json items = Json::array();
  for (const CaseRow& one : rows) items.push_back(case_json(one));
  Json counts = Json::array();
  for (const CaseCount& one : NOROSHI_TRY(cases->counts(whose(call)))) {
    counts.push_back({{"operator", one.operator_id}, {"state", one.state}, {"cases", one.cases}});
  }
  Json body{{"items", std::move(items)}, {"counts", std::move(counts)}};
  if (rows.size() == limit) body["next"] = rows.back().id;
  return json_answer(body);
}

Json arm_json(const std::string& channel, std::vector<programme::Observation> observations) {
  const auto cases = observations.size();
  const auto cleared = std::count_if(observations.begin(), observations.end(),
                                     [](const auto& o) { return o.event; });
  const auto curve = programme::kaplan_meier(std::move(observations));
  Json steps = Json::array();
  for (const auto& step : curve.steps) {
    steps.push_back({{"days", step.time},
                     {"at_risk", step.at_risk},
                     {"cleared", step.events},
                     {"censored", step.censored},
                     {"left", step.survival},
                     {"low", step.low},
                     {"high", step.high}});
  }
  Json arm{
      {"channel", channel}, {"cases", cases}, {"cleared", cleared}, {"steps", std::move(steps)}};
  if (const auto median = curve.quantile(0.5)) arm["median"] = *median;
  return arm;
}

std::size_t place(std::map<std::string, std::size_t>& places, const std::string& word) {
  return places.emplace(word, places.size()).first->second;
}

Result<http::Response> curve(const Call& call, const Shelf& cases) {
  NOROSHI_CHECK(is_somebody(call));
  std::uint64_t too_young = 0;
  const auto times = NOROSHI_TRY(cases->times(whose(call), too_young));
  std::map<std::string, std::vector<programme::Observation>> arms;
  std::map<std::string, std::size_t> groups, strata;
  std::vector<programme::Member> members;
  for (const CaseTimes& one : times) {
    arms[one.channel].push_back({.time = one.days, .event = one.cleared});
    members.push_back({.time = one.days,
                       .event = one.cleared,
                       .group = place(groups, one.channel),
                       .stratum = place(strata, one.operator_id + " " + one.family)});
  }
  Json list = Json::array();
  for (auto& [channel, observations] : arms) list.push_back(arm_json(channel, observations));
  Json body{{"too_young", too_young}, {"arms", std::move(list)}};
  // Within operator and family: who was told how differs between them.
  if (const auto test = programme::log_rank(std::move(members), groups.size())) {
    body["log_rank"] = {
        {"chi_squared", test->chi_squared}, {"degrees", test->degrees}, {"p", test->p}};
  }
  return json_answer(body);
}

}  // namespace

Result<std::vector<Route>> case_routes(Parts& parts) {
  const Shelf cases = NOROSHI_TRY(Cases::open(parts.database));
  const auto with = [&](auto answer) {
    return [cases, answer](const Call& call) { return answer(call, cases); };
  };
  return std::vector<Route>{{"POST", "/cases", with(push_cases)},
                            {"GET", "/cases", with(list_cases)},
                            {"GET", "/cases/curve", with(curve)}};
}

}  // namespace noroshi::hub
