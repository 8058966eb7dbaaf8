#include "observe/collect/pane_repair.hpp"

#include <gtest/gtest.h>

#include "model/pane.hpp"

namespace noroshi::collect {
namespace {

constexpr base::Micros kNoon = 1'700'000'100 * base::kSecond;  // the start of a pane
static_assert(kNoon % model::kPane == 0);

store::Retention for_ever() { return {.flows = 0, .pairs = 0, .servers = 0, .exposure = 0}; }

TEST(PaneRepair, GoesBackAnHourBeforeTheLastSignOfLife) {
  EXPECT_EQ(first_repairable(kNoon, for_ever(), kNoon + base::kDay), kNoon - base::kHour);
  EXPECT_EQ(first_repairable(kNoon + 1, for_ever(), kNoon + base::kDay), kNoon - base::kHour)
      << "panes are whole";
}

// Half a pane of flows would look like a pane that is summed up twice, or like one that is missing.
TEST(PaneRepair, LeavesWhatRetentionHasBegunToDelete) {
  const auto cutoff = kNoon - 10 * base::kMinute + 1;
  for (auto store::Retention::*table :
       {&store::Retention::flows, &store::Retention::pairs, &store::Retention::servers}) {
    auto retention = for_ever();
    retention.*table = kNoon - cutoff;
    const auto first = first_repairable(kNoon, retention, kNoon);
    EXPECT_GE(first, cutoff);
    EXPECT_LT(first, cutoff + model::kPane);
  }
}

}  // namespace
}  // namespace noroshi::collect
