#include "observe/flow/split.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace noroshi::flow {
namespace {

std::vector<std::string> split(std::string_view line, char separator) {
  FieldSplitter splitter;
  splitter.split(line, separator);
  std::vector<std::string> fields;
  for (std::size_t i = 0; i < splitter.size(); ++i) fields.emplace_back(splitter[i]);
  return fields;
}

// The plain way, as oracle.
std::vector<std::string> split_plainly(std::string_view line, char separator) {
  std::vector<std::string> fields(1);
  for (const char c : line) {
    if (c == separator) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

TEST(FieldSplitter, KeepsEmptyFields) {
  EXPECT_THAT(split("", '\t'), testing::ElementsAre(""));
  EXPECT_THAT(split("a", '\t'), testing::ElementsAre("a"));
  EXPECT_THAT(split("\t", '\t'), testing::ElementsAre("", ""));
  EXPECT_THAT(split("a\t\tb\t", '\t'), testing::ElementsAre("a", "", "b", ""));
}

TEST(FieldSplitter, AgreesWithThePlainWayAtEveryLengthAndDensity) {
  std::mt19937 random(7);
  for (std::size_t length = 0; length < 200; ++length) {
    for (const unsigned density : {2U, 5U, 17U}) {
      std::string line(length, 'x');
      for (char& c : line)
        c = random() % density == 0 ? ',' : static_cast<char>('a' + random() % 20);
      EXPECT_EQ(split(line, ','), split_plainly(line, ',')) << line;
    }
  }
}

TEST(FieldSplitter, LeavesWhatIsBeyondTheLastFieldInIt) {
  const std::string line(1000, ',');
  const auto fields = split(line, ',');
  ASSERT_EQ(fields.size(), FieldSplitter::kMostFields);
  EXPECT_EQ(fields.front(), "");
  EXPECT_EQ(fields.back().size(), line.size() - (FieldSplitter::kMostFields - 1));
}

TEST(FieldSplitter, TreatsBytesAboveAsciiLikeAnyOther) {
  EXPECT_THAT(split("\xFF,\xFE", ','), testing::ElementsAre("\xFF", "\xFE"));
  EXPECT_THAT(split("a\xFF"
                    "b",
                    '\xFF'),
              testing::ElementsAre("a", "b"));
}

}  // namespace
}  // namespace noroshi::flow
