// Sampling: rule 4 of docs/formats/flow-export.md.
#include <bit>
#include <gmock/gmock.h>

#include "observe/netflow/record_layout.hpp"
#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements
using namespace wire;
using testing::Each;
using testing::ElementsAre;

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

}  // namespace
}  // namespace noroshi::netflow
