#include "model/pane.hpp"

namespace noroshi::model {
namespace {

template <class... Columns>
void clear_each(Columns&... columns) {
  (columns.clear(), ...);
}

}  // namespace

void PairBatch::clear() {
  clear_each(pane, client, server, port, proto, flags, rev_flags, flows, rev_flows, failed, packets,
             octets, rev_packets, rev_octets, sampling, first, last);
  for (auto& start : starts) start.clear();
}

void ServerBatch::clear() {
  clear_each(pane, server, port, proto, flows, rev_flows, failed, packets, octets, rev_packets,
             rev_octets, sampling, first, last, clients, sizes, rev_sizes);
}

}  // namespace noroshi::model
