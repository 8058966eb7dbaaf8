#include "store/rows.hpp"

#include "store/store.hpp"

namespace noroshi::store {
namespace {

template <class Value>
ColumnView view(const std::vector<Value>& column) {
  return std::span<const Value>(column);
}

template <class Value, std::size_t kWidth>
ColumnView octets(const std::vector<std::array<Value, kWidth>>& column) {
  return OctetsColumn{reinterpret_cast<const std::byte*>(column.data())};
}

}  // namespace

Rows rows_of(const model::FlowBatch& b) {
  return {&table(TableId::Flows),
          b.size(),
          {view(b.start), view(b.end), view(b.exporter), view(b.source_address),
           view(b.destination_address), view(b.source_port), view(b.destination_port),
           view(b.protocol), view(b.tcp_flags), view(b.reverse_tcp_flags), view(b.traits),
           view(b.end_reason), view(b.sampling_interval), view(b.packets), view(b.octets),
           view(b.reverse_packets), view(b.reverse_octets)}};
}

Rows rows_of(const model::PairBatch& b) {
  return {&table(TableId::Pairs),
          b.size(),
          {view(b.pane),        view(b.client),     view(b.server),    view(b.port),
           view(b.proto),       view(b.flags),      view(b.rev_flags), view(b.flows),
           view(b.rev_flows),   view(b.failed),     view(b.packets),   view(b.octets),
           view(b.rev_packets), view(b.rev_octets), view(b.sampling),  view(b.first),
           view(b.last),        view(b.starts[0]),  view(b.starts[1]), view(b.starts[2]),
           view(b.starts[3])}};
}

Rows rows_of(const model::ServerBatch& b) {
  return {&table(TableId::Servers),
          b.size(),
          {view(b.pane), view(b.server), view(b.port), view(b.proto), view(b.flows),
           view(b.rev_flows), view(b.failed), view(b.packets), view(b.octets), view(b.rev_packets),
           view(b.rev_octets), view(b.sampling), view(b.first), view(b.last), octets(b.clients),
           octets(b.sizes), octets(b.rev_sizes)}};
}

Rows rows_of(const model::ExposureBatch& b) {
  return {&table(TableId::Exposure),
          b.size(),
          {view(b.pane), view(b.exporter), view(b.domain), view(b.unit), view(b.received),
           view(b.lost), view(b.records)}};
}

base::Micros Retention::of(TableId id) const {
  switch (id) {
    case TableId::Flows:
      return flows;
    case TableId::Pairs:
      return pairs;
    case TableId::Servers:
      return servers;
    case TableId::Exposure:
      return exposure;
  }
  return 0;
}

}  // namespace noroshi::store
