// What a flow says: sampling (rule 4), clocks (rule 6), directions, addresses, each protocol.
#include <bit>
#include <gmock/gmock.h>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements
using namespace wire;
using testing::Each;
using testing::ElementsAre;

/// A template with addresses and a start in front, and one record of it.
class Layout {
 public:
  Layout() {
    add(kSourceIPv4Address, 4, kSource);
    add(kDestinationIPv4Address, 4, kDestination);
    add(kFlowStartSeconds, 4, kSeconds);
  }
  Layout& add(std::uint16_t element, std::uint16_t width, std::uint64_t value,
              std::uint32_t enterprise = 0) {
    return add_bytes({element, width, enterprise}, number(value, width));
  }
  Layout& add_bytes(Field field, const std::string& bytes) {
    specifiers_ += flow::ipfix::specifiers({field});
    ++count_;
    bytes_ += bytes;
    return *this;
  }
  [[nodiscard]] std::string layout(std::uint16_t id = 256) const {
    return number(id, 2) + number(count_, 2) + specifiers_;
  }
  [[nodiscard]] std::string record() const { return bytes_; }
  [[nodiscard]] std::string in_ipfix() const {
    return ipfix(0, set(2, layout()) + set(256, record()));
  }
  [[nodiscard]] std::string in_v9(const V9& header = {}) const {
    return v9(header, set(0, layout()) + set(256, record()));
  }

 private:
  std::size_t count_ = 0;
  std::string specifiers_;
  std::string bytes_;
};

// Rule 4: sampling ----------------------------------------------------------------------------

std::uint32_t interval_of(const Layout& layout) {
  Talk talk;
  talk.hear(layout.in_ipfix());
  return talk.flows().sampling_interval.at(0);
}

TEST(Sampling, OfARecordIsReadInEveryForm) {
  EXPECT_EQ(interval_of(Layout().add(kSamplingInterval, 4, 100)), 100U);
  EXPECT_EQ(interval_of(Layout().add(kSamplerRandomInterval, 4, 512)), 512U);
  EXPECT_EQ(
      interval_of(Layout().add(kSamplingPacketInterval, 4, 1).add(kSamplingPacketSpace, 4, 99)),
      100U);
  EXPECT_EQ(
      interval_of(Layout().add(kSamplingPacketInterval, 4, 1).add(kSamplingPacketSpace, 4, 0)), 1U);
  EXPECT_EQ(interval_of(Layout().add(kSamplingSize, 4, 2).add(kSamplingPopulation, 4, 200)), 100U);
  EXPECT_EQ(interval_of(Layout().add(kSamplingProbability, 8, std::bit_cast<std::uint64_t>(0.01))),
            100U);
}

TEST(Sampling, OfZeroInOneFieldDoesNotHideAnother) {
  EXPECT_EQ(interval_of(Layout().add(kSamplingInterval, 4, 0).add(kSamplerRandomInterval, 4, 512)),
            512U);
}

TEST(Sampling, OfZeroNeverZeroesAnythingAndIsCountedAsUnknown) {
  Talk talk;
  talk.hear(Layout().add(kSamplingInterval, 4, 0).add(kOctetDeltaCount, 4, 1500).in_ipfix());
  EXPECT_THAT(talk.flows().octets, ElementsAre(1500));
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(0));
  EXPECT_EQ(talk.ledger().sampling_unknown, 1U);
}

TEST(Sampling, NeverMultipliesCounts) {
  Talk talk;
  talk.hear(Layout().add(kSamplingInterval, 4, 1000).add(kOctetDeltaCount, 4, 1500).in_ipfix());
  EXPECT_THAT(talk.flows().octets, ElementsAre(1500));
  EXPECT_EQ(talk.ledger().sampling_unknown, 0U);
}

