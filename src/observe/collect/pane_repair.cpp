#include "observe/collect/pane_repair.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <vector>

#include "model/pane.hpp"
#include "observe/panes/panes.hpp"
#include "observe/panes/stored_pane.hpp"
#include "store/query/answer_rows.hpp"

namespace noroshi::collect {
namespace {

constexpr base::Micros kLatest = base::kHour;

// Records of a pane, each direction that carried something counted: a record is at least one.
struct Counted {
  std::uint64_t flows = 0, pairs = 0, servers = 0;
};
using CountedPanes = std::map<base::Micros, Counted>;

Status count(store::Store& store, const std::string& sql, CountedPanes& panes,
             std::uint64_t Counted::*as) {
  return query::each_row(store, sql, [&](const query::Row& row) -> Result<bool> {
    panes[row.instant("k_pane") * model::kPane].*as = row.whole("n_some") + row.whole("n_more");
    return true;
  });
}

Result<std::vector<base::Micros>> lacking(store::Store& store, base::Micros from) {
  static constexpr std::string_view kSummed =
      "SELECT intDiv(pane, {}) AS k_pane, sum(flows) AS n_some, sum(rev_flows) AS n_more "
      "FROM {} WHERE pane >= {} GROUP BY k_pane";
  CountedPanes panes;
  const auto flows = fmt::format(
      "SELECT intDiv(flow_start, {}) AS k_pane, count(*) AS n_some, "
      "sum(CASE WHEN rev_packets > 0 THEN 1 ELSE 0 END) AS n_more "
      "FROM flows WHERE flow_start >= {} GROUP BY k_pane",
      model::kPane, from);
  NOROSHI_CHECK(count(store, flows, panes, &Counted::flows));
  NOROSHI_CHECK(
      count(store, fmt::format(kSummed, model::kPane, "pairs", from), panes, &Counted::pairs));
  NOROSHI_CHECK(
      count(store, fmt::format(kSummed, model::kPane, "servers", from), panes, &Counted::servers));
  std::vector<base::Micros> found;
  for (const auto& [pane, counted] : panes) {
    if (counted.flows > std::min(counted.pairs, counted.servers)) found.push_back(pane);
  }
  return found;
}

template <class Batch>
void take_common(const query::Row& row, Batch& to) {
  to.pane.push_back(row.instant("pane"));
  to.server.push_back(row.address("server"));
  to.port.push_back(static_cast<std::uint16_t>(row.whole("port")));
  to.proto.push_back(static_cast<std::uint8_t>(row.whole("proto")));
  to.flows.push_back(static_cast<std::uint32_t>(row.whole("flows")));
  to.rev_flows.push_back(static_cast<std::uint32_t>(row.whole("rev_flows")));
  to.failed.push_back(static_cast<std::uint32_t>(row.whole("failed")));
  to.packets.push_back(row.whole("packets"));
  to.octets.push_back(row.whole("octets"));
  to.rev_packets.push_back(row.whole("rev_packets"));
  to.rev_octets.push_back(row.whole("rev_octets"));
}

void take(const query::Row& row, model::PairBatch& to) {
  static constexpr std::array<std::string_view, model::kPairStarts> kStarts{"start_1", "start_2",
                                                                            "start_3", "start_4"};
  take_common(row, to);
  to.client.push_back(row.address("client"));
  for (std::size_t i = 0; i < kStarts.size(); ++i) {
    to.starts[i].push_back(static_cast<std::uint32_t>(row.whole(kStarts[i])));
  }
}

using Sizes = std::array<std::uint32_t, model::kSizeBins>;

Sizes sizes_of(std::string_view octets) {
  Sizes sizes{};
  if (octets.size() == sizeof sizes) std::memcpy(sizes.data(), octets.data(), sizeof sizes);
  return sizes;
}

void take(const query::Row& row, model::ServerBatch& to) {
  take_common(row, to);
  to.sizes.push_back(sizes_of(row.octets("sizes")));
  to.rev_sizes.push_back(sizes_of(row.octets("rev_sizes")));
}

// What of the pane is stored, as far as it is subtracted.
template <class Batch>
Status note_stored(store::Store& store, std::string_view table, base::Micros pane,
                   panes::StoredPane& stored) {
  const auto sql = fmt::format("SELECT * FROM {} WHERE pane = {}", table, pane);
  Batch row_by_row;
  return query::each_row(store, sql, [&](const query::Row& row) -> Result<bool> {
    row_by_row.clear();
    take(row, row_by_row);
    stored.note(row_by_row);
    return true;
  });
}

Status sum_up(store::Store& store, base::Micros pane, panes::Panes& panes) {
  const auto answer = NOROSHI_TRY(
      store.select(fmt::format("SELECT * FROM flows WHERE flow_start >= {} AND flow_start < {}",
                               pane, pane + model::kPane)));
  model::FlowBatch batch;
  while (const auto chunk = NOROSHI_TRY(answer->next())) {
    batch.clear();
    NOROSHI_CHECK(query::append_records(*chunk, batch));
    panes.add(batch);
  }
  return {};
}

template <class Batch>
Status append(store::Store& store, const Batch& rows, std::uint64_t& appended) {
  if (rows.size() == 0) return {};
  NOROSHI_CHECK(store.append(store::rows_of(rows)));
  appended += rows.size();
  return {};
}

Status repair(store::Store& store, base::Micros pane, Repaired& repaired) {
  panes::StoredPane stored;
  NOROSHI_CHECK(note_stored<model::PairBatch>(store, "pairs", pane, stored));
  NOROSHI_CHECK(note_stored<model::ServerBatch>(store, "servers", pane, stored));
  panes::Panes panes;
  NOROSHI_CHECK(sum_up(store, pane, panes));
  ++repaired.panes;
  return panes.finish(
      [&](const model::PairBatch& pairs, const model::ServerBatch& servers) -> Status {
        NOROSHI_CHECK(append(store, stored.missing(pairs), repaired.pairs));
        return append(store, stored.missing(servers), repaired.servers);
      });
}

}  // namespace

base::Micros first_repairable(base::Micros last_alive, const store::Retention& retention,
                              base::Micros now) {
  base::Micros first = last_alive - kLatest;
  for (const auto kept : {retention.flows, retention.pairs, retention.servers}) {
    if (kept > 0) first = std::max(first, now - kept + model::kPane);
  }
  return model::pane_of(first);
}

Result<Repaired> repair_panes(store::Store& store, base::Micros from) {
  Repaired repaired;
  for (const auto pane : NOROSHI_TRY(lacking(store, from))) {
    NOROSHI_CHECK(
        repair(store, pane, repaired).within("completing the pane of " + base::to_rfc3339(pane)));
  }
  return repaired;
}

}  // namespace noroshi::collect
