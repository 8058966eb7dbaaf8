#include "io/input.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "base/temporary_folder.hpp"

namespace noroshi::io {
namespace {

std::string gzip(std::string_view text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(compressBound(text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

// Reads everything in windows of an odd size, so that window borders fall everywhere.
std::string drain(Input& input) {
  std::string all;
  while (true) {
    const std::string_view window = input.window(4099).value().substr(0, 4099);
    if (window.empty()) return all;
    all += window;
    input.consume(window.size());
  }
}

std::string drain(std::string_view bytes) {
  const auto input = Input::over(bytes);
  return drain(*input);
}

// Compared with EXPECT_TRUE: the difference of two such texts would take gtest minutes to print.
std::string long_text() {
  std::string text;
  for (std::uint64_t i = 0; i < 300'000; ++i) text += std::to_string(i * 7919) + '\n';
  return text;
}

TEST(Input, PassesPlainBytes) {
  EXPECT_EQ(drain("plain"), "plain");
  EXPECT_EQ(drain(""), "");
  EXPECT_EQ(drain("\x1f"), "\x1f");
}

TEST(Input, UnwrapsGzipAndZstdByTheirFirstBytes) {
  const std::string text = long_text();
  EXPECT_TRUE(drain(gzip(text)) == text);
  EXPECT_TRUE(drain(zstd(text)) == text);
}

TEST(Input, ReadsAllMembersAndFrames) {
  EXPECT_EQ(drain(gzip("one ") + gzip("two")), "one two");
  EXPECT_EQ(drain(zstd("one ") + zstd("two")), "one two");
}

TEST(Input, IgnoresPaddingAfterTheLastGzipMember) {
  const std::string padded = gzip("text") + std::string(512, '\0');
  const auto input = Input::over(padded);
  EXPECT_EQ(drain(*input), "text");
  EXPECT_EQ(input->damage(), "");
}

TEST(Input, GivesWhatCameBeforeTheDamageAndSaysSo) {
  const std::string text = long_text();
  for (std::string bytes : {gzip(text), zstd(text)}) {
    bytes.resize(bytes.size() / 2);
    const auto input = Input::over(bytes);
    const std::string head = drain(*input);
    EXPECT_GT(head.size(), text.size() / 4);
    EXPECT_TRUE(text.starts_with(head));
    EXPECT_NE(input->damage().find("unexpected end of file"), std::string::npos);
  }
}

TEST(Input, SurvivesCorruptCompression) {
  std::string bytes = gzip(long_text());
  for (std::size_t i = 1000; i < 1100; ++i) bytes[i] = static_cast<char>(~bytes[i]);
  const auto input = Input::over(bytes);
  drain(*input);
  EXPECT_NE(input->damage(), "");
}

TEST(Input, WindowsGrowOnDemandAndKeepTheirPlace) {
  const std::string text = long_text();
  const auto input = Input::over(text);
  input->window(10).value();
  input->consume(3);
  EXPECT_EQ(input->offset(), 3U);
  const std::string_view window = input->window(text.size()).value();
  EXPECT_TRUE(window == std::string_view(text).substr(3));
}

TEST(Input, ReadsFilesAndKnowsTheirSize) {
  const base::TemporaryFolder folder;
  const auto path = folder.file("input.txt");
  std::ofstream(path, std::ios::binary) << "from a file";
  const auto input = Input::open(path).value();
  EXPECT_EQ(input->source_size(), 11U);
  EXPECT_EQ(drain(*input), "from a file");
  EXPECT_EQ(input->source_offset(), 11U);
}

TEST(Input, SaysWhatIsWrongWithAPath) {
  EXPECT_EQ(Input::open("/nowhere/x.log").error().message,
            "opening /nowhere/x.log: No such file or directory");
  EXPECT_EQ(Input::open("/").error().message, "/ is a folder; name the files in it");
}

}  // namespace
}  // namespace noroshi::io
