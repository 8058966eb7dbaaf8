#include "base/temporary_folder.hpp"

#include <fstream>
#include <gmock/gmock.h>

namespace noroshi::base {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// TMPDIR, for as long as it lives.
class Elsewhere {
 public:
  explicit Elsewhere(const fs::path& folder) { ::setenv("TMPDIR", folder.c_str(), 1); }
  ~Elsewhere() {
    if (before_.empty()) {
      ::unsetenv("TMPDIR");
    } else {
      ::setenv("TMPDIR", before_.c_str(), 1);
    }
  }
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;

 private:
  static std::string current() {
    const char* folder = std::getenv("TMPDIR");
    return folder == nullptr ? "" : folder;
  }
  std::string before_ = current();
};

TEST(TemporaryFolder, IsEmptyAndItsOwners) {
  const TemporaryFolder one;
  const TemporaryFolder other;
  EXPECT_TRUE(fs::is_empty(one.path()));
  EXPECT_NE(one.path(), other.path());
  EXPECT_EQ(one.file("x"), one.path().string() + "/x");
}

TEST(TemporaryFolder, GoesAwayWithAllThatIsInIt) {
  fs::path path;
  {
    const TemporaryFolder folder;
    path = folder.path();
    fs::create_directories(path / "deep" / "down");
    std::ofstream(path / "deep" / "file") << "x";
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST(TemporaryFolder, LiesWhereTmpdirSays) {
  const TemporaryFolder outer;
  const Elsewhere elsewhere(outer.path());
  EXPECT_EQ(TemporaryFolder().path().parent_path(), outer.path());
}

TEST(TemporaryFolder, SaysWhatStandsInTheWay) {
  const TemporaryFolder outer;
  const Elsewhere elsewhere(outer.path() / "missing");
  try {
    const TemporaryFolder folder;
    FAIL() << "made " << folder.path();
  } catch (const fs::filesystem_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("missing"));
  }
}

}  // namespace
}  // namespace noroshi::base
