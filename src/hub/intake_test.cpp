// What the one way in takes, refuses and warns of.
#include "hub/intake.hpp"

#include "hub/hub_test.hpp"

namespace noroshi::hub {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class IntakeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    own_ = hub_.organisation("Alpha Telecom");
    desk_ = hub_.desk(own_);
  }

  Received take(const std::string& text, bool peer = false) {
    Intake intake(hub_.parts());
    const Origin origin{.source = "test", .trust = {}, .peer = peer};
    return TestHub::sound(intake.receive(origin, desk_, text));
  }

  /// An indicator with this pattern; quotes in it must be escaped for JSON.
  static std::string with_pattern(std::string_view pattern, std::string_view extra = "",
                                  std::string_view type = "stix") {
    return fmt::format(
        R"({{"type":"indicator","spec_version":"2.1","id":"{}",)"
        R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z",)"
        R"("pattern":"{}","pattern_type":"{}","valid_from":"2026-01-01T00:00:00Z"{}}})",
        test_id("indicator", 50), pattern, type, extra);
  }

  TestHub hub_;
  sharing::OrganisationId own_ = 0;
  directory::Collection desk_;
};

TEST_F(IntakeTest, IndicatorWhosePatternIsNoneIsRefusedAlone) {
  const auto received =
      take(envelope_of(test_indicator(1), with_pattern("[ipv4-addr:value = ]"), test_indicator(2)));
  EXPECT_EQ(received.added, 2U);
  EXPECT_EQ(received.refused, 1U);
  for (const auto& answer : received.objects) {
    EXPECT_EQ(answer.taken, answer.id != test_id("indicator", 50));
    EXPECT_EQ(answer.message.starts_with("/pattern: pattern: "), !answer.taken);
  }
}

TEST_F(IntakeTest, PatternThatOnlyThisHubCannotRunIsKeptWithAWarning) {
  const auto received = take(envelope_of(with_pattern("[url:value MATCHES '(?=a)b']")));
  EXPECT_EQ(received.added, 1U);
  EXPECT_THAT(received.warnings,
              Contains(AllOf(HasSubstr(test_id("indicator", 50)), HasSubstr("cannot evaluate"))));
}

TEST_F(IntakeTest, PatternsOfOtherLanguagesAndVersionsAreNotOurs) {
  EXPECT_EQ(take(envelope_of(with_pattern("rule x { condition: true }", "", "yara"))).added, 1U);
  const auto newer =
      take(envelope_of(with_pattern("[ipv4-addr:value IS NEAR '198.51.100.7']",
                                    R"(,"pattern_version":"3.0","name":"of a language to come")")));
  EXPECT_EQ(newer.refused, 0U);
  EXPECT_THAT(newer.warnings, Contains(HasSubstr("cannot evaluate")));
}

TEST_F(IntakeTest, SoundPatternsDrawNoWarningOfTheirOwn) {
  for (const auto& warning : take(envelope_of(test_indicator(1))).warnings) {
    EXPECT_THAT(warning, testing::Not(HasSubstr("/pattern")));
  }
}

TEST_F(IntakeTest, TextThatIsNoneIsAnErrorAndKeepsNothing) {
  Intake intake(hub_.parts());
  for (const char* text : {"", "{", "7", "\"x\""}) {
    const auto received = intake.receive(Origin{.source = "test", .trust = {}}, desk_, text);
    ASSERT_FALSE(received.has_value()) << text;
    EXPECT_EQ(received.error().code, Errc::InvalidInput) << text;
  }
  EXPECT_EQ(TestHub::sound(hub_.parts().archive.health()).revisions, 0U);
}

TEST_F(IntakeTest, WhatAPeerSendsThatIsHereAlreadyIsNotTakenAgain) {
  EXPECT_EQ(take(envelope_of(test_indicator(1))).added, 1U);
  const auto again = take(envelope_of(test_indicator(1), test_indicator(2)), true);
  EXPECT_EQ(again.known, 1U);
  EXPECT_EQ(again.added, 1U);
  EXPECT_THAT(again.objects, SizeIs(2));
}

TEST_F(IntakeTest, UnknownMarkingFromAPeerGoesNoFurther) {
  directory::Community made;
  made.uuid = stix::uuid4();
  made.name = "isac";
  made = TestHub::sound(hub_.directory().add(std::move(made)));
  desk_.community = made.id;
  desk_.tlp = sharing::Tlp::Green;
  desk_.hops = 3;
  ASSERT_TRUE(hub_.directory().change(desk_).has_value());
  const std::string bearing = test_indicator(
      1, "2026-01-02T00:00:00.000Z",
      fmt::format(R"(,"object_marking_refs":["{}"])", test_id("marking-definition", 1)));
  EXPECT_EQ(take(envelope_of(bearing), true).added, 1U);

  const auto member = [&](sharing::Kind kind) {
    return sharing::Viewer{
        .kind = kind, .organisation = own_ + 1, .memberships = {{.community = made.id}}};
  };
  EXPECT_TRUE(hub_.parts().archive.find(member(sharing::Kind::Person), test_id("indicator", 1)));
  EXPECT_FALSE(hub_.parts().archive.find(member(sharing::Kind::Peer), test_id("indicator", 1)));
}

}  // namespace
}  // namespace noroshi::hub
