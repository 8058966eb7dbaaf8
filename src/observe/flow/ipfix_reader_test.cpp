#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <numeric>

#include "observe/flow/ipfix_elements.hpp"
#include "observe/flow/ipfix_test_bytes.hpp"
#include "observe/flow/reader.hpp"

namespace noroshi::flow::ipfix {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

struct Outcome {
  model::FlowBatch flows;
  std::map<std::string, std::uint64_t> rejected;
  std::map<std::string, std::uint64_t> skipped;
  std::map<std::string, std::uint64_t> first;  // byte offset of the first reject of a reason
};

Outcome read(const std::string& bytes, std::size_t limit = 1000) {
  auto reader = make_ipfix_reader(io::Input::over(bytes), {}).value();
  Outcome outcome;
  while (true) {
    const std::size_t before = outcome.flows.size();
    const auto more = reader->read(outcome.flows, limit);
    EXPECT_TRUE(more.has_value());
    EXPECT_LE(outcome.flows.size(), before + limit);
    if (!more.has_value() || !*more) break;
  }
  for (const auto& [reason, tally] : reader->rejects().rejected()) {
    outcome.rejected[reason] = tally.count;
    outcome.first[reason] = tally.first.number;
  }
  for (const auto& [reason, tally] : reader->rejects().skipped()) {
    outcome.skipped[reason] = tally.count;
  }
  return outcome;
}

// The smallest useful template (addresses, start, octets) and its records.
const std::string kTemplate = template_record(
    256, {{kSourceIPv4Address, 4}, {kDestinationIPv4Address, 4}, {kFlowStartSeconds, 4}, {1, 4}});

std::string record(std::uint32_t octets) {
  return number(0xC0000201, 4) + number(0xC6336402, 4) + number(kExportTime, 4) + number(octets, 4);
}

TEST(IpfixReader, ReadsMessagesBackToBack) {
  const std::string first = message(set(2, kTemplate) + set(256, record(1) + record(2)));
  const std::string second = message(set(256, record(3)));
  const Outcome outcome = read(first + second);
  EXPECT_THAT(outcome.flows.octets, ElementsAre(1, 2, 3));
  EXPECT_THAT(outcome.rejected, IsEmpty());
  EXPECT_THAT(outcome.skipped, IsEmpty());
}

TEST(IpfixReader, GivesTheSameFlowsInPortionsOfAnySize) {
  const std::string bytes = message(set(2, kTemplate) + set(256, record(1) + record(2))) +
                            message(set(256, record(3) + record(4) + record(5)));
  for (std::size_t limit = 1; limit <= 6; ++limit) {
    EXPECT_THAT(read(bytes, limit).flows.octets, ElementsAre(1, 2, 3, 4, 5)) << limit;
  }
}

TEST(IpfixReader, PassesOverPadding) {
  const Outcome outcome =
      read(message(set(2, kTemplate + std::string(2, '\0')) +
                   set(256, record(1) + std::string(3, '\0')) + set(256, record(2))));
  EXPECT_THAT(outcome.flows.octets, ElementsAre(1, 2));
  EXPECT_THAT(outcome.rejected, IsEmpty());
}

TEST(IpfixReader, TemplatesBelongToTheirObservationDomain) {
  const Outcome outcome = read(message(set(2, kTemplate), 1) + message(set(256, record(1)), 2) +
                               message(set(256, record(2)), 1));
  EXPECT_THAT(outcome.flows.octets, ElementsAre(2));
  EXPECT_THAT(outcome.rejected, ElementsAre(Pair("data set without a template", 1)));
}

TEST(IpfixReader, CountsDataBeforeItsTemplateWhereItFirstStands) {
  const Outcome outcome = read(message(set(256, record(1)) + set(257, record(1))) +
                               message(set(2, kTemplate) + set(256, record(2))));
  EXPECT_THAT(outcome.flows.octets, ElementsAre(2));
  EXPECT_THAT(outcome.rejected, ElementsAre(Pair("data set without a template", 2)));
  EXPECT_EQ(outcome.first.at("data set without a template"), 16U);
}

TEST(IpfixReader, AWithdrawnTemplateIsGone) {
  const std::string withdraw_one = message(set(2, template_record(256, {})));
  const std::string withdraw_all = message(set(2, template_record(2, {})));
  for (const std::string& withdrawal : {withdraw_one, withdraw_all}) {
    const Outcome outcome = read(message(set(2, kTemplate) + set(256, record(1))) + withdrawal +
                                 message(set(256, record(2))));
    EXPECT_THAT(outcome.flows.octets, ElementsAre(1));
    EXPECT_THAT(outcome.rejected, ElementsAre(Pair("data set without a template", 1)));
  }
}

TEST(IpfixReader, WithdrawingAllOptionsTemplatesLeavesTheOthers) {
  const Outcome outcome = read(message(set(2, kTemplate)) +
                               message(set(3, options_template_record(3, 0, {}).substr(0, 4))) +
                               message(set(256, record(1))));
  EXPECT_THAT(outcome.flows.octets, ElementsAre(1));
}

TEST(IpfixReader, ATemplateSentAgainReplacesTheOldOne) {
  const std::string wider = template_record(256, {{kSourceIPv4Address, 4},
                                                  {kDestinationIPv4Address, 4},
                                                  {kFlowStartSeconds, 4},
                                                  {kOctetDeltaCount, 4},
                                                  {kPacketDeltaCount, 4}});
  const Outcome outcome = read(message(set(2, kTemplate) + set(256, record(1)) + set(2, wider) +
                                       set(256, record(2) + number(9, 4))));
  EXPECT_THAT(outcome.flows.octets, ElementsAre(1, 2));
  EXPECT_THAT(outcome.flows.packets, ElementsAre(0, 9));
}

TEST(IpfixReader, OptionsSetTheSamplingOfLaterRecords) {
  const std::string options = options_template_record(
      300, 1, {{kSelectorId, 4}, {kSamplingPacketInterval, 4}, {kSamplingPacketSpace, 4}});
  const Outcome outcome =
      read(message(set(2, kTemplate) + set(3, options) + set(256, record(1)) +
                   set(300, number(7, 4) + number(1, 4) + number(999, 4)) + set(256, record(2))));
  EXPECT_THAT(outcome.flows.sampling_interval, ElementsAre(0, 1000));
  EXPECT_THAT(outcome.skipped, ElementsAre(Pair("options record, not a flow", 1)));
}

TEST(IpfixReader, OptionsSetTheBootTimeThatUpTimesNeed) {
  const std::string layout = template_record(
      256, {{kSourceIPv4Address, 4}, {kDestinationIPv4Address, 4}, {kFlowStartSysUpTime, 4}});
  const std::string options =
      options_template_record(300, 1, {{149, 4}, {kSystemInitTimeMilliseconds, 8}});
  const std::string flow = number(0xC0000201, 4) + number(0xC6336402, 4) + number(5000, 4);
  const Outcome outcome = read(
      message(set(2, layout) + set(3, options) + set(256, flow) +
              set(300, number(1, 4) + number((kExportTime - 60) * 1000ULL, 8)) + set(256, flow)));
  EXPECT_THAT(outcome.flows.start, ElementsAre((kExportTime - 55) * base::kSecond));
  EXPECT_THAT(outcome.rejected,
              ElementsAre(Pair("sysUpTime without systemInitTimeMilliseconds", 1)));
}

TEST(IpfixReader, CountsRecordsThatAreNoFlows) {
  const std::string counters = template_record(257, {{kOctetTotalCount, 8}});
  const std::string timeless =
      template_record(258, {{kSourceIPv4Address, 4}, {kDestinationIPv4Address, 4}});
  const Outcome outcome =
      read(message(set(2, counters + timeless) + set(257, number(1, 8) + number(2, 8)) +
                   set(258, number(1, 8))));
  EXPECT_TRUE(outcome.flows.empty());
  EXPECT_THAT(outcome.skipped,
              ElementsAre(Pair("record without addresses", 2), Pair("record without times", 1)));
}

TEST(IpfixReader, ABadSetLengthCostsItsMessageAndNoMore) {
  for (const std::size_t length : {std::size_t{3}, std::size_t{500}}) {
    const std::string bad = number(256, 2) + number(length, 2) + record(7);
    const Outcome outcome =
        read(message(set(2, kTemplate) + set(256, record(1)) + bad) + message(set(256, record(2))));
    EXPECT_THAT(outcome.flows.octets, ElementsAre(1, 2)) << length;
    EXPECT_THAT(outcome.rejected, ElementsAre(Pair("set length does not fit its message", 1)));
  }
}

TEST(IpfixReader, ABrokenHeaderEndsTheFile) {
  const std::string good = message(set(2, kTemplate) + set(256, record(1)));
  for (const std::string& bad : {std::string(20, 'x'), number(10, 2) + number(15, 2) + good}) {
    const Outcome outcome = read(good + bad);
    EXPECT_THAT(outcome.flows.octets, ElementsAre(1));
    EXPECT_THAT(outcome.rejected,
                ElementsAre(Pair("not a message header; the rest was not read", 1)));
    EXPECT_EQ(outcome.first.begin()->second, good.size());
  }
}

TEST(IpfixReader, AFileCutAnywhereGivesTheFlowsBeforeTheCut) {
  const std::string whole =
      message(set(2, kTemplate) + set(256, record(1) + record(2))) + message(set(256, record(3)));
  const std::size_t first = whole.size() - 36;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Outcome outcome = read(whole.substr(0, size));
    const std::size_t expected = size >= first ? 2 : size >= first - 16 ? 1 : 0;
    EXPECT_EQ(outcome.flows.size(), expected) << size;
    if (size == 0 || size == first) {
      EXPECT_THAT(outcome.rejected, IsEmpty()) << size;
    } else {
      EXPECT_THAT(outcome.rejected, ElementsAre(Pair("message cut short", 1))) << size;
    }
  }
}

