// Clocks: rule 6 of docs/formats/flow-export.md.
#include <gmock/gmock.h>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements
using namespace wire;
using testing::Each;
using testing::ElementsAre;

TEST(Clocks, UptimesOfNetFlow9CountFromTheHeader) {
  const std::string layout = template_record(256, {{kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {kFlowEndSysUpTime, 4},
                                                   {kFlowStartSysUpTime, 4}});
  Talk talk;
  talk.hear(v9(
      {}, set(0, layout) + set(256, number(kSource, 4) + number(kDestination, 4) +
                                        number(kUptime - 1000, 4) + number(kUptime - 61'000, 4))));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow - 61 * base::kSecond));
  EXPECT_THAT(talk.flows().end, ElementsAre(kNow - base::kSecond));
}

TEST(Clocks, AnUptimeThatBeganAgainIsNoFlowOfTheFuture) {
  Talk talk;
  talk.hear(v5({.uptime = 1000}, {v5_record(1, 0xFFFF'FFFFU - 999, 500)}));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow - 2 * base::kSecond));
  EXPECT_THAT(talk.flows().end, ElementsAre(kNow - 500 * base::kMillisecond));
  const std::string layout = template_record(
      256, {{kSourceIPv4Address, 4}, {kDestinationIPv4Address, 4}, {kFlowStartSysUpTime, 4}});
  talk.hear(
      v9({.uptime = 1000}, set(0, layout) + set(256, number(kSource, 4) + number(kDestination, 4) +
                                                         number(0xFFFF'FFFFU - 999, 4))));
  EXPECT_EQ(talk.flows().start[1], kNow - 2 * base::kSecond);
  EXPECT_EQ(talk.ledger().clamped_future + talk.ledger().clamped_past, 0U);
}

TEST(Clocks, AFlowOfThirtyDaysIsNotTakenForOneOfTheFuture) {
  constexpr std::uint32_t kFortyDays = 40U * 24 * 3600 * 1000;
  Talk talk(Transport::Udp, {.most_past = 100 * base::kDay});
  talk.hear(v5({.uptime = kFortyDays}, {v5_record(1, kFortyDays / 4, kFortyDays)}));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow - 30 * base::kDay));
}

TEST(Clocks, NanosecondsOfNetFlow5Count) {
  Talk talk;
  talk.hear(v5({.nanoseconds = 250'999'999}, {v5_record(1, kUptime, kUptime)}));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow + 250'999));
}

TEST(Clocks, OfEveryElementFrom150To160AreRead) {
  const auto start = [](std::uint16_t element, std::uint16_t width, std::uint64_t value) {
    const std::string layout = template_record(
        256, {{kSourceIPv4Address, 4}, {kDestinationIPv4Address, 4}, {element, width}});
    Talk talk;
    talk.hear(ipfix(0, set(2, layout) + set(256, number(kSource, 4) + number(kDestination, 4) +
                                                     number(value, width))));
    return talk.flows().start.at(0);
  };
  const base::Micros exact = kNow - 876'544;
  EXPECT_EQ(start(150, 4, kSeconds), kNow);
  EXPECT_EQ(start(151, 4, kSeconds), kNow);
  EXPECT_EQ(start(152, 8, kSeconds * 1000ULL - 5), kNow - 5000);
  EXPECT_EQ(start(153, 8, kSeconds * 1000ULL - 5), kNow - 5000);
  EXPECT_EQ(start(154, 8, to_ntp(exact)), exact);
  EXPECT_EQ(start(155, 8, to_ntp(exact)), exact);
  EXPECT_EQ(start(156, 8, to_ntp(exact)), exact);
  EXPECT_EQ(start(157, 8, to_ntp(exact)), exact);
  EXPECT_EQ(start(158, 4, 1500), kNow - 1500);
  EXPECT_EQ(start(159, 4, 1500), kNow - 1500);
  EXPECT_EQ(start(323, 8, kSeconds * 1000ULL - 5), kNow - 5000);
}

TEST(Clocks, UptimesOfIpfixCountFromTheBootTimeOfTheRecordOrOfOptions) {
  const std::string layout = template_record(
      256, {{kSourceIPv4Address, 4}, {kDestinationIPv4Address, 4}, {kFlowStartSysUpTime, 4}});
  const std::string record = number(kSource, 4) + number(kDestination, 4) + number(5000, 4);
  const std::string options =
      set(3, options_template_record(300, 1, {{149, 4}, {kSystemInitTimeMilliseconds, 8}})) +
      set(300, number(1, 4) + number((kSeconds - 60) * 1000ULL, 8));
  Talk talk;
  talk.hear(ipfix(0, options + set(2, layout) + set(256, record)));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow - 55 * base::kSecond));
  EXPECT_EQ(talk.ledger().timed_by_export, 0U);
}

TEST(Clocks, UptimesOfIpfixWithoutABootTimeEndAtTheExport) {
  Talk talk;
  const std::string layout = template_record(256, {{kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {kFlowStartSysUpTime, 4},
                                                   {kFlowEndSysUpTime, 4}});
  talk.hear(
      ipfix(0, set(2, layout) + set(256, number(kSource, 4) + number(kDestination, 4) +
                                             number(0xFFFF'FFFFU - 999, 4) + number(500, 4))));
  EXPECT_THAT(talk.flows().end, ElementsAre(kNow));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow - 1500 * base::kMillisecond));
  EXPECT_EQ(talk.ledger().timed_by_export, 1U);
}

TEST(Clocks, OfRecordsWithoutOneAreThatOfTheirMessage) {
  const std::string layout =
      template_record(256, {{kSourceIPv4Address, 4}, {kDestinationIPv4Address, 4}});
  Talk talk;
  talk.hear(ipfix(0, set(2, layout) + set(256, number(kSource, 4) + number(kDestination, 4))),
            kNow + base::kSecond);
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow));
  EXPECT_THAT(talk.flows().end, ElementsAre(kNow));
  EXPECT_EQ(talk.ledger().timed_by_export, 1U);
}

TEST(Clocks, OfZeroWereNotSet) {
  const std::string layout = template_record(256, {{kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {kFlowStartMilliseconds, 8},
                                                   {kFlowEndMilliseconds, 8}});
  const std::string ends = number(kSource, 4) + number(kDestination, 4);
  Talk talk;
  talk.hear(
      ipfix(0, set(2, layout) + set(256, ends + number(0, 8) + number(0, 8) + ends + number(0, 8) +
                                             number(kSeconds * 1000ULL - 700, 8))));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow, kNow - 700'000));
  EXPECT_EQ(talk.ledger().timed_by_export, 1U);
}

TEST(Clocks, BeyondReachOfTheArrivalAreClampedAndTheFlowIsKept) {
  Talk talk;
  for (const std::uint32_t seconds :
       {kSeconds - 86'399, kSeconds - 86'401, kSeconds + 299, kSeconds + 301, 1U, 0xFFFF'FFFFU}) {
    talk.hear(ipfix(0, set(2, plain_template()) + set(256, plain_record(5, seconds))));
  }
  EXPECT_THAT(talk.flows().octets, Each(5U));
  const base::Micros earliest = kNow - base::kDay;
  const base::Micros latest = kNow + 5 * base::kMinute;
  EXPECT_THAT(talk.flows().start, ElementsAre(earliest + base::kSecond, earliest,
                                              latest - base::kSecond, latest, earliest, latest));
  EXPECT_EQ(talk.ledger().clamped_past, 2U);
  EXPECT_EQ(talk.ledger().clamped_future, 2U);
}

TEST(Clocks, BeyondTheYear9999AreClampedToo) {
  Talk talk;
  const std::string layout = template_record(
      256, {{kSourceIPv4Address, 4}, {kDestinationIPv4Address, 4}, {kFlowStartMilliseconds, 8}});
  talk.hear(ipfix(0, set(2, layout) + set(256, number(kSource, 4) + number(kDestination, 4) +
                                                   number(~0ULL, 8))));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow + 5 * base::kMinute));
}

TEST(Clocks, OfNetFlow5AreClampedToo) {
  Talk talk;
  talk.hear(v5({.seconds = kSeconds - 172'800}, {v5_record(), v5_record()}));
  talk.hear(v5({.seconds = kSeconds + 172'800, .sequence = 2}, {v5_record()}));
  EXPECT_EQ(talk.ledger().clamped_past, 2U);
  EXPECT_EQ(talk.ledger().clamped_future, 1U);
  EXPECT_EQ(talk.flows().size(), 3U);
}

}  // namespace
}  // namespace noroshi::netflow
