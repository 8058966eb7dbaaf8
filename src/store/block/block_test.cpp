#include "store/block/block.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace noroshi::block {
namespace {

TEST(Block, RoundTripsFlows) {
  model::FlowBatch batch;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    model::Flow flow;
    flow.source_address = net::Address::v6(0x0100'0000'0000'0000, i * 0x9E3779B97F4A7C15ULL);
    flow.destination_address = net::Address::v4(0xC6336400U + i % 200);
    flow.destination_port = static_cast<std::uint16_t>(i);
    flow.start = 1'768'316'400'000'000 - i * 1000;
    flow.end = flow.start + i;
    flow.octets = std::uint64_t{i} * i;
    batch.append(flow);
  }
  const store::Rows rows = store::rows_of(batch);
  std::string bytes;
  Encoder().encode(rows, 0, rows.size, bytes);
  ASSERT_TRUE(look(bytes));
  EXPECT_EQ(look(bytes)->rows, 1000U);
  std::vector<DecodedColumn> out;
  const std::vector<std::size_t> wanted{0, 3, 6, 14};
  const Status status = Decoder().decode(bytes, wanted, out);
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_EQ(std::get<std::vector<base::Micros>>(out[0]), batch.start);
  EXPECT_EQ(std::get<AddressHalves>(out[1]).low[7], batch.source_address[7].low());
  EXPECT_EQ(std::get<std::vector<std::uint16_t>>(out[2]), batch.destination_port);
  EXPECT_EQ(std::get<std::vector<std::uint64_t>>(out[3]), batch.octets);
}

TEST(BlockFile, GoesOnWhereItEnded) {
  const std::string path = testing::TempDir() + "/block_test_first.blocks";
  ::unlink(path.c_str());
  model::FlowBatch batch;
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    model::Flow flow;
    flow.start = i;
    batch.append(flow);
  }
  for (int turn = 1; turn <= 2; ++turn) {
    auto writer = FileWriter::open(path, store::TableId::Flows);
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(writer->append(store::rows_of(batch)));
    EXPECT_EQ(writer->rows(), 200'000U * static_cast<unsigned>(turn));
  }
  auto reader = FileReader::open(path);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(reader->blocks().size(), 8U);
  EXPECT_EQ(reader->torn_octets(), 0U);
  EXPECT_TRUE(look(reader->bytes(7)));
}

}  // namespace
}  // namespace noroshi::block
