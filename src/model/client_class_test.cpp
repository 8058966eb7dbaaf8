#include "model/client_class.hpp"

#include <gtest/gtest.h>
#include <utility>

namespace noroshi::model {
namespace {

TEST(ClientClass, IsOneTwoFiveOfADecade) {
  const std::pair<std::uint64_t, std::uint64_t> cases[]{
      {1, 1},   {2, 2},   {4, 2},   {5, 5},   {9, 5},     {10, 10},
      {19, 10}, {49, 20}, {50, 50}, {99, 50}, {100, 100}, {1'999'999, 1'000'000}};
  for (const auto& [clients, begin] : cases) EXPECT_EQ(client_class(clients), begin) << clients;
}

TEST(HasMoved, ByAProbabilityOrByAClassOfClients) {
  EXPECT_FALSE(has_moved(0.90, 5, 0.86, 9));
  EXPECT_TRUE(has_moved(0.90, 5, 0.84, 5));
  EXPECT_TRUE(has_moved(0.84, 5, 0.90, 5));
  EXPECT_TRUE(has_moved(0.90, 9, 0.90, 10));
}

}  // namespace
}  // namespace noroshi::model
