#include "detect/c2/pair_rows.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <set>

#include "detect/c2/flow_table.hpp"
#include "detect/c2/stitch.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::c2 {
namespace {

constexpr base::Micros kPaneStart = 1'767'312'000 * base::kSecond;

struct PairRow {
  base::Micros pane = kPaneStart;
  std::uint8_t proto = model::kTcp;
  std::uint8_t flags = model::kSyn | model::kAck | model::kPsh | model::kFin;
  std::uint8_t rev_flags = model::kSyn | model::kAck | model::kPsh;
  std::uint32_t flows = 1, rev_flows = 1, failed = 0;
  std::uint64_t packets = 5, octets = 500, rev_packets = 4, rev_octets = 900;
  std::uint32_t sampling = 1;
  std::vector<double> starts{1};  // seconds after the pane
  double last = 2;
};

void append(model::PairBatch& batch, const PairRow& row) {
  batch.pane.push_back(row.pane);
  batch.client.push_back(net::Address::v4(0x0A000007));
  batch.server.push_back(net::Address::v4(0xCB007109));
  batch.port.push_back(4444);
  batch.proto.push_back(row.proto);
  batch.flags.push_back(row.flags);
  batch.rev_flags.push_back(row.rev_flags);
  batch.flows.push_back(row.flows);
  batch.rev_flows.push_back(row.rev_flows);
  batch.failed.push_back(row.failed);
  batch.packets.push_back(row.packets);
  batch.octets.push_back(row.octets);
  batch.rev_packets.push_back(row.rev_packets);
  batch.rev_octets.push_back(row.rev_octets);
  batch.sampling.push_back(row.sampling);
  const double first = row.starts.empty() ? 0 : row.starts.front();
  batch.first.push_back(row.pane + static_cast<base::Micros>(first * 1e6));
  batch.last.push_back(row.pane + static_cast<base::Micros>(row.last * 1e6));
  for (std::size_t i = 0; i < model::kPairStarts; ++i) {
    batch.starts[i].push_back(
        i < row.starts.size() ? static_cast<std::uint32_t>(row.starts[i] * 1e3) : model::kNoStart);
  }
}

std::vector<FlowRow> rows_of(const PairRow& row) {
  model::PairBatch batch;
  append(batch, row);
  std::vector<FlowRow> rows;
  rows_of_pair(batch, 0, false, rows);
  return rows;
}

// The contacts of the one pair that the rows of panes make.
std::vector<Contact> contacts_of(const std::vector<PairRow>& rows, bool sampled = false) {
  model::PairBatch batch;
  for (const PairRow& row : rows) append(batch, row);
  FlowTable table;
  table.add(batch, sampled);
  for (std::size_t i = 0; i < FlowTable::kPartitions; ++i) {
    const auto part = table.take_partition(i);
    if (!part.empty()) return stitch(part, sampled);
  }
  return {};
}

TEST(PairRows, OneRecordComesBackAsItWas) {
  const auto contacts = contacts_of({{.starts = {1.5}, .last = 61.5}});
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].start, kPaneStart + 1'500 * base::kMillisecond);
  EXPECT_EQ(contacts[0].end - contacts[0].start, base::kMinute);
  EXPECT_EQ(contacts[0].packets_out, 5U);
  EXPECT_EQ(contacts[0].octets_in, 900U);
  EXPECT_EQ(contacts[0].outcome, Outcome::Answered);
}

TEST(PairRows, CountersAreSharedAndNothingIsLost) {
  const auto rows = rows_of({.flows = 3,
                             .rev_flows = 3,
                             .packets = 10,
                             .octets = 1000,
                             .rev_packets = 7,
                             .rev_octets = 700,
                             .starts = {1, 60, 120},
                             .last = 121});
  ASSERT_EQ(rows.size(), 3U);
  const auto sum = [&](auto member) {
    return std::accumulate(
        rows.begin(), rows.end(), std::uint64_t{0},
        [&](std::uint64_t all, const FlowRow& row) { return all + row.*member; });
  };
  EXPECT_EQ(sum(&FlowRow::packets_out), 10U);
  EXPECT_EQ(sum(&FlowRow::octets_out), 1000U);
  EXPECT_EQ(sum(&FlowRow::packets_in), 7U);
  EXPECT_EQ(sum(&FlowRow::octets_in), 700U);
  for (const FlowRow& row : rows) EXPECT_EQ(row.octets_out, 100 * row.packets_out);
}

TEST(PairRows, EachKnownStartIsAContact) {
  const auto contacts =
      contacts_of({{.flows = 4, .rev_flows = 4, .starts = {10, 70, 130, 190}, .last = 191}});
  ASSERT_EQ(contacts.size(), 4U);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(contacts[i].start - contacts[i - 1].start, base::kMinute);
  }
}

