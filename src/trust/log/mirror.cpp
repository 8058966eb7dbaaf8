#include "trust/log/mirror.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

#include "trust/log/ledger.hpp"

namespace noroshi::tlog {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kForAll = 0644;  // what a web server may show

/// Remembers what it reads of the new tree, before it is kept.
class Recorder final : public TileSource {
 public:
  explicit Recorder(TileSource& from) : from_(from) {}
  Result<std::string> read(const Tile& tile) override {
    const auto known = std::find_if(fetched.begin(), fetched.end(),
                                    [&](const auto& file) { return file.first == tile; });
    if (known != fetched.end()) return known->second;
    auto bytes = NOROSHI_TRY(from_.read(tile));
    fetched.emplace_back(tile, bytes);
    return bytes;
  }
  std::vector<std::pair<Tile, std::string>> fetched{};

 private:
  TileSource& from_;
};

}  // namespace

std::string_view to_string(Misdeed misdeed) {
  constexpr std::array<std::string_view, 4> kNames{"none", "forked", "shrunk", "rewritten"};
  return kNames[static_cast<std::size_t>(misdeed)];
}

Result<Mirror> Mirror::open(const std::string& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return Error{Errc::Io, fmt::format("making {}: {}", folder, failed.message())};
  Mirror mirror(folder, NOROSHI_TRY(io::lock_folder(folder, "a mirror has one writer")));
  const auto note = io::read_file(folder + "/checkpoint");
  if (!note) {
    if (note.error().code == Errc::NotFound) return mirror;
    return note.error();
  }
  mirror.kept_note_ = *note;
  const auto parsed = NOROSHI_TRY(parse_note(*note).within(folder + "/checkpoint"));
  mirror.kept_ = NOROSHI_TRY(parse_checkpoint(parsed.text));
  return mirror;
}

Result<MirrorNews> Mirror::accuse(MirrorNews news, Misdeed misdeed, std::string_view why,
                                  std::string_view note) {
  news.misdeed = misdeed;
  news.why = why;
  const std::string folder = folder_ + "/evidence";
  std::error_code failed;
  fs::create_directories(folder, failed);
  std::size_t number = 1;
  while (fs::exists(fmt::format("{}/{}-shown", folder, number))) ++number;
  news.evidence = fmt::format("{}/{}", folder, number);
  if (kept_) NOROSHI_CHECK(io::replace_file(news.evidence + "-kept", kept_note_, io::Durable::Yes));
  NOROSHI_CHECK(io::replace_file(news.evidence + "-shown", note, io::Durable::Yes));
  return news;
}

Status Mirror::keep(const Tile& tile, std::string_view bytes) {
  const std::string path = folder_ + "/" + path_of(tile);
  std::error_code failed;
  fs::create_directories(fs::path(path).parent_path(), failed);
  NOROSHI_CHECK(io::replace_file(path, bytes, io::Durable::No, kForAll));
  if (tile.width == kTileWidth) fs::remove_all(path + ".p", failed);
  return {};
}

