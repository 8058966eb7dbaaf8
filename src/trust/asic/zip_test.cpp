// What is unpacked, and what is refused before anybody looks into it.
#include "trust/asic/zip.hpp"

#include <gmock/gmock.h>

#include "base/temporary_folder.hpp"
#include "trust/asic/asic_testing.hpp"

namespace noroshi::asic {
namespace {

using testing::HasSubstr;

std::string refusal(const Bytes& octets) {
  const auto archive = unpacked(octets);
  return archive ? "" : archive.error().message;
}

TEST(Zip, UnpacksWhatIsStoredAndWhatIsDeflated) {
  const auto archive = unpacked(testing_zip({{"mimetype", "a/b", true},
                                             {"folder/", ""},
                                             {"folder/data.csv", "a,b\n1,2\n"},
                                             {"empty", ""}},
                                            "mimetype=x/y"));
  ASSERT_TRUE(archive) << archive.error().message;
  ASSERT_EQ(archive->entries.size(), 3U);
  EXPECT_TRUE(archive->entries[0].stored);
  EXPECT_EQ(text(archive->entries[1].octets), "a,b\n1,2\n");
  EXPECT_EQ(archive->entries[1].name, "folder/data.csv");
  EXPECT_FALSE(archive->entries[1].stored);
  EXPECT_TRUE(archive->entries[2].octets.empty());
  EXPECT_EQ(archive->comment, "mimetype=x/y");
}

TEST(Zip, NamesMayBeOfAnyScript) {
  const auto archive = unpacked(testing_zip({{"報告書.txt", "1"}, {"határozat.pdf", "2"}}));
  ASSERT_TRUE(archive) << archive.error().message;
  EXPECT_NE(archive->find("報告書.txt"), nullptr);
  EXPECT_NE(archive->find("határozat.pdf"), nullptr);
}

TEST(Zip, ANameOfAnOlderCodePageIsReadAsCp437) {
  // 0x82 is é in CP 437, and no UTF-8.  ASCII of the same length first: it carries no UTF-8 flag.
  const auto octets = renamed(testing_zip({{"caf#.txt", "1"}}), "caf#.txt", "caf\x82.txt");
  const auto archive = unpacked(octets);
  ASSERT_TRUE(archive) << archive.error().message;
  EXPECT_EQ(archive->entries.front().name, "café.txt");
}

TEST(Zip, RefusesNamesThatLeaveTheContainerOrCanBeReadInTwoWays) {
  for (const auto* const name : {"../up", "a/../b", ".", "..", "a/./b", "/root", "a//b"}) {
    EXPECT_THAT(refusal(testing_zip({{name, "x"}})), HasSubstr("entry")) << name;
  }
  EXPECT_THAT(refusal(renamed(testing_zip({{"dir-file", "x"}}), "dir-file", "dir\\file")),
              HasSubstr("backslash"));
  EXPECT_THAT(refusal(renamed(testing_zip({{"c-file", "x"}}), "c-file", "c:file")),
              HasSubstr("drive"));
  EXPECT_THAT(refusal(renamed(testing_zip({{"a-b", "x"}}), "a-b", "a\nb")), HasSubstr("control"));
}

TEST(Zip, RefusesTwoEntriesOfOneName) {
  const auto octets =
      renamed(testing_zip({{"one.txt", "1"}, {"two.txt", "2"}}), "two.txt", "one.txt");
  EXPECT_THAT(refusal(octets), HasSubstr("twice"));
}

TEST(Zip, RefusesHeadersThatContradictOneAnother) {
  auto octets = testing_zip({{"one.txt", "1"}});
  const std::string_view name = "one.txt";
  const auto at = der::text_of(octets).find(name);  // the local header comes first
  octets[at] = 't';
  EXPECT_THAT(refusal(octets), HasSubstr("contradict"));
}

TEST(Zip, RefusesWhatIsEncrypted) {
  EXPECT_THAT(refusal(testing_zip({{.name = "a", .octets = "secret", .encrypted = true}})),
              HasSubstr("encrypted"));
}

TEST(Zip, RefusesOtherMethodsThanStoreAndDeflate) {
  if (zip_compression_method_supported(ZIP_CM_BZIP2, 1) == 0) {
    GTEST_SKIP() << "skipped: this libzip has no bzip2";
  }
  EXPECT_THAT(refusal(testing_zip({{.name = "a", .octets = "text", .method = ZIP_CM_BZIP2}})),
              HasSubstr("store and deflate"));
}

TEST(Zip, RefusesAWrongCrc) {
  const auto octets = renamed(testing_zip({{.name = "a", .octets = "1234567890", .stored = true}}),
                              "1234567890", "1234567891");
  EXPECT_THAT(refusal(octets), HasSubstr("CRC"));
}

TEST(Zip, ABombIsRefusedWhileItUnpacks) {
  // 80 MB of nothing in 80 kB, twice what such a file may hold.
  const TestingEntry bomb{"bomb", std::string(80UL << 20U, '\0')};
  const auto octets = testing_zip({bomb, {"small", "x"}});
  ASSERT_LT(octets.size(), 200'000U);
  const auto archive = unpacked(octets);
  ASSERT_FALSE(archive);
  EXPECT_EQ(archive.error().code, Errc::Limit);
}

TEST(Zip, ManySmallBombsAreOneBomb) {
  std::vector<TestingEntry> entries;
  for (int i = 0; i < 9; ++i) {
    entries.push_back({"bomb" + std::to_string(i), std::string(8UL << 20U, '\0')});
  }
  const auto archive = unpacked(testing_zip(entries));
  ASSERT_FALSE(archive);
  EXPECT_EQ(archive.error().code, Errc::Limit);
}

TEST(Zip, ALieAboutTheSizeChangesNothing) {
  // The central directory says 1 octet where 10 come.
  auto octets = testing_zip({{.name = "a", .octets = "1234567890", .stored = true}});
  const auto central = der::text_of(octets).find("PK\x01\x02");
  octets[central + 24] = 1;
  EXPECT_NE(refusal(octets), "");
}

TEST(Zip, TooManyEntriesAreRefused) {
  std::vector<TestingEntry> entries;
  for (std::size_t i = 0; i <= kMostEntries; ++i) entries.push_back({std::to_string(i)});
  const auto archive = unpacked(testing_zip(entries));
  ASSERT_FALSE(archive);
  EXPECT_EQ(archive.error().code, Errc::Limit);
}

TEST(Zip, WhatIsNoZipFileIsSaidSo) {
  EXPECT_THAT(refusal({}), HasSubstr("not a ZIP file"));
  EXPECT_THAT(refusal({'P', 'K', 3, 4, 0, 0}), HasSubstr("not a ZIP file"));
  EXPECT_THAT(refusal(der::copy_of(der::view_of("%PDF-1.7"))), HasSubstr("not a ZIP file"));
}

TEST(Zip, HalfAFileIsRefused) {
  auto octets = testing_zip({{"a", std::string(1000, 'x')}});
  for (std::size_t size = 4; size < octets.size(); size += 7) {
    EXPECT_NE(refusal(Bytes(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size))),
              "")
        << size;
  }
}

}  // namespace
}  // namespace noroshi::asic
