#include "io/durable.hpp"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"

namespace noroshi::io {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(Durable, FileIsReplacedWholeAndNothingIsLeftBeside) {
  const base::TemporaryFolder folder;
  const std::string path = folder.path() / "x";
  ASSERT_TRUE(replace_file(path, "one", Durable::Yes));
  ASSERT_TRUE(replace_file(path, "two", Durable::No, 0600));
  EXPECT_EQ(*read_file(path), "two");
  EXPECT_FALSE(fs::exists(path + ".new"));
  EXPECT_EQ(fs::status(path).permissions() & fs::perms::mask,
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST(Durable, MissingFileIsNotFound) {
  const base::TemporaryFolder folder;
  const auto read = read_file(folder.path() / "x");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::NotFound);
}

TEST(Durable, AppendingMakesTheFileForItsOwnerAlone) {
  const base::TemporaryFolder folder;
  const std::string path = folder.path() / "x";
  ASSERT_TRUE(append_synced(path, "one,"));
  ASSERT_TRUE(append_synced(path, "two"));
  EXPECT_EQ(*read_file(path), "one,two");
  EXPECT_EQ(fs::status(path).permissions() & fs::perms::group_read, fs::perms::none);
}

TEST(Durable, FolderIsMadeWithThoseAboveIt) {
  const base::TemporaryFolder folder;
  const std::string path = folder.path() / "a" / "b";
  ASSERT_TRUE(make_folder(path));
  ASSERT_TRUE(make_folder(path));
  ASSERT_TRUE(replace_file(path + "/x", "", Durable::No));
  EXPECT_THAT(make_folder(path + "/x/y").error().message, HasSubstr("does its owner run this?"));
}

TEST(Durable, FolderIsLockedOnce) {
  const base::TemporaryFolder folder;
  const auto first = lock_folder(folder.path().string(), "a log has one writer");
  ASSERT_TRUE(first);
  const auto second = lock_folder(folder.path().string(), "a log has one writer");
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("open in another process; a log has one writer"));
}

TEST(Durable, WritingNowhereSaysWhere) {
  const base::TemporaryFolder folder;
  const auto written = replace_file(folder.path() / "none" / "x", "one", Durable::Yes);
  ASSERT_FALSE(written.has_value());
  EXPECT_THAT(written.error().message, HasSubstr("none/x.new"));
}

}  // namespace
}  // namespace noroshi::io
