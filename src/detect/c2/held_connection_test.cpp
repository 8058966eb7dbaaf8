#include "detect/c2/held_connection.hpp"

#include <gtest/gtest.h>

#include "detect/c2/scene.hpp"

namespace noroshi::c2 {
namespace {

constexpr double kHour = 3600;

TEST(HeldConnection, AQuietConnectionOfHoursSpeaks) {
  const auto signal =
      Scene().contact(0, 0, 5 * kHour, Outcome::Answered, 20'000, 20'000).look(held_connection);
  ASSERT_TRUE(signal.has_value());
  EXPECT_GT(signal->strength, 0.77);
  EXPECT_EQ(signal->value, 5 * kHour);
  EXPECT_NEAR(count(*signal, "octets_per_second"), 40'000 / (5 * kHour), 0.01);
}

TEST(HeldConnection, GrowsWithLengthAndThenStays) {
  const double minutes = Scene().contact(0, 0, 600).says(held_connection);
  const double hour = Scene().contact(0, 0, kHour).says(held_connection);
  const double day = Scene().contact(0, 0, 24 * kHour).says(held_connection);
  EXPECT_LT(minutes, hour);
  EXPECT_EQ(hour, day);
}

TEST(HeldConnection, IsSilentAboutAPage) {
  EXPECT_EQ(Scene().contact(0, 0, 60).look(held_connection), std::nullopt);
}

TEST(HeldConnection, ABusyConnectionSaysLittle) {
  const double video = Scene()
                           .contact(0, 0, kHour, Outcome::Answered, 10'000'000, 900'000'000)
                           .says(held_connection);
  EXPECT_LT(video, 0.05);
}

TEST(HeldConnection, SaysLessWhereHoldingIsUsual) {
  const double odd = Scene("203.0.113.9", 4444).contact(0, 0, kHour).says(held_connection);
  const double push = Scene("203.0.113.9", 5228).contact(0, 0, kHour).says(held_connection);
  EXPECT_LT(push, odd / 2);
}

TEST(HeldConnection, AnAttemptThatFailedHoldsNothing) {
  EXPECT_EQ(Scene().contact(0, 0, kHour, Outcome::Silent).look(held_connection), std::nullopt);
}

}  // namespace
}  // namespace noroshi::c2
