// Outlet: the last station of every record, where the day has its edges, packets are sampled,
// directions are split, and records are put in order of time.
//
// Sources add records of the running slice of time and, where a conversation reaches on, of later
// ones.  `flush(until)` hands out those that start before `until`, sorted by start (ties in the
// order in which they were added).  Memory is one slice and what reaches beyond it.
#pragma once

#include <functional>
#include <vector>

#include "base/result.hpp"
#include "model/flow_batch.hpp"
#include "train/traffic/ledger.hpp"
#include "train/traffic/sampler.hpp"
#include "train/traffic/scenario.hpp"

namespace noroshi::traffic {

using Sink = std::function<Status(const model::FlowBatch&)>;

class Outlet {
 public:
  /// Keeps a reference to `ledger`.
  Outlet(const Scenario& scenario, Ledger& ledger);

  void add(model::Flow flow, Tag tag);

  /// Hands records with start < `until` to `sink`, at most 65,536 a batch.
  Status flush(base::Micros until, const Sink& sink);

  [[nodiscard]] std::uint64_t records() const { return records_; }

 private:
  struct Row {
    model::Flow flow;
    Tag tag;
  };
  struct Key {
    base::Micros start;
    std::uint32_t row;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  void push(const model::Flow& flow, Tag tag) { rows_.push_back({flow, tag}); }

  base::Micros begin_;
  base::Micros end_;
  bool biflow_;
  Sampler sampler_;
  Ledger& ledger_;
  std::vector<Row> rows_;
  std::vector<Row> waiting_;
  std::vector<Key> order_;
  model::FlowBatch batch_;
  std::uint64_t records_ = 0;
};

}  // namespace noroshi::traffic
