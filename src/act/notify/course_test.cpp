#include "act/notify/course.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace noroshi::notify {
namespace {

std::optional<State> listed(State from, Cause cause) {
  for (const Transition& one : transitions()) {
    if (one.from == from && one.cause == cause) return one.to;
  }
  return std::nullopt;
}

// All 15 × 16 pairs: those in the table lead where it says, all others lead nowhere.
TEST(Course, AllowsWhatTheTableSaysAndNothingElse) {
  std::size_t allowed = 0;
  for (std::size_t s = 0; s < kStates; ++s) {
    const auto state = static_cast<State>(s);
    const auto course = Course::stored(to_string(state));
    ASSERT_TRUE(course);
    for (std::size_t c = 0; c < kCauses; ++c) {
      const auto cause = static_cast<Cause>(c);
      const auto after = course->after(cause);
      const auto wanted = listed(state, cause);
      ASSERT_EQ(after.has_value(), wanted.has_value()) << to_string(state) << to_string(cause);
      if (after) {
        EXPECT_EQ(after->state(), *wanted) << to_string(state) << to_string(cause);
      }
      allowed += after ? 1 : 0;
    }
  }
  EXPECT_EQ(allowed, transitions().size());  // none is listed twice
}

TEST(Course, ClosedIsTheEnd) {
  const auto closed = Course::stored("closed");
  ASSERT_TRUE(closed);
  for (std::size_t c = 0; c < kCauses; ++c) {
    EXPECT_FALSE(closed->after(static_cast<Cause>(c)));
  }
  EXPECT_FALSE(closed->open());
}

// Whoever is not to be notified has no way to Notified but through a line, or through his own wish.
TEST(Course, NobodyWithoutALineOrWithAnOptOutIsNotified) {
  for (const State state :
       {State::Ambiguous, State::Unknown, State::OptedOut, State::Accepted, State::Cleared,
        State::DeviceChanged, State::Closed, State::Sealed, State::Routed, State::Unroutable}) {
    EXPECT_FALSE(Course::stored(to_string(state))->after(Cause::Sent)) << to_string(state);
  }
}

TEST(Course, EveryStateButTheFirstOnesIsReachedAndEveryStateCanEnd) {
  std::set<State> reached{State::Sealed, State::Accepted};
  for (std::size_t i = 0; i < kStates; ++i) {
    for (const Transition& one : transitions()) {
      if (reached.contains(one.from)) reached.insert(one.to);
    }
  }
  EXPECT_EQ(reached.size(), kStates);
  std::set<State> ending{State::Closed};
  for (std::size_t i = 0; i < kStates; ++i) {
    for (const Transition& one : transitions()) {
      if (ending.contains(one.to)) ending.insert(one.from);
    }
  }
  EXPECT_EQ(ending.size(), kStates);
}

TEST(Course, NamesAreUniqueAndReadBack) {
  std::set<std::string_view> names;
  for (std::size_t s = 0; s < kStates; ++s) {
    const auto state = static_cast<State>(s);
    names.insert(to_string(state));
    EXPECT_EQ(state_named(to_string(state)), state);
  }
  EXPECT_EQ(names.size(), kStates);
  EXPECT_FALSE(state_named("notfied"));
  EXPECT_FALSE(Course::stored(""));
}

}  // namespace
}  // namespace noroshi::notify
