// nfdump's collectors as judges: what was sent is what they stored.
#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"
#include "train/replay/collector_process.hpp"
#include "train/replay/flow_builder.hpp"
#include "train/replay/sender.hpp"

namespace noroshi::replay {
namespace {

/// 20,000 flows that no two are alike, one of four IPv6 where asked.
std::vector<model::Flow> many_flows(bool v6) {
  std::vector<model::Flow> flows;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    auto flow = v6 && i % 4 == 0 ? v6_flow() : plain_flow();
    flow.source_port = static_cast<std::uint16_t>(1024 + i);
    flow.start += static_cast<base::Micros>(i) * 40 * base::kMillisecond;
    flow.end = flow.start + base::kSecond;
    flow.packets = 1 + i % 100;
    flow.octets = flow.packets * (60 + i % 1000);
    flows.push_back(flow);
  }
  return flows;
}

NfdumpTotals totals_of(const std::vector<model::Flow>& flows) {
  NfdumpTotals totals;
  for (const auto& flow : flows) {
    ++totals.flows;
    totals.packets += flow.packets + flow.reverse_packets;
    totals.octets += flow.octets + flow.reverse_octets;
  }
  return totals;
}

NfdumpTotals stored(const std::string& program, Format format,
                    const std::vector<model::Flow>& flows) {
  const base::TemporaryFolder folder;
  CollectorProcess collector(program, folder.path());
  Sender sender({});
  sender.add(open_udp(collector.to(), {.lossless = true}).value());
  const auto encoder =
      make_encoder(format, {}, [&sender](const Datagram& d) { return sender.take(d); }).value();
  EXPECT_TRUE(encoder->add(batch_of(flows)));
  EXPECT_TRUE(encoder->flush());
  const auto finished = sender.finish();
  EXPECT_TRUE(finished) << finished.error().message;
  EXPECT_EQ(sender.sent().refused, 0U);
  collector.stop();
  return NfdumpTotals::of(folder.path());
}

void expect_equal(const NfdumpTotals& stored, const NfdumpTotals& sent) {
  EXPECT_EQ(stored.flows, sent.flows);
  EXPECT_EQ(stored.packets, sent.packets);
  EXPECT_EQ(stored.octets, sent.octets);
  EXPECT_EQ(stored.sequence_failures, 0U);
}

class Nfdump : public testing::Test {
 protected:
  void SetUp() override {
    if (!installed("nfcapd") || !installed("nfdump")) {
      GTEST_SKIP() << "skipped: nfdump is not installed (Debian package nfdump)";
    }
  }
};

TEST_F(Nfdump, StoresWhatWasSentAsNetFlow5) {
  const auto flows = many_flows(false);
  expect_equal(stored("nfcapd", Format::NetFlow5, flows), totals_of(flows));
}

TEST_F(Nfdump, StoresWhatWasSentAsNetFlow9) {
  const auto flows = many_flows(true);
  expect_equal(stored("nfcapd", Format::NetFlow9, flows), totals_of(flows));
}

TEST_F(Nfdump, StoresWhatWasSentAsIpfix) {
  auto flows = many_flows(true);
  for (std::size_t i = 0; i < flows.size(); i += 3) {
    flows[i].traits |= model::kBiflow;
    flows[i].reverse_packets = 7;
    flows[i].reverse_octets = 7'000;
  }
  expect_equal(stored("nfcapd", Format::Ipfix, flows), totals_of(flows));
}

// One sample a record: sfcapd counts one packet each, and the octets of its frame.
TEST_F(Nfdump, StoresWhatWasSentAsSflow) {
  if (!installed("sfcapd")) {
    GTEST_SKIP() << "skipped: sfcapd is not installed (Debian package nfdump-sflow)";
  }
  const auto flows = many_flows(true);
  NfdumpTotals sent;
  for (const auto& flow : flows) {
    constexpr std::uint64_t kEthernetAndFrameCheck = 14 + 4;
    ++sent.flows;
    ++sent.packets;
    sent.octets += flow.octets / flow.packets + kEthernetAndFrameCheck;
  }
  expect_equal(stored("sfcapd", Format::Sflow5, flows), sent);
}

}  // namespace
}  // namespace noroshi::replay
