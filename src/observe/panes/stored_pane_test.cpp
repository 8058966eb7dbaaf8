#include "observe/panes/stored_pane.hpp"

#include <gtest/gtest.h>

#include "observe/panes/testing.hpp"

namespace noroshi::panes {
namespace {

using namespace testing;

std::vector<Flow> traffic_of_one_pane(unsigned seed) {
  auto flows = some_traffic(seed, 3000);
  for (auto& flow : flows) {
    flow.end -= flow.start;
    flow.start = kNoon + (flow.start - kNoon) % model::kPane;
    flow.end += flow.start;
  }
  return flows;
}

struct Rows {
  model::PairBatch pairs;
  model::ServerBatch servers;
};

Rows rows_of(const std::vector<Flow>& flows) {
  Panes panes;
  panes.add(batch_of(flows));
  Rows rows;
  EXPECT_TRUE(panes.finish([&](const auto& pairs, const auto& servers) -> Status {
    rows = {pairs, servers};
    return {};
  }));
  return rows;
}

// The first `parts` pieces of the traffic are stored, each with rows of its own; of the last of
// them only the pairs, as a kill between the two appends leaves it.
TEST(StoredPane, WhatIsStoredAndWhatIsMissingGiveTheWhole) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const auto flows = traffic_of_one_pane(seed);
    const auto whole = rows_of(flows);
    Merged expected;
    ASSERT_TRUE(expected.take(whole.pairs, whole.servers));
    for (std::ptrdiff_t parts = 0; parts <= 4; ++parts) {
      StoredPane stored;
      Merged merged;
      for (std::ptrdiff_t part = 0; part < parts; ++part) {
        const auto rows = rows_of({flows.begin() + 750 * part, flows.begin() + 750 * (part + 1)});
        const bool cut = part + 1 == parts;
        stored.note(rows.pairs);
        if (!cut) stored.note(rows.servers);
        ASSERT_TRUE(merged.take(rows.pairs, cut ? model::ServerBatch{} : rows.servers));
      }
      const auto pairs = stored.missing(whole.pairs);
      const auto servers = stored.missing(whole.servers);
      ASSERT_TRUE(merged.take(pairs, servers));
      EXPECT_EQ(merged.pairs, expected.pairs) << seed << ", " << parts;
      EXPECT_EQ(merged.servers, expected.servers) << seed << ", " << parts;
      EXPECT_EQ(merged.clients, expected.clients) << seed << ", " << parts;
      EXPECT_EQ(pairs.size() == 0, parts == 4) << "once it is whole nothing is added";
    }
  }
}

TEST(StoredPane, MissingNothingIsNoRow) {
  const auto whole = rows_of(traffic_of_one_pane(9));
  StoredPane stored;
  stored.note(whole.pairs);
  stored.note(whole.servers);
  EXPECT_EQ(stored.missing(whole.pairs).size(), 0U);
  EXPECT_EQ(stored.missing(whole.servers).size(), 0U);
}

TEST(StoredPane, SameMillisecondTwiceIsTwoContacts) {
  auto flow = request();
  const std::vector<Flow> both{flow, flow};
  StoredPane stored;
  stored.note(rows_of({flow}).pairs);
  const auto missing = stored.missing(rows_of(both).pairs);
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing.flows[0], 1U);
  EXPECT_EQ(missing.starts[0][0], 1000U);
  EXPECT_EQ(missing.starts[1][0], model::kNoStart);
}

// More in the store than the flows can tell: they have gone, or another version judged otherwise.
TEST(StoredPane, NeverTakesAnythingBack) {
  const auto flow = request();
  StoredPane stored;
  stored.note(rows_of({flow, flow, flow}).pairs);
  EXPECT_EQ(stored.missing(rows_of({flow}).pairs).size(), 0U);
}

}  // namespace
}  // namespace noroshi::panes