namespace {

/// Why what is shown contradicts what was kept before any tile is read; none: it may be larger.
std::optional<std::pair<Misdeed, std::string>> contradiction(const Checkpoint& kept,
                                                             const Checkpoint& shown) {
  if (shown.size < kept.size) {
    return std::pair(Misdeed::Shrunk, fmt::format("it signed for {} entries before, and shows {}",
                                                  kept.size, shown.size));
  }
  if (shown.size == kept.size && shown.root != kept.root) {
    return std::pair(Misdeed::Forked, fmt::format("two roots for {} entries", shown.size));
  }
  return std::nullopt;
}

/// Its tiles must lead to the root, and the tree must begin with the one that is kept.
Result<std::optional<std::pair<Misdeed, std::string>>> flaw_of_tree(TiledTree& tree,
                                                                    const Checkpoint& kept,
                                                                    const Checkpoint& shown) {
  using Flaw = std::optional<std::pair<Misdeed, std::string>>;
  if (NOROSHI_TRY(root_of(tree, shown.size)) != shown.root) {
    return Flaw(std::pair(Misdeed::Rewritten,
                          std::string("its tiles do not lead to the root that it signed")));
  }
  // The tiles are those of the signed tree; so is whatever proof follows from them.
  const Proof proof = NOROSHI_TRY(consistency_proof(tree, kept.size, shown.size));
  const auto flaw = consistency_flaw(kept.size, shown.size, kept.root, shown.root, proof);
  if (!flaw) return Flaw();
  return Flaw(
      std::pair(Misdeed::Forked,
                fmt::format("its {} entries do not begin with the {} that it signed before: {}",
                            shown.size, kept.size, *flaw)));
}

using Entries = std::vector<std::pair<std::uint64_t, std::string>>;

/// Reads every bundle from the one that holds the first new entry on, and fills `heard` with the
/// new entries.  What is returned says which one does not lead to the signed root.
Result<std::optional<std::string>> flaw_of_entries(Recorder& recorder, TiledTree& tree,
                                                   std::uint64_t from, std::uint64_t size,
                                                   Entries& heard) {
  using Flaw = std::optional<std::string>;
  for (std::uint64_t first = from / kTileWidth * kTileWidth; first < size; first += kTileWidth) {
    Tile bundle = tile_holding(0, first, size);
    const std::string tile = NOROSHI_TRY(recorder.read(bundle));
    const auto hashes = NOROSHI_TRY(hashes_of(tile, bundle.width));
    bundle.entries = true;
    const std::string bytes = NOROSHI_TRY(recorder.read(bundle));
    const auto entries = entries_of(bytes, bundle.width);
    for (std::size_t i = 0; i < bundle.width; ++i) {
      if (!entries || leaf_hash((*entries)[i]) != hashes[i]) {
        return Flaw(fmt::format("entry {} is not the one that it signed for", first + i));
      }
      if (first + i >= from) heard.emplace_back(first + i, (*entries)[i]);
    }
    // Every level-0 tile must lead to the root as well: its hash stands in the tile above.
    if (bundle.width < kTileWidth) continue;
    const Hash above = NOROSHI_TRY(tree.node(kTileHeight, first / kTileWidth));
    if (subtree(hashes.data(), hashes.size()) != above) {
      return Flaw(fmt::format("the tile at entry {} is not of the tree that it signed", first));
    }
  }
  return Flaw();
}

}  // namespace

Result<MirrorNews> Mirror::update(TileSource& tiles, std::string_view text, const Policy& policy,
                                  const Heard& entry) {
  const Note note = NOROSHI_TRY(parse_note(text));
  MirrorNews news;
  news.accepted = NOROSHI_TRY(policy.accept(note));
  const Checkpoint& shown = news.accepted.checkpoint;
  const Checkpoint kept = kept_.value_or(Checkpoint{.origin = shown.origin, .root = empty_root()});
  news.old_size = kept.size;
  if (kept.origin != shown.origin) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{} mirrors '{}', not '{}'", folder_, kept.origin, shown.origin)};
  }
  if (const auto found = contradiction(kept, shown)) {
    return accuse(std::move(news), found->first, found->second, text);
  }
  if (shown.size == kept.size) return news;

  Recorder recorder(tiles);
  TiledTree tree(recorder, shown.size);
  if (const auto found = NOROSHI_TRY(flaw_of_tree(tree, kept, shown))) {
    return accuse(std::move(news), found->first, found->second, text);
  }
  Entries heard;
  if (const auto flaw =
          NOROSHI_TRY(flaw_of_entries(recorder, tree, kept.size, shown.size, heard))) {
    return accuse(std::move(news), Misdeed::Rewritten, *flaw, text);
  }
  for (const auto& [tile, bytes] : recorder.fetched) NOROSHI_CHECK(keep(tile, bytes));
  NOROSHI_CHECK(io::replace_file(folder_ + "/checkpoint", text, io::Durable::Yes, kForAll));
  kept_ = shown;
  kept_note_ = text;
  for (const auto& [index, bytes] : heard) entry(index, bytes);
  return news;
}

}  // namespace noroshi::tlog
