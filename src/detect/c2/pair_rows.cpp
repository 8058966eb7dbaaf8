#include "detect/c2/pair_rows.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "model/flow_batch.hpp"
#include "net/address.hpp"

namespace noroshi::c2 {
namespace {

using model::PairBatch;

// A connection that a further pane may go on with; other rows have ports from kFreshPorts on.
constexpr std::uint16_t kStandingPort = 1;
constexpr std::uint16_t kFreshPorts = 2;

std::uint32_t saturated(std::uint64_t value) {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(value, std::numeric_limits<std::uint32_t>::max()));
}

// A port that no other contact of the pair has by more than chance, whatever the order of rows.
std::uint16_t fresh_port(base::Micros start, std::uint64_t number) {
  const std::uint64_t bits = net::mix(static_cast<std::uint64_t>(start) ^ net::mix(number + 1));
  return static_cast<std::uint16_t>(kFreshPorts + bits % (65536 - kFreshPorts));
}

// `total` dealt out to `shares`: what number `index` gets, so that all of them together get it.
std::uint64_t share(std::uint64_t total, std::uint64_t shares, std::uint64_t index) {
  return total / shares + (index < total % shares ? 1 : 0);
}

// Octets follow their packets, so that octets a packet are those of the pair.
std::uint32_t octets_of(std::uint64_t packets, std::uint64_t octets, std::uint64_t all_packets) {
  if (all_packets == 0) return 0;
  const double each = static_cast<double>(octets) / static_cast<double>(all_packets);
  const double whole = each * static_cast<double>(packets) + 0.5;
  return whole >= 4294967295.0 ? std::numeric_limits<std::uint32_t>::max()
                               : static_cast<std::uint32_t>(whole);
}

// When its records began, ascending: 1 to 4 instants.
struct Starts {
  std::array<base::Micros, model::kPairStarts> at{};
  std::size_t count = 0;
};

Starts starts_of(const PairBatch& batch, std::size_t index) {
  Starts starts;
  for (const auto& column : batch.starts) {
    if (column[index] == model::kNoStart) break;
    starts.at[starts.count++] = batch.pane[index] + column[index] * base::kMillisecond;
  }
  if (starts.count == 0) starts.at[starts.count++] = batch.first[index];  // of the server alone
  return starts;
}

// What the records of one row have in common.
struct Pair {
  Starts starts;
  std::uint32_t records = 1;
  std::uint32_t answered = 0;  // records that did not fail
  bool has_flags = false;
  bool one_by_one = false;  // nothing goes on from pane to pane
  base::Micros lasting = 0;
};

Pair pair_of(const PairBatch& batch, std::size_t index, bool sampled) {
  Pair pair{.starts = starts_of(batch, index)};
  pair.records = std::max({batch.flows[index], batch.rev_flows[index], 1U});
  pair.answered = pair.records - std::min(batch.failed[index], pair.records);
  const bool tcp = batch.proto[index] == model::kTcp;
  pair.has_flags = tcp && (batch.flags[index] | batch.rev_flags[index]) != 0;
  pair.one_by_one = tcp && (sampled || batch.sampling[index] > 1 || !pair.has_flags);
  // The latest end is that of the last record; what lies beyond the last known start is shared.
  const std::size_t known = pair.starts.count;
  const base::Micros tail =
      std::clamp<base::Micros>(batch.last[index] - pair.starts.at[known - 1], 0, 49 * base::kDay);
  const std::uint64_t beyond = pair.records > known ? pair.records - known + 1 : 1;
  pair.lasting = tail / static_cast<base::Micros>(beyond);
  return pair;
}

// The last one may be gone on with; where the pane opened no connection, the first goes on.
std::uint16_t port_of(const Pair& pair, const PairBatch& batch, std::size_t index,
                      std::uint32_t number, base::Micros start) {
  if (pair.one_by_one) return fresh_port(start, number);
  if (batch.proto[index] != model::kTcp) return kStandingPort;
  const bool opens = ((batch.flags[index] | batch.rev_flags[index]) & model::kSyn) != 0;
  if (!opens || number + 1 == pair.answered) return kStandingPort;
  return fresh_port(start, number);
}

FlowRow row_of(const Pair& pair, const PairBatch& batch, std::size_t index, std::uint32_t number) {
  const std::size_t known = pair.starts.count;
  const std::size_t at = std::min<std::size_t>(number, known - 1);
  const base::Micros start = pair.starts.at[at];
  const base::Micros until =
      at + 1 < known ? pair.starts.at[at + 1] : std::numeric_limits<base::Micros>::max();
  const std::uint64_t packets = share(batch.packets[index], pair.records, number);
  FlowRow row{.port = batch.port[index],
              .protocol = batch.proto[index],
              .client_port = port_of(pair, batch, index, number, start),
              .flags_out = batch.flags[index],
              .start = start,
              .duration_ms = saturated(static_cast<std::uint64_t>(
                  std::min(pair.lasting, until - start) / base::kMillisecond)),
              .packets_out = saturated(packets),
              .octets_out = octets_of(packets, batch.octets[index], batch.packets[index]),
              .sampling = batch.sampling[index]};
  if (pair.has_flags) row.traits = model::kHasTcpFlags;
  const bool fails = number >= pair.answered;
  if (fails) row.flags_out = model::kSyn;
  // Where all failed, what came back was a refusal.
  if (fails && pair.answered > 0) return row;
  const std::uint32_t heard = pair.answered > 0 ? pair.answered : pair.records;
  const std::uint64_t back = share(batch.rev_packets[index], heard, number);
  row.flags_in = back > 0 ? batch.rev_flags[index] : std::uint8_t{0};
  row.packets_in = saturated(back);
  row.octets_in = octets_of(back, batch.rev_octets[index], batch.rev_packets[index]);
  return row;
}

}  // namespace

void rows_of_pair(const PairBatch& batch, std::size_t index, bool sampled,
                  std::vector<FlowRow>& rows) {
  rows.clear();
  const Pair pair = pair_of(batch, index, sampled);
  const std::uint32_t count = std::min(pair.records, kMostPairRows);
  for (std::uint32_t number = 0; number < count; ++number) {
    rows.push_back(row_of(pair, batch, index, number));
  }
}

}  // namespace noroshi::c2
