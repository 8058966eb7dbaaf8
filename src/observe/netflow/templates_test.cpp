// Templates and the data that waits for them: rules 1 and 2 of docs/formats/flow-export.md.
#include <gmock/gmock.h>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements
using namespace wire;
using testing::ElementsAre;
using testing::IsEmpty;

std::string announce(std::uint32_t domain = 1, std::uint16_t id = 256) {
  return ipfix(0, set(2, plain_template(id)), domain);
}
std::string data(std::uint32_t octets, std::uint32_t domain = 1, std::uint16_t id = 256) {
  return ipfix(0, set(id, plain_record(octets)), domain);
}

// Rule 1: templates -------------------------------------------------------------------------

TEST(Templates, BelongToTheirObservationDomain) {
  Talk talk;
  talk.hear(announce(1)).hear(data(10, 2)).hear(data(11, 1));
  EXPECT_THAT(talk.flows().octets, ElementsAre(11));
  EXPECT_EQ(talk.ledger().waiting_sets, 1U);
}

TEST(Templates, OfNetFlow9AndIpfixAreApartThoughTheirDomainsHaveOneNumber) {
  Talk talk;
  talk.hear(announce(1)).hear(v9({.source = 1}, set(256, plain_record(1))));
  EXPECT_THAT(talk.flows().octets, IsEmpty());
  talk.hear(v9({.source = 1}, set(0, plain_template())));
  EXPECT_THAT(talk.flows().octets, ElementsAre(1));
}

TEST(Templates, SentAgainReplaceTheOldOneAtOnce) {
  const std::string wider = template_record(256, {{kSourceIPv4Address, 4},
                                                  {kDestinationIPv4Address, 4},
                                                  {kFlowStartSeconds, 4},
                                                  {kPacketDeltaCount, 4},
                                                  {kOctetDeltaCount, 4}});
  Talk talk;
  talk.hear(ipfix(0, set(2, plain_template()) + set(256, plain_record(1)) + set(2, wider) +
                         set(256, number(kSource, 4) + number(kDestination, 4) +
                                      number(kSeconds, 4) + number(9, 4) + number(2, 4))));
  EXPECT_THAT(talk.flows().octets, ElementsAre(1, 2));
  EXPECT_THAT(talk.flows().packets, ElementsAre(0, 9));
  EXPECT_EQ(talk.ledger().templates, 2U);
  EXPECT_EQ(talk.ledger().templates_now, 1U);
}

TEST(Templates, ThatAreBrokenLeaveTheOldOneInPlace) {
  Talk talk;
  talk.hear(announce());
  talk.hear(ipfix(0, set(2, number(256, 2) + number(9, 2) + specifiers({{kOctetDeltaCount, 4}}))));
  EXPECT_EQ(talk.rejected_sets("template longer than its set"), 1U);
  talk.hear(data(5));
  EXPECT_THAT(talk.flows().octets, ElementsAre(5));
}

TEST(Templates, LiveThreeTimesTheLongestRefreshAndThenDataWaits) {
  Talk talk;
  const base::Micros hour = base::kHour;
  talk.hear(announce(), kNow).hear(announce(), kNow + hour);
  talk.hear(data(1), kNow + hour + 3 * hour);
  EXPECT_THAT(talk.flows().octets, ElementsAre(1));
  talk.hear(data(2), kNow + hour + 3 * hour + 1);
  EXPECT_THAT(talk.flows().octets, ElementsAre(1));
  EXPECT_EQ(talk.ledger().templates_expired, 1U);
  EXPECT_EQ(talk.ledger().waiting_sets, 1U);
  talk.hear(announce(), kNow + 4 * hour + base::kMinute);
  EXPECT_THAT(talk.flows().octets, ElementsAre(1, 2));
}

TEST(Templates, RefreshedEveryMinuteLiveHalfAnHourAllTheSame) {
  Talk talk;
  talk.hear(announce(), kNow).hear(announce(), kNow + base::kMinute);
  talk.hear(data(1), kNow + 31 * base::kMinute);
  EXPECT_EQ(talk.flows().size(), 1U);
  talk.hear(data(1), kNow + 31 * base::kMinute + 1);
  EXPECT_EQ(talk.flows().size(), 1U);
}

TEST(Templates, OfAnExporterThatWasSilentForAMonthDoNotLiveForAYear) {
  Talk talk;
  talk.hear(announce(), kNow).hear(announce(), kNow + 30 * base::kDay);
  talk.hear(data(1), kNow + 33 * base::kDay);
  EXPECT_EQ(talk.flows().size(), 1U);
  talk.hear(data(2), kNow + 33 * base::kDay + 1);
  EXPECT_EQ(talk.flows().size(), 1U);
}

TEST(Templates, NeverRefreshedYetLiveThreeTimesTheLongestCommonRefresh) {
  Talk talk;
  talk.hear(announce(), kNow);
  talk.hear(data(1), kNow + 90 * base::kMinute);
  EXPECT_EQ(talk.flows().size(), 1U);
}

TEST(Templates, LiveAsLongAsTheConfigurationSays) {
  Talk talk(Transport::Udp, {.template_age = base::kMinute});
  talk.hear(announce(), kNow).hear(data(1), kNow + base::kMinute + 1);
  EXPECT_EQ(talk.flows().size(), 0U);
}

TEST(Templates, OfAStreamNeverGrowOld) {
  Talk talk(Transport::Tcp);
  talk.hear(announce(), kNow).hear(data(1), kNow + 400 * base::kDay);
  EXPECT_EQ(talk.flows().size(), 1U);
}