std::string options_v9(std::uint32_t selector, std::uint32_t interval) {
  return set(1, v9_options_template(
                    300, 1, {{1, 4}, {kSamplerId, 2}, {49, 1}, {kSamplerRandomInterval, 4}})) +
         set(300, number(0, 4) + number(selector, 2) + number(2, 1) + number(interval, 4));
}

TEST(Sampling, OfASamplerIsThatOfItsOptions) {
  Talk talk;
  talk.hear(v9({}, options_v9(1, 1000) + options_v9(2, 2000)));
  talk.hear(Layout().add(kSamplerId, 1, 2).in_v9()).hear(Layout().add(kSamplerId, 1, 1).in_v9());
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(2000, 1000));
}

TEST(Sampling, OfASamplerAnnouncedWithZeroKeepsWhatItWas) {
  Talk talk;
  talk.hear(v9({}, options_v9(1, 1000))).hear(v9({}, options_v9(1, 0)));
  talk.hear(Layout().add(kSamplerId, 1, 1).in_v9());
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(1000));
}

TEST(Sampling, OfTheRecordItselfWinsOverItsSampler) {
  Talk talk;
  talk.hear(v9({}, options_v9(1, 1000)));
  talk.hear(Layout().add(kSamplerId, 1, 1).add(kSamplingInterval, 4, 7).in_v9());
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(7));
}

TEST(Sampling, OfASystemCountsForAllItsRecords) {
  const std::string options =
      set(1, v9_options_template(300, 1, {{1, 4}, {kSamplingInterval, 4}, {35, 1}})) +
      set(300, number(0, 4) + number(100, 4) + number(2, 1));
  Talk talk;
  talk.hear(v9({}, options)).hear(Layout().in_v9());
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(100));
}

TEST(Sampling, OfAnInterfaceCountsForWhatCameInThere) {
  constexpr std::uint16_t kInterfaceScope = 2;
  const std::string options =
      set(1, v9_options_template(300, 1, {{kInterfaceScope, 4}, {kSamplingInterval, 4}})) +
      set(300, number(17, 4) + number(100, 4) + number(18, 4) + number(200, 4));
  Talk talk;
  talk.hear(v9({}, options));
  talk.hear(Layout().add(kIngressInterface, 2, 18).in_v9());
  talk.hear(Layout().add(kIngressInterface, 4, 17).in_v9());
  talk.hear(Layout().add(kIngressInterface, 4, 19).in_v9());
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(200, 100, 0));
}

TEST(Sampling, OfATemplateCountsForItsRecords) {
  const std::string options =
      set(3, options_template_record(
                 300, 1,
                 {{kTemplateId, 2}, {kSamplingPacketInterval, 4}, {kSamplingPacketSpace, 4}})) +
      set(300, number(256, 2) + number(1, 4) + number(999, 4));
  Talk talk;
  talk.hear(ipfix(0, options)).hear(Layout().in_ipfix());
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(1000));
}

TEST(Sampling, OfDomainZeroSpeaksForTheWholeExporter) {
  Talk talk;
  talk.hear(v9({.source = 0}, options_v9(1, 1000)));
  talk.hear(Layout().add(kSamplerId, 1, 1).in_v9({.source = 5}));
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(1000));
}

TEST(Sampling, OfAnotherDomainSaysNothing) {
  Talk talk;
  talk.hear(v9({.source = 4}, options_v9(1, 1000)));
  talk.hear(Layout().add(kSamplerId, 1, 1).in_v9({.source = 5}));
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(0));
}

TEST(Sampling, OfNetFlow5StandsInItsHeaderBelowTheMode) {
  Talk talk(Transport::Udp, {.configured_sampling = 50});
  talk.hear(v5({.sequence = 0, .sampling = 0x4000 | 1000}, {v5_record(), v5_record()}));
  talk.hear(v5({.sequence = 2, .sampling = 0x4000}, {v5_record()}));
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(1000, 1000, 50));
}

