#include "observe/flow/ipfix_program.hpp"

#include <bit>
#include <gtest/gtest.h>

#include "observe/flow/ipfix_elements.hpp"
#include "observe/flow/ipfix_test_bytes.hpp"
#include "observe/flow/ipfix_wire.hpp"

namespace noroshi::flow::ipfix {
namespace {

constexpr base::Micros kNow = kExportTime * base::kSecond;

/// A template with addresses in front, and the values of the fields behind them.
class Layout {
 public:
  Layout() {
    add(kSourceIPv4Address, 4, 0xC0000201);       // 192.0.2.1
    add(kDestinationIPv4Address, 4, 0xC6336402);  // 198.51.100.2
  }

  Layout& add(std::uint16_t element, std::uint16_t width, std::uint64_t value,
              std::uint32_t enterprise = 0) {
    return add_bytes({element, width, enterprise}, number(value, width));
  }
  Layout& add_bytes(Field field, const std::string& bytes) {
    template_.fields.push_back(field);
    bytes_ += bytes;
    return *this;
  }
  Layout& started() { return add(kFlowStartMilliseconds, 8, kExportTime * 1000ULL); }

  [[nodiscard]] FieldProgram program() const { return FieldProgram(template_); }

  model::Flow flow(Surroundings around = {.export_time = kNow}) const {
    model::Flow flow;
    EXPECT_EQ(decode(around, flow), "");
    return flow;
  }
  std::string defect(const Surroundings& around = {.export_time = kNow}) const {
    model::Flow flow;
    return decode(around, flow);
  }

 private:
  std::string decode(const Surroundings& around, model::Flow& flow) const {
    const FieldProgram compiled = program();
    EXPECT_EQ(compiled.purpose(), FieldProgram::Purpose::Flow);
    Record record;
    EXPECT_EQ(compiled.run(bytes_.data(), bytes_.size(), around, record), bytes_.size());
    return std::string(compiled.interpret(record, around, flow).objection);
  }

