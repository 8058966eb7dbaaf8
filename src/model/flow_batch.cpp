#include "model/flow_batch.hpp"

namespace noroshi::model {
namespace {

// Calls `visit` with each column of `batch` and the member of Flow that it holds: the one place
// that lists the columns, so that none is forgotten in one of the functions below.
template <class Batch, class Visit>
void each_column(Batch& batch, Visit visit) {
  visit(batch.source_address, &Flow::source_address);
  visit(batch.destination_address, &Flow::destination_address);
  visit(batch.source_port, &Flow::source_port);
  visit(batch.destination_port, &Flow::destination_port);
  visit(batch.protocol, &Flow::protocol);
  visit(batch.traits, &Flow::traits);
  visit(batch.tcp_flags, &Flow::tcp_flags);
  visit(batch.reverse_tcp_flags, &Flow::reverse_tcp_flags);
  visit(batch.end_reason, &Flow::end_reason);
  visit(batch.sampling_interval, &Flow::sampling_interval);
  visit(batch.exporter, &Flow::exporter);
  visit(batch.start, &Flow::start);
  visit(batch.end, &Flow::end);
  visit(batch.packets, &Flow::packets);
  visit(batch.reverse_packets, &Flow::reverse_packets);
  visit(batch.octets, &Flow::octets);
  visit(batch.reverse_octets, &Flow::reverse_octets);
}

}  // namespace

void FlowBatch::append(const Flow& flow) {
  each_column(*this, [&](auto& column, auto member) { column.push_back(flow.*member); });
}

Flow FlowBatch::at(std::size_t row) const {
  Flow flow;
  each_column(*this, [&](const auto& column, auto member) { flow.*member = column[row]; });
  return flow;
}

std::size_t FlowBatch::extend(std::size_t rows, const Flow& flow) {
  const std::size_t first = size();
  each_column(*this, [&](auto& column, auto member) { column.resize(first + rows, flow.*member); });
  return first;
}

void FlowBatch::set(std::size_t row, const Flow& flow) {
  each_column(*this, [&](auto& column, auto member) { column[row] = flow.*member; });
}

void FlowBatch::truncate(std::size_t rows) {
  each_column(*this, [&](auto& column, auto) { column.resize(rows); });
}

void FlowBatch::clear() {
  each_column(*this, [](auto& column, auto) { column.clear(); });
}

void FlowBatch::reserve(std::size_t rows) {
  each_column(*this, [rows](auto& column, auto) { column.reserve(rows); });
}

}  // namespace noroshi::model
