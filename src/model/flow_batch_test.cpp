#include "model/flow_batch.hpp"

#include <gtest/gtest.h>

namespace noroshi::model {
namespace {

// Every field differs from its default and from its neighbours: a swapped column shows.
Flow distinct() {
  return {.source_address = net::Address::v4(0xC0000201),
          .destination_address = net::Address::v4(0xC6336402),
          .source_port = 3,
          .destination_port = 4,
          .protocol = kTcp,
          .traits = kBiflow | kHasTcpFlags,
          .tcp_flags = kSyn,
          .reverse_tcp_flags = kSyn | kAck,
          .end_reason = kActiveTimeout,
          .sampling_interval = 100,
          .exporter = 7,
          .start = 11,
          .end = 12,
          .packets = 13,
          .reverse_packets = 14,
          .octets = 15,
          .reverse_octets = 16};
}

TEST(FlowBatch, GivesBackWhatWasAppended) {
  FlowBatch batch;
  batch.append(Flow{});
  batch.append(distinct());
  ASSERT_EQ(batch.size(), 2U);
  EXPECT_EQ(batch.at(0), Flow{});
  EXPECT_EQ(batch.at(1), distinct());
}

TEST(FlowBatch, ClearKeepsNoRecord) {
  FlowBatch batch;
  batch.append(distinct());
  batch.clear();
  EXPECT_TRUE(batch.empty());
  batch.append(Flow{});
  EXPECT_EQ(batch.at(0), Flow{});
}

TEST(FlowBatch, GrowsByManyRowsOfOneFlowThatCanThenDiffer) {
  FlowBatch batch;
  batch.append(Flow{});
  EXPECT_EQ(batch.extend(3, distinct()), 1U);
  ASSERT_EQ(batch.size(), 4U);
  EXPECT_EQ(batch.at(0), Flow{});
  EXPECT_EQ(batch.at(3), distinct());
  batch.set(2, Flow{});
  EXPECT_EQ(batch.at(2), Flow{});
  EXPECT_EQ(batch.at(1), distinct());
  batch.truncate(2);
  ASSERT_EQ(batch.size(), 2U);
  EXPECT_EQ(batch.at(1), distinct());
}

}  // namespace
}  // namespace noroshi::model