  Template template_{.id = 256, .scope_count = 0, .options = false, .fields = {}};
  std::string bytes_;
};

TEST(FieldProgram, ReadsThePlainFieldsOfAFlow) {
  const model::Flow flow = Layout()
                               .started()
                               .add(kFlowEndMilliseconds, 8, kExportTime * 1000ULL + 250)
                               .add(kSourceTransportPort, 2, 40000)
                               .add(kDestinationTransportPort, 2, 443)
                               .add(kProtocolIdentifier, 1, 6)
                               .add(kPacketDeltaCount, 8, 7)
                               .add(kOctetDeltaCount, 8, 4200)
                               .add(kTcpControlBits, 1, 0x1B)
                               .add(kFlowEndReason, 1, 3)
                               .flow();
  EXPECT_EQ(flow.source_address, net::Address::v4(0xC0000201));
  EXPECT_EQ(flow.destination_address, net::Address::v4(0xC6336402));
  EXPECT_EQ(flow.source_port, 40000);
  EXPECT_EQ(flow.destination_port, 443);
  EXPECT_EQ(flow.protocol, model::kTcp);
  EXPECT_EQ(flow.start, kNow);
  EXPECT_EQ(flow.end, kNow + 250 * base::kMillisecond);
  EXPECT_EQ(flow.packets, 7U);
  EXPECT_EQ(flow.octets, 4200U);
  EXPECT_EQ(flow.tcp_flags, 0x1B);
  EXPECT_EQ(flow.end_reason, model::kEndOfFlow);
  EXPECT_EQ(flow.traits, model::kHasTcpFlags);
}

TEST(FieldProgram, ReadsReducedCountersAndWideFlags) {
  const model::Flow flow = Layout()
                               .started()
                               .add(kPacketDeltaCount, 3, 0x010203)
                               .add(kOctetDeltaCount, 5, 0x0102030405)
                               .add(kTcpControlBits, 2, 0x0112)  // RFC 7125: bit 8 is no old flag
                               .flow();
  EXPECT_EQ(flow.packets, 0x010203U);
  EXPECT_EQ(flow.octets, 0x0102030405U);
  EXPECT_EQ(flow.tcp_flags, 0x12);
}

TEST(FieldProgram, SkipsEnterpriseAndVariableLengthFieldsWhereverTheyStand) {
  const std::string longer(300, 'x');
  const model::Flow flow =
      Layout()
          .add_bytes({82, kVariableLength}, number(3, 1) + "eth")
          .started()
          .add(1, 4, 99, 8057)  // another enterprise's element 1
          .add_bytes({291, kVariableLength}, number(255, 1) + number(300, 2) + longer)
          .add(kOctetDeltaCount, 4, 1500)
          .add_bytes({82, kVariableLength}, number(0, 1))
          .flow();
  EXPECT_EQ(flow.start, kNow);
  EXPECT_EQ(flow.octets, 1500U);
}

TEST(FieldProgram, RefusesARecordWhoseVariableFieldRunsOver) {
  const FieldProgram program(
      Template{256, 0, false, {{82, kVariableLength}, {kOctetDeltaCount, 4}}});
  Record record;
  const auto run = [&](const std::string& bytes) {
    return program.run(bytes.data(), bytes.size(), {}, record);
  };
  EXPECT_EQ(program.minimum_length(), 5U);
  EXPECT_EQ(run(number(1, 1) + "x" + number(9, 4)), 6U);
  EXPECT_EQ(run(number(1, 1) + number(9, 4)), 0U);
  EXPECT_EQ(run(number(255, 1) + number(2, 2) + number(9, 4)), 0U);
  EXPECT_EQ(run(number(255, 1) + number(0xFFFF, 2) + number(9, 4)), 0U);
}

TEST(FieldProgram, ReadsEveryClock) {
  const auto start = [](std::uint16_t element, std::uint16_t width, std::uint64_t value) {
    return Layout().add(element, width, value).flow().start;
  };
  const base::Micros exact = kNow + 123'456;
  EXPECT_EQ(start(kFlowStartSeconds, 4, kExportTime), kNow);
  EXPECT_EQ(start(kFlowStartMilliseconds, 8, kExportTime * 1000ULL + 123), kNow + 123'000);
  EXPECT_EQ(start(kFlowStartMicroseconds, 8, to_ntp(exact)), exact);
  EXPECT_EQ(start(kFlowStartMicroseconds, 8, to_ntp(exact) | 0x7FF), exact);
  EXPECT_EQ(start(kFlowStartNanoseconds, 8, to_ntp(exact)), exact);
  EXPECT_EQ(start(kFlowStartDeltaMicroseconds, 4, 1'500'000), kNow - 1'500'000);
  EXPECT_EQ(start(kObservationTimeMilliseconds, 8, kExportTime * 1000ULL), kNow);
}

TEST(FieldProgram, TheFinestClockWins) {
  const model::Flow flow = Layout()
                               .add(kFlowStartSeconds, 4, kExportTime - 5)
                               .add(kFlowStartMicroseconds, 8, to_ntp(kNow + 1))
                               .started()
                               .flow();
  EXPECT_EQ(flow.start, kNow + 1);
}

TEST(FieldProgram, ADurationStandsInForTheMissingEndOrStart) {
  EXPECT_EQ(Layout().started().add(kFlowDurationMilliseconds, 4, 1500).flow().end,
            kNow + 1500 * base::kMillisecond);
  const model::Flow flow =
      Layout().add(kFlowEndSeconds, 4, kExportTime).add(kFlowDurationMicroseconds, 4, 250).flow();
  EXPECT_EQ(flow.start, kNow - 250);
  EXPECT_EQ(flow.end, kNow);
}

TEST(FieldProgram, AFlowNeverEndsBeforeItStarts) {
  const model::Flow flow = Layout().started().add(kFlowEndSeconds, 4, kExportTime - 9).flow();
  EXPECT_EQ(flow.end, flow.start);
}

TEST(FieldProgram, RefusesTimesBeyondTheYear9999) {
  EXPECT_EQ(Layout().add(kFlowStartMilliseconds, 8, ~0ULL).defect(), "time beyond the year 9999");
  EXPECT_EQ(Layout().add(kFlowStartMilliseconds, 8, 253'402'300'799'999).defect(), "");
}

TEST(FieldProgram, UpTimesCountFromTheBootTime) {
  const Layout layout =
      Layout().add(kFlowStartSysUpTime, 4, 60'000).add(kFlowEndSysUpTime, 4, 61'500);
  EXPECT_EQ(layout.defect(), "sysUpTime without systemInitTimeMilliseconds");
  const base::Micros boot = kNow - base::kHour;
  const model::Flow flow = layout.flow({.export_time = kNow, .boot = boot});
  EXPECT_EQ(flow.start, boot + 60 * base::kSecond);
  EXPECT_EQ(flow.end, boot + 61'500 * base::kMillisecond);
  const auto own = static_cast<std::uint64_t>(boot / base::kMillisecond);
  EXPECT_EQ(Layout(layout).add(kSystemInitTimeMilliseconds, 8, own).flow(), flow);
}

TEST(FieldProgram, UpTimesThatBeganAgainAre497DaysLater) {
  // Up for 100 days: the counter of 2^32 ms has begun again twice.
  const base::Micros boot = kNow - 100 * base::kDay;
  const std::uint64_t up_time = 100ULL * 24 * 3600 * 1000 - 5000;
  const Layout layout = Layout().add(kFlowStartSysUpTime, 4, up_time & 0xFFFF'FFFF);
  EXPECT_EQ(layout.flow({.export_time = kNow, .boot = boot}).start, kNow - 5 * base::kSecond);
}

TEST(FieldProgram, ReverseElementsMakeABiflow) {
  const model::Flow flow = Layout()
                               .started()
                               .add(kPacketDeltaCount, 4, 5)
                               .add(kPacketDeltaCount, 4, 3, kReverseEnterprise)
                               .add(kOctetDeltaCount, 4, 500)
                               .add(kOctetDeltaCount, 4, 300, kReverseEnterprise)
                               .add(kTcpControlBits, 1, 0x02)
                               .add(kTcpControlBits, 1, 0x12, kReverseEnterprise)
                               .flow();
  EXPECT_EQ(flow.traits, model::kBiflow | model::kHasTcpFlags);
  EXPECT_EQ(flow.packets, 5U);
  EXPECT_EQ(flow.reverse_packets, 3U);
  EXPECT_EQ(flow.octets, 500U);
  EXPECT_EQ(flow.reverse_octets, 300U);
  EXPECT_EQ(flow.tcp_flags, model::kSyn);
  EXPECT_EQ(flow.reverse_tcp_flags, model::kSyn | model::kAck);
}

TEST(FieldProgram, FlagsOfOneDirectionOfABiflowAreNotTaken) {
  for (const std::uint32_t enterprise : {0U, kReverseEnterprise}) {
    const model::Flow flow = Layout()
                                 .started()
                                 .add(kPacketDeltaCount, 4, 3, kReverseEnterprise)
                                 .add(kTcpControlBits, 1, 0x12, enterprise)
                                 .flow();
    EXPECT_EQ(flow.traits, model::kBiflow);
    EXPECT_EQ(flow.tcp_flags, 0);
    EXPECT_EQ(flow.reverse_tcp_flags, 0);
  }
}

TEST(FieldProgram, ABiflowLastsFromTheFirstToTheLastPacketOfBothDirections) {
  const model::Flow flow =
      Layout()
          .started()
          .add(kFlowEndMilliseconds, 8, kExportTime * 1000ULL + 10)
          .add(kFlowStartMilliseconds, 8, kExportTime * 1000ULL + 5, kReverseEnterprise)
          .add(kFlowEndMilliseconds, 8, kExportTime * 1000ULL + 90, kReverseEnterprise)
          .add(kPacketDeltaCount, 4, 1, kReverseEnterprise)
          .flow();
  EXPECT_EQ(flow.start, kNow);
  EXPECT_EQ(flow.end, kNow + 90 * base::kMillisecond);
}

TEST(FieldProgram, ABiflowExportedFromItsFarEndIsTurnedRound) {
  const model::Flow flow = Layout()
                               .started()
                               .add(kBiflowDirection, 1, 2)
                               .add(kSourceTransportPort, 2, 443)
                               .add(kDestinationTransportPort, 2, 40000)
                               .add(kOctetDeltaCount, 4, 900)
                               .add(kOctetDeltaCount, 4, 100, kReverseEnterprise)
                               .flow();
  EXPECT_EQ(flow.source_address, net::Address::v4(0xC6336402));
  EXPECT_EQ(flow.source_port, 40000);
  EXPECT_EQ(flow.octets, 100U);
  EXPECT_EQ(flow.reverse_octets, 900U);
}

TEST(FieldProgram, InitiatorAndResponderCountsAreABiflowOfPayload) {
  const model::Flow flow = Layout()
                               .started()
                               .add(kInitiatorOctets, 8, 11)
                               .add(kResponderOctets, 8, 22)
                               .add(kInitiatorPackets, 8, 1)
                               .add(kResponderPackets, 8, 2)
                               .flow();
  EXPECT_EQ(flow.traits, model::kBiflow | model::kPayloadOctets);
  EXPECT_EQ(flow.octets, 11U);
  EXPECT_EQ(flow.reverse_octets, 22U);
  EXPECT_EQ(flow.packets, 1U);
  EXPECT_EQ(flow.reverse_packets, 2U);
}

TEST(FieldProgram, TotalCountsServeWhereDeltasAreMissing) {
  const model::Flow flow = Layout()
                               .started()
                               .add(kOctetTotalCount, 8, 1000)
                               .add(kPacketTotalCount, 8, 10)
                               .add(kOctetDeltaCount, 8, 400)
                               .flow();
  EXPECT_EQ(flow.octets, 400U);
  EXPECT_EQ(flow.packets, 10U);
}

TEST(FieldProgram, IcmpTypeAndCodeStandInTheDestinationPort) {
  EXPECT_EQ(Layout()
                .started()
                .add(kProtocolIdentifier, 1, 1)
                .add(kIcmpTypeCodeIPv4, 2, 0x0301)
                .flow()
                .destination_port,
            0x0301);
  EXPECT_EQ(Layout()
                .started()
                .add(kProtocolIdentifier, 1, 58)
                .add(kIcmpTypeIPv6, 1, 128)
                .add(kIcmpCodeIPv6, 1, 4)
                .flow()
                .destination_port,
            128 * 256 + 4);
  EXPECT_EQ(Layout()
                .started()
                .add(kProtocolIdentifier, 1, 17)
                .add(kDestinationTransportPort, 2, 53)
                .add(kIcmpTypeCodeIPv4, 2, 0)
                .flow()
                .destination_port,
            53);
}

TEST(FieldProgram, OneTemplateMayServeBothFamilies) {
  const std::string v6 = number(0x20010DB800000000, 8) + number(1, 8);
  const auto layout = [&](std::uint8_t version) {
    return Layout()
        .started()
        .add_bytes({kSourceIPv6Address, 16}, v6)
        .add_bytes({kDestinationIPv6Address, 16}, v6)
        .add(kIpVersion, 1, version);
  };
  EXPECT_TRUE(layout(4).flow().source_address.is_v4());
  EXPECT_EQ(layout(6).flow().source_address.to_string(), "2001:db8::1");
}

TEST(FieldProgram, ReadsEveryFormOfTheSamplingInterval) {
  const auto interval = [](Layout layout) { return layout.started().flow().sampling_interval; };
  EXPECT_EQ(interval(Layout()), 0U);
  EXPECT_EQ(interval(Layout().add(kSamplingInterval, 4, 1000)), 1000U);
  EXPECT_EQ(interval(Layout().add(kSamplingInterval, 4, 0)), 0U);
  EXPECT_EQ(interval(Layout().add(kSamplingInterval, 8, ~0ULL)), 0xFFFF'FFFFU);
  EXPECT_EQ(interval(Layout().add(kSamplerRandomInterval, 4, 512)), 512U);
  EXPECT_EQ(interval(Layout().add(kSamplingPacketInterval, 4, 1).add(kSamplingPacketSpace, 4, 99)),
            100U);
  EXPECT_EQ(interval(Layout().add(kSamplingPacketInterval, 4, 1)), 0U);
  EXPECT_EQ(interval(Layout().add(kSamplingSize, 4, 2).add(kSamplingPopulation, 4, 200)), 100U);
  const auto probability = [&](double p) {
    return interval(Layout().add(kSamplingProbability, 8, std::bit_cast<std::uint64_t>(p)));
  };
  EXPECT_EQ(probability(0.001), 1000U);
  EXPECT_EQ(probability(0.0), 0U);
  EXPECT_EQ(probability(1e-300), 0xFFFF'FFFFU);
}

TEST(FieldProgram, TheRecordsOwnSamplingWinsOverItsSelectorsAndThatOverTheDomains) {
  const Sampling sampling{.domain = 10, .selectors = {{1, 100}, {2, 200}}};
  const Surroundings around{.export_time = kNow, .boot = {}, .sampling = &sampling};
  const auto interval = [&](Layout layout) {
    return layout.started().flow(around).sampling_interval;
  };
  EXPECT_EQ(interval(Layout()), 10U);
  EXPECT_EQ(interval(Layout().add(kSelectorId, 4, 2)), 200U);
  EXPECT_EQ(interval(Layout().add(kSamplerId, 1, 1)), 100U);
  EXPECT_EQ(interval(Layout().add(kSelectorId, 4, 3)), 10U);
  EXPECT_EQ(interval(Layout().add(kSelectorId, 4, 2).add(kSamplingInterval, 4, 5)), 5U);
}

TEST(FieldProgram, TheOnlySelectorOfADomainCountsForRecordsThatNameNone) {
  EXPECT_EQ((Sampling{.domain = 0, .selectors = {{7, 64}}}.of(std::nullopt)), 64U);
  EXPECT_EQ((Sampling{.domain = 0, .selectors = {{7, 64}, {8, 32}}}.of(std::nullopt)), 0U);
}

TEST(FieldProgram, KnowsWhatATemplateIsGoodFor) {
  using Purpose = FieldProgram::Purpose;
  EXPECT_EQ(Layout().started().program().purpose(), Purpose::Flow);
  EXPECT_EQ(Layout().program().purpose(), Purpose::NoTimes);
  EXPECT_EQ(FieldProgram(Template{256, 0, false, {{kFlowStartSeconds, 4}}}).purpose(),
            Purpose::NoAddresses);
  EXPECT_EQ(FieldProgram(Template{256, 1, true, {{kSelectorId, 4}}}).purpose(), Purpose::Options);
}

TEST(FieldProgram, IgnoresFieldsOfImpossibleWidth) {
  const model::Flow flow = Layout()
                               .started()
                               .add_bytes({kOctetDeltaCount, 9}, std::string(9, 'x'))
                               .add_bytes({kSourceIPv6Address, 4}, "abcd")
                               .add_bytes({kFlowEndSeconds, 2}, "ab")
                               .add(kPacketDeltaCount, 1, 4)
                               .flow();
  EXPECT_EQ(flow.octets, 0U);
  EXPECT_EQ(flow.packets, 4U);
  EXPECT_EQ(flow.end, kNow);
}

TEST(FieldProgram, OfTwoEqualFieldsTheFirstCounts) {
  EXPECT_EQ(
      Layout().started().add(kOctetDeltaCount, 4, 1).add(kOctetDeltaCount, 4, 2).flow().octets, 1U);
}

}  // namespace
}  // namespace noroshi::flow::ipfix
