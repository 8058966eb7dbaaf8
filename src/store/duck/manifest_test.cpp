#include "store/duck/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace noroshi::duck {
namespace {

Manifest example() {
  Manifest manifest;
  manifest.generation = 42;
  manifest.next_number = 18;
  manifest.journals = {{store::TableId::Flows, 17}, {store::TableId::Pairs, 16}};
  manifest.segments = {{store::TableId::Servers, 12, -3'600'000'000, -5, 7, 123, 4567}};
  return manifest;
}

TEST(Manifest, IsReadAsItWasWritten) {
  const auto back = parse_manifest(to_text(example()));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(to_text(*back), to_text(example()));
  EXPECT_EQ(back->segments[0].partition, -3'600'000'000);
  EXPECT_EQ(back->segments[0].octets, 4567U);
  EXPECT_EQ(back->journals[1].table, store::TableId::Pairs);
}

TEST(Manifest, NamesFilesByTableTimeAndNumber) {
  EXPECT_EQ(file_name(Journal{store::TableId::Flows, 17}), "journal/flows-000017.blocks");
  Segment segment;
  segment.table = store::TableId::Exposure;
  segment.number = 12;
  segment.partition = 1'768'402'800'000'000;
  EXPECT_EQ(file_name(segment), "segments/exposure/20260114T150000Z-000012.parquet");
}

TEST(Manifest, APartOfItIsNoManifest) {
  const std::string whole = to_text(example());
  for (std::size_t length = 0; length < whole.size() - 1; ++length) {
    EXPECT_FALSE(parse_manifest(whole.substr(0, length))) << length;
  }
}

TEST(Manifest, SaysWhichLineItDoesNotUnderstand) {
  for (const char* line :
       {"journal flows", "journal secrets 1", "journal flows 1 2", "segment flows 1 2 3 4 5",
        "segment flows 1 2 3 4 5 -6", "generation x", "", "end of it"}) {
    const auto parsed =
        parse_manifest("noroshi flow store 1\ngeneration 1\n" + std::string(line) + "\nend\n");
    ASSERT_FALSE(parsed) << line;
    EXPECT_THAT(parsed.error().message, testing::HasSubstr("line 3")) << line;
  }
}

TEST(Manifest, ALaterVersionIsRefused) {
  EXPECT_FALSE(parse_manifest("noroshi flow store 2\nend\n"));
}

}  // namespace
}  // namespace noroshi::duck
