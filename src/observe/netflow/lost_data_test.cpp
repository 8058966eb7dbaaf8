// Sequences in each protocol, in its own units: rule 3 of docs/formats/flow-export.md.
#include <gmock/gmock.h>

#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements
using namespace wire;
using testing::IsEmpty;

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