TEST(Sampling, ThatIsConfiguredCountsWhereNobodySays) {
  Talk talk(Transport::Udp, {.configured_sampling = 50});
  talk.hear(Layout().in_ipfix()).hear(Layout().add(kSamplingInterval, 4, 9).in_ipfix());
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(50, 9));
  EXPECT_EQ(talk.ledger().sampling_unknown, 0U);
}

TEST(Sampling, ThatNobodySaysIsZeroAndCounted) {
  Talk talk;
  talk.hear(Layout().in_ipfix()).hear(v5({}, {v5_record(), v5_record()}));
  EXPECT_THAT(talk.flows().sampling_interval, Each(0U));
  EXPECT_EQ(talk.ledger().sampling_unknown, 3U);
}

TEST(Sampling, OfSflowIsTheRateOfTheSample) {
  Talk talk(Transport::Udp, {.configured_sampling = 50});
  talk.hear(sflow({}, {flow_sample({.rate = 2048}, {raw_header(tcp_frame(), 118)}),
                       flow_sample({.sequence = 2, .rate = 0}, {raw_header(tcp_frame(), 118)})}));
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(2048, 50));
}

// Rule 6: clocks ------------------------------------------------------------------------------

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

// Directions and addresses --------------------------------------------------------------------

TEST(Flows, ReverseElementsMakeABiflow) {
  Talk talk;
  talk.hear(Layout()
                .add(kOctetDeltaCount, 4, 500)
                .add(kOctetDeltaCount, 4, 300, kReverseEnterprise)
                .add(kPacketDeltaCount, 4, 5)
                .add(kPacketDeltaCount, 4, 3, kReverseEnterprise)
                .in_ipfix());
  const model::Flow flow = talk.flows().at(0);
  EXPECT_EQ(flow.traits, model::kBiflow);
  EXPECT_EQ(flow.octets, 500U);
  EXPECT_EQ(flow.reverse_octets, 300U);
  EXPECT_EQ(flow.packets, 5U);
  EXPECT_EQ(flow.reverse_packets, 3U);
}

