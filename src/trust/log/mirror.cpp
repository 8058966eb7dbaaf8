#include "trust/log/mirror.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>

#include "trust/log/ledger.hpp"

namespace noroshi::tlog {
namespace {

namespace fs = std::filesystem;

/// What was fetched of the new tree, before it is kept.
struct Fetched {
  std::vector<std::pair<Tile, std::string>> files{};
};

/// Remembers what it reads.
class Recorder final : public TileSource {
 public:
  explicit Recorder(TileSource& from) : from_(from) {}
  Result<std::string> read(const Tile& tile) override {
    const auto known = std::find_if(fetched.files.begin(), fetched.files.end(),
                                    [&](const auto& file) { return file.first == tile; });
    if (known != fetched.files.end()) return known->second;
    auto bytes = NOROSHI_TRY(from_.read(tile));
    fetched.files.emplace_back(tile, bytes);
    return bytes;
  }
  Fetched fetched{};

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
  Mirror mirror(folder, NOROSHI_TRY(lock_folder(folder, "a mirror has one writer")));
  const auto note = read_file(folder + "/checkpoint");
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
  if (kept_) NOROSHI_CHECK(replace_file(news.evidence + "-kept", kept_note_, true));
  NOROSHI_CHECK(replace_file(news.evidence + "-shown", note, true));
  return news;
}

Status Mirror::keep(const Tile& tile, std::string_view bytes) {
  const std::string path = folder_ + "/" + path_of(tile);
  std::error_code failed;
  fs::create_directories(fs::path(path).parent_path(), failed);
  NOROSHI_CHECK(replace_file(path, bytes, false));
  if (tile.width == kTileWidth) fs::remove_all(path + ".p", failed);
  return {};
}

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
  if (shown.size < kept.size) {
    return accuse(
        std::move(news), Misdeed::Shrunk,
        fmt::format("it signed for {} entries before, and shows {}", kept.size, shown.size), text);
  }
  if (shown.size == kept.size) {
    if (shown.root == kept.root) return news;
    return accuse(std::move(news), Misdeed::Forked,
                  fmt::format("two roots for {} entries", shown.size), text);
  }

  Recorder recorder(tiles);
  TiledTree tree(recorder, shown.size);
  if (NOROSHI_TRY(root_of(tree, shown.size)) != shown.root) {
    return accuse(std::move(news), Misdeed::Rewritten,
                  "its tiles do not lead to the root that it signed", text);
  }
  // The tiles are those of the signed tree; so is whatever proof follows from them.
  const Proof proof = NOROSHI_TRY(consistency_proof(tree, kept.size, shown.size));
  if (const auto flaw = consistency_flaw(kept.size, shown.size, kept.root, shown.root, proof)) {
    return accuse(std::move(news), Misdeed::Forked,
                  fmt::format("its {} entries do not begin with the {} that it signed before: {}",
                              shown.size, kept.size, *flaw),
                  text);
  }
  std::vector<std::pair<std::uint64_t, std::string>> heard;
  for (std::uint64_t first = kept.size / kTileWidth * kTileWidth; first < shown.size;
       first += kTileWidth) {
    Tile bundle = tile_holding(0, first, shown.size);
    const std::string tile = NOROSHI_TRY(recorder.read(bundle));
    const auto hashes = NOROSHI_TRY(hashes_of(tile, bundle.width));
    bundle.entries = true;
    const std::string bytes = NOROSHI_TRY(recorder.read(bundle));
    const auto entries = entries_of(bytes, bundle.width);
    for (std::size_t i = 0; i < bundle.width; ++i) {
      if (!entries || leaf_hash((*entries)[i]) != hashes[i]) {
        return accuse(std::move(news), Misdeed::Rewritten,
                      fmt::format("entry {} is not the one that it signed for", first + i), text);
      }
      if (first + i >= kept.size) heard.emplace_back(first + i, (*entries)[i]);
    }
    // Every level-0 tile must lead to the root as well: its hash stands in the tile above.
    if (bundle.width == kTileWidth) {
      const Hash above = NOROSHI_TRY(tree.node(kTileHeight, first / kTileWidth));
      if (subtree(hashes.data(), hashes.size()) != above) {
        return accuse(std::move(news), Misdeed::Rewritten,
                      fmt::format("the tile at entry {} is not of the tree that it signed", first),
                      text);
      }
    }
  }
  for (const auto& [tile, bytes] : recorder.fetched.files) NOROSHI_CHECK(keep(tile, bytes));
  NOROSHI_CHECK(replace_file(folder_ + "/checkpoint", text, true));
  kept_ = shown;
  kept_note_ = text;
  for (const auto& [index, bytes] : heard) entry(index, bytes);
  return news;
}

}  // namespace noroshi::tlog
