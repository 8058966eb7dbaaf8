#include "hub/cases.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "io/sql/engines_test.hpp"

namespace noroshi::hub {
namespace {

std::string id(int number) { return fmt::format("{:032x}", number); }

std::string case_of(int number, int revision, std::string_view rest = {}) {
  return fmt::format(
      R"({{"id":"{}","revision":{},"family":"mirai","state":"notified","channel":"mail",)"
      R"("opened":"2026-01-14"{}}})",
      id(number), revision, rest);
}

CasePush push(std::string_view cases, std::string_view operator_id = "example-telecom",
              std::string_view until = "2026-02-01") {
  auto read = case_push_from_json(
      fmt::format(R"({{"operator":"{}","until":"{}","cases":[{}]}})", operator_id, until, cases));
  EXPECT_TRUE(read) << read.error().message;
  return read ? *std::move(read) : CasePush{};
}

TEST(CasePushes, AnythingThatIsNoIdWordOrDayIsRefusedAndNotRepeated) {
  const auto refused = [](const std::string& one) {
    const auto read = case_push_from_json(
        R"({"operator":"example-telecom","until":"2026-02-01","cases":[)" + one + "]}");
    EXPECT_FALSE(read) << one;
    if (!read) {
      for (const char* secret : {"192.0.2", "taro", "line-4711", "2001:db8"}) {
        EXPECT_EQ(read.error().message.find(secret), std::string::npos) << read.error().message;
      }
    }
  };
  refused(case_of(1, 1, R"(,"line":"line-4711")"));
  refused(case_of(1, 1, R"(,"taro@example.com":1)"));
  refused(case_of(1, 1, R"(,"notified":"2026-01-14T03:04:05Z")"));
  refused(case_of(1, 1, R"(,"cleared":"192.0.2.77")"));
  for (const auto& [what, with] : {std::pair{"mirai", "192.0.2.77"},
                                   {"mirai", "2001:db8::1"},
                                   {"mirai", "taro@example.com"},
                                   {"\"mail\"", "\"taro\""},
                                   {"notified\"", "line-4711\""}}) {
    std::string one = case_of(1, 1);
    one.replace(one.find(what), std::string_view(what).size(), with);
    refused(one);
  }
  EXPECT_FALSE(case_push_from_json("[]"));
  EXPECT_FALSE(case_push_from_json(R"({"operator":"a","until":"2026-02-01","cases":[],"x":1})"));
  EXPECT_FALSE(case_push_from_json(R"({"operator":"A b","until":"2026-02-01","cases":[]})"));
}

class CasesTest : public sql::EachEngine {
 protected:
  void SetUp() override {
    sql::EachEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    cases_ = Cases::open(database()).value();
  }
  std::unique_ptr<Cases> cases_;
};
NOROSHI_FOR_EACH_ENGINE(CasesTest);

TEST_P(CasesTest, TheSameIdAndRevisionChangesNothingAndANewerOneDoes) {
  const auto first = cases_->take(1, push(case_of(1, 3) + "," + case_of(2, 1))).value();
  EXPECT_EQ(first.added, 2U);
  const auto again = cases_->take(1, push(case_of(1, 3) + "," + case_of(2, 1))).value();
  EXPECT_EQ(again.known, 2U);
  EXPECT_EQ(cases_->take(1, push(case_of(1, 2))).value().known, 1U);  // late, and older
  const auto newer = cases_->take(1, push(case_of(1, 4, R"(,"notified":"2026-01-15")"))).value();
  EXPECT_EQ(newer.changed, 1U);
  const auto all = cases_->all(1, "", 10).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].revision, 4);
  EXPECT_EQ(day_text(all[0].notified.value()), "2026-01-15");
  EXPECT_FALSE(all[1].notified);
}

TEST_P(CasesTest, AnOperatorsWordAndItsCasesAreNobodyElses) {
  ASSERT_TRUE(cases_->take(1, push(case_of(1, 1))));
  EXPECT_EQ(cases_->take(2, push(case_of(2, 1))).error().code, Errc::InvalidUsage);
  EXPECT_EQ(cases_->take(2, push(case_of(1, 9), "other-net")).error().code, Errc::InvalidUsage);
  ASSERT_TRUE(cases_->take(2, push(case_of(3, 1), "other-net")));
  EXPECT_EQ(cases_->all(2, "", 10).value().size(), 1U);
  EXPECT_EQ(cases_->counts(1).value().size(), 1U);
  const auto all = cases_->counts(std::nullopt).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].operator_id, "example-telecom");
  EXPECT_EQ(all[0].cases, 1U);
}

TEST_P(CasesTest, PagesGoOnAfterAnId) {
  ASSERT_TRUE(cases_->take(1, push(case_of(1, 1) + "," + case_of(2, 1) + "," + case_of(3, 1))));
  const auto first = cases_->all(1, "", 2).value();
  ASSERT_EQ(first.size(), 2U);
  const auto rest = cases_->all(1, first.back().id, 2).value();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].id, id(3));
}

TEST_P(CasesTest, TimesCensorWhoIsStillSeenAndLeaveOutWhoIsTooYoung) {
  const std::string told = R"(,"notified":"2026-01-15")";
  ASSERT_TRUE(cases_->take(
      1, push(case_of(1, 1, told + R"(,"cleared":"2026-01-18")") + "," + case_of(2, 1, told) + "," +
              case_of(3, 1, told + R"(,"ended":"2026-01-16")") + "," +
              case_of(4, 1, R"(,"notified":"2026-02-03")"))));
  std::uint64_t too_young = 0;
  auto times = cases_->times(1, too_young).value();
  EXPECT_EQ(too_young, 1U);
  ASSERT_EQ(times.size(), 3U);
  std::sort(times.begin(), times.end(),
            [](const CaseTimes& a, const CaseTimes& b) { return a.days < b.days; });
  EXPECT_EQ(times[0].days, 1);
  EXPECT_FALSE(times[0].cleared);
  EXPECT_EQ(times[1].days, 3);
  EXPECT_TRUE(times[1].cleared);
  EXPECT_EQ(times[2].days, 17);
  EXPECT_FALSE(times[2].cleared);
}

}  // namespace
}  // namespace noroshi::hub