TEST(PairRows, ThoseThatFailedDidNotReachTheServer) {
  const auto contacts = contacts_of({{.flows = 4,
                                      .rev_flows = 1,
                                      .failed = 3,
                                      .packets = 8,
                                      .starts = {10, 70, 130, 190},
                                      .last = 191}});
  ASSERT_EQ(contacts.size(), 4U);
  EXPECT_EQ(contacts[0].outcome, Outcome::Answered);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(contacts[i].outcome, Outcome::Silent);
}

TEST(PairRows, ARefusalStaysOne) {
  const auto contacts = contacts_of({{.flags = model::kSyn,
                                      .rev_flags = model::kRst | model::kAck,
                                      .failed = 1,
                                      .packets = 1,
                                      .octets = 60,
                                      .rev_packets = 1,
                                      .rev_octets = 40}});
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].outcome, Outcome::Refused);
}

TEST(PairRows, SampledSynsAreAskedNotSilent) {
  const auto contacts = contacts_of({{.flags = model::kSyn,
                                      .rev_flags = 0,
                                      .rev_flows = 0,
                                      .failed = 1,
                                      .packets = 1,
                                      .octets = 60,
                                      .rev_packets = 0,
                                      .rev_octets = 0,
                                      .sampling = 1000}});
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].outcome, Outcome::Asked);
}

TEST(PairRows, AHeldConnectionDoesNotBeaconAtTheTimeout) {
  // One connection, cut by a timeout of a minute: only its first pane has the SYN.
  std::vector<PairRow> panes;
  for (int i = 0; i < 12; ++i) {
    panes.push_back(
        {.pane = kPaneStart + i * model::kPane,
         .flags = static_cast<std::uint8_t>(model::kAck | model::kPsh | (i == 0 ? model::kSyn : 0)),
         .rev_flags = model::kAck | model::kPsh,
         .flows = 5,
         .rev_flows = 5,
         .starts = {0, 60, 120, 180},
         .last = 299});
  }
  const auto contacts = contacts_of(panes);
  ASSERT_LE(contacts.size(), 5U);  // of the first pane, four are told apart
  EXPECT_GT(contacts.back().end - contacts.back().start, 55 * base::kMinute);
}

TEST(PairRows, UnderSamplingEachRecordIsAContact) {
  std::vector<PairRow> panes;
  for (int i = 0; i < 12; ++i) {
    panes.push_back({.pane = kPaneStart + i * model::kPane,
                     .flags = model::kAck,
                     .rev_flags = 0,
                     .rev_flows = 0,
                     .packets = 1,
                     .octets = 52,
                     .rev_packets = 0,
                     .rev_octets = 0,
                     .sampling = 1000,
                     .starts = {60},
                     .last = 60});
  }
  EXPECT_EQ(contacts_of(panes).size(), 12U);
  for (PairRow& row : panes) row.sampling = 0;  // the exporter did not say, the user does
  EXPECT_EQ(contacts_of(panes, true).size(), 12U);
}

TEST(PairRows, AFloodIsStillOne) {
  const auto rows = rows_of({.flows = 5000,
                             .rev_flows = 0,
                             .failed = 5000,
                             .packets = 5000,
                             .octets = 300'000,
                             .rev_packets = 0,
                             .rev_octets = 0,
                             .starts = {0, 0.01, 0.02, 0.03},
                             .last = 20});
  ASSERT_EQ(rows.size(), kMostPairRows);
  std::set<std::uint16_t> ports;
  for (const FlowRow& row : rows) {
    EXPECT_EQ(row.packets_out, 1U);
    ports.insert(row.client_port);
  }
  EXPECT_GT(ports.size(), 95U);  // contacts of their own, but for chance
}

TEST(PairRows, AServerHeardAloneIsAContactWithoutARequest) {
  const auto contacts = contacts_of({{.flags = 0,
                                      .rev_flags = model::kAck | model::kPsh,
                                      .flows = 0,
                                      .packets = 0,
                                      .octets = 0,
                                      .rev_packets = 1,
                                      .rev_octets = 1500,
                                      .sampling = 1000,
                                      .starts = {}}});
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].packets_out, 0U);
  EXPECT_EQ(contacts[0].octets_in, 1500U);
}

TEST(PairRows, TheOrderOfPartsDoesNotMatter) {
  const PairRow one{.flows = 2, .rev_flows = 2, .starts = {1, 60}, .last = 61};
  const PairRow two{.flows = 2, .rev_flows = 2, .starts = {120, 180}, .last = 181};
  const auto a = contacts_of({one, two});
  const auto b = contacts_of({two, one});
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].start, b[i].start);
    EXPECT_EQ(a[i].octets_out, b[i].octets_out);
  }
}

}  // namespace
}  // namespace noroshi::c2
