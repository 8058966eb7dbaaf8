#include "cli/progress.hpp"

#include <gtest/gtest.h>

namespace noroshi::cli {
namespace {

using base::kSecond;

TEST(Numbers, AreGroupedForPeople) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(12'345'678), "12,345,678");
  EXPECT_EQ(rounded(999), "999");
  EXPECT_EQ(rounded(3'120'000), "3.1 M");
}

TEST(Describe, ShowsRateShareAndTimeLeft) {
  const Standing half{.records = 4'000'000, .done = 50, .total = 100, .elapsed = 40 * kSecond};
  EXPECT_EQ(describe(half, Language::English), "4,000,000 records, 100.0 k/s, 50 %, 40 s left");
}

TEST(Describe, LeavesOutWhatIsNotKnown) {
  const Standing pipe{.records = 10, .elapsed = 2 * kSecond};
  EXPECT_EQ(describe(pipe, Language::English), "10 records, 5/s");
  const Standing early{.records = 10, .done = 1, .total = 1'000'000, .elapsed = 2 * kSecond};
  EXPECT_EQ(describe(early, Language::English), "10 records, 5/s, 0 %");
}

class ProgressTest : public ::testing::Test {
 protected:
  Context context(bool terminal) {
    return {.language = Language::English,
            .terminal = {.err_is_terminal = terminal},
            .out = out_,
            .err = err_};
  }
  StringSink out_;
  StringSink err_;
};

TEST_F(ProgressTest, IsSilentForTwoSecondsAndShowsFiveTimesASecond) {
  const auto where = context(true);
  Progress progress(where, false);
  progress.update({.records = 1, .elapsed = kSecond});
  EXPECT_EQ(err_.text, "");
  progress.update({.records = 1, .elapsed = 2 * kSecond});
  const auto once = err_.text;
  EXPECT_NE(once, "");
  progress.update({.records = 2, .elapsed = 2 * kSecond + kSecond / 10});
  EXPECT_EQ(err_.text, once);
  progress.update({.records = 2, .elapsed = 2 * kSecond + kSecond / 5});
  EXPECT_GT(err_.text.size(), once.size());
}

TEST_F(ProgressTest, IsSilentWhereNobodyLooks) {
  const auto pipe = context(false);
  Progress(pipe, false).update({.records = 1, .elapsed = 9 * kSecond});
  const auto terminal = context(true);
  Progress(terminal, true).update({.records = 1, .elapsed = 9 * kSecond});
  EXPECT_EQ(err_.text, "");
}

TEST_F(ProgressTest, NamesAPhaseThatHasNothingToCount) {
  const auto where = context(true);
  Progress(where, false).phase("weighing 12 records …");
  EXPECT_TRUE(err_.text.starts_with("\rweighing 12 records …\x1B[K"));
}

TEST_F(ProgressTest, CleansItsLineUp) {
  const auto where = context(true);
  { Progress(where, false).update({.records = 1, .elapsed = 9 * kSecond}); }
  EXPECT_TRUE(err_.text.ends_with("\r\x1B[K"));
}

}  // namespace
}  // namespace noroshi::cli
