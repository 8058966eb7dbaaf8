// Sequences: rule 3 of docs/formats/flow-export.md, first the counting alone, then in each
// protocol.
#include "observe/netflow/sequence.hpp"

#include <gmock/gmock.h>

#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements
using namespace wire;
using testing::ElementsAre;
using testing::IsEmpty;

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

// In each protocol its own units -----------------------------------------------------------------

std::string plain_set(std::size_t records) { return set(256, plain_records(records)); }

TEST(LostData, OfNetFlow5IsCountedInRecords) {
  Talk talk;
  const std::vector<std::string> records(10, v5_record());
  talk.hear(v5({.sequence = 0}, records)).hear(v5({.sequence = 40}, records));
  EXPECT_EQ(talk.ledger().lost_records, 30U);
  EXPECT_EQ(talk.ledger().gaps, 1U);
  talk.hear(v5({.sequence = 20}, records));
  EXPECT_EQ(talk.ledger().lost_records, 20U);
  EXPECT_EQ(talk.ledger().recovered, 10U);
  EXPECT_EQ(talk.ledger().reordered, 1U);
}

TEST(LostData, OfNetFlow5IsCountedForEachEngine) {
  Talk talk;
  talk.hear(v5({.sequence = 0, .engine = 1}, {v5_record()}));
  talk.hear(v5({.sequence = 700, .engine = 2}, {v5_record()}));
  EXPECT_EQ(talk.ledger().lost_records, 0U);
}

TEST(LostData, OfNetFlow9IsCountedInMessages) {
  Talk talk;
  talk.hear(v9({.sequence = 7}, set(0, plain_template()) + plain_set(20)));
  talk.hear(v9({.sequence = 8}, plain_set(20))).hear(v9({.sequence = 12}, plain_set(20)));
  EXPECT_EQ(talk.ledger().lost_messages, 3U);
  EXPECT_EQ(talk.ledger().lost_records, 0U);
}

TEST(LostData, OfIpfixIsCountedInDataRecordsOptionsIncluded) {
  const std::string options =
      set(3, options_template_record(300, 1, {{kSelectorId, 4}, {kSamplingInterval, 4}}));
  Talk talk;
  talk.hear(ipfix(0, set(2, plain_template()) + options));
  talk.hear(ipfix(0, plain_set(3) + set(300, number(1, 4) + number(9, 4))));
  talk.hear(ipfix(4, plain_set(2))).hear(ipfix(16, plain_set(1)));
  EXPECT_EQ(talk.ledger().lost_records, 10U);
  EXPECT_EQ(talk.ledger().gaps, 1U);
}

TEST(LostData, OfIpfixIsCountedThoughTemplatesCameLate) {
  Talk talk;
  talk.hear(ipfix(0, plain_set(5)));
  talk.hear(ipfix(5, plain_set(5)));
  talk.hear(ipfix(17, plain_set(5)));  // seven are missing; nobody can know yet
  EXPECT_EQ(talk.ledger().lost_records, 0U);
  talk.hear(ipfix(22, set(2, plain_template())));
  talk.hear(ipfix(22, plain_set(1)));
  EXPECT_EQ(talk.flows().size(), 16U);
  EXPECT_EQ(talk.ledger().lost_records, 7U);
  EXPECT_EQ(talk.ledger().gaps, 1U);
}

TEST(LostData, OfIpfixIsNotGuessedWhereHeldDataWasDropped) {
  Talk talk(Transport::Udp, {.held_octets = 10});
  talk.hear(ipfix(0, plain_set(5))).hear(ipfix(17, plain_set(5)));
  talk.hear(ipfix(22, set(2, plain_template()))).hear(ipfix(22, plain_set(1)));
  EXPECT_EQ(talk.ledger().lost_records, 0U);
}

TEST(LostData, OfSflowIsCountedInDatagramsAndSamples) {
  const auto datagram = [](std::uint32_t sequence, std::uint32_t sample, std::uint32_t drops) {
    return sflow({.sequence = sequence}, {flow_sample({.sequence = sample, .drops = drops},
                                                      {raw_header(tcp_frame(), 118)})});
  };
  Talk talk;
  talk.hear(datagram(1, 1, 5)).hear(datagram(2, 2, 5));
  EXPECT_EQ(talk.ledger().lost_samples, 0U);
  talk.hear(datagram(6, 9, 12));  // three datagrams, six samples, seven drops
  EXPECT_EQ(talk.ledger().lost_messages, 3U);
  EXPECT_EQ(talk.ledger().lost_samples, 13U);
  talk.hear(datagram(7, 1, 0));  // the source began again
  EXPECT_EQ(talk.ledger().lost_samples, 13U);
}

TEST(Reordering, InsideTheWindowLosesNothing) {
  Talk talk;
  talk.hear(v9({.sequence = 0}, set(0, plain_template())));
  for (const std::uint32_t sequence : {2U, 1U, 4U, 3U, 6U, 7U, 5U, 8U}) {
    talk.hear(v9({.sequence = sequence}, plain_set(1)));
  }
  EXPECT_EQ(talk.ledger().lost_messages, 0U);
  EXPECT_EQ(talk.ledger().reordered, 3U);
  EXPECT_EQ(talk.ledger().restarts, 0U);
  EXPECT_EQ(talk.flows().size(), 8U);
}

