#include "train/traffic/exporter.hpp"

#include <gtest/gtest.h>
#include <numeric>

namespace noroshi::traffic {
namespace {

using base::kHour;
using base::kMinute;
using base::kSecond;

Scenario ten_hours() {
  Scenario scenario;
  scenario.start = 1'000 * base::kDay;
  scenario.duration = 10 * kHour;
  return scenario;
}

Conversation connection(const Scenario& scenario, base::Micros after, base::Micros length) {
  Conversation c;
  c.client = net::Address::v4(0x64400101);
  c.server = net::Address::v4(0xC6130001);
  c.client_port = 40'000;
  c.server_port = 443;
  c.start = scenario.start + after;
  Stream stream(1);
  tcp_exchange(c, {2'000, 5'000'000, length}, stream);
  return c;
}

Conversation held(const Scenario& scenario, base::Micros after, base::Micros length) {
  Conversation c = connection(scenario, after, 0);
  Stream stream(1);
  tcp_opening(c, {100, 100, kSecond}, stream);
  c.beat.period = kMinute;
  c.beat.jitter = 0;
  c.end = c.start + length;
  return c;
}

std::vector<model::Flow> export_all(const Scenario& scenario, const Conversation& conversation) {
  Ledger ledger;
  const Tag tag = ledger.open("test");
  Outlet outlet(scenario, ledger);
  Exporter exporter(scenario, outlet);
  std::vector<model::Flow> flows;
  exporter.add(conversation, tag);
  for (auto at = scenario.start; at < scenario.end(); at += 5 * kMinute) {
    exporter.advance(at + 5 * kMinute);
    const auto sink = [&](const model::FlowBatch& batch) -> Status {
      for (std::size_t row = 0; row < batch.size(); ++row) flows.push_back(batch.at(row));
      return {};
    };
    EXPECT_TRUE(outlet.flush(at + 5 * kMinute, sink).has_value());
  }
  return flows;
}

std::uint64_t total(const std::vector<model::Flow>& flows, std::uint64_t model::Flow::*column) {
  return std::accumulate(flows.begin(), flows.end(), std::uint64_t{0},
                         [&](std::uint64_t sum, const auto& flow) { return sum + flow.*column; });
}

TEST(Exporter, ALongDownloadIsCutByTheActiveTimeoutAndLosesNothing) {
  const Scenario scenario = ten_hours();
  const Conversation c = connection(scenario, kHour, 100 * kMinute);
  const auto flows = export_all(scenario, c);
  ASSERT_EQ(flows.size(), 4U);
  EXPECT_EQ(total(flows, &model::Flow::packets), c.packets);
  EXPECT_EQ(total(flows, &model::Flow::reverse_octets), c.reverse_octets);
  for (const auto& flow : flows) EXPECT_LE(flow.end - flow.start, 30 * kMinute);
  EXPECT_NE(flows.front().tcp_flags & model::kSyn, 0);
  EXPECT_EQ(flows.front().tcp_flags & model::kFin, 0);
  EXPECT_EQ(flows.front().end_reason, model::kActiveTimeout);
  EXPECT_EQ(flows.back().tcp_flags & model::kSyn, 0);
  EXPECT_NE(flows.back().tcp_flags & model::kFin, 0);
  EXPECT_EQ(flows.back().end_reason, model::kEndOfFlow);
}

TEST(Exporter, KeepAlivesFurtherApartThanTheInactiveTimeoutAreRecordsEach) {
  const Scenario scenario = ten_hours();
  const auto flows = export_all(scenario, held(scenario, kHour, kHour + 1));
  ASSERT_EQ(flows.size(), 62U);  // opening, sixty beats, close
  EXPECT_NE(flows[0].tcp_flags & model::kSyn, 0);
  for (std::size_t i = 1; i < 61; ++i) {
    ASSERT_EQ(flows[i].start - flows[i - 1].start, kMinute);
    ASSERT_EQ(flows[i].tcp_flags, model::kAck | model::kPsh);
    ASSERT_EQ(flows[i].packets, 2U);
  }
  EXPECT_NE(flows[61].tcp_flags & model::kFin, 0);
}

TEST(Exporter, KeepAlivesCloserThanTheInactiveTimeoutAreCutByTheActiveOne) {
  Scenario scenario = ten_hours();
  scenario.exporter.inactive_timeout = 2 * kMinute;
  const auto flows = export_all(scenario, held(scenario, kHour, 2 * kHour));
  ASSERT_EQ(flows.size(), 4U);
  EXPECT_EQ(flows[1].packets, 60U);  // thirty beats of two packets
  EXPECT_EQ(flows[1].end - flows[1].start, 30 * kMinute);
}

TEST(Exporter, WithoutARouterAConversationIsOneRecord) {
  Scenario scenario = ten_hours();
  scenario.exporter.router = false;
  const auto flows = export_all(scenario, held(scenario, kHour, 5 * kHour));
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(flows[0].end - flows[0].start, 5 * kHour);
  EXPECT_GT(flows[0].packets, 600U);
}

TEST(Exporter, AConversationUnderWayShowsNoOpeningAndOneCutOffShowsNoClose) {
  const Scenario scenario = ten_hours();
  const auto before = export_all(scenario, connection(scenario, -kHour, 70 * kMinute));
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0].tcp_flags & model::kSyn, 0);
  EXPECT_NE(before[0].tcp_flags & model::kFin, 0);
  const auto after = export_all(scenario, connection(scenario, 595 * kMinute, kHour));
  ASSERT_EQ(after.size(), 1U);
  EXPECT_LT(after[0].end, scenario.end());
  EXPECT_EQ(after[0].tcp_flags & model::kFin, 0);
  EXPECT_TRUE(export_all(scenario, connection(scenario, -kHour, kMinute)).empty());
}

TEST(Exporter, AServerThatSpeaksFirstIsTheSource) {
  const Scenario scenario = ten_hours();
  Conversation c = held(scenario, kHour, kHour);
  c.beat.from_server = true;
  const auto flows = export_all(scenario, c);
  EXPECT_EQ(flows[0].source_address, c.client);
  EXPECT_EQ(flows[1].source_address, c.server);
  EXPECT_EQ(flows[1].destination_port, c.client_port);
}

TEST(Exporter, OneWayRecordsHoldTheSameCounters) {
  Scenario scenario = ten_hours();
  scenario.exporter.biflow = false;
  const Conversation c = connection(scenario, kHour, kMinute);
  const auto flows = export_all(scenario, c);
  ASSERT_EQ(flows.size(), 2U);
  EXPECT_EQ(flows[0].traits & model::kBiflow, 0);
  EXPECT_EQ(flows[0].source_address, c.client);
  EXPECT_EQ(flows[1].source_address, c.server);
  EXPECT_EQ(flows[1].source_port, 443);
  EXPECT_EQ(flows[1].octets, c.reverse_octets);
  EXPECT_EQ(flows[0].reverse_packets + flows[1].reverse_packets, 0U);
}

}  // namespace
}  // namespace noroshi::traffic
