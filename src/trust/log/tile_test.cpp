#include "trust/log/tile.hpp"

#include <gtest/gtest.h>
#include <map>

namespace noroshi::tlog {
namespace {

TEST(Tile, PathsAreThoseOfTheSpecification) {
  EXPECT_EQ(path_of({.level = 0, .index = 1234067}), "tile/0/x001/x234/067");
  EXPECT_EQ(path_of({.level = 2, .index = 0, .width = 1}), "tile/2/000.p/1");
  EXPECT_EQ(path_of({.entries = true, .index = 273, .width = 112}), "tile/entries/273.p/112");
}

TEST(Tile, PathsAreReadBack) {
  for (const std::uint64_t index : {0ULL, 7ULL, 999ULL, 1000ULL, 1234067ULL, 999999999999ULL}) {
    for (const std::uint64_t width : {1ULL, 255ULL, 256ULL}) {
      for (const Tile& tile : {Tile{.entries = true, .index = index, .width = width},
                               Tile{.level = 5, .index = index, .width = width}}) {
        EXPECT_EQ(tile_at(path_of(tile)), tile) << path_of(tile);
      }
    }
  }
}

TEST(Tile, OtherPathsAreNone) {
  for (const std::string_view path : {"",
                                      "tile",
                                      "tile/0",
                                      "tile/0/",
                                      "tile/0/1",
                                      "tile/0/0001",
                                      "tile/64/000",
                                      "tile/00/000",
                                      "tile/0/x000/001",
                                      "tile/0/001/002",
                                      "tile/0/x001",
                                      "tile/0/000.p/0",
                                      "tile/0/000.p/256",
                                      "tile/0/000.p/01",
                                      "tile/0/000.p/",
                                      "tile/entries/../000",
                                      "tile/-1/000",
                                      "tile/0/ 00",
                                      "checkpoint",
                                      "tile/0/x001/x002/x003/x004/x005/x006/007"}) {
    EXPECT_FALSE(tile_at(path)) << path;
  }
}

// The example of the specification: a tree of 70,000.
TEST(Tile, WidthsFollowFromTheSizeOfTheTree) {
  EXPECT_EQ(tile_holding(0, 0, 70'000), (Tile{.level = 0, .index = 0}));
  EXPECT_EQ(tile_holding(0, 69'999, 70'000), (Tile{.level = 0, .index = 273, .width = 112}));
  EXPECT_EQ(tile_holding(1, 272, 70'000), (Tile{.level = 1, .index = 1, .width = 17}));
  EXPECT_EQ(tile_holding(2, 0, 70'000), (Tile{.level = 2, .index = 0, .width = 1}));
  EXPECT_EQ(tile_holding(1, 0, 256), (Tile{.level = 1, .index = 0, .width = 1}));
}

TEST(Tile, BundlesHoldEntriesOfAnyLength) {
  std::string bundle;
  const std::vector<std::string> entries{"", "one", std::string(kLongestEntry, 'x'), "\n"};
  for (const auto& entry : entries) append_entry(bundle, entry);
  const auto read = entries_of(bundle, entries.size());
  ASSERT_TRUE(read);
  for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ((*read)[i], entries[i]);
  EXPECT_FALSE(entries_of(bundle, 3));
  EXPECT_FALSE(entries_of(bundle, 5));
  EXPECT_FALSE(entries_of(bundle.substr(0, bundle.size() - 1), 4));
  EXPECT_FALSE(hashes_of(std::string(31, 'x'), 1));
}

/// All tiles of a tree, by definition.
class Made final : public TileSource {
 public:
  explicit Made(std::size_t size) : size_(size) {
    std::vector<Hash> hashes;
    for (std::size_t i = 0; i < size; ++i) hashes.push_back(leaf_hash(std::to_string(i)));
    leaves = hashes;
    for (unsigned level = 0; !hashes.empty(); ++level) {
      std::vector<Hash> above;
      for (std::size_t at = 0; at < hashes.size(); at += kTileWidth) {
        const auto tile = tile_holding(level, at, size);
        std::string bytes;
        for (std::size_t i = 0; i < tile.width; ++i) {
          bytes.append(reinterpret_cast<const char*>(hashes[at + i].data()), sizeof(Hash));
        }
        files_[path_of(tile)] = bytes;
        if (tile.width == kTileWidth) above.push_back(subtree(&hashes[at], kTileWidth));
      }
      hashes = std::move(above);
    }
  }
  Result<std::string> read(const Tile& tile) override {
    const auto found = files_.find(path_of(tile));
    if (found == files_.end()) return Error{Errc::NotFound, path_of(tile)};
    return found->second;
  }
  std::vector<Hash> leaves;

 private:
  std::size_t size_;
  std::map<std::string, std::string> files_;
};

TEST(TiledTree, ProvesOutOfTilesAlone) {
  for (const std::size_t size : {1U, 255U, 256U, 257U, 1000U, 65'536U, 70'000U}) {
    Made tiles(size);
    TiledTree tree(tiles, size);
    Frontier frontier;
    for (const auto& leaf : tiles.leaves) frontier.add(leaf);
    const auto root = root_of(tree, size);
    ASSERT_TRUE(root) << size;
    EXPECT_EQ(*root, frontier.root()) << size;
    for (std::size_t index = 0; index < size; index += 1 + size / 17) {
      const auto proof = inclusion_proof(tree, index, size);
      ASSERT_TRUE(proof);
      EXPECT_FALSE(inclusion_flaw(tiles.leaves[index], index, size, *proof, *root));
    }
    for (std::size_t old_size = 1; old_size < size; old_size += 1 + size / 13) {
      const auto proof = consistency_proof(tree, old_size, size);
      ASSERT_TRUE(proof);
      Frontier older;
      for (std::size_t i = 0; i < old_size; ++i) older.add(tiles.leaves[i]);
      EXPECT_FALSE(consistency_flaw(old_size, size, older.root(), *root, *proof));
    }
  }
}

}  // namespace
}  // namespace noroshi::tlog
