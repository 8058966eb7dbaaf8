#include "hub/saved_searches.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/sql/engines_test.hpp"

namespace noroshi::hub {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

class SavedSearchesTest : public sql::EachEngine {
 protected:
  void SetUp() override {
    sql::EachEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    searches_ = open();
  }
  std::unique_ptr<SavedSearches> open() {
    auto opened = SavedSearches::open(database());
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
  Result<SavedSearch> add(std::int64_t account, const std::string& name,
                          const std::string& words = "国税") {
    return searches_->add(account, {.id = {}, .name = name, .words = words, .created = 7});
  }

  std::unique_ptr<SavedSearches> searches_;
};

NOROSHI_FOR_EACH_ENGINE(SavedSearchesTest);

TEST_P(SavedSearchesTest, OutliveARestartInTheOrderOfTheirNames) {
  ASSERT_TRUE(add(1, "zebra"));
  const auto kept = add(1, "okapi", "phishing 楽天").value();
  searches_ = open();
  EXPECT_THAT(searches_->all(1).value(),
              ElementsAre(Field(&SavedSearch::name, "okapi"), Field(&SavedSearch::name, "zebra")));
  const auto found = searches_->find(1, kept.id).value();
  EXPECT_EQ(found.words, "phishing 楽天");
  EXPECT_EQ(found.created, 7);
}

TEST_P(SavedSearchesTest, AreNobodyElses) {
  const auto kept = add(1, "mine").value();
  EXPECT_THAT(searches_->all(2).value(), IsEmpty());
  EXPECT_EQ(searches_->find(2, kept.id).error().code, Errc::NotFound);
  EXPECT_EQ(searches_->remove(2, kept.id).error().code, Errc::NotFound);
  EXPECT_TRUE(add(2, "mine")) << "names are each account's own";
  EXPECT_TRUE(searches_->remove(1, kept.id));
  EXPECT_THAT(searches_->all(1).value(), IsEmpty());
  EXPECT_EQ(searches_->all(2)->size(), 1U);
}

TEST_P(SavedSearchesTest, AreBoundedAndNamedOnce) {
  ASSERT_TRUE(add(1, "0"));
  EXPECT_EQ(add(1, "0").error().code, Errc::InvalidUsage);
  EXPECT_EQ(add(1, std::string(201, 'x')).error().code, Errc::InvalidInput);
  EXPECT_EQ(add(1, "words", std::string(2'001, 'x')).error().code, Errc::InvalidInput);
  for (int n = 1; n < 100; ++n) ASSERT_TRUE(add(1, std::to_string(n)));
  EXPECT_EQ(add(1, "one more").error().code, Errc::InvalidUsage);
  EXPECT_TRUE(add(2, "one more"));
}

}  // namespace
}  // namespace noroshi::hub
