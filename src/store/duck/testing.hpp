// What the tests of this folder share: flows to put in, counts to get out.
#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/temporary_folder.hpp"
#include "model/flow_batch.hpp"
#include "store/duck/embedded_store.hpp"
#include "store/rows.hpp"

namespace noroshi::duck {

using base::TemporaryFolder;

inline constexpr base::Micros kNoon = 1'767'268'800 * base::kSecond;  // 2026-01-01T12:00:00Z

/// `count` flows one second apart; the octets of all flows ever made are 1, 2, 3 … from `first` on,
/// so that a sum tells a lost row from a doubled one.
inline model::FlowBatch flows(std::size_t count, base::Micros start = kNoon,
                              std::uint64_t first = 1) {
  model::FlowBatch batch;
  for (std::size_t i = 0; i < count; ++i) {
    model::Flow flow;
    flow.source_address = net::Address::v4(0xC0000200 + static_cast<std::uint32_t>(i % 250));
    flow.destination_address = net::Address::v6(0x20010DB800000000, i % 7);
    flow.source_port = static_cast<std::uint16_t>(1024 + i % 60000);
    flow.destination_port = i % 10 == 0 ? 23 : 443;
    flow.protocol = model::kTcp;
    flow.start = start + static_cast<base::Micros>(i) * base::kSecond;
    flow.end = flow.start + base::kSecond;
    flow.packets = 1;
    flow.octets = first + i;
    batch.append(flow);
  }
  return batch;
}

inline Result<std::vector<store::AnswerChunk>> ask(store::Store& store, const std::string& sql) {
  const auto answer = NOROSHI_TRY(store.select(sql));
  std::vector<store::AnswerChunk> chunks;
  while (auto chunk = NOROSHI_TRY(answer->next())) chunks.push_back(std::move(*chunk));
  return chunks;
}

/// The one number that a query yields.
inline Result<std::uint64_t> number(store::Store& store, const std::string& sql) {
  const auto chunks = NOROSHI_TRY(ask(store, sql));
  if (chunks.empty() || chunks[0].rows != 1) return Error{Errc::InvalidInput, "not one row"};
  const auto& column = chunks[0].columns.at(0);
  if (const auto* whole = std::get_if<std::vector<std::uint64_t>>(&column)) return whole->at(0);
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column)) {
    return static_cast<std::uint64_t>(whole->at(0));
  }
  return Error{Errc::InvalidInput, "not a whole number"};
}

/// How many flows there are and the sum of their octets.
using Totals = std::pair<std::uint64_t, std::uint64_t>;

inline Result<Totals> totals(store::Store& store) {
  const auto chunks = NOROSHI_TRY(ask(store, "SELECT toUInt64(count(*)), sum(octets) FROM flows"));
  if (chunks.size() != 1 || chunks[0].rows != 1) return Error{Errc::InvalidInput, "not one row"};
  return Totals{std::get<0>(chunks[0].columns[0])[0], std::get<0>(chunks[0].columns[1])[0]};
}

/// The totals of `flows(count)`.
constexpr Totals totals_of(std::uint64_t count) { return {count, count * (count + 1) / 2}; }

#define NOROSHI_EXPECT_OK(expression)                      \
  do {                                                     \
    const auto& noroshi_ok = (expression);                 \
    EXPECT_TRUE(noroshi_ok) << noroshi_ok.error().message; \
  } while (false)

#define NOROSHI_ASSERT_OK(expression)                      \
  do {                                                     \
    const auto& noroshi_ok = (expression);                 \
    ASSERT_TRUE(noroshi_ok) << noroshi_ok.error().message; \
  } while (false)

inline std::unique_ptr<EmbeddedStore> opened(Options options) {
  auto store = EmbeddedStore::open(std::move(options));
  EXPECT_TRUE(store) << store.error().message;
  return store ? std::move(*store) : nullptr;
}

/// Does all background work that is due.
inline Status settle(store::Store& store) {
  while (NOROSHI_TRY(store.tend())) {
  }
  return {};
}

}  // namespace noroshi::duck
