#include <random>

#include "observe/flow/text_test.hpp"

namespace noroshi::flow {
namespace {

using model::Flow;
using net::Address;
using testing::HasSubstr;

std::string written(const std::vector<Flow>& flows) {
  StringSink sink;
  const auto writer = make_zeek_tsv_writer(sink);
  for (const Flow& flow : flows) {
    model::FlowBatch batch;
    batch.append(flow);
    EXPECT_TRUE(writer->write(batch).has_value());
  }
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
  flow.traits = model::kBiflow | model::kHasTcpFlags;
  flow.tcp_flags = model::kSyn | model::kAck | model::kPsh;
  flow.reverse_tcp_flags = model::kSyn | model::kAck | model::kFin;
  flow.start = 1'545'403'816'962'094;
  flow.end = flow.start + 3'139'211;
  flow.packets = 7;
  flow.reverse_packets = 6;
  flow.octets = 380;
  flow.reverse_octets = 340;
  return flow;
}

TEST(ZeekTsvWriter, WritesWhatZeekWouldWrite) {
  const std::string text = written({example()});
  EXPECT_TRUE(
      text.starts_with("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n"
                       "#unset_field\t-\n#path\tconn\n#open\t2018-12-21-14-50-16\n#fields\t"));
  EXPECT_THAT(
      text, HasSubstr("\n1545403816.962094\tC00000000000000001\t192.0.2.7\t41040\t198.51.100.9\t"
                      "6667\ttcp\t-\t3.139211\t-\t-\tS3\t-\t-\t0\tSADsaf\t7\t380\t6\t340\t-\t6\n"));
  EXPECT_TRUE(text.ends_with("#close\t2018-12-21-14-50-20\n"));
}

TEST(ZeekTsvWriter, WritesAWholeLogOfNothing) {
  const Reading reading = read_all(written({}));
  EXPECT_EQ(reading.error, "");
  EXPECT_TRUE(reading.flows.empty());
}

TEST(ZeekTsvWriter, NamesTheState) {
  const auto state = [](std::uint8_t flags, std::uint8_t reverse_flags) {
    Flow flow = example();
    flow.tcp_flags = flags;
    flow.reverse_tcp_flags = reverse_flags;
    const std::string text = written({flow});
    const std::size_t at = text.find("\t-\t-\t", text.find("3.139211")) + 5;
    return text.substr(at, text.find('\t', at) - at);
  };
  constexpr std::uint8_t kUp = model::kSyn | model::kAck;
  EXPECT_EQ(state(model::kSyn, 0), "S0");
  EXPECT_EQ(state(model::kSyn, model::kRst | model::kAck), "REJ");
  EXPECT_EQ(state(kUp, kUp), "S1");
  EXPECT_EQ(state(kUp | model::kFin, kUp), "S2");
  EXPECT_EQ(state(kUp, kUp | model::kFin), "S3");
  EXPECT_EQ(state(kUp | model::kFin, kUp | model::kFin), "SF");
  EXPECT_EQ(state(kUp | model::kRst, kUp | model::kFin), "RSTO");
  EXPECT_EQ(state(kUp, kUp | model::kRst), "RSTR");
  EXPECT_EQ(state(model::kSyn | model::kRst, 0), "RSTOS0");
  EXPECT_EQ(state(model::kSyn | model::kFin, 0), "SH");
  EXPECT_EQ(state(0, kUp | model::kRst), "RSTRH");
  EXPECT_EQ(state(0, kUp | model::kFin), "SHR");
  EXPECT_EQ(state(model::kAck, model::kAck), "OTH");
}

TEST(ZeekTsvWriter, IsReadBackRecordForRecord) {
  std::mt19937_64 random(5);
  std::vector<Flow> flows;
  constexpr std::uint8_t kSets[] = {model::kSyn,
                                    model::kSyn | model::kAck,
                                    model::kRst,
                                    model::kSyn | model::kAck | model::kPsh | model::kFin,
                                    model::kAck,
                                    model::kPsh | model::kAck,
                                    0};
  for (int i = 0; i < 3000; ++i) {
    Flow flow;
    const bool v6 = random() % 3 == 0;
    const auto address = [&] {
      return v6 ? Address::v6(0x2001'0DB8'0000'0000, random())
                : Address::v4(static_cast<std::uint32_t>(random()));
    };
    flow.source_address = address();
    flow.destination_address = address();
    flow.protocol = std::array<std::uint8_t, 5>{6, 17, v6 ? model::kIcmpV6 : model::kIcmp, 47,
                                                132}[random() % 5];
    const bool icmp = flow.protocol == model::kIcmp || flow.protocol == model::kIcmpV6;
    flow.source_port = icmp ? 0 : static_cast<std::uint16_t>(random());
    flow.destination_port = static_cast<std::uint16_t>(random());
    flow.traits = model::kBiflow;
    if (random() % 4 == 0) flow.traits |= model::kPayloadOctets;
    if (flow.protocol == model::kTcp) {
      flow.tcp_flags = kSets[random() % 7];
      flow.reverse_tcp_flags = kSets[random() % 7];
      if ((flow.tcp_flags | flow.reverse_tcp_flags) != 0) flow.traits |= model::kHasTcpFlags;
    }
    flow.start = static_cast<base::Micros>(random() % 4'000'000'000'000'000);
    flow.end = flow.start + static_cast<base::Micros>(random() >> (20 + random() % 44));
    flow.packets = random() >> (random() % 64);
    flow.reverse_packets = random() >> (random() % 64);
    flow.octets = random() >> (random() % 64);
    flow.reverse_octets = random() >> (random() % 64);
    flows.push_back(flow);
  }
  const Reading reading = read_all(written(flows));
  EXPECT_EQ(reading.error, "");
  EXPECT_EQ(reading.flows, flows);
}

TEST(ZeekTsvWriter, PassesOnWhatTheSinkSays) {
  class Full final : public ByteSink {
    Status write(std::string_view) override { return Error{Errc::Io, "disk full"}; }
  };
  Full sink;
  const auto writer = make_zeek_tsv_writer(sink);
  const auto status = writer->finish();
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().message, "disk full");
}

}  // namespace
}  // namespace noroshi::flow
