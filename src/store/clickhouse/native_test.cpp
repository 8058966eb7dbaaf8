#include "store/clickhouse/native.hpp"

#include <gmock/gmock.h>

namespace noroshi::clickhouse {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A reader over `octets`, given in pieces of that many.
NativeReader reader_of(std::string octets, std::size_t piece = 1 << 20) {
  return NativeReader([octets = std::move(octets), piece, at = std::size_t{0}]() mutable {
    std::string next = octets.substr(std::min(at, octets.size()), piece);
    at += next.size();
    return Result<std::string>(std::move(next));
  });
}

model::FlowBatch three_flows() {
  model::FlowBatch batch;
  for (std::uint32_t i = 0; i < 3; ++i) {
    model::Flow flow;
    flow.source_address = net::Address::v4(0xC0000200 + i);
    flow.destination_address = net::Address::v6(0x2001'0DB8'0000'0000, i);
    flow.source_port = static_cast<std::uint16_t>(65'535 - i);
    flow.start = base::Micros{i} - 1;
    flow.octets = ~std::uint64_t{0} - i;
    batch.append(flow);
  }
  return batch;
}

template <class Value>
const std::vector<Value>& column(const store::AnswerChunk& chunk, std::string_view name) {
  const auto at = std::ranges::find(chunk.names, name) - chunk.names.begin();
  return std::get<std::vector<Value>>(chunk.columns.at(static_cast<std::size_t>(at)));
}

TEST(Native, WhatIsWrittenIsRead) {
  const auto batch = three_flows();
  const auto rows = store::rows_of(batch);
  std::string block;
  write_native(rows, {.first = 0, .count = 3, .rows = {}}, 77, block);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, block.size()}) {
    auto reader = reader_of(block, piece);
    const auto chunk = reader.next();
    ASSERT_TRUE(chunk.has_value()) << chunk.error().message;
    ASSERT_TRUE(chunk->has_value());
    EXPECT_EQ((*chunk)->rows, 3U);
    EXPECT_THAT(column<std::int64_t>(**chunk, "flow_start"), ElementsAre(-1, 0, 1));
    EXPECT_THAT(column<std::uint64_t>(**chunk, "src_lo"),
                ElementsAre(0xFFFF'C000'0200, 0xFFFF'C000'0201, 0xFFFF'C000'0202));
    EXPECT_THAT(column<std::uint64_t>(**chunk, "dst_hi"),
                ElementsAre(0x2001'0DB8'0000'0000, 0x2001'0DB8'0000'0000, 0x2001'0DB8'0000'0000));
    EXPECT_THAT(column<std::uint64_t>(**chunk, "src_port"), ElementsAre(65'535, 65'534, 65'533));
    EXPECT_THAT(column<std::uint64_t>(**chunk, "octets"),
                ElementsAre(~std::uint64_t{0}, ~std::uint64_t{1}, ~std::uint64_t{2}));
    EXPECT_THAT(column<std::uint64_t>(**chunk, "batch"), ElementsAre(77, 0, 0));
    EXPECT_FALSE(reader.next().value().has_value());
  }
}

TEST(Native, AUnitOfScatteredRowsHasThoseRows) {
  const auto batch = three_flows();
  std::string block;
  write_native(store::rows_of(batch), {.first = 0, .count = 2, .rows = {2, 0}}, 5, block);
  const auto chunk = reader_of(block).next();
  ASSERT_TRUE(chunk.has_value() && chunk->has_value());
  EXPECT_THAT(column<std::int64_t>(**chunk, "flow_start"), ElementsAre(1, -1));
  EXPECT_THAT(column<std::uint64_t>(**chunk, "dst_lo"), ElementsAre(2, 0));
}

TEST(Native, OctetsKeepTheirWidth) {
  model::ServerBatch batch;
  batch.pane = {0};
  batch.server.resize(1);
  batch.port = {53};
  batch.proto = {17};
  batch.flows = batch.rev_flows = batch.failed = batch.sampling = {1};
  batch.packets = batch.octets = batch.rev_packets = batch.rev_octets = {1};
  batch.first = batch.last = {0};
  batch.clients.resize(1);
  batch.clients[0].fill(9);
  batch.sizes.resize(1);
  batch.rev_sizes.resize(1);
  std::string block;
  write_native(store::rows_of(batch), {.first = 0, .count = 1, .rows = {}}, 5, block);
  const auto chunk = reader_of(block).next();
  ASSERT_TRUE(chunk.has_value() && chunk->has_value());
  EXPECT_THAT(column<std::string>(**chunk, "clients"), ElementsAre(std::string(64, '\x09')));
}

std::string text(std::string_view what) {
  return static_cast<char>(what.size()) + std::string(what);
}

TEST(Native, ReadsTextNumbersAndLists) {
  std::string block = {4, 2};
  block += text("t") + text("String") + text("one") + text("");
  block += text("f") + text("Float32") + std::string("\0\0\x80\x3F\0\0\x80\xBF", 8);
  block += text("i") + text("Int8") + "\xFF\x01";
  block +=
      text("l") + text("Array(UInt8)") + std::string("\2\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0\7\xFF", 18);
  const auto chunk = reader_of(block, 3).next();
  ASSERT_TRUE(chunk.has_value()) << chunk.error().message;
  ASSERT_TRUE(chunk->has_value());
  EXPECT_THAT(column<std::string>(**chunk, "t"), ElementsAre("one", ""));
  EXPECT_THAT(column<double>(**chunk, "f"), ElementsAre(1.0, -1.0));
  EXPECT_THAT(column<std::int64_t>(**chunk, "i"), ElementsAre(-1, 1));
  EXPECT_THAT(column<std::vector<std::int64_t>>(**chunk, "l"),
              ElementsAre(ElementsAre(7, 255), ElementsAre()));
}

TEST(Native, ABlockThatEndsEarlyIsAnError) {
  const auto batch = three_flows();
  std::string block;
  write_native(store::rows_of(batch), {.first = 0, .count = 3, .rows = {}}, 1, block);
  for (std::size_t keep = 1; keep < block.size(); ++keep) {
    ASSERT_FALSE(reader_of(block.substr(0, keep)).next().has_value()) << keep;
  }
}

TEST(Native, ATypeThatNoAnswerCarriesIsNamed) {
  const std::string block = std::string({1, 1}) + text("when") + text("DateTime") + "\1\2\3\4";
  const auto chunk = reader_of(block).next();
  ASSERT_FALSE(chunk.has_value());
  EXPECT_THAT(chunk.error().message, HasSubstr("column when has the type DateTime"));
}

TEST(Native, AnErrorOfTheConnectionIsPassedOn) {
  NativeReader reader([] { return Result<std::string>(Error{Errc::Io, "the server is gone"}); });
  EXPECT_EQ(reader.next().error().message, "the server is gone");
}

}  // namespace
}  // namespace noroshi::clickhouse
