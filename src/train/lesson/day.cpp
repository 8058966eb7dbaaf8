#include "train/lesson/day.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/logarithm.hpp"
#include "detect/c2/prior.hpp"
#include "train/traffic/sampler.hpp"

namespace noroshi::lesson {
namespace {

// A table for each window and interval, fed from one stream of records.
class Eyes {
 public:
  Eyes(const traffic::Scenario& scenario, const DayOptions& options) : options_(options) {
    for (const base::Micros window : options.windows) {
      for (std::size_t i = 0; i < options.samplings.size(); ++i) {
        const base::Micros until = window == 0 ? scenario.end() : scenario.start + window;
        eyes_.push_back({.until = until, .interval = i, .table = {}});
      }
    }
    for (const std::uint32_t sampling : options.samplings) {
      samplers_.emplace_back(scenario.seed, sampling);
    }
  }

  /// Batches come in the order of time.
  void see(const model::FlowBatch& batch) {
    for (std::size_t i = 0; i < samplers_.size(); ++i) {
      if (options_.samplings[i] == 1) {
        show(i, batch);
        continue;
      }
      seen_.clear();
      for (std::size_t row = 0; row < batch.size(); ++row) {
        model::Flow flow = batch.at(row);
        if (samplers_[i].sample(flow)) seen_.append(flow);
      }
      show(i, seen_);
    }
  }

  c2::FlowTable take(std::size_t index) { return std::move(eyes_[index].table); }

 private:
  struct Eye {
    base::Micros until;
    std::size_t interval;
    c2::FlowTable table;
  };

  void show(std::size_t interval, const model::FlowBatch& batch) {
    if (batch.empty()) return;
    if (options_.watch) options_.watch(interval, batch);
    for (Eye& eye : eyes_) {
      if (eye.interval == interval && batch.start.front() < eye.until) eye.table.add(batch);
    }
  }

  const DayOptions& options_;
  std::vector<traffic::Sampler> samplers_;
  std::vector<Eye> eyes_;
  model::FlowBatch seen_;
};

// A stable choice: who is known at a smaller share is known at a larger one.
std::vector<net::Address> known_ones(const traffic::Truth& truth, double share) {
  std::vector<net::Address> known;
  for (const net::Address& host : truth.infected) {
    traffic::Stream draw(net::mix(truth.scenario.seed ^ net::hash(host)));
    if (draw.chance(share)) known.push_back(host);
  }
  return known;
}

// Gives each server its truth and takes out those that are neither right nor wrong.
View told(std::uint32_t sampling, const std::vector<c2::Weighed>& weighed,
          const std::map<model::Endpoint, KnownServer>& right,
          const std::set<model::Endpoint>& neither) {
  View view{.sampling = sampling, .window = 0, .summary = {}, .servers = {}, .unseen = {}};
  std::set<model::Endpoint> seen;
  for (const c2::Weighed& one : weighed) {
    const auto server = right.find(one.endpoint);
    if (server == right.end()) {
      if (!neither.contains(one.endpoint)) view.servers.push_back({.weighed = one, .family = ""});
      continue;
    }
    seen.insert(one.endpoint);
    view.servers.push_back(server->second);
    view.servers.back().weighed = one;
  }
  for (const auto& [endpoint, server] : right) {
    if (!seen.contains(endpoint)) view.unseen.push_back(server);
  }
  return view;
}

KnownServer unseen_server(const model::Endpoint& endpoint, std::string_view family,
                          std::uint32_t bots) {
  KnownServer server{.weighed = {}, .family = family_key(family), .bots = bots};
  server.weighed.endpoint = endpoint;
  return server;
}

}  // namespace

Result<Day> live(const traffic::Scenario& scenario, const DayOptions& options,
                 const traffic::ProgressFn& progress) {
  Day day;
  Eyes eyes(scenario, options);
  const auto watch = [&](const model::FlowBatch& batch) -> Status {
    eyes.see(batch);
    return options.check ? options.check() : Status{};
  };
  NOROSHI_CHECK(traffic::generate(scenario, watch, day.truth, progress));
  std::map<model::Endpoint, KnownServer> right;
  for (const traffic::TruthEndpoint& one : day.truth.c2) {
    if (one.clients > 0) {
      right.emplace(one.endpoint, unseen_server(one.endpoint, one.family, one.clients));
    }
  }
  std::set<model::Endpoint> neither;
  for (const traffic::TruthEndpoint& one : day.truth.others) {
    if (one.kind == traffic::kAbandonedService) continue;  // innocent, as what no truth names
    if (options.fronted_counts && one.kind == "c2-fronted" && one.clients > 0) {
      right.emplace(one.endpoint, unseen_server(one.endpoint, one.family, one.clients));
    } else {
      neither.insert(one.endpoint);
    }
  }
  for (std::size_t i = 0; i < options.windows.size() * options.samplings.size(); ++i) {
    const std::uint32_t sampling =
        std::max(options.stated, options.samplings[i % options.samplings.size()]);
    c2::HuntOptions hunt{.sampling = sampling, .threads = options.threads};
    hunt.infected = known_ones(day.truth, options.known_infected);
    hunt.coefficients = options.coefficients;
    c2::HuntSummary summary;
    const auto weighed = c2::weigh(eyes.take(i), hunt, &summary);
    day.views.push_back(told(sampling, weighed, right, neither));
    day.views.back().window = options.windows[i / options.samplings.size()];
    day.views.back().summary = summary;
  }
  return day;
}

View look_at(const Capture& capture, std::uint32_t sampling, const c2::Coefficients& coefficients,
             unsigned threads) {
  std::map<model::Endpoint, KnownServer> right;
  for (const score::TrueServer& one : capture.truth.servers) {
    right.emplace(one.endpoint, unseen_server(one.endpoint, capture.truth.family, 1));
  }
  std::set<model::Endpoint> neither;
  if (!capture.truth.innocent()) {
    neither.insert(capture.truth.others.begin(), capture.truth.others.end());
  }
  c2::FlowTable table;
  table.add(sampling == 1 ? capture.flows : sampled(capture.flows, sampling, 1));
  c2::HuntSummary summary;
  c2::HuntOptions hunt{.sampling = sampling, .threads = threads};
  hunt.coefficients = coefficients;
  const auto weighed = c2::weigh(std::move(table), hunt, &summary);
  View view = told(sampling, weighed, right, neither);
  view.summary = summary;
  return view;
}

double crowding(const Day& day, const View& view) {
  double there = 0;
  for (const traffic::TruthEndpoint& one : day.truth.c2) there += one.clients > 0 ? 1 : 0;
  if (there == 0) return 0;  // nothing to be wrong about
  return base::ln(there / c2::expected_c2_servers(static_cast<double>(view.summary.clients)));
}

}  // namespace noroshi::lesson
