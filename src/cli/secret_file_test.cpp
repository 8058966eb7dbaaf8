#include "cli/secret_file.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <unistd.h>

#include "base/temporary_folder.hpp"
#include "io/durable.hpp"

namespace noroshi::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SecretFile : public testing::Test {
 protected:
  base::TemporaryFolder folder_;
  std::string path_ = folder_.file("run.secret");
};

TEST_F(SecretFile, IsItsOwnersAlone) {
  ASSERT_TRUE(keep_secret(path_, "a key").has_value());
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(io::read_secret(path_, 100).value(), "a key");
}

TEST_F(SecretFile, OfAnotherRunIsNotOverwritten) {
  ASSERT_TRUE(keep_secret(path_, "a key").has_value());
  EXPECT_THAT(keep_secret(path_, "other").error().message, HasSubstr("not finished"));
  EXPECT_EQ(io::read_secret(path_, 100).value(), "a key");
}

TEST_F(SecretFile, ThatOthersCanReadIsRefused) {
  ASSERT_TRUE(keep_secret(path_, "a key").has_value());
  fs::permissions(path_, fs::perms::group_read, fs::perm_options::add);
  EXPECT_THAT(io::read_secret(path_, 100).error().message, HasSubstr("chmod 600"));
}

// A second name shows what became of the blocks.
TEST_F(SecretFile, IsOverwrittenBeforeItIsUnlinked) {
  ASSERT_TRUE(keep_secret(path_, "a key").has_value());
  const auto other = folder_.file("other");
  fs::create_hard_link(path_, other);
  ASSERT_TRUE(destroy_secret(path_).has_value());
  EXPECT_FALSE(fs::exists(path_));
  std::ifstream file(other, std::ios::binary);
  const std::string left{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(left, std::string(5, '\0'));
}

}  // namespace
}  // namespace noroshi::cli
