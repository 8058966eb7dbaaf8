#include "base/nearest.hpp"

#include <gtest/gtest.h>

namespace noroshi::base {
namespace {

TEST(EditDistance, CountsInsertionsDeletionsReplacementsAndSwaps) {
  EXPECT_EQ(edit_distance("hunt", "hunt"), 0u);
  EXPECT_EQ(edit_distance("hnut", "hunt"), 1u);
  EXPECT_EQ(edit_distance("hunnt", "hunt"), 1u);
  EXPECT_EQ(edit_distance("hnt", "hunt"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
}

TEST(Nearest, FindsTheWordThatWasMeant) {
  EXPECT_EQ(nearest("hnut", {"explain", "hunt", "score"}), "hunt");
  EXPECT_EQ(nearest("--thresold", {"--all", "--threshold", "--threads"}), "--threshold");
}

TEST(Nearest, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest("banana", {"hunt", "explain"}), "");
  EXPECT_EQ(nearest("xy", {"c2", "lab"}), "");
}

}  // namespace
}  // namespace noroshi::base
