#include "store/clickhouse/split.hpp"

#include <gtest/gtest.h>
#include <set>

#include "store/clickhouse/ddl.hpp"

namespace noroshi::clickhouse {
namespace {

model::Flow flow_at(base::Micros start, std::uint32_t client, std::uint32_t server) {
  model::Flow flow;
  flow.start = start;
  flow.source_address = net::Address::v4(client);
  flow.destination_address = net::Address::v4(server);
  return flow;
}

std::size_t total(const std::vector<Unit>& units) {
  std::size_t rows = 0;
  for (const Unit& unit : units) rows += unit.count;
  return rows;
}

TEST(Split, RowsOfOneHourAndOneShardTravelAsTheyLie) {
  model::FlowBatch batch;
  for (int i = 0; i < 10; ++i) batch.append(flow_at(base::kHour + i, 1, 2));
  const auto units = split(store::rows_of(batch), 1);
  ASSERT_EQ(units.size(), 1U);
  EXPECT_EQ(units[0].partition, 1);
  EXPECT_TRUE(units[0].rows.empty()) << "no copy by index is needed";
  EXPECT_EQ(units[0].count, 10U);
}

TEST(Split, EachUnitIsOfOnePartitionAndOneShard) {
  model::FlowBatch batch;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    batch.append(flow_at(i % 3 * base::kHour - base::kHour, i, i * 7));
  }
  const auto rows = store::rows_of(batch);
  const auto units = split(rows, 4);
  EXPECT_EQ(total(units), 1000U);
  std::set<std::uint32_t> seen;
  for (const Unit& unit : units) {
    for (const std::uint32_t row : unit.rows) {
      EXPECT_TRUE(seen.insert(row).second) << "a row twice";
      EXPECT_EQ(shard_of(rows, row, 4), unit.shard);
      EXPECT_EQ(batch.start[row] / base::kHour, unit.partition);
    }
  }
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(Split, SpreadsRowsEvenly) {
  model::FlowBatch batch;
  for (std::uint32_t i = 0; i < 20'000; ++i) batch.append(flow_at(0, i, 42));
  std::array<std::size_t, 4> shards{};
  for (const Unit& unit : split(store::rows_of(batch), 4)) shards.at(unit.shard) += unit.count;
  for (const std::size_t rows : shards) EXPECT_NEAR(static_cast<double>(rows), 5000, 500);
}

TEST(Split, BothDirectionsOfAConversationShareAShard) {
  model::FlowBatch batch;
  for (std::uint32_t i = 0; i < 100; ++i) {
    batch.append(flow_at(0, i, 1'000'000 - i));
    batch.append(flow_at(0, 1'000'000 - i, i));
  }
  const auto rows = store::rows_of(batch);
  for (std::size_t i = 0; i < 200; i += 2)
    EXPECT_EQ(shard_of(rows, i, 7), shard_of(rows, i + 1, 7));
}

TEST(Split, LargeAppendsAreCut) {
  model::FlowBatch batch;
  batch.reserve(kUnitRows + 1);
  for (std::size_t i = 0; i <= kUnitRows; ++i) batch.append(flow_at(1, 1, 2));
  const auto rows = store::rows_of(batch);
  EXPECT_EQ(split(rows, 1).size(), 2U);
  EXPECT_EQ(total(split(rows, 1)), kUnitRows + 1);
  EXPECT_EQ(split(rows, 2).size(), 2U) << "all rows have the same key";
  EXPECT_TRUE(split(store::rows_of(model::FlowBatch{}), 3).empty());
}

TEST(Fingerprint, ChangesWithAnyValue) {
  model::FlowBatch batch;
  for (std::uint32_t i = 0; i < 5; ++i) batch.append(flow_at(i, i, i));
  const auto before = fingerprint(store::rows_of(batch));
  EXPECT_EQ(fingerprint(store::rows_of(batch)), before);
  batch.protocol[3] = 6;
  EXPECT_NE(fingerprint(store::rows_of(batch)), before);
}

// ClickHouse computes the partition by intDiv, which rounds towards zero, as C++ does.
TEST(PartitionSpan, HoldsTheInstantsOfThatPartitionAndNoOther) {
  for (const base::Micros instant :
       {-base::kHour - 1, -base::kHour, base::Micros{-1}, base::Micros{0}, base::kHour - 1,
        base::kHour, 500'000 * base::kHour + 7}) {
    const std::int64_t number = instant / base::kHour;
    for (const std::int64_t other : {number - 1, number, number + 1}) {
      const Span span = partition_span(store::TableId::Flows, other);
      EXPECT_EQ(span.first <= instant && instant < span.end, other == number)
          << instant << " in " << other;
    }
  }
}

}  // namespace
}  // namespace noroshi::clickhouse
