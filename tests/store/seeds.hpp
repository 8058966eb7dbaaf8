// Rows for the store tests: extremes of every column, and seeded traffic in which groups meet.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/flow_batch.hpp"
#include "model/pane.hpp"

namespace noroshi::store_test {

/// 2026-01-02T00:00:00Z, where seeded rows begin: a boundary of hours and of days.
inline constexpr base::Micros kDayOne = base::Micros{1'767'312'000} * base::kSecond;

/// Least, greatest and odd values of every column; times before 1970 and far ahead.
model::FlowBatch edge_flows();
model::PairBatch edge_pairs();
model::ServerBatch edge_servers();
model::ExposureBatch edge_exposure();

/// `count` flows from `from` on, spread over `span`: few clients, servers and ports, so that keys
/// repeat, both families, counters whose sums stay within 64 bits.
model::FlowBatch seeded_flows(std::size_t count, std::uint64_t seed, base::Micros from = kDayOne,
                              base::Micros span = 2 * base::kHour);
model::PairBatch seeded_pairs(std::size_t count, std::uint64_t seed, base::Micros from = kDayOne);
model::ServerBatch seeded_servers(std::size_t count, std::uint64_t seed,
                                  base::Micros from = kDayOne);
model::ExposureBatch seeded_exposure(std::size_t count, std::uint64_t seed,
                                     base::Micros from = kDayOne);

}  // namespace noroshi::store_test