TEST(IpfixReader, CountsSetsOfReservedKindsAndTemplatesWithoutLength) {
  const Outcome outcome = read(message(set(4, "abcd") + set(2, template_record(256, {{82, 0}})) +
                                       set(2, number(256, 2) + number(9, 2)) + "xy"));
  EXPECT_THAT(outcome.rejected, ElementsAre(Pair("bytes behind the last set of a message", 1),
                                            Pair("set of a reserved kind", 1),
                                            Pair("template longer than its set", 1),
                                            Pair("template of no length", 1)));
}

TEST(IpfixReader, ARecordThatRunsOverItsSetCostsThatSet) {
  const std::string layout = template_record(256, {{kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {kFlowStartSeconds, 4},
                                                   {82, 0xFFFF}});
  const std::string flow = number(0xC0000201, 4) + number(0xC6336402, 4) + number(kExportTime, 4);
  const Outcome outcome = read(message(set(2, layout) + set(256, flow + number(9, 1) + "eth0") +
                                       set(256, flow + number(4, 1) + "eth0")));
  EXPECT_EQ(outcome.flows.size(), 1U);
  EXPECT_THAT(outcome.rejected, ElementsAre(Pair("record longer than its set", 1)));
}

TEST(IpfixReader, CountsTheRecordsThatTheSequenceSaysAreMissing) {
  const auto part = [](std::uint32_t sequence, const std::string& sets) {
    return message(sets, 1, kExportTime, sequence);
  };
  const std::string first = part(0xFFFF'FFFF, set(2, kTemplate) + set(256, record(1) + record(2)));
  const std::string reason = "data record missing, by the sequence of the messages";
  EXPECT_THAT(read(first + part(1, set(256, record(3)))).skipped, IsEmpty());
  EXPECT_THAT(read(first + part(8, set(256, record(3)))).skipped, ElementsAre(Pair(reason, 7)));
  EXPECT_THAT(read(first + part(0, set(256, record(3)))).skipped, IsEmpty());  // began again
  // How many records a set without a template held is not known.
  EXPECT_THAT(read(first + part(1, set(300, record(3))) + part(8, "")).skipped, IsEmpty());
}

TEST(IpfixReader, StrictStopsAtTheFirstReject) {
  const std::string bytes =
      message(set(256, record(1))) + message(set(2, kTemplate) + set(256, record(2)));
  auto reader = make_ipfix_reader(io::Input::over(bytes), {.strict = true}).value();
  model::FlowBatch batch;
  const auto more = reader->read(batch, 10);
  ASSERT_FALSE(more.has_value());
  EXPECT_EQ(more.error().message, "byte 16: data set without a template");
  EXPECT_TRUE(batch.empty());
}

TEST(IpfixReader, IsRecognisedByContent) {
  const std::string bytes = message(set(2, kTemplate));
  EXPECT_TRUE(recognise_ipfix(bytes));
  EXPECT_TRUE(recognise_ipfix(bytes.substr(0, 17)));
  EXPECT_TRUE(recognise_ipfix(message("")));
  EXPECT_FALSE(recognise_ipfix(bytes.substr(0, 15)));
  EXPECT_FALSE(recognise_ipfix(""));
  EXPECT_FALSE(recognise_ipfix(number(9, 2) + bytes.substr(2)));  // NetFlow v9
  EXPECT_FALSE(recognise_ipfix(message(set(2, kTemplate) + "").replace(18, 2, number(3, 2))));
  EXPECT_FALSE(recognise_ipfix(message(set(7, kTemplate))));
}

// A file of a CESNET exporter.  The counts are those of an independent decoder: tshark 4.0.17, its
// fields cflow.srcaddr, .srcaddrv6, .octets, .packets, .tcpflags counted or added up.
TEST(IpfixReader, ReadsTheFileOfAnotherExporterAsTsharkDoes) {
  const std::string path = std::string(NOROSHI_SHARED_DATA) + "/netflow/example_flows.ipfix";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "skipped: no shared data folder";
  auto reader = make_ipfix_reader(io::Input::open(path).value(), {}).value();
  model::FlowBatch flows;
  while (reader->read(flows, 512).value()) {
  }
  EXPECT_THAT(reader->rejects().rejected(), IsEmpty());
  EXPECT_THAT(reader->rejects().skipped(), IsEmpty());
  const auto sum = [](const auto& column) {
    return std::accumulate(column.begin(), column.end(), std::uint64_t{0});
  };
  EXPECT_EQ(flows.size(), 3979U);
  EXPECT_EQ(std::ranges::count_if(flows.source_address, &net::Address::is_v4), 3959);
  EXPECT_EQ(std::ranges::count(flows.traits, model::kHasTcpFlags), 2067);
  EXPECT_EQ(std::ranges::count(flows.traits, 0), 3979 - 2067);
  EXPECT_EQ(sum(flows.octets), 49'001'404U);
  EXPECT_EQ(sum(flows.packets), 56'695U);
  EXPECT_EQ(base::to_rfc3339(flows.start[0]), "2015-08-03T12:11:29.586Z");
}

}  // namespace
}  // namespace noroshi::flow::ipfix
