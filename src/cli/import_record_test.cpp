#include "cli/import_record.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "base/temporary_folder.hpp"
#include "cli/sha256.hpp"

namespace noroshi::cli {
namespace {

using State = ImportRecord::State;

class Imports : public testing::Test {
 protected:
  State state(const std::string& hash) {
    return ImportRecord(path()).state_of(hash, when_).value();
  }
  std::string path() const { return folder_.file("imports.jsonl"); }

  base::TemporaryFolder folder_;
  base::Micros when_ = 0;
};

TEST_F(Imports, AreNewThenBegunThenDone) {
  ImportRecord record(path());
  EXPECT_EQ(state("aa"), State::New);
  ASSERT_TRUE(record.begun("a \"quoted\" name", "aa", 1'000'000));
  EXPECT_EQ(state("aa"), State::Begun);
  ASSERT_TRUE(record.done("a", "aa", 2'000'000, 7));
  EXPECT_EQ(state("aa"), State::Done);
  EXPECT_EQ(when_, 2'000'000);
  EXPECT_EQ(state("bb"), State::New);
}

TEST_F(Imports, IgnoreALineThatACrashCutShort) {
  ASSERT_TRUE(ImportRecord(path()).begun("a", "aa", 1));
  std::ofstream(path(), std::ios::app) << R"({"time":"20)";
  EXPECT_EQ(state("aa"), State::Begun);
  ASSERT_TRUE(ImportRecord(path()).done("a", "aa", 2, 7));
  EXPECT_EQ(state("aa"), State::Done);
}

TEST_F(Imports, KnowAFileByItsOctets) {
  std::ofstream(folder_.file("one")) << "abc";
  // FIPS 180-2, appendix B.1
  EXPECT_EQ(sha256_of_file(folder_.file("one")).value(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of("abc"), sha256_of_file(folder_.file("one")).value());
  EXPECT_FALSE(sha256_of_file(folder_.file("none")));
}

}  // namespace
}  // namespace noroshi::cli
