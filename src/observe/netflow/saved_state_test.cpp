// What a session saves lets another one read on; bytes that make no sense change nothing.
#include <gmock/gmock.h>

#include "observe/netflow/talk.hpp"

namespace noroshi::netflow {
namespace {

using namespace flow::ipfix;  // the elements
using namespace wire;
using testing::ElementsAre;
using testing::HasSubstr;

Talk informed() {
  const std::string boot =
      set(3, options_template_record(300, 1, {{149, 4}, {kSystemInitTimeMilliseconds, 8}})) +
      set(300, number(1, 4) + number((kSeconds - 60) * 1000ULL, 8));
  const std::string sampler =
      set(3, options_template_record(301, 1, {{kSelectorId, 4}, {kSamplingInterval, 4}})) +
      set(301, number(7, 4) + number(100, 4));
  const std::string uptimes = template_record(257, {{kSourceIPv4Address, 4},
                                                    {kDestinationIPv4Address, 4},
                                                    {kFlowStartSysUpTime, 4},
                                                    {99, 65535, 8057}});
  Talk talk;
  talk.hear(ipfix(0, set(2, plain_template() + uptimes) + boot + sampler));
  talk.hear(v9({.source = 6}, set(0, plain_template())));
  return talk;
}

TEST(SavedState, LetsANewSessionReadOnAtOnce) {
  const std::string saved = informed().session().save();
  Talk talk;
  ASSERT_TRUE(talk.session().restore(saved, kNow).has_value());
  EXPECT_EQ(talk.ledger().templates_now, 5U);
  talk.hear(
      ipfix(0, set(256, plain_record(1)) + set(257, number(kSource, 4) + number(kDestination, 4) +
                                                        number(5000, 4) + number(0, 1))));
  talk.hear(v9({.source = 6}, set(256, plain_record(2))));
  EXPECT_THAT(talk.flows().octets, ElementsAre(1, 0, 2));
  EXPECT_THAT(talk.flows().sampling_interval, ElementsAre(100, 100, 0));
  EXPECT_EQ(talk.flows().start[1], kNow - 55 * base::kSecond);
  EXPECT_EQ(talk.ledger().held_sets, 0U);
}

TEST(SavedState, IsTheSameAfterAnotherRound) {
  const std::string saved = informed().session().save();
  Session session(Transport::Udp, {});
  ASSERT_TRUE(session.restore(saved, kNow).has_value());
  EXPECT_EQ(session.save(), saved);
}

TEST(SavedState, OfAnEmptySessionIsShortAndRestores) {
  const std::string saved = Session(Transport::Udp, {}).save();
  EXPECT_EQ(saved.size(), 28U);
  EXPECT_TRUE(Session(Transport::Udp, {}).restore(saved, kNow).has_value());
}

TEST(SavedState, ForgetsTemplatesThatGrewOldMeanwhile) {
  const std::string saved = informed().session().save();
  Session session(Transport::Udp, {});
  ASSERT_TRUE(session.restore(saved, kNow + base::kDay).has_value());
  EXPECT_EQ(session.ledger().templates_now, 0U);
}

TEST(SavedState, MakesHeldDataReadable) {
  const std::string saved = informed().session().save();
  Talk talk;
  talk.hear(ipfix(0, set(256, plain_record(9))));
  ASSERT_TRUE(talk.session().restore(saved, kNow).has_value());
  talk.hear(ipfix(1, ""));
  EXPECT_THAT(talk.flows().octets, ElementsAre(9));
}

TEST(SavedState, YieldsToWhatTheSessionHasLearntItself) {
  const std::string saved = informed().session().save();
  Talk talk;
  talk.hear(ipfix(0, set(2, template_record(256, {{kSourceIPv4Address, 4},
                                                  {kDestinationIPv4Address, 4},
                                                  {kFlowStartSeconds, 4},
                                                  {kPacketDeltaCount, 4}}))));
  ASSERT_TRUE(talk.session().restore(saved, kNow).has_value());
  talk.hear(ipfix(0, set(256, plain_record(9))));
  EXPECT_THAT(talk.flows().packets, ElementsAre(9));
}

TEST(SavedState, NeverExceedsTheLimits) {
  const std::string saved = informed().session().save();
  Talk talk(Transport::Udp, {.templates = 2, .domains = 1, .selectors = 0});
  ASSERT_TRUE(talk.session().restore(saved, kNow).has_value());
  EXPECT_LE(talk.ledger().templates_now, 2U);
  EXPECT_EQ(talk.ledger().domains_now, 1U);
}

TEST(SavedState, ThatWasDamagedOrCutIsRefusedAndChangesNothing) {
  const std::string saved = informed().session().save();
  for (std::size_t at = 0; at < saved.size(); ++at) {
    std::string damaged = saved;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    Session session(Transport::Udp, {});
    EXPECT_FALSE(session.restore(damaged, kNow).has_value()) << at;
    EXPECT_FALSE(session.restore(saved.substr(0, at), kNow).has_value()) << at;
    EXPECT_EQ(session.ledger().templates_now, 0U);
  }
}

TEST(SavedState, SaysWhatIsWrongAndWhatToDo) {
  Session session(Transport::Udp, {});
  const auto status = session.restore("something else", kNow);
  ASSERT_FALSE(status.has_value());
  EXPECT_THAT(status.error().message, HasSubstr("delete them"));
}

}  // namespace
}  // namespace noroshi::netflow
