#include "act/zone/journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::zone {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Serial, IsComparedAroundTheCorner) {
  EXPECT_TRUE(is_newer(2, 1));
  EXPECT_FALSE(is_newer(1, 1));
  EXPECT_TRUE(is_newer(0, 0xFFFFFFFF));
  EXPECT_FALSE(is_newer(0xFFFFFFFF, 0));
}

TEST(Journal, SerialGrowsWithEveryChangeAndWithNothingElse) {
  Journal journal(100, 4);
  journal.publish({"a"}, 100);
  EXPECT_EQ(journal.zone()->serial, 101U);
  journal.publish({"a"}, 500);
  EXPECT_EQ(journal.zone()->serial, 101U);
  journal.publish({"b"}, 500);
  EXPECT_EQ(journal.zone()->serial, 500U);
}

TEST(Journal, GivesTheStepsFromWhatAnAskerHas) {
  Journal journal(1, 4);
  journal.publish({"a", "b", "c", "d", "e", "f", "g"}, 2);
  journal.publish({"a", "c", "d", "e", "f", "g"}, 3);
  journal.publish({"a", "c", "d", "e", "f", "g", "h"}, 4);
  const View view = journal.since(2);
  EXPECT_FALSE(view.whole);
  ASSERT_EQ(view.steps.size(), 2U);
  EXPECT_THAT(view.steps[0]->removed, ElementsAre("b"));
  EXPECT_THAT(view.steps[0]->added, IsEmpty());
  EXPECT_EQ(view.steps[0]->to, view.steps[1]->from);
  EXPECT_THAT(view.steps[1]->added, ElementsAre("h"));
}

TEST(Journal, GivesNothingToWhoHasItAll) {
  Journal journal(1, 4);
  journal.publish({"a"}, 2);
  for (const std::uint32_t serial : {2U, 3U}) {
    const View view = journal.since(serial);
    EXPECT_FALSE(view.whole);
    EXPECT_THAT(view.steps, IsEmpty());
  }
}

TEST(Journal, GivesTheWholeWhereStepsAreForgottenOrLonger) {
  Journal journal(1, 2);
  journal.publish({"a", "b", "c", "d", "e", "f", "g", "h"}, 2);
  for (std::uint32_t serial = 3; serial < 6; ++serial) {
    journal.publish({"a", "b", "c", "d", "e", "f", "g", std::to_string(serial)}, serial);
  }
  EXPECT_TRUE(journal.since(2).whole) << "forgotten";
  EXPECT_FALSE(journal.since(4).whole);
  journal.publish({"z"}, 6);
  EXPECT_TRUE(journal.since(5).whole) << "nine changes for a zone of one name";
  EXPECT_TRUE(journal.since(0x7FFFFFFF).steps.empty());
}

TEST(Journal, WhatWasGivenStaysAsItWas) {
  Journal journal(1, 2);
  journal.publish({"a"}, 2);
  const View view = journal.since(0);
  journal.publish({"b"}, 3);
  EXPECT_THAT(view.zone->names, ElementsAre("a"));
}

}  // namespace
}  // namespace noroshi::zone
