// Sequences: rule 3 of docs/formats/flow-export.md, first the counting alone, then in each
// protocol.
#include "observe/netflow/sequence.hpp"

#include <gtest/gtest.h>

namespace noroshi::netflow {
namespace {

constexpr std::uint32_t kWindow = 8;

/// Messages of one unit, unless said otherwise.
class Count {
 public:
  Sequence::Verdict take(std::uint32_t first, std::uint32_t units = 1, base::Micros clock = 0) {
    return sequence.take({.first = first, .units = units, .clock = clock}, kWindow);
  }
  Sequence sequence;
};

using Kind = Sequence::Kind;

TEST(Sequence, ExpectsTheUnitsBehindThoseThatCame) {
  Count count;
  EXPECT_EQ(count.take(100, 30).kind, Kind::Expected);
  EXPECT_EQ(count.take(130, 20).kind, Kind::Expected);
  EXPECT_EQ(count.take(150, 0).kind, Kind::Expected);
  EXPECT_EQ(count.take(150, 1).kind, Kind::Expected);
}

TEST(Sequence, AGapHasItsSize) {
  Count count;
  count.take(0, 30);
  const Sequence::Verdict gap = count.take(90, 30);
  EXPECT_EQ(gap.kind, Kind::Gap);
  EXPECT_EQ(gap.units, 60U);
}

TEST(Sequence, GoesOnFromZeroAfter2To32) {
  Count count;
  count.take(0xFFFF'FFF0U, 10);
  EXPECT_EQ(count.take(0xFFFF'FFFAU, 10).kind, Kind::Expected);
  const Sequence::Verdict gap = count.take(10, 1);
  EXPECT_EQ(gap.kind, Kind::Gap);
  EXPECT_EQ(gap.units, 6U);
}

TEST(Sequence, ALateMessageGivesItsUnitsBack) {
  Count count;
  count.take(0);
  EXPECT_EQ(count.take(4).units, 3U);
  for (const std::uint32_t late : {2U, 1U, 3U}) {
    const Sequence::Verdict verdict = count.take(late);
    EXPECT_EQ(verdict.kind, Kind::Late);
    EXPECT_EQ(verdict.units, 1U);
  }
  EXPECT_EQ(count.take(5).kind, Kind::Expected);
  EXPECT_EQ(count.take(2).kind, Kind::Duplicate);
}

TEST(Sequence, ALateMessageBeyondTheWindowGivesNothingBack) {
  Count count;
  count.take(0);
  count.take(2);
  for (std::uint32_t i = 3; i < 3 + kWindow; ++i) count.take(i);
  EXPECT_EQ(count.take(1).units, 0U);
  EXPECT_EQ(count.sequence.take_settled(), 1U);
}

TEST(Sequence, AMessageOlderThanTheFirstIsLate) {
  Count count;
  count.take(5);
  const Sequence::Verdict verdict = count.take(4);
  EXPECT_EQ(verdict.kind, Kind::Late);
  EXPECT_EQ(verdict.units, 0U);
}

TEST(Sequence, FarBehindIsARestart) {
  Count count;
  count.take(1'000'000);
  EXPECT_EQ(count.take(3).kind, Kind::Restart);
  EXPECT_EQ(count.take(4).kind, Kind::Expected);
}

TEST(Sequence, BehindWithALaterClockIsARestartHoweverNear) {
  Count count;
  for (std::uint32_t i = 0; i < 5; ++i) count.take(i, 1, 100);
  EXPECT_EQ(count.take(0, 1, 101).kind, Kind::Restart);
  EXPECT_EQ(count.take(1, 1, 101).kind, Kind::Expected);
}

TEST(Sequence, ALeapThatNoNetworkLosesIsARestart) {
  Count count;
  count.take(0);
  EXPECT_EQ(count.take(1U << 29).kind, Kind::Restart);
  count.take(0xC000'0000U);
  EXPECT_EQ(count.take(0).kind, Kind::Restart);
}

TEST(Sequence, AnExporterThatDoesNotCountLosesNothing) {
  Count count;
  for (base::Micros clock = 0; clock < 20; ++clock) {
    EXPECT_EQ(count.take(0, 26, clock).kind, Kind::Expected);
  }
}

TEST(Sequence, OfAnExporterThatCountsFirstIsUnderstood) {
  Count count;
  std::uint32_t number = 0;
  for (const std::uint32_t units : {6U, 1U, 5U, 30U, 2U, 2U, 17U}) {
    number += units;
    EXPECT_EQ(count.take(number, units, number).kind, Kind::Expected) << number;
  }
  const Sequence::Verdict gap = count.take(number + 10 + 4, 4, number + 1);
  EXPECT_EQ(gap.kind, Kind::Gap);
  EXPECT_EQ(gap.units, 10U);
}

TEST(Sequence, OfAnExporterThatLeavesOutOptionsIsUnderstood) {
  for (const bool after : {false, true}) {
    Sequence sequence;
    std::uint32_t number = 0;
    for (std::uint32_t i = 0; i < 20; ++i) {
      const std::uint32_t options = i % 5 == 0 ? 1 : 0;
      const std::uint32_t flows = 3 + i % 4;
      const std::uint32_t first = after ? number + flows : number;
      const auto verdict = sequence.take({.first = first,
                                          .units = flows + options,
                                          .options = options,
                                          .clock = static_cast<base::Micros>(i)},
                                         kWindow);
      EXPECT_EQ(verdict.kind, Kind::Expected) << i << " " << after;
      number += flows;
    }
  }
}

TEST(Sequence, ALossThatAnotherWayOfCountingWouldHideIsSeenOnceTheWayIsKnown) {
  Count count;
  std::uint32_t number = 0;
  for (const std::uint32_t units : {6U, 1U, 5U, 30U, 2U, 20U}) {
    EXPECT_EQ(count.take(number, units).kind, Kind::Expected);
    number += units;
  }
  count.take(number, 10);
  // Twenty are lost; thirty come: the number is thirty behind that of the last message.
  const Sequence::Verdict gap = count.take(number + 30, 30);
  EXPECT_EQ(gap.kind, Kind::Gap);
  EXPECT_EQ(gap.units, 20U);
}

TEST(Sequence, ARestartSettlesTheGapsBeforeIt) {
  Count count;
  count.take(1'000'000);
  count.take(1'000'010);
  count.take(0);
  EXPECT_EQ(count.sequence.take_settled(), 9U);
}

TEST(Sequence, AGapIsSettledAtTheSecondLookAtTheLatest) {
  Count count;
  count.take(0);
  count.take(5);
  EXPECT_EQ(count.sequence.take_settled(), 0U);
  EXPECT_EQ(count.sequence.take_settled(), 4U);
  EXPECT_EQ(count.sequence.take_settled(), 0U);
}

}  // namespace
}  // namespace noroshi::netflow