TEST(Flows, AResponderAloneIsNoOtherDirection) {
  Talk talk;
  talk.hear(Layout().add(kOctetDeltaCount, 4, 500).add(kResponderOctets, 2, 0).in_v9());
  EXPECT_EQ(talk.flows().at(0).traits, 0);
  talk.hear(Layout().add(kInitiatorOctets, 4, 69).add(kResponderOctets, 4, 14'178).in_v9());
  EXPECT_EQ(talk.flows().at(1).traits, model::kBiflow | model::kPayloadOctets);
  EXPECT_EQ(talk.flows().at(1).reverse_octets, 14'178U);
}

TEST(Flows, AFirewallsEventTimeIsTheEndOfItsConnection) {
  const std::string layout = template_record(256, {{kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {233, 1},
                                                   {kObservationTimeMilliseconds, 8},
                                                   {kFlowStartMilliseconds, 8}});
  Talk talk;
  talk.hear(v9({}, set(0, layout) + set(256, number(kSource, 4) + number(kDestination, 4) +
                                                 number(2, 1) + number(kSeconds * 1000ULL, 8) +
                                                 number(kSeconds * 1000ULL - 9000, 8))));
  EXPECT_THAT(talk.flows().start, ElementsAre(kNow - 9 * base::kSecond));
  EXPECT_THAT(talk.flows().end, ElementsAre(kNow));
}

TEST(Flows, CountedOnTheirWayOutOnlyHaveThoseCounts) {
  Talk talk;
  talk.hear(Layout()
                .add(kPacketDeltaCount, 4, 0)
                .add(kOctetDeltaCount, 4, 0)
                .add(kPostPacketDeltaCount, 4, 2)
                .add(kPostOctetDeltaCount, 4, 64)
                .in_v9());
  EXPECT_THAT(talk.flows().packets, ElementsAre(2));
  EXPECT_THAT(talk.flows().octets, ElementsAre(64));
}

TEST(Flows, OfATemplateForBothFamiliesHaveTheAddressesThatAreNotZero) {
  const std::string layout = template_record(256, {{kSourceIPv6Address, 16},
                                                   {kDestinationIPv6Address, 16},
                                                   {kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {kFlowStartSeconds, 4}});
  const std::string v6 = number(0x20010DB800000000, 8) + number(1, 8);
  const std::string none(32, '\0');
  const std::string v4 = number(kSource, 4) + number(kDestination, 4);
  const std::string start = number(kSeconds, 4);
  Talk talk;
  talk.hear(ipfix(0, set(2, layout) +
                         set(256, none + v4 + start + v6 + v6 + std::string(8, '\0') + start +
                                      none + std::string(8, '\0') + start + v6 + v6 + v4 + start)));
  ASSERT_EQ(talk.flows().size(), 3U);
  EXPECT_EQ(talk.flows().source_address[0], net::Address::v4(kSource));
  EXPECT_EQ(talk.flows().source_address[1].to_string(), "2001:db8::1");
  EXPECT_EQ(talk.flows().source_address[2].to_string(), "2001:db8::1");  // outside of a tunnel
  EXPECT_EQ(talk.skipped_records("record without addresses"), 1U);
}

TEST(Flows, RecordsWithoutAddressesAreCountedAndPassedOver) {
  const std::string layer2 = template_record(256, {{56, 6}, {80, 6}, {kOctetDeltaCount, 8}});
  const std::string named = template_record(257, {{82, kVariableLength}, {kOctetDeltaCount, 4}});
  Talk talk;
  talk.hear(
      ipfix(0, set(2, layer2 + named) + set(256, std::string(60, 'x')) +
                   set(257, number(1, 1) + "a" + number(1, 4) + number(0, 1) + number(2, 4))));
  EXPECT_EQ(talk.flows().size(), 0U);
  EXPECT_EQ(talk.skipped_records("record without addresses"), 5U);
}

TEST(Flows, InSampledPacketsAreDecoded) {
  const net::Frame ip = tcp_frame().substr(14);
  const std::string link =
      template_record(256, {{312, 2}, {kDataLinkFrameSection, kVariableLength}});
  const std::string header = template_record(257, {{kIpHeaderPacketSection, 40}});
  Talk talk;
  talk.hear(ipfix(0, set(2, link + header) +
                         set(256, number(114, 2) + number(54, 1) + tcp_frame().substr(0, 54)) +
                         set(257, ip.substr(0, 40))));
  ASSERT_EQ(talk.flows().size(), 2U);
  for (const std::size_t row : {std::size_t{0}, std::size_t{1}}) {
    const model::Flow flow = talk.flows().at(row);
    EXPECT_EQ(flow.source_address, net::Address::v4(kSource));
    EXPECT_EQ(flow.destination_port, 443);
    EXPECT_EQ(flow.tcp_flags, 0x18);
    EXPECT_EQ(flow.traits, model::kHasTcpFlags);
    EXPECT_EQ(flow.packets, 1U);
    EXPECT_EQ(flow.octets, 100U);
    EXPECT_EQ(flow.start, kNow);
  }
}

TEST(Flows, SampledPacketsThatAreNoneHaveTheirReason) {
  const std::string link = template_record(256, {{kDataLinkFrameSection, kVariableLength}});
  const auto section = [](const std::string& frame) { return number(frame.size(), 1) + frame; };
  Talk talk;
  talk.hear(ipfix(0, set(2, link) + set(256, section(net::ethernet(0x0806, std::string(28, 'a'))) +
                                                 section(tcp_frame().substr(0, 20)))));
  EXPECT_EQ(talk.flows().size(), 0U);
  EXPECT_EQ(talk.session().rejected_records().total_rejected() +
                total(talk.session().rejected_records().skipped()),
            2U);
}

// NetFlow v5 and sFlow ------------------------------------------------------------------------

TEST(NetFlow5, RecordsHaveEveryField) {
  Talk talk;
  talk.hear(v5({}, {v5_record(1500)}));
  const model::Flow flow = talk.flows().at(0);
  EXPECT_EQ(flow.source_address, net::Address::v4(kSource));
  EXPECT_EQ(flow.destination_address, net::Address::v4(kDestination));
  EXPECT_EQ(flow.source_port, 40000);
  EXPECT_EQ(flow.destination_port, 443);
  EXPECT_EQ(flow.protocol, model::kTcp);
  EXPECT_EQ(flow.tcp_flags, 0x12);
  EXPECT_EQ(flow.traits, model::kHasTcpFlags);
  EXPECT_EQ(flow.packets, 3U);
  EXPECT_EQ(flow.octets, 1500U);
  EXPECT_EQ(flow.start, kNow - 2 * base::kSecond);
  EXPECT_EQ(flow.end, kNow - base::kSecond);
  EXPECT_EQ(flow.exporter, 1U);
  EXPECT_EQ(talk.session().messages_of(Protocol::NetFlow5), 1U);
}

TEST(NetFlow5, MessagesThatCannotBeAreRefusedWhole) {
  Talk talk;
  talk.hear(v5({}, {v5_record()}).substr(0, 23)).hear(v5({}, {v5_record()}).substr(0, 71));
  talk.hear(v5({}, std::vector<std::string>(31, v5_record())));
  EXPECT_EQ(talk.rejected_messages("message shorter than its header"), 1U);
  EXPECT_EQ(talk.rejected_messages("message cut short"), 1U);
  EXPECT_EQ(talk.rejected_messages("NetFlow v5 message of more than 30 records"), 1U);
  EXPECT_EQ(talk.flows().size(), 0U);
}

TEST(NetFlow5, AFlowNeverEndsBeforeItStarts) {
  Talk talk;
  talk.hear(v5({}, {v5_record(1, kUptime, kUptime - 5000)}));
  EXPECT_EQ(talk.flows().end, talk.flows().start);
}

TEST(Sflow, ASampleIsOnePacketAtTheTimeOfItsArrival) {
  for (const bool expanded : {false, true}) {
    const auto sample = expanded ? expanded_flow_sample : flow_sample;
    Talk talk;
    talk.hear(sflow({}, {sample({}, {raw_header(tcp_frame(), 118)})}), kNow + 42);
    ASSERT_EQ(talk.flows().size(), 1U);
    const model::Flow flow = talk.flows().at(0);
    EXPECT_EQ(flow.source_address, net::Address::v4(kSource));
    EXPECT_EQ(flow.source_port, 40000);
    EXPECT_EQ(flow.tcp_flags, 0x18);
    EXPECT_EQ(flow.packets, 1U);
    EXPECT_EQ(flow.octets, 100U);
    EXPECT_EQ(flow.start, kNow + 42);
    EXPECT_EQ(flow.end, kNow + 42);
    EXPECT_EQ(flow.exporter, 1U);
  }
}

std::string ip_fields(std::uint32_t format) {
  const std::string source =
      format == 3 ? number(kSource, 4) : number(0x20010DB8ULL << 32, 8) + number(1, 8);
  const std::string destination =
      format == 3 ? number(kDestination, 4) : number(0x20010DB8ULL << 32, 8) + number(2, 8);
  return number(format, 4) +
         opaque(number(1344, 4) + number(6, 4) + source + destination + number(40000, 4) +
                number(443, 4) + number(0x10, 4) + number(0, 4));
}

TEST(Sflow, HeaderFieldsServeWhereThereAreNoOctetsOfThePacket) {
  Talk talk;
  talk.hear(
      sflow({}, {flow_sample({}, {ip_fields(3)}), flow_sample({.sequence = 2}, {ip_fields(4)})}));
  ASSERT_EQ(talk.flows().size(), 2U);
  EXPECT_EQ(talk.flows().source_address[0], net::Address::v4(kSource));
  EXPECT_EQ(talk.flows().destination_address[1].to_string(), "2001:db8::2");
  EXPECT_THAT(talk.flows().octets, Each(1344U));
  EXPECT_THAT(talk.flows().destination_port, Each(443));
  EXPECT_THAT(talk.flows().tcp_flags, Each(0x10));
}

TEST(Sflow, TheRecordThatShowsThePacketIsFoundAmongOthers) {
  const std::string other = number(1001, 4) + opaque(std::string(16, '\0'));
  Talk talk;
  talk.hear(sflow({}, {flow_sample({}, {other, raw_header("short", 60), ip_fields(3), other})}));
  EXPECT_EQ(talk.flows().size(), 1U);
}

TEST(Sflow, SamplesThatAreNoFlowsAreCountedByReason) {
  const std::string arp = net::ethernet(0x0806, std::string(28, 'a'));
  const std::string other = number(1001, 4) + opaque(std::string(16, '\0'));
  Talk talk;
  talk.hear(sflow({}, {counter_sample(), number(4, 4) + opaque(std::string(12, '\0')),
                       number(5, 4) + opaque(""), flow_sample({}, {}), flow_sample({}, {other}),
                       flow_sample({}, {raw_header(arp, 60)})}));
  EXPECT_EQ(talk.skipped_records("counter sample"), 2U);
  EXPECT_EQ(talk.skipped_records("sample of a kind that is not read"), 1U);
  EXPECT_EQ(talk.skipped_records("sample that shows no packet"), 2U);
  EXPECT_EQ(talk.ledger().records, 6U);
  EXPECT_EQ(talk.session().rejected_records().total_rejected(), 0U);
}

TEST(Sflow, BrokenSamplesAreCountedByReason) {
  Talk talk;
  talk.hear(sflow({}, {number(1, 4) + opaque(std::string(12, '\0')),
                       flow_sample({}, {number(1, 4) + number(400, 4)}),
                       flow_sample({}, {number(3, 4) + opaque("1234")}),
                       flow_sample({}, {raw_header("", 60)})}));
  EXPECT_EQ(talk.rejected_records("flow sample shorter than its header"), 1U);
  EXPECT_EQ(talk.rejected_records("flow record cut short"), 2U);
  const std::string whole = sflow({}, {flow_sample({}, {raw_header(tcp_frame(), 118)})});
  talk.hear(whole.substr(0, whole.size() - 20));
  EXPECT_EQ(talk.rejected_sets("sample does not fit its datagram"), 1U);
}

TEST(Sflow, EveryLengthOfADatagramIsTakenWithoutHarm) {
  const std::string whole = sflow({}, {flow_sample({}, {raw_header(tcp_frame(), 118)}),
                                       counter_sample(), expanded_flow_sample({}, {ip_fields(4)})});
  for (std::size_t size = 0; size < whole.size(); ++size) Talk().hear(whole.substr(0, size));
}

TEST(Sflow, AgentsWithIpv6AddressesAndSubAgentsAreApart) {
  const auto v6_agent = [](std::uint32_t sequence) {
    return number(5, 4) + number(2, 4) + number(0x20010DB8ULL << 32, 8) + number(9, 8) +
           number(0, 4) + number(sequence, 4) + number(kUptime, 4) + number(0, 4);
  };
  Talk talk;
  talk.hear(v6_agent(10)).hear(sflow({.sub_agent = 1, .sequence = 500}, {}));
  talk.hear(sflow({.sub_agent = 2, .sequence = 900}, {})).hear(v6_agent(11));
  EXPECT_EQ(talk.ledger().domains_now, 3U);
  EXPECT_EQ(talk.ledger().lost_messages, 0U);
  talk.hear(number(5, 4) + number(3, 4) + std::string(40, '\0'));
  EXPECT_EQ(talk.rejected_messages("sFlow agent address of no known kind"), 1U);
}

}  // namespace
}  // namespace noroshi::netflow
