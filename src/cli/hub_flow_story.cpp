// A server's contacts over time, for the hub: sums of panes, distinct clients from three upwards,
// and how the intervals between contacts are spread, all clients together.
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "cli/flow_question.hpp"
#include "cli/hub_flow_desk.hpp"
#include "cli/intervals.hpp"
#include "model/distinct.hpp"
#include "store/query/pane_rows.hpp"

namespace noroshi::cli {
namespace {

using store::TableId;

constexpr std::uint32_t kPoints = 300;     // five minutes each, over a day
constexpr std::size_t kIntervalBins = 41;  // odd: the period has one in the middle
constexpr std::size_t kMostIntervals = 2'000'000;

std::string filter_text(const model::Endpoint& server) {
  return fmt::format("server ip {} and server port {} and proto {}", server.ip.to_string(),
                     server.port, model::protocol_name(server.proto));
}

// Whole microseconds: the last bits of an exponential differ from machine to machine.
double to_micros(double seconds) { return std::round(seconds * 1e6) / 1e6; }

class Story {
 public:
  Story(store::Store& store, const hub::StoryQuestion& question, const FlowAsked& asked)
      : store_(store),
        question_(question),
        asked_(asked),
        buckets_(Buckets::over(asked.window, kPoints, TableId::Servers)) {}

  Result<hub::StoryAnswer> run();

 private:
  Status begin_points();
  Status add_sums();
  Status count_clients();
  Status count_roughly(base::Micros until);
  Status add_intervals();
  void set_clients(std::size_t index, std::uint64_t clients);

  store::Store& store_;
  const hub::StoryQuestion& question_;
  const FlowAsked& asked_;
  Buckets buckets_;
  hub::StoryAnswer answer_;
};

Status Story::begin_points() {
  const auto heard = NOROSHI_TRY(heard_in(store_, buckets_.window(), buckets_.length));
  for (std::size_t i = 0; i < buckets_.count; ++i) {
    hub::StoryAnswer::Point point;
    point.at = buckets_.at(i);
    point.exposure = heard.exposure[i];
    if (heard.heard[i] && buckets_.kept(i, asked_.span)) {
      point.contacts = point.sent = point.received = point.clients = 0;
    }
    answer_.points.push_back(point);
  }
  return {};
}

Status Story::add_sums() {
  query::Series sums;
  sums.table = TableId::Servers;
  sums.bucket = buckets_.length;
  sums.window = buckets_.window();
  sums.filter = asked_.filter;
  return query::each_row(store_, query::sql_of(sums), [&](const query::Row& row) -> Result<bool> {
    const auto index = buckets_.index_of(row.instant("k_bucket"));
    if (!index) return true;
    auto& point = answer_.points[*index];
    point.contacts = row.whole("n_flows");
    point.sent = row.whole("n_octets");
    point.received = row.whole("n_rev_octets");
    point.clients.reset();
    return true;
  });
}

void Story::set_clients(std::size_t index, std::uint64_t clients) {
  auto& told = answer_.points[index].clients;
  told.reset();
  if (clients >= kFewestClients) told = clients;
}

// Pairs tell exactly; where they are gone, the sketches of servers tell roughly.
Status Story::count_clients() {
  const auto pairs = NOROSHI_TRY(store_.health(TableId::Pairs));
  const base::Micros exact = pairs.rows > 0 ? pairs.oldest : buckets_.at(buckets_.count);
  if (buckets_.from < exact) NOROSHI_CHECK(count_roughly(exact));
  query::Series series;
  series.table = TableId::Pairs;
  series.bucket = buckets_.length;
  series.window = buckets_.window();
  series.filter = asked_.filter;
  series.clients = true;
  return query::each_row(store_, query::sql_of(series), [&](const query::Row& row) -> Result<bool> {
    const auto index = buckets_.index_of(row.instant("k_bucket"));
    if (index && buckets_.at(*index) >= exact) set_clients(*index, row.whole("n_clients"));
    return true;
  });
}

Status Story::count_roughly(base::Micros until) {
  const std::uint64_t half = question_.server.ip.low();
  query::PanesOf panes;
  panes.window = {buckets_.from, std::min(until, buckets_.at(buckets_.count)) + buckets_.length};
  panes.lower_halves = std::span(&half, 1);
  std::map<std::size_t, model::ClientRegisters> sketches;
  NOROSHI_CHECK(query::each_servers(store_, panes, [&](const model::ServerBatch& batch) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const model::Endpoint server{batch.server[i], batch.port[i], batch.proto[i]};
      const auto index = buckets_.index_of(batch.pane[i] / buckets_.length);
      if (server == question_.server && index) {
        model::merge_clients(sketches[*index], batch.clients[i]);
      }
    }
    return Status{};
  }));
  for (const auto& [index, registers] : sketches) {
    const auto clients = std::llround(model::estimate_clients(registers));
    set_clients(index, static_cast<std::uint64_t>(clients));
  }
  return {};
}

Status Story::add_intervals() {
  query::ContactStarts starts;
  starts.server = question_.server;
  starts.window = asked_.window;
  const auto answer = NOROSHI_TRY(store_.select(query::sql_of(starts)));
  std::vector<double> gaps;
  for (;;) {
    const auto chunk = NOROSHI_TRY(answer->next());
    if (!chunk || gaps.size() > kMostIntervals) break;
    for (const auto& column : chunk->columns) {
      const auto* lists = std::get_if<std::vector<std::vector<std::int64_t>>>(&column);
      if (lists == nullptr) continue;
      for (const auto& list : *lists) {
        for (std::size_t i = 1; i < list.size(); ++i) {
          gaps.push_back(base::seconds(list[i] - list[i - 1]));
        }
      }
    }
  }
  std::optional<double> period;
  if (question_.period_s > 0) period = question_.period_s;
  for (const auto& bin : interval_bins(gaps, period, kIntervalBins)) {
    answer_.intervals.push_back({to_micros(bin.low), to_micros(bin.high), bin.count});
  }
  return {};
}

Result<hub::StoryAnswer> Story::run() {
  NOROSHI_CHECK(begin_points());
  NOROSHI_CHECK(add_sums());
  NOROSHI_CHECK(count_clients());
  NOROSHI_CHECK(add_intervals());
  answer_.span = asked_.span;
  answer_.span.from = buckets_.from;
  answer_.span.to = buckets_.at(buckets_.count);
  answer_.bucket = buckets_.length;
  return std::move(answer_);
}

}  // namespace

Result<hub::StoryAnswer> HubFlowDesk::story(const hub::StoryQuestion& question) {
  auto asked =
      NOROSHI_TRY(this->asked(filter_text(question.server), question.window, TableId::Servers));
  return Story(*asked.open.store, question, asked).run();
}

}  // namespace noroshi::cli
