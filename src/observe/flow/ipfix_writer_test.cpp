#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/flow/reader.hpp"
#include "observe/flow/writer.hpp"

namespace noroshi::flow {
namespace {

class Text final : public ByteSink {
 public:
  Status write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  std::string text;
};

std::string written(const model::FlowBatch& batch) {
  Text sink;
  const WriterPtr writer = make_ipfix_writer(sink);
  EXPECT_TRUE(writer->write(batch).has_value());
  EXPECT_TRUE(writer->finish().has_value());
  return sink.text;
}

model::FlowBatch read_back(const std::string& bytes) {
  const ReaderPtr reader = make_ipfix_reader(io::Input::over(bytes), {.strict = true}).value();
  model::FlowBatch batch;
  while (true) {
    const auto more = reader->read(batch, 777);
    EXPECT_TRUE(more.has_value()) << more.error().message;
    if (!more.has_value() || !*more) return batch;
  }
}

// Any flow that the FlowBatch contract allows.
model::Flow random_flow(std::mt19937_64& random) {
  const auto address = [&] {
    return random() % 2 == 0 ? net::Address::v4(static_cast<std::uint32_t>(random()))
                             : net::Address::v6(random(), random());
  };
  const auto instant = [&] {
    return static_cast<base::Micros>(random() % static_cast<std::uint64_t>(ipfix::kLastNtp));
  };
  model::Flow flow;
  flow.source_address = address();
  flow.destination_address = address();
  flow.source_port = static_cast<std::uint16_t>(random());
  flow.destination_port = static_cast<std::uint16_t>(random());
  flow.protocol = static_cast<std::uint8_t>(random());
  flow.traits = static_cast<std::uint8_t>(random() % 8);
  flow.end_reason = static_cast<std::uint8_t>(random() % 6);
  flow.sampling_interval = static_cast<std::uint32_t>(random());
  flow.start = instant();
  flow.end = std::max(flow.start, instant());
  flow.packets = random();
  flow.octets = random();
  if ((flow.traits & model::kHasTcpFlags) != 0)
    flow.tcp_flags = static_cast<std::uint8_t>(random());
  if ((flow.traits & model::kBiflow) == 0) return flow;
  flow.reverse_packets = random();
  flow.reverse_octets = random();
  if ((flow.traits & model::kHasTcpFlags) != 0) {
    flow.reverse_tcp_flags = static_cast<std::uint8_t>(random());
  }
  return flow;
}

model::FlowBatch random_flows(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  model::FlowBatch batch;
  for (std::size_t i = 0; i < count; ++i) batch.append(random_flow(random));
  return batch;
}

model::Flow lasting(base::Micros start, base::Micros end) {
  model::Flow flow;
  flow.start = start;
  flow.end = end;
  return flow;
}

TEST(IpfixWriter, WhatItWritesIsReadBackFlowForFlow) {
  const model::FlowBatch flows = random_flows(5000, 1);
  const model::FlowBatch back = read_back(written(flows));
  ASSERT_EQ(back.size(), flows.size());
  for (std::size_t row = 0; row < flows.size(); ++row) {
    ASSERT_EQ(back.at(row), flows.at(row)) << row;
  }
}

TEST(IpfixWriter, IsRecognisedByTheReader) {
  EXPECT_TRUE(recognise_ipfix(written(random_flows(1, 2))));
  EXPECT_TRUE(recognise_ipfix(written({})));
}

TEST(IpfixWriter, AFileWithoutFlowsIsAFileStill) { EXPECT_TRUE(read_back(written({})).empty()); }

TEST(IpfixWriter, NumbersMessagesByTheRecordsBeforeThem) {
  const std::string bytes = written(random_flows(5000, 3));
  std::size_t messages = 0;
  std::uint32_t last_sequence = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto length = ipfix::load<std::uint16_t>(bytes.data() + at + 2);
    const auto sequence = ipfix::load<std::uint32_t>(bytes.data() + at + 8);
    ASSERT_EQ(ipfix::load<std::uint16_t>(bytes.data() + at), ipfix::kVersion);
    EXPECT_EQ(read_back(bytes.substr(0, at)).size(), sequence);
    last_sequence = sequence;
    at += length;
    ++messages;
  }
  EXPECT_GT(messages, 2U);
  EXPECT_LT(last_sequence, 5000U);
}

TEST(IpfixWriter, ExportTimesFollowTheFlowsAndNotTheClock) {
  model::FlowBatch flows;
  flows.append(lasting(10, 1'700'000'000'000'001));
  const std::string bytes = written(flows);
  EXPECT_EQ(ipfix::load<std::uint32_t>(bytes.data() + 4), 1'700'000'001U);
  EXPECT_EQ(bytes, written(flows));
}

TEST(IpfixWriter, TheSameFlowsInOtherBatchesGiveTheSameBytes) {
  const model::FlowBatch flows = random_flows(3000, 4);
  Text sink;
  const WriterPtr writer = make_ipfix_writer(sink);
  for (std::size_t row = 0; row < flows.size(); ++row) {
    model::FlowBatch one;
    one.append(flows.at(row));
    ASSERT_TRUE(writer->write(one).has_value());
  }
  ASSERT_TRUE(writer->finish().has_value());
  EXPECT_EQ(sink.text, written(flows));
}

TEST(IpfixWriter, RefusesTimesThatTheFormatCannotHold) {
  for (const base::Micros instant : {ipfix::kFirstNtp - 1, ipfix::kLastNtp + 1}) {
    model::FlowBatch flows;
    flows.append(lasting(instant, instant));
    Text sink;
    const Status status = make_ipfix_writer(sink)->write(flows);
    ASSERT_FALSE(status.has_value());
    EXPECT_THAT(status.error().message, testing::HasSubstr("outside the years 1968 to 2104"));
  }
}

}  // namespace
}  // namespace noroshi::flow
