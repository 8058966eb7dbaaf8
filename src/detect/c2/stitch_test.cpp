#include "detect/c2/stitch.hpp"

#include <gtest/gtest.h>

#include "detect/c2/sketch.hpp"

namespace noroshi::c2 {
namespace {

using base::kMinute;
using base::kSecond;
using model::kAck;
using model::kFin;
using model::kPsh;
using model::kRst;
using model::kSyn;

FlowRow row(base::Micros start, base::Micros lasting, std::uint8_t flags_out,
            std::uint8_t flags_in) {
  return {.port = 443,
          .protocol = model::kTcp,
          .traits = model::kBiflow | model::kHasTcpFlags,
          .client = 1,
          .client_port = 50'000,
          .flags_out = flags_out,
          .flags_in = flags_in,
          .start = start,
          .duration_ms = static_cast<std::uint32_t>(lasting / base::kMillisecond),
          .packets_out = 3,
          .packets_in = flags_in == 0 ? 0U : 3U,
          .octets_out = 180,
          .octets_in = (flags_in & kPsh) != 0 ? 900U
                       : flags_in == 0        ? 0U
                                              : 120U};
}

TEST(Stitch, RecordsCutByTheActiveTimeoutAreOneContact) {
  const std::vector<FlowRow> rows{row(0, 30 * kMinute, kSyn | kAck | kPsh, kSyn | kAck | kPsh),
                                  row(30 * kMinute, 30 * kMinute, kAck | kPsh, kAck | kPsh),
                                  row(60 * kMinute, 10 * kMinute, kAck | kFin, kAck | kFin)};
  const auto contacts = stitch(rows);
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].end, 70 * kMinute);
  EXPECT_EQ(contacts[0].packets_out, 9U);
  EXPECT_EQ(contacts[0].outcome, Outcome::Answered);
}

TEST(Stitch, KeepAlivesAfterTheIdleTimeoutGoOnWithTheConnection) {
  const std::vector<FlowRow> rows{row(0, kSecond, kSyn | kAck | kPsh, kSyn | kAck | kPsh),
                                  row(5 * kMinute, kSecond, kAck, kAck),
                                  row(10 * kMinute, kSecond, kAck, kAck)};
  EXPECT_EQ(stitch(rows).size(), 1U);
}

TEST(Stitch, ANewHandshakeAfterAClosedOneIsANewContact) {
  const std::vector<FlowRow> rows{
      row(0, kSecond, kSyn | kAck | kPsh | kFin, kSyn | kAck | kPsh | kFin),
      row(5 * kSecond, kSecond, kSyn | kAck | kPsh | kFin, kSyn | kAck | kPsh | kFin)};
  EXPECT_EQ(stitch(rows).size(), 2U);
}

TEST(Stitch, RetransmittedSynsAreOneAttempt) {
  const std::vector<FlowRow> rows{row(0, 0, kSyn, 0), row(1 * kSecond, 0, kSyn, 0),
                                  row(3 * kSecond, 0, kSyn, 0), row(7 * kSecond, 0, kSyn, 0)};
  const auto contacts = stitch(rows);
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].outcome, Outcome::Silent);
}

TEST(Stitch, AttemptsAMinuteApartAreSeveral) {
  const std::vector<FlowRow> rows{row(0, 0, kSyn, 0), row(kMinute, 0, kSyn, 0)};
  EXPECT_EQ(stitch(rows).size(), 2U);
}

TEST(Stitch, AUdpSocketThatKeepsAliveIsOneContactButAClockIsNot) {
  FlowRow first = row(0, kSecond, 0, 0);
  first.protocol = model::kUdp;
  FlowRow second = first;
  second.start = kMinute;
  EXPECT_EQ(stitch(std::vector{first, second}).size(), 1U);
  first.client_port = second.client_port = first.port;
  EXPECT_EQ(stitch(std::vector{first, second}).size(), 2U);
}

TEST(Stitch, TellsHowItWent) {
  EXPECT_EQ(stitch(std::vector{row(0, 0, kSyn, kRst | kAck)})[0].outcome, Outcome::Refused);
  EXPECT_EQ(stitch(std::vector{row(0, 0, kSyn | kAck, kSyn | kAck)})[0].outcome, Outcome::Opened);
  FlowRow one_way = row(0, 0, kSyn | kAck | kPsh, 0);
  one_way.traits = model::kHasTcpFlags;
  EXPECT_EQ(stitch(std::vector{one_way})[0].outcome, Outcome::Unknown);
  one_way.flags_out = kSyn;
  EXPECT_EQ(stitch(std::vector{one_way})[0].outcome, Outcome::Silent);
}

TEST(Stitch, SilenceUnderSamplingIsNotCalledSilence) {
  EXPECT_EQ(stitch(std::vector{row(0, 0, kSyn, 0)}, true)[0].outcome, Outcome::Asked);
  EXPECT_EQ(stitch(std::vector{row(0, 0, kAck, 0)}, true)[0].outcome, Outcome::Unknown);
}

TEST(Stitch, TheTwoDirectionsOfOneWayRecordsMeet) {
  FlowRow there = row(0, kSecond, kSyn | kAck | kPsh, 0);
  FlowRow back = row(kSecond / 10, kSecond, 0, kSyn | kAck | kPsh);
  there.traits = back.traits = model::kHasTcpFlags;
  back.packets_out = back.octets_out = 0;
  const auto contacts = stitch(std::vector{there, back});
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].outcome, Outcome::Answered);
  EXPECT_EQ(contacts[0].octets_in, 900U);
}

}  // namespace
}  // namespace noroshi::c2