TEST(Templates, WithdrawnOverUdpStayAndAreCounted) {
  Talk talk;
  talk.hear(announce());
  talk.hear(ipfix(0, set(2, template_record(256, {}))))
      .hear(ipfix(0, set(2, template_record(2, {}))));
  talk.hear(data(3));
  EXPECT_THAT(talk.flows().octets, ElementsAre(3));
  EXPECT_EQ(talk.ledger().withdrawals_ignored, 2U);
}

TEST(Templates, WithdrawnOverAStreamAreGone) {
  for (const Transport transport : {Transport::Tcp, Transport::Tls}) {
    for (const std::uint16_t id : {std::uint16_t{256}, kTemplateSet}) {
      Talk talk(transport);
      talk.hear(announce()).hear(ipfix(0, set(2, template_record(id, {})))).hear(data(3));
      EXPECT_EQ(talk.flows().size(), 0U);
      EXPECT_EQ(talk.ledger().templates_now, 0U);
      EXPECT_EQ(talk.ledger().waiting_sets, 1U);
    }
  }
}

TEST(Templates, AreAddedAndWithdrawnInOneSet) {
  Talk talk(Transport::Tcp);
  talk.hear(announce(1, 256));
  talk.hear(ipfix(0, set(2, template_record(256, {}) + plain_template(257))));
  talk.hear(data(1, 1, 256)).hear(data(2, 1, 257));
  EXPECT_THAT(talk.flows().octets, ElementsAre(2));
}

TEST(Templates, WithdrawingAllOptionsTemplatesLeavesTheOthers) {
  Talk talk(Transport::Tcp);
  talk.hear(announce()).hear(ipfix(0, set(3, template_record(3, {})))).hear(data(1));
  EXPECT_EQ(talk.flows().size(), 1U);
}

TEST(Templates, SurviveARestartOfTheirExporter) {
  Talk talk;
  talk.hear(v9({.uptime = 900'000, .sequence = 50}, set(0, plain_template())));
  talk.hear(
      v9({.uptime = 1000, .seconds = kSeconds + 60, .sequence = 0}, set(256, plain_record(1))));
  EXPECT_EQ(talk.ledger().restarts, 1U);
  EXPECT_EQ(talk.flows().size(), 1U);
}

// Rule 2: data before its template ------------------------------------------------------------

TEST(HeldData, IsReadWhenItsTemplateComesAsIfItHadComeThen) {
  Talk talk;
  talk.hear(data(1), kNow).hear(data(2), kNow + base::kSecond);
  EXPECT_EQ(talk.ledger().held_sets, 2U);
  EXPECT_EQ(talk.ledger().waiting_sets, 2U);
  EXPECT_GT(talk.ledger().waiting_octets, 0U);
  talk.hear(announce(), kNow + 2 * base::kSecond);
  EXPECT_THAT(talk.flows().octets, ElementsAre(1, 2));
  EXPECT_EQ(talk.ledger().replayed_sets, 2U);
  EXPECT_EQ(talk.ledger().waiting_octets, 0U);
}

TEST(HeldData, OfAnotherTemplateOrDomainGoesOnWaiting) {
  Talk talk;
  talk.hear(data(1, 1, 257)).hear(data(2, 2, 256)).hear(announce(1, 256));
  EXPECT_EQ(talk.flows().size(), 0U);
  EXPECT_EQ(talk.ledger().waiting_sets, 2U);
}

TEST(HeldData, UsesTheClockOfItsOwnMessage) {
  const std::string layout = template_record(
      256, {{kSourceIPv4Address, 4}, {kDestinationIPv4Address, 4}, {kFlowStartSysUpTime, 4}});
  const std::string record =
      number(kSource, 4) + number(kDestination, 4) + number(kUptime - 500, 4);
  Talk talk;
  talk.hear(v9({}, set(256, record)));
  talk.hear(v9({.uptime = 5000, .seconds = kSeconds + 100, .sequence = 1}, set(0, layout)),
            kNow + 100 * base::kSecond);
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow - 500 * base::kMillisecond));
}

TEST(HeldData, BeyondItsBoundPushesOutTheOldest) {
  SessionLimits limits;
  limits.held_octets = 3 * 1024;
  Talk talk(Transport::Udp, limits);
  for (std::uint32_t i = 0; i < 100; ++i) talk.hear(data(i));
  EXPECT_LE(talk.ledger().waiting_octets, limits.held_octets);
  EXPECT_GT(talk.ledger().overflowed_sets, 50U);
  talk.hear(announce());
  ASSERT_FALSE(talk.flows().empty());
  EXPECT_EQ(talk.flows().octets.back(), 99U);
  EXPECT_EQ(talk.flows().octets.front(), 100 - talk.flows().size());
}

TEST(HeldData, LargerThanTheBoundIsCountedAndNotKept) {
  Talk talk(Transport::Udp, {.held_octets = 100});
  talk.hear(ipfix(0, set(256, plain_records(50))));
  EXPECT_EQ(talk.ledger().overflowed_sets, 1U);
  EXPECT_EQ(talk.ledger().waiting_sets, 0U);
}

TEST(HeldData, GrowsTooOld) {
  Talk talk;
  talk.hear(data(1), kNow).hear(data(2), kNow + 4 * base::kMinute);
  talk.hear(announce(), kNow + 6 * base::kMinute);
  EXPECT_THAT(talk.flows().octets, ElementsAre(2));
  EXPECT_EQ(talk.ledger().expired_sets, 1U);
}

TEST(HeldData, OfOptionsSpeaksOfTheDataBehindIt) {
  const std::string options =
      options_template_record(300, 1, {{kSelectorId, 4}, {kSamplingInterval, 4}});
  Talk talk;
  talk.hear(ipfix(0, set(300, number(1, 4) + number(64, 4))));
  talk.hear(data(1)).hear(ipfix(0, set(3, options) + set(2, plain_template())));
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(64));
}

}  // namespace
}  // namespace noroshi::netflow
