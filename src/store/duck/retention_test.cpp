// What has outlived its time is gone: from every answer, and from the disk.
#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>

#include "store/duck/testing.hpp"

namespace noroshi::duck {
namespace {

namespace fs = std::filesystem;

Options in(const TemporaryFolder& folder) {
  Options options;
  options.folder = folder.file("store");
  options.memory_limit = std::uint64_t{256} << 20;
  options.journal_age = 0;
  return options;
}

std::size_t files(const std::string& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    count += entry.is_regular_file() ? 1 : 0;
  }
  return count;
}

std::int64_t oldest(store::Store& store) {
  const auto chunks = ask(store, "SELECT min(flow_start) FROM flows");
  EXPECT_TRUE(chunks) << chunks.error().message;
  return std::get<std::vector<std::int64_t>>(chunks->at(0).columns[0]).at(0);
}

TEST(Retention, NothingOlderThanThePartitionThatTheTimeFallsIntoRemains) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(12 * 3600))));  // 12:00 to 24:00
  NOROSHI_ASSERT_OK(settle(*store));
  store::Retention retention;
  retention.flows = 6 * base::kHour;
  std::uint64_t deleted = 0;
  for (base::Micros now = kNoon; now < kNoon + 30 * base::kHour; now += 17 * base::kMinute) {
    const auto rows = store->expire(retention, now);
    NOROSHI_ASSERT_OK(rows);
    deleted += *rows;
    const auto left = totals(*store);
    NOROSHI_ASSERT_OK(left);
    ASSERT_EQ(left->first + deleted, 12U * 3600);
    if (left->first == 0) continue;
    EXPECT_GT(oldest(*store), now - retention.flows - base::kHour) << "at " << now - kNoon;
  }
  EXPECT_EQ(totals(*store).value(), totals_of(0));
  EXPECT_EQ(files(folder.file("store/segments")), 0U);
}

TEST(Retention, ReachesRowsThatAreStillInAJournal) {
  const TemporaryFolder folder;
  Options options = in(folder);
  options.journal_age = base::kDay;  // nothing would close it
  const auto store = opened(options);
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(12 * 3600))));
  store::Retention retention;
  retention.flows = base::kHour;
  const base::Micros now = kNoon + 12 * base::kHour;
  const auto deleted = store->expire(retention, now);
  NOROSHI_ASSERT_OK(deleted);
  EXPECT_GE(*deleted, 10U * 3600);
  EXPECT_GT(oldest(*store), now - 2 * base::kHour - base::kSecond);
  EXPECT_EQ(totals(*store)->first + *deleted, 12U * 3600);
}

TEST(Retention, ARowWithAnAncientClockDoesNotHideInAYoungJournal) {
  const TemporaryFolder folder;
  Options options = in(folder);
  options.journal_age = base::kDay;
  const auto store = opened(options);
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(10, 0))));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(10))));
  EXPECT_EQ(store->expire(store::Retention{}, kNoon + base::kMinute).value(), 10U);
  EXPECT_EQ(oldest(*store), kNoon);
}

TEST(Retention, LeavesNoCopyInFilesThatWereMergedAway) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));  // merged segments stay for queries that have begun
  for (std::uint64_t i = 0; i < 3; ++i) {
    NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(10, kNoon, i * 10 + 1))));
    NOROSHI_ASSERT_OK(settle(*store));
  }
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(1, kNoon + 2 * base::kHour, 31))));
  NOROSHI_ASSERT_OK(settle(*store));
  ASSERT_EQ(files(folder.file("store/segments")), 5U) << "three, their merger, and the new one";
  store::Retention retention;
  retention.flows = base::kHour;
  EXPECT_EQ(store->expire(retention, kNoon + 2 * base::kHour).value(), 30U);
  EXPECT_EQ(files(folder.file("store/segments")), 1U);
}

TEST(Retention, EachTableHasItsOwnTimeAndZeroKeepsForEver) {
  const TemporaryFolder folder;
  const auto store = opened(in(folder));
  model::ExposureBatch exposure;
  exposure.pane = {kNoon};
  exposure.exporter = {1};
  exposure.domain = {2};
  exposure.unit = {0};
  exposure.received = exposure.lost = exposure.records = {3};
  NOROSHI_ASSERT_OK(store->append(store::rows_of(exposure)));
  NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(10))));
  NOROSHI_ASSERT_OK(settle(*store));
  store::Retention retention;
  retention.flows = base::kHour;
  retention.exposure = 10 * base::kDay;
  EXPECT_EQ(store->expire(retention, kNoon + base::kDay).value(), 10U);
  EXPECT_EQ(store->health(store::TableId::Exposure)->rows, 1U);
  retention.exposure = 0;
  EXPECT_EQ(store->expire(retention, kNoon + 1000 * base::kDay).value(), 0U);
  retention.exposure = base::kDay;
  EXPECT_EQ(store->expire(retention, kNoon + 3 * base::kDay).value(), 1U);
}

TEST(Retention, WhatIsGoneIsGoneAfterARestartToo) {
  const TemporaryFolder folder;
  {
    const auto store = opened(in(folder));
    NOROSHI_ASSERT_OK(store->append(store::rows_of(flows(10))));
    NOROSHI_ASSERT_OK(settle(*store));
    EXPECT_EQ(store->expire(store::Retention{}, kNoon + base::kDay).value(), 10U);
  }
  EXPECT_EQ(totals(*opened(in(folder))).value(), totals_of(0));
}

}  // namespace
}  // namespace noroshi::duck
