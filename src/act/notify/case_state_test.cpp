#include "act/notify/case_state.hpp"

#include <gtest/gtest.h>
#include <random>
#include <regex>
#include <type_traits>

#include "act/notify/notify_test.hpp"

namespace noroshi::notify {
namespace {

// No pointer, no text: what cannot be held cannot leak.
static_assert(std::is_trivially_copyable_v<CaseState>);
static_assert(std::is_trivially_copyable_v<FamilyWord> && std::is_trivially_copyable_v<ArmWord>);
static_assert(sizeof(CaseState) <= 64);

Case a_case(std::mt19937_64& random, const std::vector<std::string>& secrets) {
  const auto secret = [&] { return secrets[random() % secrets.size()]; };
  Case one;
  one.id = random_id();
  one.course = *Course::stored(to_string(static_cast<State>(random() % kStates)));
  one.line = secret();
  one.device = secret();
  one.address = secret();
  one.family = secret();
  one.how = secret();
  one.operator_id = secret();
  one.arm = secret();
  one.token = secret();
  one.revision = static_cast<std::int64_t>(random() % 100);
  one.opened = kMorning + static_cast<base::Micros>(random() % (90 * base::kDay));
  one.notified = random() % 2 == 0 ? 0 : one.opened + base::kHour;
  one.cleared = random() % 2 == 0 ? 0 : one.opened + 3 * base::kDay + 123'456;
  return one;
}

TEST(CaseState, LetsNothingOutWhateverACaseHolds) {
  const std::vector<std::string> secrets{
      "192.0.2.77",        "2001:db8::77", "line-4711",         "taro@example.com", "山田太郎",
      "02-00-5e-00-53-01", "4711",         "\"},{\"line\":\"x", "100-0001 Chiyoda", "dead beef"};
  // The whole of it, to the last octet: a random id, words of closed lists, days.
  const std::regex shape(
      R"re(\{"id":"[0-9a-f]{32}","revision":\d{1,3},"family":"other","state":"[a-z-]+",)re"
      R"re("channel":"other","opened":"\d{4}-\d\d-\d\d")re"
      R"re((,"notified":"\d{4}-\d\d-\d\d")?(,"cleared":"\d{4}-\d\d-\d\d")?)re"
      R"re((,"ended":"\d{4}-\d\d-\d\d")?\})re");
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::string json = to_json(state_of(a_case(random, secrets)));
    ASSERT_TRUE(std::regex_match(json, shape)) << json;
  }
}

TEST(CaseState, SaysWhatItMay) {
  Case one;
  one.id = "000102030405060708090a0b0c0d0e0f";
  one.course = *Course::stored("cleared");
  one.family = "mirai-like";
  one.arm = "mail";
  one.revision = 7;
  one.opened = kMorning;
  one.notified = kMorning + base::kHour;
  one.cleared = kMorning + 3 * base::kDay;
  EXPECT_EQ(to_json("example-telecom", day_of(kMorning + 9 * base::kDay), {state_of(one)}),
            R"({"operator":"example-telecom","until":"2026-01-23","cases":[)"
            R"({"id":"000102030405060708090a0b0c0d0e0f","revision":7,"family":"mirai-like",)"
            R"("state":"cleared","channel":"mail","opened":"2026-01-14","notified":"2026-01-14",)"
            R"("cleared":"2026-01-17"}]})");
}

TEST(CaseState, DaysAreUtcAndReadBack) {
  EXPECT_EQ(day_of(0), 0);
  EXPECT_EQ(day_of(base::kDay - 1), 0);
  EXPECT_EQ(day_of(-1), -1);
  EXPECT_EQ(to_text(day_of(kMorning)), "2026-01-14");
  EXPECT_EQ(parse_day("2026-01-14"), day_of(kMorning));
  EXPECT_FALSE(parse_day("2026-01-32"));
  EXPECT_FALSE(parse_day("2026-1-14"));
}

}  // namespace
}  // namespace noroshi::notify
