#include "trust/log/tile.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

#include "base/assert.hpp"
#include "trust/log/checkpoint.hpp"

namespace noroshi::tlog {
namespace {

constexpr std::size_t kMostKept = 64;

std::string index_path(std::uint64_t index) {
  std::string path = fmt::format("{:03}", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) path = fmt::format("x{:03}/{}", index % 1000, path);
  return path;
}

/// Three digits, which may be followed by more of the path.
std::optional<std::uint64_t> three_digits(std::string_view text) {
  if (text.size() != 3) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

/// "x001/x234/067" → 1234067.
std::optional<std::uint64_t> parse_index(std::string_view text) {
  std::uint64_t index = 0;
  bool first = true;
  for (;; first = false) {
    const auto slash = text.find('/');
    const bool last = slash == std::string_view::npos;
    auto part = text.substr(0, slash);
    if (last == part.starts_with('x')) return std::nullopt;
    if (!last) part.remove_prefix(1);
    const auto digits = three_digits(part);
    // A leading x000 would be a second way to write a smaller index; 18 digits fit 64 bits.
    if (!digits || (first && !last && *digits == 0) || index > 999'999'999'999'999) {
      return std::nullopt;
    }
    index = index * 1000 + *digits;
    if (last) return index;
    text.remove_prefix(slash + 1);
  }
}

}  // namespace

std::string path_of(const Tile& tile) {
  std::string path = tile.entries ? "tile/entries/" : fmt::format("tile/{}/", tile.level);
  path += index_path(tile.index);
  if (tile.width < kTileWidth) path += fmt::format(".p/{}", tile.width);
  return path;
}

std::optional<Tile> tile_at(std::string_view path) {
  constexpr std::string_view kTile = "tile/";
  if (!path.starts_with(kTile)) return std::nullopt;
  path.remove_prefix(kTile.size());
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  Tile tile;
  const auto level = path.substr(0, slash);
  path.remove_prefix(slash + 1);
  tile.entries = level == "entries";
  if (!tile.entries) {
    const auto number = parse_decimal(level);
    if (!number || *number > 63) return std::nullopt;
    tile.level = static_cast<unsigned>(*number);
  }
  if (const auto partial = path.find(".p/"); partial != std::string_view::npos) {
    const auto width = parse_decimal(path.substr(partial + 3));
    if (!width || *width == 0 || *width >= kTileWidth) return std::nullopt;
    tile.width = *width;
    path = path.substr(0, partial);
  }
  const auto index = parse_index(path);
  if (!index) return std::nullopt;
  tile.index = *index;
  return tile;
}

Tile tile_holding(unsigned level, std::uint64_t at, std::uint64_t size) {
  const std::uint64_t in_level = level * kTileHeight >= 64 ? 0 : size >> (level * kTileHeight);
  NOROSHI_ASSERT(at < in_level);
  Tile tile{.level = level, .index = at / kTileWidth};
  tile.width = std::min(kTileWidth, in_level - tile.index * kTileWidth);
  return tile;
}

Hash subtree(const Hash* hashes, std::size_t count) {
  if (count == 1) return *hashes;
  return node_hash(subtree(hashes, count / 2), subtree(hashes + count / 2, count / 2));
}

Result<std::vector<Hash>> hashes_of(std::string_view bytes, std::uint64_t width) {
  if (bytes.size() != width * sizeof(Hash)) {
    return Error{Errc::InvalidInput, fmt::format("a tile of {} hashes has {} octets, not {}", width,
                                                 bytes.size(), width * sizeof(Hash))};
  }
  std::vector<Hash> hashes(width);
  std::memcpy(hashes.data(), bytes.data(), bytes.size());
  return hashes;
}

Result<std::vector<std::string_view>> entries_of(std::string_view bytes, std::uint64_t width) {
  std::vector<std::string_view> entries;
  while (bytes.size() >= 2 && entries.size() < width) {
    const auto length = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 |
                        static_cast<unsigned char>(bytes[1]);
    if (bytes.size() < length + 2) break;
    entries.push_back(bytes.substr(2, length));
    bytes.remove_prefix(length + 2);
  }
  if (entries.size() != width || !bytes.empty()) {
    return Error{Errc::InvalidInput,
                 fmt::format("a bundle of {} entries ends after {}, with {} octets left", width,
                             entries.size(), bytes.size())};
  }
  return entries;
}

void append_entry(std::string& bundle, std::string_view entry) {
  NOROSHI_ASSERT(entry.size() <= kLongestEntry);
  bundle += static_cast<char>(entry.size() >> 8);
  bundle += static_cast<char>(entry.size());
  bundle += entry;
}

Result<std::string> beginning_of(std::string_view full, const Tile& partial) {
  if (!partial.entries) {
    NOROSHI_CHECK(hashes_of(full, kTileWidth));
    return std::string(full.substr(0, partial.width * sizeof(Hash)));
  }
  const auto entries = NOROSHI_TRY(entries_of(full, kTileWidth));
  std::string bundle;
  for (std::size_t i = 0; i < partial.width; ++i) append_entry(bundle, entries[i]);
  return bundle;
}

Result<Hash> TiledTree::node(unsigned level, std::uint64_t index) {
  // The node is the hash over 2^low neighbours in a tile of this level.
  const unsigned tile_level = level / kTileHeight;
  const unsigned low = level % kTileHeight;
  const std::uint64_t first = index << low;
  const Tile tile = tile_holding(tile_level, first, size_);
  const auto* found = NOROSHI_TRY(hashes(tile));
  const std::size_t at = first % kTileWidth;
  const std::size_t count = std::size_t{1} << low;
  NOROSHI_ASSERT(at + count <= found->size());
  return subtree(found->data() + at, count);
}

Result<const std::vector<Hash>*> TiledTree::hashes(const Tile& tile) {
  const auto kept = std::find_if(kept_.begin(), kept_.end(),
                                 [&](const Kept& other) { return other.tile == tile; });
  if (kept != kept_.end()) return &kept->hashes;
  const std::string bytes = NOROSHI_TRY(tiles_.read(tile));
  if (kept_.size() == kMostKept) kept_.erase(kept_.begin());
  kept_.push_back({tile, NOROSHI_TRY(hashes_of(bytes, tile.width).within(path_of(tile)))});
  return &kept_.back().hashes;
}

}  // namespace noroshi::tlog
