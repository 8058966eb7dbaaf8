#include "train/traffic/outlet.hpp"

#include <algorithm>

namespace noroshi::traffic {
namespace {

constexpr std::size_t kBatchRows = 65'536;

model::Flow opposite(const model::Flow& flow) {
  model::Flow back = flow;
  std::swap(back.source_address, back.destination_address);
  std::swap(back.source_port, back.destination_port);
  back.packets = flow.reverse_packets;
  back.octets = flow.reverse_octets;
  back.tcp_flags = flow.reverse_tcp_flags;
  // The answer comes after the first packet: at once in a long flow, at its end in a short one.
  if (flow.packets > 0) back.start = std::min(flow.end, flow.start + 20 * base::kMillisecond);
  return back;
}

}  // namespace

Outlet::Outlet(const Scenario& scenario, Ledger& ledger)
    : begin_(scenario.start),
      end_(scenario.end()),
      biflow_(scenario.exporter.biflow),
      sampler_(scenario.seed, scenario.sampling),
      ledger_(ledger) {
  batch_.reserve(kBatchRows);
}

void Outlet::add(model::Flow flow, Tag tag) {
  if (flow.start < begin_ || flow.start >= end_) return;
  flow.end = std::min(flow.end, end_ - 1);
  if (!sampler_.sample(flow)) return;
  if (biflow_) return push(flow, tag);
  const model::Flow back = opposite(flow);
  for (model::Flow way : {flow, back}) {
    if (way.packets == 0) continue;
    way.reverse_packets = way.reverse_octets = 0;
    way.reverse_tcp_flags = 0;
    way.traits &= static_cast<std::uint8_t>(~model::kBiflow);
    push(way, tag);
  }
}

Status Outlet::flush(base::Micros until, const Sink& sink) {
  order_.clear();
  waiting_.clear();
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (rows_[row].flow.start < until) {
      order_.push_back({rows_[row].flow.start, static_cast<std::uint32_t>(row)});
    } else {
      waiting_.push_back(rows_[row]);
    }
  }
  std::sort(order_.begin(), order_.end());
  for (std::size_t at = 0; at < order_.size(); ++at) {
    const Row& row = rows_[order_[at].row];
    batch_.append(row.flow);
    ledger_.book(row.tag, row.flow.start, row.flow.end);
    if (batch_.size() < kBatchRows && at + 1 < order_.size()) continue;
    records_ += batch_.size();
    NOROSHI_CHECK(sink(batch_));
    batch_.clear();
  }
  rows_.swap(waiting_);
  return {};
}

}  // namespace noroshi::traffic
