#include "cli/whole_folder.hpp"

#include <filesystem>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "cli/whole_file.hpp"

namespace noroshi::cli {
namespace {

namespace fs = std::filesystem;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(WholeFolder, AppearsWithEverythingOrNotAtAll) {
  const base::TemporaryFolder here;
  const auto target = (here.path() / "out" / "day").string();
  {
    auto folder = WholeFolder::create(target).value();
    ASSERT_TRUE(folder.write("a.txt", "one"));
    EXPECT_FALSE(fs::exists(target));
  }
  EXPECT_EQ(entries(here.path() / "out"), 0U);
  {
    auto folder = WholeFolder::create(target).value();
    ASSERT_TRUE(folder.write("a.txt", "one"));
    ASSERT_TRUE(folder.write("isp/x/b.txt", "two"));
    ASSERT_TRUE(folder.commit());
  }
  EXPECT_EQ(entries(here.path() / "out"), 1U);
  EXPECT_EQ(read_whole(target + "/isp/x/b.txt").value(), "two");
}

TEST(WholeFolder, ReplacesWhatWasThere) {
  const base::TemporaryFolder here;
  const auto target = (here.path() / "day").string();
  for (const auto* name : {"old.txt", "new.txt"}) {
    auto folder = WholeFolder::create(target).value();
    ASSERT_TRUE(folder.write(name, name));
    ASSERT_TRUE(folder.commit());
  }
  EXPECT_FALSE(fs::exists(target + "/old.txt"));
  EXPECT_TRUE(fs::exists(target + "/new.txt"));
  EXPECT_EQ(entries(here.path()), 1U);
}

}  // namespace
}  // namespace noroshi::cli
