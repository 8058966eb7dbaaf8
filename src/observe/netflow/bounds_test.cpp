// Bounds and caps: rules 5 and 7 of docs/formats/flow-export.md.
#include <gmock/gmock.h>

#include "observe/flow/ipfix_wire.hpp"
#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements
using namespace wire;
using testing::ElementsAre;

std::string announce(std::uint32_t domain = 1, std::uint16_t id = 256) {
  return ipfix(0, set(2, plain_template(id)), domain);
}
std::string data(std::uint32_t octets, std::uint32_t domain = 1, std::uint16_t id = 256) {
  return ipfix(0, set(id, plain_record(octets)), domain);
}

// Rule 5: bounds ------------------------------------------------------------------------------

TEST(Bounds, ASetLengthThatDoesNotFitCostsTheRestOfItsMessage) {
  for (const std::size_t length : {std::size_t{0}, std::size_t{3}, std::size_t{500}}) {
    Talk talk;
    talk.hear(ipfix(0, set(2, plain_template()) + set(256, plain_record(1)) + number(256, 2) +
                           number(length, 2) + plain_record(7)));
    talk.hear(data(2));
    EXPECT_THAT(talk.flows().octets, ElementsAre(1, 2));
    EXPECT_EQ(talk.rejected_sets("set length does not fit its message"), 1U);
  }
}

TEST(Bounds, OctetsBehindTheLastSetAreCountedUnlessTheyAreZero) {
  Talk talk;
  talk.hear(announce()).hear(ipfix(0, set(256, plain_record(1)) + "xy"));
  EXPECT_EQ(talk.rejected_sets("octets behind the last set of a message"), 1U);
  talk.hear(v9({}, set(0, plain_template()) + set(256, plain_record(1)) + std::string(900, '\0')));
  EXPECT_EQ(talk.session().rejected_sets().total_rejected(), 1U);
  EXPECT_EQ(talk.flows().size(), 2U);
}

TEST(Bounds, PaddingOfASetIsPassedOver) {
  Talk talk;
  talk.hear(ipfix(0, set(2, plain_template() + std::string(2, '\0')) +
                         set(256, plain_record(1) + std::string(3, '\0'))));
  EXPECT_EQ(talk.flows().size(), 1U);
  EXPECT_EQ(talk.session().rejected_sets().total_rejected(), 0U);
}

TEST(Bounds, ATemplateOfNoLengthIsRefusedAndAFieldOfNoLengthIsNot) {
  Talk talk;
  talk.hear(ipfix(0, set(2, template_record(256, {{82, 0}, {83, 0}}))));
  EXPECT_EQ(talk.rejected_sets("template of no length"), 1U);
  talk.hear(ipfix(0, set(2, template_record(256, {{82, 0},
                                                  {kSourceIPv4Address, 4},
                                                  {kDestinationIPv4Address, 4},
                                                  {kFlowStartSeconds, 4},
                                                  {83, 0},
                                                  {kOctetDeltaCount, 4}}))));
  talk.hear(data(8));
  EXPECT_THAT(talk.flows().octets, ElementsAre(8));
}

