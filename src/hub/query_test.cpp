#include "hub/query.hpp"

#include <gmock/gmock.h>

namespace noroshi::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(QueryOfARequest, NamesAndValuesAreDecoded) {
  const Query query("match%5Btype%5D=indicator%2Cmalware&q=%E7%81%AB+1%2B1&empty=&bare");
  EXPECT_EQ(query.value("match[type]"), "indicator,malware");
  EXPECT_EQ(query.value("q"), "火 1+1");
  EXPECT_EQ(query.value("empty"), "");
  EXPECT_EQ(query.value("bare"), "");
  EXPECT_EQ(query.value("other"), std::nullopt);
}

TEST(QueryOfARequest, FirstOfSeveralValuesCounts) {
  const Query query("limit=1&limit=2");
  EXPECT_EQ(query.value("limit"), "1");
}

TEST(QueryOfARequest, ListsAreSplitAtCommasOverAllFieldsOfThatName) {
  const Query query("a=1,2&b=9&a=3,,%204%20,");
  EXPECT_THAT(query.list("a"), ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(query.list("c"), IsEmpty());
}

TEST(QueryOfARequest, OddTextsAreNoFields) {
  const Query query("&&=x&a=b=c&");
  EXPECT_EQ(query.value("a"), "b=c");
  EXPECT_EQ(query.value(""), "x");
  EXPECT_EQ(Query("").value(""), std::nullopt);
}

TEST(PercentDecoding, LeavesWhatIsNoEscape) {
  EXPECT_EQ(percent_decoded("%41%4a%4A"), "AJJ");
  EXPECT_EQ(percent_decoded("100%"), "100%");
  EXPECT_EQ(percent_decoded("%4"), "%4");
  EXPECT_EQ(percent_decoded("%zz%4g"), "%zz%4g");
  EXPECT_EQ(percent_decoded("a+b"), "a+b");
  EXPECT_EQ(percent_decoded("a+b", true), "a b");
  EXPECT_EQ(percent_decoded("%00").size(), 1U);
}

}  // namespace
}  // namespace noroshi::hub
