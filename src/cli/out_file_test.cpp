#include "cli/out_file.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "base/temporary_folder.hpp"

namespace noroshi::cli {
namespace {

class OutFileTest : public ::testing::Test {
 protected:
  std::string path() const { return folder_.file("flows.csv"); }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder_.path()), {}));
  }
  static std::string content(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  base::TemporaryFolder folder_;
  StringSink standard_output_;
};

TEST_F(OutFileTest, AppearsOnlyWhenCommitted) {
  auto file = OutFile::create(path(), standard_output_).value();
  ASSERT_TRUE(file->write("a,b\n").has_value());
  ASSERT_TRUE(file->flush().has_value());
  EXPECT_FALSE(std::filesystem::exists(path()));
  ASSERT_TRUE(file->commit().has_value());
  EXPECT_EQ(content(path()), "a,b\n");
  EXPECT_EQ(files(), 1u);
}

TEST_F(OutFileTest, LeavesTheOldFileWhenNotCommitted) {
  std::ofstream(path()) << "old";
  {
    auto file = OutFile::create(path(), standard_output_).value();
    ASSERT_TRUE(file->write("new").has_value());
  }
  EXPECT_EQ(content(path()), "old");
  EXPECT_EQ(files(), 1u);
}

TEST_F(OutFileTest, WritesToStandardOutputWhenAskedTo) {
  auto file = OutFile::create("-", standard_output_).value();
  ASSERT_TRUE(file->write("x").has_value());
  ASSERT_TRUE(file->commit().has_value());
  EXPECT_EQ(standard_output_.text, "x");
}

TEST_F(OutFileTest, SaysThatTheDiskIsFull) {
  auto file = OutFile::create("/dev/full", standard_output_).value();
  ASSERT_TRUE(file->write("x").has_value());
  const auto status = file->commit();
  ASSERT_FALSE(status.has_value());
  EXPECT_NE(status.error().message.find("/dev/full"), std::string::npos);
  EXPECT_NE(status.error().message.find("No space"), std::string::npos);
}

TEST_F(OutFileTest, NamesAFolderThatIsNotThere) {
  const auto file = OutFile::create(folder_.file("none/x"), standard_output_);
  ASSERT_FALSE(file.has_value());
  EXPECT_NE(file.error().message.find("none/x"), std::string::npos);
}

}  // namespace
}  // namespace noroshi::cli
