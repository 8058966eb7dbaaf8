#include "hub/turnstile.hpp"

#include <future>
#include <gtest/gtest.h>

namespace noroshi::hub {
namespace {

TEST(Turnstile, LetsInAsManyAsItShouldAndTurnsTheRestAway) {
  Turnstile turnstile(2, 0, base::kMinute);
  auto first = turnstile.enter();
  const auto second = turnstile.enter();
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(turnstile.enter());
  first.reset();
  EXPECT_TRUE(turnstile.enter());
}

TEST(Turnstile, WhoWaitsComesInWhenSomebodyLeaves) {
  Turnstile turnstile(1, 1, base::kMinute);
  auto inside = turnstile.enter();
  auto waiting = std::async(std::launch::async, [&] { return turnstile.enter().has_value(); });
  inside.reset();
  EXPECT_TRUE(waiting.get());
  EXPECT_TRUE(turnstile.enter()) << "its pass ended with it";
}

TEST(Turnstile, NobodyWaitsForEver) {
  Turnstile turnstile(1, 1, 10 * base::kMillisecond);
  const auto inside = turnstile.enter();
  EXPECT_FALSE(turnstile.enter());
}

}  // namespace
}  // namespace noroshi::hub
