#include "observe/collect/sessions.hpp"

#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "observe/collect/testing.hpp"

namespace noroshi::collect {
namespace {

constexpr base::Micros kNow = 1'767'323'045 * base::kSecond;

class SessionsTest : public ::testing::Test {
 protected:
  static std::shared_ptr<const Rules> rules() {
    Options options;
    ExporterRule rule;
    rule.name = "routers";
    rule.address = net::Prefix::parse("192.0.2.0/24").value();
    options.exporters = {rule};
    options.idle = base::kHour;
    return std::make_shared<const Rules>(options);
  }
  static Message message(const char* from, base::Micros received) {
    Message made;
    made.source = net::Address::parse(from).value();
    made.port = 2055;
    made.received = received;
    return made;
  }
  // What a run that heard two routers leaves behind.
  static std::vector<SavedSession> of_a_former_run() {
    const base::TemporaryFolder folder;
    const auto numbers = ExporterNumbers::open(folder.path()).value();
    Sessions former(rules(), *numbers);
    former.place_of(message("192.0.2.1", kNow));
    former.place_of(message("192.0.2.2", kNow));
    return former.save();
  }

  base::TemporaryFolder folder_;
  std::unique_ptr<ExporterNumbers> numbers_ = ExporterNumbers::open(folder_.path()).value();
  Sessions sessions_{rules(), *numbers_};
};

TEST_F(SessionsTest, RestoredSessionThatNobodyClaimsIsForgottenAfterTheIdleTime) {
  sessions_.restore(of_a_former_run(), kNow);
  ASSERT_EQ(sessions_.save().size(), 2U);
  EXPECT_NE(sessions_.place_of(message("192.0.2.1", kNow + base::kMinute)).session, nullptr);
  sessions_.forget_silent(kNow + base::kHour);
  EXPECT_EQ(sessions_.save().size(), 2U) << "not yet";
  sessions_.forget_silent(kNow + base::kHour + 1);
  const auto left = sessions_.save();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].address, net::Address::parse("192.0.2.1").value()) << "it spoke again";
}

}  // namespace
}  // namespace noroshi::collect
