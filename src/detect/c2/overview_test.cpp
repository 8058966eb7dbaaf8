#include "detect/c2/overview.hpp"

#include <gtest/gtest.h>

#include "detect/c2/census.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::c2 {
namespace {

constexpr base::Micros kPaneStart = 1'767'312'000 * base::kSecond;
const net::Address kClient = net::Address::v4(0x0A000007);

net::Address server(std::uint32_t number) { return net::Address::v4(0xC6336400 + number); }

struct Row {
  net::Address server;
  std::uint16_t port = 443;
  bool answers = true;
  std::uint32_t flows = 1;
  base::Micros pane = kPaneStart;
};

void append(model::PairBatch& batch, const Row& row) {
  batch.pane.push_back(row.pane);
  batch.client.push_back(kClient);
  batch.server.push_back(row.server);
  batch.port.push_back(row.port);
  batch.proto.push_back(model::kTcp);
  batch.flags.push_back(model::kSyn | (row.answers ? model::kAck : 0));
  batch.rev_flags.push_back(row.answers ? model::kSyn | model::kAck : 0);
  batch.flows.push_back(row.flows);
  batch.rev_flows.push_back(row.answers ? row.flows : 0);
  batch.failed.push_back(row.answers ? 0 : row.flows);
  batch.packets.push_back(row.flows);
  batch.octets.push_back(60 * row.flows);
  batch.rev_packets.push_back(row.answers ? row.flows : 0);
  batch.rev_octets.push_back(row.answers ? 60 * row.flows : 0);
  batch.sampling.push_back(1);
  batch.first.push_back(row.pane);
  batch.last.push_back(row.pane + base::kSecond);
  for (auto& start : batch.starts) start.push_back(model::kNoStart);
}

Overview overview_of(const std::vector<Row>& rows) {
  model::PairBatch batch;
  for (const Row& row : rows) append(batch, row);
  Census census;
  Overview overview;
  overview.add(batch, census);
  overview.conclude({});
  return overview;
}

TEST(Overview, CountsTheServersOfAClientOnceWhateverThePanes) {
  std::vector<Row> rows;
  for (std::uint32_t pane = 0; pane < 20; ++pane) {
    for (std::uint32_t i = 0; i < 5; ++i) {
      rows.push_back({.server = server(i), .port = 4711, .pane = kPaneStart + pane * model::kPane});
    }
  }
  const Overview overview = overview_of(rows);
  ASSERT_EQ(overview.clients(), 1U);
  const ClientHistory history = overview.history(0);
  EXPECT_NEAR(history.servers, 5, 1);
  EXPECT_EQ(history.failed_servers, 0U);
  EXPECT_NEAR(history.odd_servers, 5, 1);
  EXPECT_FALSE(history.attacks);
}

TEST(Overview, AServerThatAnsweredOnceHasNotFailed) {
  const Overview overview = overview_of({{.server = server(1), .answers = false},
                                         {.server = server(1), .pane = kPaneStart + model::kPane},
                                         {.server = server(2), .answers = false}});
  EXPECT_EQ(overview.history(0).failed_servers, 1U);
  EXPECT_EQ(overview.failed_on_port(kClient, 443), 1U);
  EXPECT_EQ(overview.failed_on_port(kClient, 80), 0U);
}

TEST(Overview, AScanShows) {
  std::vector<Row> rows;
  for (std::uint32_t i = 0; i < 5000; ++i) {
    rows.push_back({.server = net::Address::v4(0xC6000000 + i), .port = 23, .answers = false});
  }
  const ClientHistory history = overview_of(rows).history(0);
  EXPECT_NEAR(history.servers, 5000, 5000 * 0.4);
  EXPECT_GE(history.failed_servers, 0.7 * history.servers);
}

TEST(Overview, AFloodShows) {
  const Overview overview = overview_of({{.server = server(1), .answers = false, .flows = 500}});
  EXPECT_TRUE(overview.history(0).attacks);
}

}  // namespace
}  // namespace noroshi::c2
