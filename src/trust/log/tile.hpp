// Tiles (C2SP tlog-tiles): a tree cut into files of 256 hashes, which never change once full.
//
//   tile/<level>/<index>[.p/<width>]      hashes, 32 octets each
//   tile/entries/<index>[.p/<width>]      entries, each behind its length (two octets)
//
// A hash of level l stands for 256^l entries.  Indices are written in groups of three digits, all
// but the last behind an x: 1234067 is x001/x234/067.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::tlog {

inline constexpr unsigned kTileHeight = 8;
inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr std::size_t kLongestEntry = 65'535;  ///< its length has two octets

struct Tile {
  bool entries = false;              ///< a bundle of entries; then `level` is 0
  unsigned level = 0;                ///< 0–63
  std::uint64_t index = 0;           ///< within the level
  std::uint64_t width = kTileWidth;  ///< 1–256; below 256: partial

  friend bool operator==(const Tile&, const Tile&) = default;
};

std::string path_of(const Tile& tile);               ///< without a leading slash
std::optional<Tile> tile_at(std::string_view path);  ///< strict

/// The tile of `level` that holds index `at` of that level, in a tree of `size` entries; its width
/// is what such a tree has.  `at` must be in the tree.
Tile tile_holding(unsigned level, std::uint64_t at, std::uint64_t size);

/// The hash over the whole of `hashes`, up to 256 of them, a power of two.
Hash subtree(const Hash* hashes, std::size_t count);

/// Hashes of a tile file; an Error if its length is not width × 32.
Result<std::vector<Hash>> hashes_of(std::string_view bytes, std::uint64_t width);

/// Entries of a bundle; an Error if there are not exactly `width`.  Views into `bytes`.
Result<std::vector<std::string_view>> entries_of(std::string_view bytes, std::uint64_t width);

/// Adds one entry to a bundle.
void append_entry(std::string& bundle, std::string_view entry);

/// What a partial tile or bundle was, out of the full one that took its place.
Result<std::string> beginning_of(std::string_view full, const Tile& partial);

/// Where tiles come from: a folder, or a log over HTTP.
class TileSource {
 public:
  virtual ~TileSource() = default;
  virtual Result<std::string> read(const Tile& tile) = 0;
};

/// Hashes of a tree of `size` entries out of its tiles, the last few of which it remembers.  What
/// it reads is believed: check proofs made of it against a root that is signed.
class TiledTree final : public HashSource {
 public:
  TiledTree(TileSource& tiles, std::uint64_t size) : tiles_(tiles), size_(size) {}
  Result<Hash> node(unsigned level, std::uint64_t index) override;

 private:
  struct Kept {
    Tile tile;
    std::vector<Hash> hashes;
  };
  Result<const std::vector<Hash>*> hashes(const Tile& tile);

  TileSource& tiles_;
  std::uint64_t size_;
  std::vector<Kept> kept_;
};

}  // namespace noroshi::tlog
