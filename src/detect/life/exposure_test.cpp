#include "detect/life/exposure.hpp"

#include <gtest/gtest.h>

#include "detect/life/scene.hpp"

namespace noroshi::life {
namespace {

constexpr Hours kDay{kDayOne, 24};

// Panes [from, to) of one exporter, numbered from kDayOne.
void hear(model::ExposureBatch& batch, std::uint32_t exporter, int from, int to,
          std::uint64_t received = 1000, std::uint64_t lost = 0) {
  for (int pane = from; pane < to; ++pane) {
    batch.pane.push_back(kDayOne + pane * model::kPane);
    batch.exporter.push_back(exporter);
    batch.domain.push_back(0);
    batch.unit.push_back(0);
    batch.received.push_back(received);
    batch.lost.push_back(lost);
    batch.records.push_back(received);
  }
}

TEST(Exposure, IsWholeWhereEveryPaneWasHeard) {
  model::ExposureBatch batch;
  hear(batch, 1, 0, 288);
  const auto exposure = Exposure::of(batch, kDay);
  for (std::size_t hour = 0; hour < 24; ++hour) EXPECT_DOUBLE_EQ(exposure.share(hour), 1.0);
  EXPECT_DOUBLE_EQ(exposure.share(24), 0.0);
}

TEST(Exposure, FallsByWhatTheSequenceSaysIsMissing) {
  model::ExposureBatch batch;
  hear(batch, 1, 0, 12);
  hear(batch, 1, 12, 24, 600, 400);
  const auto exposure = Exposure::of(batch, {kDayOne, 2});
  EXPECT_DOUBLE_EQ(exposure.share(0), 1.0);
  EXPECT_NEAR(exposure.share(1), 0.6, 1e-9);
}

TEST(Exposure, IsNothingWhileTheCollectorWasDown) {
  model::ExposureBatch batch;
  hear(batch, 1, 0, 54);  // until 04:30
  hear(batch, 1, 84, 288);
  const auto exposure = Exposure::of(batch, kDay);
  EXPECT_DOUBLE_EQ(exposure.share(4), 0.5);
  EXPECT_DOUBLE_EQ(exposure.share(5), 0.0);
  EXPECT_DOUBLE_EQ(exposure.share(7), 1.0);
}

TEST(Exposure, IsThatOfTheWorstExporterThatMatters) {
  model::ExposureBatch batch;
  hear(batch, 1, 0, 288);
  hear(batch, 2, 0, 144, 500);  // silent from noon on
  hear(batch, 3, 0, 12, 1);     // too small to matter
  const auto exposure = Exposure::of(batch, kDay);
  EXPECT_DOUBLE_EQ(exposure.share(11), 1.0);
  EXPECT_DOUBLE_EQ(exposure.share(12), 0.0);
}

TEST(Exposure, DoesNotBlameAnExporterForTheTimeBeforeItsFirstMessage) {
  model::ExposureBatch batch;
  hear(batch, 1, 0, 288);
  hear(batch, 2, 144, 288);
  const auto exposure = Exposure::of(batch, kDay);
  EXPECT_DOUBLE_EQ(exposure.share(3), 1.0);
  EXPECT_DOUBLE_EQ(exposure.share(20), 1.0);
}

TEST(Exposure, TakesASparseExporterByItsOwnMeasure) {
  model::ExposureBatch batch;
  for (int hour = 0; hour < 24; ++hour) hear(batch, 1, hour * 12, hour * 12 + 2);
  EXPECT_DOUBLE_EQ(Exposure::of(batch, kDay).share(12), 1.0);
}

TEST(Exposure, OfFilesIsWhereAnybodyWasSeen) {
  const auto exposure = Exposure::of_flows({5, 0, 7}, {kDayOne, 3});
  EXPECT_DOUBLE_EQ(exposure.share(0), 1.0);
  EXPECT_DOUBLE_EQ(exposure.share(1), 0.0);
  EXPECT_DOUBLE_EQ(exposure.share(2), 1.0);
}

TEST(Exposure, WithoutAnyExporterIsNothing) {
  EXPECT_DOUBLE_EQ(Exposure::of({}, kDay).share(0), 0.0);
}

}  // namespace
}  // namespace noroshi::life
