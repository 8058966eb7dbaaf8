#include <random>

#include "observe/flow/text_test.hpp"

namespace noroshi::flow {
namespace {

using model::Flow;
using net::Address;
using testing::ElementsAre;
using testing::HasSubstr;

std::string written(const std::vector<Flow>& flows) {
  StringSink sink;
  const auto writer = make_nfdump_csv_writer(sink);
  model::FlowBatch batch;
  for (const Flow& flow : flows) batch.append(flow);
  EXPECT_TRUE(writer->write(batch).has_value());
  EXPECT_TRUE(writer->finish().has_value());
  return sink.text;
}

Flow example() {
  Flow flow;
  flow.source_address = Address::v4(0xC0000207);
  flow.destination_address = Address::v4(0xC6336409);
  flow.source_port = 41040;
  flow.destination_port = 6667;
  flow.protocol = model::kTcp;
  flow.traits = model::kHasTcpFlags;
  flow.tcp_flags = model::kSyn | model::kAck | model::kPsh;
  flow.start = 1'545'403'816'962'000;
  flow.end = flow.start + 3'139'000;
  flow.packets = 7;
  flow.octets = 380;
  return flow;
}

TEST(NfdumpCsvWriter, WritesWhatNfdump16Writes) {
  const std::string text = written({example()});
  EXPECT_TRUE(text.starts_with("ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,"));
  EXPECT_THAT(text, HasSubstr("\n2018-12-21 14:50:16.962,2018-12-21 14:50:20.101,3.139,192.0.2.7,"
                              "198.51.100.9,41040,6667,TCP,...AP.S.,0,0,7,380,0,0,0,"));
  EXPECT_TRUE(
      text.ends_with("Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n1,380,7,0,0,54\n"));
  const std::string header = text.substr(0, text.find('\n'));
  const std::string line =
      text.substr(header.size() + 1, text.find('\n', header.size() + 1) - header.size() - 1);
  EXPECT_EQ(std::count(header.begin(), header.end(), ','),
            std::count(line.begin(), line.end(), ','));
}

TEST(NfdumpCsvWriter, WritesABiflowAsTwoLines) {
  Flow biflow = example();
  biflow.traits |= model::kBiflow;
  biflow.reverse_packets = 5;
  biflow.reverse_octets = 900;
  biflow.reverse_tcp_flags = model::kSyn | model::kAck;
  Flow back = example();
  std::swap(back.source_address, back.destination_address);
  std::swap(back.source_port, back.destination_port);
  back.packets = 5;
  back.octets = 900;
  back.tcp_flags = model::kSyn | model::kAck;
  EXPECT_THAT(read_all(written({biflow})).flows, ElementsAre(example(), back));
}

TEST(NfdumpCsvWriter, WritesNoLineForASilentSide) {
  Flow silent = example();
  silent.traits |= model::kBiflow;
  EXPECT_THAT(read_all(written({silent})).flows, ElementsAre(example()));
  silent.reverse_packets = 1;
  silent.packets = 0;
  EXPECT_EQ(read_all(written({silent})).flows.size(), 1U);
}

TEST(NfdumpCsvWriter, IsReadBackRecordForRecord) {
  std::mt19937_64 random(6);
  std::vector<Flow> flows;
  for (int i = 0; i < 3000; ++i) {
    Flow flow;
    const bool v6 = random() % 3 == 0;
    flow.source_address = v6 ? Address::v6(0x2001'0DB8'0000'0000, random())
                             : Address::v4(static_cast<std::uint32_t>(random()));
    flow.destination_address = Address::v4(static_cast<std::uint32_t>(random()));
    flow.protocol = std::array<std::uint8_t, 6>{6, 17, 1, 58, 47, 0}[random() % 6];
    const bool icmp = flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6;
    flow.source_port = icmp ? 0 : static_cast<std::uint16_t>(random());
    flow.destination_port = static_cast<std::uint16_t>(random());
    if (flow.protocol == model::kTcp) {
      flow.traits = model::kHasTcpFlags;
      flow.tcp_flags = static_cast<std::uint8_t>(random());
    }
    flow.start = static_cast<base::Micros>(random() % 4'000'000'000'000) * base::kMillisecond;
    flow.end =
        flow.start + static_cast<base::Micros>(random() % 10'000'000'000) * base::kMillisecond;
    flow.packets = 1 + (random() >> (4 + random() % 60));
    flow.octets = random() >> (random() % 64);
    flows.push_back(flow);
  }
  const Reading reading = read_all(written(flows));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows, flows);
}

}  // namespace
}  // namespace noroshi::flow
