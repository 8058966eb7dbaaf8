#include "hub/cursors.hpp"

#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"

namespace noroshi::hub {
namespace {

class CursorsTest : public testing::Test {
 protected:
  Cursors open() { return Cursors::open(*database_).value(); }

  base::TemporaryFolder folder_;
  std::unique_ptr<sql::Database> database_ =
      sql::Database::open((folder_.path() / "hub.db").string()).value();
};

TEST_F(CursorsTest, ComeBackAsTheyWent) {
  const Cursors cursors = open();
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{1}, std::int64_t{1} << 62}) {
    EXPECT_EQ(cursors.unseal(cursors.seal(number, 7), 7).value(), number);
  }
}

TEST_F(CursorsTest, HoldAfterARestart) {
  const std::string text = open().seal(42);
  EXPECT_EQ(open().unseal(text).value(), 42);
}

TEST_F(CursorsTest, OfAnotherQuestionAreRefused) {
  const Cursors cursors = open();
  EXPECT_FALSE(cursors.unseal(cursors.seal(42, 7), 8));
}

TEST_F(CursorsTest, ThatNobodyGaveAreRefused) {
  const Cursors cursors = open();
  std::string text = cursors.seal(42);
  text[5] = text[5] == '0' ? '1' : '0';
  EXPECT_FALSE(cursors.unseal(text));
  EXPECT_FALSE(cursors.unseal("42"));
  EXPECT_FALSE(cursors.unseal(""));
  EXPECT_FALSE(cursors.unseal(std::string(32, 'g')));
}

TEST_F(CursorsTest, NeighboursLookNothingAlike) {
  const Cursors cursors = open();
  const std::string a = cursors.seal(1);
  const std::string b = cursors.seal(2);
  std::size_t same = 0;
  for (std::size_t i = 0; i < a.size(); ++i) same += a[i] == b[i] ? 1U : 0U;
  EXPECT_LT(same, 12U);  // 2 of 32 are expected by chance
}

}  // namespace
}  // namespace noroshi::hub
