#include "trust/log/edge.hpp"

#include <bit>
#include <fmt/format.h>
#include <optional>

#include "trust/log/checkpoint.hpp"

namespace noroshi::tlog {
namespace {

std::string_view octets_of(const std::vector<Hash>& hashes) {
  return {reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof(Hash)};
}

/// The root over hashes of one level that stand side by side (RFC 6962, section 2.1).
Hash root_over(const Hash* hashes, std::size_t count) {
  if (count == 1) return *hashes;
  const std::size_t left = std::bit_floor(count - 1);
  return node_hash(root_over(hashes, left), root_over(hashes + left, count - left));
}

Error bad(std::string_view why) {
  return Error{Errc::InvalidInput, fmt::format("edge of a log: {}", why)};
}

}  // namespace

Status Edge::add(std::string_view entry, const Write& write) {
  append_entry(bundle_, entry);
  ++size_;
  if (size_ % kTileWidth == 0) {
    NOROSHI_CHECK(write({.entries = true, .index = size_ / kTileWidth - 1}, bundle_));
    bundle_.clear();
  }
  return add_hash(0, leaf_hash(entry), write);
}

Status Edge::add_hash(unsigned level, const Hash& hash, const Write& write) {
  if (level == levels_.size()) levels_.emplace_back();
  levels_[level].push_back(hash);
  if (levels_[level].size() < kTileWidth) return {};
  const std::uint64_t full = size_ >> ((level + 1) * kTileHeight);
  NOROSHI_CHECK(write({.level = level, .index = full - 1}, octets_of(levels_[level])));
  const Hash above = subtree(levels_[level].data(), kTileWidth);
  levels_[level].clear();
  return add_hash(level + 1, above, write);
}

Status Edge::write_partial(const Write& write) const {
  const std::uint64_t left = size_ % kTileWidth;
  if (left > 0) {
    NOROSHI_CHECK(write({.entries = true, .index = size_ / kTileWidth, .width = left}, bundle_));
  }
  for (unsigned level = 0; level < levels_.size(); ++level) {
    if (levels_[level].empty()) continue;
    NOROSHI_CHECK(write({.level = level,
                         .index = size_ >> ((level + 1) * kTileHeight),
                         .width = levels_[level].size()},
                        octets_of(levels_[level])));
  }
  return {};
}

Hash Edge::root() const {
  // The hashes of a level follow those of the levels above it; each level's own are a tree of their
  // own shape only as far as complete subtrees go, so they join from the right, smallest first.
  std::optional<Hash> root;
  for (const auto& level : levels_) {
    // Complete subtrees within this level, from the right.
    std::size_t end = level.size();
    while (end > 0) {
      const std::size_t count = end & (~end + 1);  // its lowest bit
      const Hash peak = root_over(level.data() + end - count, count);
      root = root ? node_hash(peak, *root) : peak;
      end -= count;
    }
  }
  return root ? *root : empty_root();
}

std::string Edge::to_text() const {
  std::string text = fmt::format("noroshi-log-edge 1\n{}\n{}\n", size_, to_base64(bundle_));
  for (const auto& level : levels_) {
    text += to_base64(octets_of(level));
    text += '\n';
  }
  return text + "end\n";
}

Result<Edge> Edge::parse(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return bad("its last line does not end");
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  if (lines.size() < 4 || lines.size() > 12 || lines[0] != "noroshi-log-edge 1" ||
      lines.back() != "end") {
    return bad("it is not of the form that this version writes");
  }
  Edge edge;
  const auto size = parse_decimal(lines[1]);
  const auto bundle = from_base64(lines[2]);
  if (!size || !bundle) return bad("its size or its entries cannot be read");
  edge.size_ = *size;
  edge.bundle_ = *bundle;
  NOROSHI_CHECK(entries_of(edge.bundle_, edge.size_ % kTileWidth));
  for (std::size_t i = 3; i + 1 < lines.size(); ++i) {
    const auto octets = from_base64(lines[i]);
    const auto level = static_cast<unsigned>(i - 3);
    const std::uint64_t width = (edge.size_ >> (level * kTileHeight)) % kTileWidth;
    if (!octets) return bad("its hashes cannot be read");
    edge.levels_.push_back(NOROSHI_TRY(hashes_of(*octets, width)));
  }
  if (edge.levels_.size() < 8 && edge.size_ >> (edge.levels_.size() * kTileHeight) != 0) {
    return bad("it has too few levels for its size");
  }
  return edge;
}

}  // namespace noroshi::tlog