TEST(Reordering, OfUptimesIsNoRestart) {
  Talk talk;
  talk.hear(v9({.uptime = 100'000, .seconds = kSeconds, .sequence = 0}, ""));
  talk.hear(v9({.uptime = 130'000, .seconds = kSeconds + 30, .sequence = 2}, ""));
  talk.hear(v9({.uptime = 110'000, .seconds = kSeconds + 10, .sequence = 1}, ""));
  EXPECT_EQ(talk.ledger().restarts, 0U);
  EXPECT_EQ(talk.ledger().reordered, 1U);
  EXPECT_EQ(talk.ledger().lost_messages, 0U);
}

TEST(Duplicates, AreCountedAndDecodedAllTheSame) {
  Talk talk;
  const std::string message = v5({.sequence = 0}, {v5_record()});
  talk.hear(message).hear(v5({.sequence = 1}, {v5_record()})).hear(message);
  EXPECT_EQ(talk.ledger().duplicates, 1U);
  EXPECT_EQ(talk.flows().size(), 3U);
  EXPECT_EQ(talk.ledger().lost_records, 0U);
}

TEST(Restarts, ShowInAnUptimeThatFellEvenWhereTheSequenceLooksLikeReordering) {
  Talk talk;
  for (std::uint32_t i = 0; i < 20; ++i) {
    talk.hear(v9({.uptime = 60'000 + i, .seconds = kSeconds, .sequence = i}, ""));
  }
  talk.hear(v9({.uptime = 900, .seconds = kSeconds, .sequence = 0}, ""));
  EXPECT_EQ(talk.ledger().restarts, 1U);
  EXPECT_EQ(talk.ledger().duplicates, 0U);
  talk.hear(v9({.uptime = 1900, .seconds = kSeconds + 1, .sequence = 1}, ""));
  EXPECT_EQ(talk.ledger().lost_messages, 0U);
  EXPECT_EQ(talk.ledger().restarts, 1U);
}

TEST(Restarts, AreNotAnUptimeThatBeganAgainAfter49Days) {
  Talk talk;
  talk.hear(v9({.uptime = 0xFFFF'F000U, .seconds = kSeconds, .sequence = 10}, ""));
  talk.hear(v9({.uptime = 5904, .seconds = kSeconds + 10, .sequence = 11}, ""));
  EXPECT_EQ(talk.ledger().restarts, 0U);
}

TEST(Restarts, OfIpfixShowInASequenceThatBeganAgain) {
  Talk talk;
  talk.hear(ipfix(0, set(2, plain_template()) + plain_set(5))).hear(ipfix(5, plain_set(5)));
  talk.hear(ipfix(0, plain_set(5), 1, kSeconds + 30));
  EXPECT_EQ(talk.ledger().restarts, 1U);
  EXPECT_EQ(talk.ledger().lost_records, 0U);
  talk.hear(ipfix(5, plain_set(5), 1, kSeconds + 31));
  EXPECT_EQ(talk.ledger().restarts, 1U);
}

TEST(Restarts, OfAnSflowAgentShowInItsUptime) {
  Talk talk;
  talk.hear(sflow({.sequence = 40, .uptime = 900'000}, {}), kNow);
  talk.hear(sflow({.sequence = 1, .uptime = 100}, {}), kNow + base::kMinute);
  EXPECT_EQ(talk.ledger().restarts, 1U);
  EXPECT_EQ(talk.ledger().lost_messages, 0U);
}

TEST(Exposure, HasWhatCameAndWhatIsKnownToBeMissing) {
  Talk talk;
  talk.hear(v9({.sequence = 0, .source = 9}, set(0, plain_template()) + plain_set(4)));
  talk.hear(v9({.sequence = 3, .source = 9}, plain_set(1)));
  auto rows = talk.session().take_exposure();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].domain, 9U);
  EXPECT_EQ(rows[0].unit, 1U);
  EXPECT_EQ(rows[0].received, 2U);
  EXPECT_EQ(rows[0].records, 5U);
  EXPECT_EQ(rows[0].lost, 0U);  // a late message may still fill the gap
  rows = talk.session().take_exposure();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].lost, 2U);
  EXPECT_THAT(talk.session().take_exposure(), IsEmpty());
}

TEST(Exposure, OfSflowHasARowOfSamples) {
  Talk talk;
  talk.hear(
      sflow({.sub_agent = 3}, {flow_sample({.sequence = 1}, {raw_header(tcp_frame(), 118)}),
                               flow_sample({.sequence = 5}, {raw_header(tcp_frame(), 118)})}));
  const auto rows = talk.session().take_exposure();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].domain & 0xFFFF'FFFF, 3U);
  EXPECT_EQ(rows[0].records, 2U);
  EXPECT_EQ(rows[1].unit, 2U);
  EXPECT_EQ(rows[1].received, 2U);
  EXPECT_EQ(rows[1].lost, 3U);
  EXPECT_EQ(rows[1].records, 0U);
}

}  // namespace
}  // namespace noroshi::netflow
