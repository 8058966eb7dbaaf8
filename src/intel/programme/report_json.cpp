#include "intel/programme/report_json.hpp"

#include <fmt/format.h>

#include "base/json_string.hpp"
#include "base/time.hpp"

namespace noroshi::programme {
namespace {

using base::json_string;

std::string population_json(const Population& one) {
  return fmt::format(
      R"({{"unseen":{:.6g},"whole":{:.6g},"error":{:.6g},"low":{:.6g},"high":{:.6g}}})", one.unseen,
      one.whole(), one.error, one.low, one.high);
}

template <class Figure>
std::string square_json(std::size_t size, Figure figure) {
  std::string rows;
  for (std::size_t a = 0; a < size; ++a) {
    std::string cells;
    for (std::size_t b = 0; b < size; ++b) cells += (b > 0 ? "," : "") + figure(a, b);
    rows += (a > 0 ? ",[" : "[") + cells + "]";
  }
  return "[" + rows + "]";
}

std::string number(double value) { return fmt::format("{:.6g}", value); }

std::string number(const std::optional<double>& value) {
  return value ? number(*value) : std::string("null");
}

std::string seconds(base::Micros duration) {
  return fmt::format("{:.12g}", base::seconds(duration));
}

std::string curve_json(const SurvivalCurve& curve) {
  std::string out;
  for (const auto& step : curve.steps) {
    out += fmt::format(
        R"({}{{"days":{},"at_risk":{},"listed":{},"censored":{},"unlisted":{},"error":{},"low":{},"high":{}}})",
        out.empty() ? "" : ",", number(step.time), step.at_risk, step.events, step.censored,
        number(step.survival), number(step.error), number(step.low), number(step.high));
  }
  return out;
}

std::string feed_json(const FeedLeads& leads) {
  const auto& spread = leads.spread;
  const auto figure = [&](double Spread::*one) {
    return spread ? number((*spread).*one) : std::string("null");
  };
  const auto interval = leads.curve.quantile_interval(0.5);
  return fmt::format(
      R"({{"feed":{},"newest":{},"listed":{},"behind":{},"unlisted":{},"undated":{},"by_address":{},)"
      R"("inexact":{},"other_tenants":{},"mean_days":{},"least_days":{},"lower_quartile_days":{},)"
      R"("median_days":{},"upper_quartile_days":{},"most_days":{},"median_with_unlisted_days":{},)"
      R"("median_low_days":{},"median_high_days":{},"curve":[{}]}})",
      leads.feed.empty() ? "null" : json_string(leads.feed),
      json_string(base::to_rfc3339(leads.newest)), leads.listed, leads.behind, leads.waiting,
      leads.undated, leads.by_address, leads.inexact, leads.other_tenants, figure(&Spread::mean),
      figure(&Spread::least), figure(&Spread::lower_quartile), figure(&Spread::median),
      figure(&Spread::upper_quartile), figure(&Spread::most), number(leads.curve.quantile(0.5)),
      number(interval.low), number(interval.high), curve_json(leads.curve));
}

}  // namespace

std::string overlap_json(const Overlap& overlap, std::string_view by) {
  std::string operators;
  for (const OperatorShare& one : overlap.operators) {
    operators += fmt::format(
        R"({}{{"operator":{},"servers":{},"exclusive":{},"gain_in_order":{},"gain_on_average":{:.6g}}})",
        operators.empty() ? "" : ",", json_string(one.name), one.servers, one.exclusive,
        one.gain_in_order, one.gain_on_average);
  }
  const std::size_t size = overlap.operators.size();
  const auto shared = [&](std::size_t a, std::size_t b) {
    return fmt::format("{}", overlap.shared(a, b));
  };
  const auto jaccard = [&](std::size_t a, std::size_t b) {
    return fmt::format("{:.6g}", overlap.jaccard(a, b));
  };
  std::string reach;
  for (const double one : overlap.reach) {
    reach += fmt::format("{}{:.6g}", reach.empty() ? "" : ",", one);
  }
  const auto& unseen = overlap.unseen;
  return fmt::format(
      R"({{"by":"{}","servers":{},"operators":[{}],"shared":{},"jaccard":{},"seen_by":[{}],)"
      R"("reach":[{}],"method":"{}","estimate":{},"chao_1987":{}}})"
      "\n",
      by, overlap.servers, operators, square_json(size, shared), square_json(size, jaccard),
      fmt::join(overlap.seen_by, ","), reach, unseen.is_lower_bound ? "lower-bound" : "chapman",
      population_json(unseen.estimate),
      unseen.equal_lists ? population_json(*unseen.equal_lists) : "null");
}

std::string lead_json(const LeadReport& report) {
  std::string feeds;
  for (const FeedLeads& leads : report.feeds) {
    feeds += (feeds.empty() ? "" : ",") + feed_json(leads);
  }
  return fmt::format(R"({{"servers":{},"slack_s":{},"delay_s":{},"feeds":[{}],"all":{}}})",
                     report.servers.size(), seconds(report.options.slack),
                     seconds(report.options.delay), feeds,
                     report.all ? feed_json(*report.all) : "null") +
         "\n";
}

}  // namespace noroshi::programme