TEST(Bounds, AVariableLengthOf255HasTwoMoreOctets) {
  const std::string layout = template_record(256, {{82, kVariableLength},
                                                   {kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {kFlowStartSeconds, 4},
                                                   {1, 4}});
  Talk talk;
  talk.hear(
      ipfix(0, set(2, layout) + set(256, number(4, 1) + "eth0" + plain_record(1) + number(255, 1) +
                                             number(300, 2) + std::string(300, 'x') +
                                             plain_record(2) + number(0, 1) + plain_record(3))));
  EXPECT_THAT(talk.flows().octets, ElementsAre(1, 2, 3));
}

TEST(Bounds, ARecordThatRunsOverItsSetIsCountedOnce) {
  const std::string layout = template_record(256, {{kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {kFlowStartSeconds, 4},
                                                   {1, 4},
                                                   {82, kVariableLength}});
  Talk talk;
  talk.hear(ipfix(0, set(2, layout) + set(256, plain_record(1) + number(9, 1) + "eth0")));
  EXPECT_EQ(talk.flows().size(), 0U);
  EXPECT_EQ(talk.rejected_records("record longer than its set"), 1U);
}

TEST(Bounds, FieldsOfUnknownEnterprisesAreSkippedByTheirLength) {
  const std::string layout = template_record(256, {{1, 3, 8057},
                                                   {kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {7, kVariableLength, 9},
                                                   {kFlowStartSeconds, 4},
                                                   {1, 4}});
  Talk talk;
  talk.hear(ipfix(
      0, set(2, layout) + set(256, "abc" + number(kSource, 4) + number(kDestination, 4) +
                                       number(2, 1) + "xy" + number(kSeconds, 4) + number(77, 4))));
  EXPECT_THAT(talk.flows().octets, ElementsAre(77));
}

TEST(Bounds, NetFlow9HasNoEnterprisesSoThatLargeFieldTypesAreFields) {
  const std::string layout = template_record(256, {{kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {40000, 20},
                                                   {kFlowStartSeconds, 4},
                                                   {33002, 2},
                                                   {1, 4}});
  Talk talk;
  talk.hear(v9({}, set(0, layout) + set(256, number(kSource, 4) + number(kDestination, 4) +
                                                 std::string(20, 'u') + number(kSeconds, 4) +
                                                 number(1, 2) + number(77, 4))));
  EXPECT_THAT(talk.flows().octets, ElementsAre(77));
}

TEST(Bounds, CountersOfReducedSizeAreRead) {
  const std::string layout = template_record(256, {{kSourceIPv4Address, 4},
                                                   {kDestinationIPv4Address, 4},
                                                   {kFlowStartSeconds, 4},
                                                   {kOctetDeltaCount, 3},
                                                   {kPacketDeltaCount, 5},
                                                   {kTcpControlBits, 2}});
  Talk talk;
  talk.hear(ipfix(0, set(2, layout) + set(256, number(kSource, 4) + number(kDestination, 4) +
                                                   number(kSeconds, 4) + number(0x010203, 3) +
                                                   number(0x0102030405, 5) + number(0x0112, 2))));
  EXPECT_THAT(talk.flows().octets, ElementsAre(0x010203));
  EXPECT_THAT(talk.flows().packets, ElementsAre(0x0102030405));
  EXPECT_THAT(talk.flows().tcp_flags, ElementsAre(0x12));
}

TEST(Bounds, SetsOfReservedKindsAreCounted) {
  Talk talk;
  talk.hear(ipfix(0, set(4, "abcd"))).hear(v9({}, set(2, "abcd")));
  EXPECT_EQ(talk.rejected_sets("set of a reserved kind"), 2U);
}

TEST(Bounds, EveryBrokenTemplateHasItsReason) {
  Talk talk;
  talk.hear(ipfix(0, set(2, template_record(255, {{8, 4}}))));
  talk.hear(ipfix(0, set(2, number(256, 2) + number(1025, 2))));
  talk.hear(ipfix(0, set(3, options_template_record(256, 2, {{34, 4}}))));
  talk.hear(v9({}, set(0, template_record(256, {}))));
  talk.hear(v9({}, set(1, number(256, 2) + number(3, 2) + number(4, 2) + specifiers({{1, 4}}))));
  EXPECT_EQ(talk.rejected_sets("template ID below 256"), 1U);
  EXPECT_EQ(talk.rejected_sets("template of more than 1,024 fields"), 1U);
  EXPECT_EQ(talk.rejected_sets("more scope fields than fields"), 1U);
  EXPECT_EQ(talk.rejected_sets("template without fields"), 1U);
  EXPECT_EQ(talk.rejected_sets("options template whose lengths are no multiple of four"), 1U);
  EXPECT_EQ(talk.session().rejected_sets().total_rejected(), 5U);
}

TEST(Bounds, MessagesThatAreNoneHaveTheirReasons) {
  Talk talk;
  talk.hear("").hear("abc").hear("abcdefgh");
  talk.hear(number(10, 2) + number(16, 2))
      .hear(number(10, 2) + number(15, 2) + std::string(20, 'x'));
  talk.hear(ipfix(0, "").replace(2, 2, number(17, 2))).hear(v9({}, "").substr(0, 19));
  EXPECT_EQ(talk.rejected_messages("message of less than four octets"), 2U);
  EXPECT_EQ(talk.rejected_messages("version that is not read"), 1U);
  EXPECT_EQ(talk.rejected_messages("message shorter than its header"), 2U);
  EXPECT_EQ(talk.rejected_messages("message length below that of its header"), 1U);
  EXPECT_EQ(talk.rejected_messages("message cut short"), 1U);
  EXPECT_EQ(talk.ledger().messages, 7U);
  EXPECT_EQ(talk.ledger().decoded, 0U);
}

TEST(Bounds, SeveralMessagesInOneDatagramAreAllRead) {
  Talk talk;
  talk.hear(announce() + data(1) + data(2) + std::string(8, '\0'));
  EXPECT_THAT(talk.flows().octets, ElementsAre(1, 2));
  EXPECT_EQ(talk.ledger().messages, 1U);
  EXPECT_EQ(talk.ledger().packed, 2U);
  talk.hear(data(3) + "garbage");
  EXPECT_EQ(talk.rejected_sets("octets behind the end of a message"), 1U);
}

// Rule 7: caps --------------------------------------------------------------------------------

TEST(Caps, TemplatesBeyondTheirNumberAreRefusedUntilOldOnesAreGone) {
  Talk talk(Transport::Udp, {.templates = 2});
  talk.hear(announce(1, 256)).hear(announce(1, 257)).hear(announce(1, 258));
  EXPECT_EQ(talk.rejected_sets("too many templates"), 1U);
  EXPECT_EQ(talk.ledger().templates_now, 2U);
  talk.hear(announce(1, 256));  // known: may be sent again
  EXPECT_EQ(talk.rejected_sets("too many templates"), 1U);
  talk.hear(announce(1, 258), kNow + 3 * base::kHour);
  EXPECT_EQ(talk.rejected_sets("too many templates"), 1U);
  EXPECT_EQ(talk.ledger().templates_now, 1U);
}

TEST(Caps, DomainsBeyondTheirNumberAreRefusedUntilOneFallsSilent) {
  Talk talk(Transport::Udp, {.domains = 2});
  talk.hear(announce(1)).hear(announce(2)).hear(announce(3)).hear(v5({}, {})).hear(sflow({}, {}));
  EXPECT_EQ(talk.rejected_messages("too many observation domains"), 3U);
  EXPECT_EQ(talk.ledger().domains_now, 2U);
  talk.hear(announce(3), kNow + 3 * base::kHour);
  EXPECT_EQ(talk.rejected_messages("too many observation domains"), 3U);
  EXPECT_EQ(talk.ledger().domains_now, 2U);
}

TEST(Caps, SamplersBeyondTheirNumberAreRefused) {
  const std::string options =
      options_template_record(300, 1, {{kSelectorId, 4}, {kSamplingInterval, 4}});
  Talk talk(Transport::Udp, {.selectors = 2});
  std::string records;
  for (std::uint32_t i = 0; i < 5; ++i) records += number(i, 4) + number(10, 4);
  talk.hear(ipfix(0, set(3, options) + set(300, records)));
  EXPECT_EQ(talk.ledger().options, 2U);
  EXPECT_EQ(talk.rejected_records("too many samplers"), 3U);
}

}  // namespace
}  // namespace noroshi::netflow
