// The hub's courses over time: as `noroshi flow query --series`, in whole buckets, with gaps where
// nothing was heard and lines for the greatest keys.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "cli/flow_question.hpp"
#include "cli/hub_flow_desk.hpp"
#include "cli/top_request.hpp"

namespace noroshi::cli {
namespace {

using query::By;
using store::TableId;

// What is said; else the table that can tell, records first.
Result<TableId> table_of(const hub::SeriesQuestion& question, const query::Filter& filter,
                         std::optional<By> split) {
  const auto tells = [&](TableId table) {
    return (!split || query::has_key(*split, table)) && query::fits(filter, table).has_value();
  };
  if (question.table.empty() && !tells(TableId::Flows) && tells(TableId::Pairs)) {
    return TableId::Pairs;
  }
  const auto table = question.table == "pairs" ? TableId::Pairs : TableId::Flows;
  if (!split || query::has_key(*split, table)) return table;
  return Error{Errc::InvalidUsage,
               table == TableId::Flows
                   ? fmt::format("split: records do not say which side serves; {} is told of "
                                 "panes, table=pairs",
                                 question.split)
                   : fmt::format("split: panes do not keep the {}; it is told of records, "
                                 "table=flows",
                                 question.split)};
}

struct Total {
  std::uint64_t octets = 0;
  hub::SeriesAnswer::Line line;
};

class Course {
 public:
  Course(const Buckets& buckets, const hub::FlowSpan& span, const Heard& heard)
      : buckets_(buckets) {
    for (std::size_t i = 0; i < buckets.count; ++i) {
      const bool told = heard.heard[i] && buckets.kept(i, span);
      empty_.push_back(told ? std::optional<std::uint64_t>(0) : std::nullopt);
    }
  }

  void add(const std::optional<hub::FlowKey>& key, base::Micros k_bucket,
           const hub::FlowSums& sums) {
    const auto index = buckets_.index_of(k_bucket);
    if (!index) return;
    Total& total = line_of(key);
    total.line.flows[*index] = sums.flows;
    total.line.packets[*index] = sums.packets;
    total.line.octets[*index] = sums.octets;
    total.octets += sums.octets;
  }

  Total& line_of(const std::optional<hub::FlowKey>& key) {
    const auto [place, fresh] = lines_.try_emplace(key ? key->filter : "");
    if (fresh) place->second.line = {key, empty_, empty_, empty_};
    return place->second;
  }

  /// The greatest first.
  std::vector<hub::SeriesAnswer::Line> lines() {
    std::vector<Total> totals;
    for (auto& [name, total] : lines_) totals.push_back(std::move(total));
    std::stable_sort(totals.begin(), totals.end(),
                     [](const Total& a, const Total& b) { return a.octets > b.octets; });
    std::vector<hub::SeriesAnswer::Line> lines;
    for (auto& total : totals) lines.push_back(std::move(total.line));
    return lines;
  }

 private:
  const Buckets& buckets_;
  hub::SeriesAnswer::Figures empty_;
  std::map<std::string, Total> lines_;
};

}  // namespace

Result<hub::SeriesAnswer> HubFlowDesk::series(const hub::SeriesQuestion& question) {
  std::optional<By> split;
  if (!question.split.empty()) split = by_of(question.split);
  const auto filter = NOROSHI_TRY(filter_of(question.filter));
  const auto table = NOROSHI_TRY(table_of(question, filter, split));
  auto asked = NOROSHI_TRY(this->asked(question.filter, question.window, table));
  if (split && has_address(*split) && subscribers_unknown(asked.open)) {
    return needs_purpose("the store keeps subscribers' addresses as they are");
  }
  const auto buckets = Buckets::over(asked.window, question.buckets, table);
  store::Store& store = *asked.open.store;
  const auto heard = NOROSHI_TRY(heard_in(store, buckets.window(), buckets.length));

  query::Series series;
  series.table = table;
  series.bucket = buckets.length;
  series.window = buckets.window();
  series.filter = asked.filter;
  series.split = split;
  series.lines = question.lines;
  series.fold_tokens = split && has_address(*split);
  Course course(buckets, asked.span, heard);
  if (!split) course.line_of({});
  const auto names = exporters();
  NOROSHI_CHECK(query::each_row(store, query::sql_of(series), [&](const query::Row& row) {
    std::optional<hub::FlowKey> key;
    if (split) key = flow_key(row, *split, names);
    course.add(key, row.instant("k_bucket"), flow_sums(row));
    return Result<bool>(true);
  }));

  hub::SeriesAnswer answer;
  answer.span = asked.span;
  answer.span.from = buckets.from;
  answer.span.to = buckets.at(buckets.count);
  answer.bucket = buckets.length;
  answer.lines = course.lines();
  return answer;
}

}  // namespace noroshi::cli
