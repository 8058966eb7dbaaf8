#include "io/line_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>
#include <zlib.h>

namespace noroshi::io {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Lines {
  std::vector<std::string> text;
  std::vector<std::uint64_t> numbers;
  Rejects rejects;
  std::string error;
};

// Gives one byte at a time: every place where a window can end is tried.
class Dripping final : public ByteSource {
 public:
  explicit Dripping(std::string_view bytes) : bytes_(bytes) {}
  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t count = bytes_.copy(buffer, std::min<std::size_t>(size, 1));
    bytes_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view bytes_;
};

Lines lines_of(Input& input, bool strict = false) {
  Lines lines{.text = {}, .numbers = {}, .rejects = Rejects(strict), .error = {}};
  LineReader reader(input, lines.rejects);
  while (true) {
    const auto line = reader.next();
    if (!line.has_value()) lines.error = line.error().message;
    if (!line.has_value() || !*line) break;
    lines.text.emplace_back(**line);
    lines.numbers.push_back(reader.place().number);
  }
  return lines;
}

std::vector<std::string> lines_of(std::string_view bytes) {
  const auto input = Input::over(bytes);
  return lines_of(*input).text;
}

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

TEST(LineReader, GivesLinesWithoutTheirEnds) {
  EXPECT_THAT(lines_of("one\ntwo\n"), ElementsAre("one", "two"));
  EXPECT_THAT(lines_of("one\r\ntwo\r\n"), ElementsAre("one", "two"));
  EXPECT_THAT(lines_of("\n\nthree"), ElementsAre("", "", "three"));
  EXPECT_THAT(lines_of(""), IsEmpty());
  EXPECT_THAT(lines_of("\n"), ElementsAre(""));
}

TEST(LineReader, TakesALastLineWithoutLineFeed) {
  EXPECT_THAT(lines_of("one\ntwo"), ElementsAre("one", "two"));
  EXPECT_THAT(lines_of("one"), ElementsAre("one"));
}

TEST(LineReader, PassesOverAByteOrderMarkAtTheFrontOnly) {
  EXPECT_THAT(lines_of("\xEF\xBB\xBFone\n\xEF\xBB\xBFtwo"), ElementsAre("one", "\xEF\xBB\xBFtwo"));
  EXPECT_THAT(lines_of("\xEF\xBB\xBF"), IsEmpty());
  EXPECT_THAT(lines_of("\xEF\xBB"), ElementsAre("\xEF\xBB"));
}

TEST(LineReader, DoesNotCareWhereWindowsEnd) {
  const std::string bytes = "\xEF\xBB\xBFone\r\n\ntwo\nlast";
  Input input(std::make_unique<Dripping>(bytes), "drip");
  const Lines lines = lines_of(input);
  EXPECT_THAT(lines.text, ElementsAre("one", "", "two", "last"));
  EXPECT_THAT(lines.numbers, ElementsAre(1, 2, 3, 4));
}

TEST(LineReader, KeepsCountingAfterTheEnd) {
  const auto input = Input::over("one\n");
  Rejects rejects;
  LineReader reader(*input, rejects);
  EXPECT_TRUE(reader.next().value().has_value());
  EXPECT_FALSE(reader.next().value().has_value());
  EXPECT_FALSE(reader.next().value().has_value());
  EXPECT_EQ(reader.place().number, 1U);
}

TEST(LineReader, RejectsAndPassesOverLinesBeyondTheBound) {
  for (const std::size_t excess : {std::size_t{1}, std::size_t{3'000'000}}) {
    const std::string longest(LineReader::kLongestLine, 'x');
    const std::string bytes =
        "one\n" + longest + "\n" + longest + std::string(excess, 'y') + "\nfour\n";
    const auto input = Input::over(bytes);
    const Lines lines = lines_of(*input);
    EXPECT_THAT(lines.text, ElementsAre("one", longest, "four"));
    EXPECT_THAT(lines.numbers, ElementsAre(1, 2, 4));
    ASSERT_EQ(lines.rejects.rejected().size(), 1U);
    const auto& [reason, tally] = *lines.rejects.rejected().begin();
    EXPECT_EQ(reason, "line is longer than 1 MiB");
    EXPECT_EQ(tally.first.number, 3U);
  }
}

TEST(LineReader, RejectsALongLineThatNeverEnds) {
  const std::string bytes(LineReader::kLongestLine + 1, 'x');
  const auto input = Input::over(bytes);
  const Lines lines = lines_of(*input);
  EXPECT_THAT(lines.text, IsEmpty());
  EXPECT_EQ(lines.rejects.total_rejected(), 1U);
}

TEST(LineReader, DoesNotBelieveTheLineWhereCompressedDataBreakOff) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "line " + std::to_string(i * 7919 % 5000) + '\n';
  const std::string packed = gzip(text);
  const auto input = Input::over(std::string_view(packed).substr(0, packed.size() / 2));
  const Lines lines = lines_of(*input);
  ASSERT_FALSE(lines.text.empty());
  EXPECT_LT(lines.text.size(), 5000U);
  for (std::size_t i = 0; i < lines.text.size(); ++i) {
    ASSERT_EQ(lines.text[i], "line " + std::to_string(i * 7919 % 5000));
  }
  ASSERT_TRUE(lines.rejects.rejected().contains("compressed data ends early"));
  EXPECT_EQ(lines.rejects.rejected().begin()->second.first.number, lines.text.size() + 1);
}

TEST(LineReader, StopsAtDamageInStrictMode) {
  const std::string packed = gzip("one\ntwo\n");
  const auto input = Input::over(std::string_view(packed).substr(0, packed.size() - 4));
  EXPECT_THAT(lines_of(*input, true).error, testing::HasSubstr("compressed data ends early"));
}

}  // namespace
}  // namespace noroshi::io
