#include "base/result.hpp"

#include <cerrno>
#include <gtest/gtest.h>
#include <memory>

namespace noroshi::base {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return Error{Errc::InvalidInput, "odd"};
  return number / 2;
}

Result<int> quarter(int number) {
  const int once = NOROSHI_TRY(half(number));
  return half(once).within("second half");
}

Status check(int number) {
  NOROSHI_CHECK(half(number));
  return {};
}

TEST(Result, CarriesTheValue) { EXPECT_EQ(quarter(8).value(), 2); }

TEST(Result, TryReturnsTheError) { EXPECT_EQ(quarter(3).error().message, "odd"); }

TEST(Result, ContextGoesBeforeTheMessage) {
  EXPECT_EQ(quarter(6).error().message, "second half: odd");
  EXPECT_EQ(quarter(6).error().code, Errc::InvalidInput);
}

TEST(Result, StatusSucceedsWithoutAValue) {
  EXPECT_TRUE(check(2).has_value());
  EXPECT_FALSE(check(1).has_value());
}

TEST(Result, MovesValuesThatCannotBeCopied) {
  const auto make = []() -> Result<std::unique_ptr<int>> { return std::make_unique<int>(7); };
  const auto use = [&]() -> Result<int> {
    const std::unique_ptr<int> number = NOROSHI_TRY(make());
    return *number;
  };
  EXPECT_EQ(use().value(), 7);
}

TEST(SystemError, TellsAFullDiskFromOtherFailures) {
  errno = ENOSPC;
  EXPECT_EQ(system_error("writing x").code, Errc::Full);
  errno = EDQUOT;
  EXPECT_EQ(system_error("writing x").code, Errc::Full);
}

TEST(SystemError, TellsAMissingFileFromOtherFailures) {
  errno = ENOENT;
  EXPECT_EQ(system_error("opening x").code, Errc::NotFound);
  errno = EACCES;
  const Error denied = system_error("opening x");
  EXPECT_EQ(denied.code, Errc::Io);
  EXPECT_EQ(denied.message, "opening x: Permission denied");
}

}  // namespace
}  // namespace noroshi::base
