#include "io/http/query.hpp"

#include <gmock/gmock.h>

namespace noroshi::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Query, ReadsNamesAndValuesInTheirOrder) {
  EXPECT_THAT(parse_query("limit=10&match%5Btype%5D=a%2Cb,c&match[id]=&x&=y&a=1=2&&q=%E7%83%BD+%2B")
                  .value(),
              ElementsAre(Pair("limit", "10"), Pair("match[type]", "a,b,c"), Pair("match[id]", ""),
                          Pair("x", ""), Pair("", "y"), Pair("a", "1=2"), Pair("q", "烽 +")));
  EXPECT_THAT(parse_query("").value(), IsEmpty());
}

TEST(Query, NamesTheFieldThatIsNoPercentEncoding) {
  for (const char* text : {"a=%", "a=%4", "a=%zz", "a=%+1", "%-1=a", "a=%00"}) {
    const auto query = parse_query(text);
    ASSERT_FALSE(query.has_value()) << text;
    EXPECT_EQ(query.error().code, Errc::InvalidInput);
    EXPECT_THAT(query.error().message, HasSubstr("%"));
  }
}

TEST(PercentDecoded, LeavesPlusAloneInAPath) {
  EXPECT_EQ(percent_decoded("a+b%2Fc"), "a+b/c");
  EXPECT_EQ(percent_decoded("%0"), std::nullopt);
}

}  // namespace
}  // namespace noroshi::http
