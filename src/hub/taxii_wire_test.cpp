#include "hub/taxii_wire.hpp"

#include <gmock/gmock.h>

namespace noroshi::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(TaxiiWire, DatesHaveSixDecimalsAlways) {
  EXPECT_EQ(date_added_text(0), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(date_added_text(1), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(date_added_text(1'767'323'045'500'000), "2026-01-02T03:04:05.500000Z");
}

TEST(TaxiiWire, QuestionIsReadWhole) {
  const auto asked = asked_of(
      Query("limit=7&added_after=2026-01-02T03:04:05.5Z&match[id]=a,b&match[type]=indicator"
            "&match[spec_version]=2.0&match[version]=first,2026-01-02T03:04:05Z"),
      "objects");
  ASSERT_TRUE(asked.has_value()) << asked.error().message;
  EXPECT_EQ(asked->limit, 7U);
  EXPECT_EQ(asked->filter.added_after, 1'767'323'045'500'000);
  EXPECT_THAT(asked->filter.ids, ElementsAre("a", "b"));
  EXPECT_THAT(asked->filter.types, ElementsAre("indicator"));
  EXPECT_THAT(asked->filter.spec_versions, ElementsAre("2.0"));
  EXPECT_THAT(asked->filter.versions, ElementsAre("first", "2026-01-02T03:04:05Z"));
}

TEST(TaxiiWire, LimitIsBoundedAndHasADefault) {
  EXPECT_EQ(asked_of(Query(""), "objects")->limit, kPageDefault);
  EXPECT_EQ(asked_of(Query("limit=1"), "objects")->limit, 1U);
  EXPECT_EQ(asked_of(Query("limit=18446744073709551615"), "objects")->limit, kPageLimit);
  for (const char* wrong :
       {"limit=", "limit=0", "limit=-1", "limit=+1", "limit=1x", "limit=18446744073709551616"}) {
    EXPECT_FALSE(asked_of(Query(wrong), "objects").has_value()) << wrong;
  }
}

TEST(TaxiiWire, PrintIsOfTheResourceAndItsFilters) {
  const auto print = [](const char* query, const char* resource) {
    return asked_of(Query(query), resource)->print;
  };
  const auto asked = print("match[type]=a,b", "objects");
  EXPECT_EQ(print("limit=5&match[type]=a,b&next=x", "objects"), asked);
  EXPECT_NE(print("match[type]=a", "objects"), asked);
  EXPECT_NE(print("match[type]=a,b", "manifest"), asked);
  EXPECT_NE(print("match[id]=a,b", "objects"), asked);
  EXPECT_EQ(asked_of(Query("next=x"), "objects")->next, "x");
}

TEST(TaxiiWire, ErrorsAreTaxiiErrorObjects) {
  const auto error = taxii_error(404, "Not found", "it \"is\" not\xFF there");
  EXPECT_EQ(error.status, 404);
  EXPECT_EQ(error.content_type, kTaxiiMedia);
  EXPECT_THAT(error.body, HasSubstr(R"("title":"Not found","description":"it \"is\" not)"));
  EXPECT_THAT(error.body, HasSubstr(R"("http_status":"404")"));
}

TEST(TaxiiWire, MediaTypes) {
  EXPECT_TRUE(is_taxii("application/taxii+json;version=2.1"));
  EXPECT_TRUE(is_taxii(" APPLICATION/taxii+json ; Version=\"2.1\" ; charset=utf-8"));
  EXPECT_TRUE(is_taxii("application/taxii+json"));
  EXPECT_FALSE(is_taxii("application/taxii+json;version=2.0"));
  EXPECT_FALSE(is_taxii("application/json"));
  EXPECT_FALSE(is_taxii(""));
  EXPECT_TRUE(accepts_taxii(""));
  EXPECT_TRUE(accepts_taxii("text/html,*/*;q=0.1"));
  EXPECT_FALSE(accepts_taxii("*/*;q=0"));
  EXPECT_FALSE(accepts_taxii(","));
}

}  // namespace
}  // namespace noroshi::hub
