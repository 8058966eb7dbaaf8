#include "store/block/file_scan.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace noroshi::block {
namespace {

constexpr std::size_t kWindow = 1 << 20;  // octets read at once when looking for a block

class Walk {
 public:
  Walk(int descriptor, const std::string& path, std::uint64_t size)
      : descriptor_(descriptor), path_(path), size_(size) {}

  Result<Scan> run() {
    Scan found;
    found.table = NOROSHI_TRY(header());
    table_ = found.table;
    NOROSHI_CHECK(walk(found));
    NOROSHI_CHECK(drop_torn(found));
    found.torn_octets = size_ - found.end;
    return found;
  }

 private:
  /// Up to `count` bytes at `offset`; fewer where the file ends.
  Result<std::string_view> bytes(std::uint64_t offset, std::size_t count) {
    buffer_.resize(count);
    std::size_t have = 0;
    while (have < count) {
      const ssize_t got = ::pread(descriptor_, buffer_.data() + have, count - have,
                                  static_cast<off_t>(offset + have));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return base::system_error("reading " + path_);
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    return std::string_view(buffer_.data(), have);
  }

  Result<store::TableId> header() {
    auto id = read_file_header(NOROSHI_TRY(bytes(0, kFileHeader)));
    if (!id) return std::move(id).error().within(path_);
    return id;
  }

  /// The head of the block at `offset`, if one is there and the file reaches its end.
  Result<std::optional<Head>> head_at(std::uint64_t offset) {
    const std::string_view head = NOROSHI_TRY(bytes(offset, head_octets(store::table(table_))));
    const auto read = read_head(head);
    if (!read || read->table != table_ || read->octets > size_ - offset) {
      return std::optional<Head>{};
    }
    return std::optional<Head>{*read};
  }

  Status walk(Scan& found) {
    std::uint64_t offset = kFileHeader;
    while (offset < size_) {
      const auto head = NOROSHI_TRY(head_at(offset));
      if (!head) {
        offset = NOROSHI_TRY(next_magic(offset + 1));
        continue;
      }
      found.damaged_octets += offset - found.end;
      found.blocks.push_back({offset, *head});
      offset += head->octets;
      found.end = offset;
    }
    return {};
  }

  /// The next place at or behind `offset` where a block may begin, or the end of the file.  The
  /// window stays between calls: bytes are read once however many places turn out to be none.
  Result<std::uint64_t> next_magic(std::uint64_t offset) {
    while (offset < size_) {
      if (offset < window_offset_ ||
          offset + kBlockMagic.size() > window_offset_ + window_.size()) {
        window_ = NOROSHI_TRY(bytes(offset, kWindow));
        window_offset_ = offset;
        if (window_.size() < kBlockMagic.size()) break;
      }
      const std::size_t at = window_.find(kBlockMagic, offset - window_offset_);
      if (at != std::string::npos) return window_offset_ + at;
      offset = window_offset_ + window_.size() - kBlockMagic.size() + 1;
    }
    return size_;
  }

  /// Takes torn appends off the end until the last one is whole and sound.
  Status drop_torn(Scan& found) {
    while (!found.blocks.empty() && !NOROSHI_TRY(ends_soundly(found.blocks))) {
      drop_last(found.blocks);
    }
    found.end = kFileHeader;
    found.damaged_octets = 0;
    for (const Place& place : found.blocks) {
      found.damaged_octets += place.offset - found.end;
      found.end = place.offset + place.head.octets;
    }
    return {};
  }

  /// Whether the last append has all its parts, side by side and unbroken.
  Result<bool> ends_soundly(std::span<const Place> blocks) {
    const Part last = blocks.back().head.part;
    if (last.index + 1 != last.count || last.count > blocks.size()) return false;
    const auto parts = blocks.last(last.count);
    std::uint64_t offset = parts.front().offset;
    for (std::uint32_t i = 0; i < last.count; ++i) {
      const Head& head = parts[i].head;
      if (head.part.index != i || head.part.count != last.count) return false;
      if (parts[i].offset != offset) return false;
      if (!look(NOROSHI_TRY(bytes(offset, head.octets)))) return false;
      offset += head.octets;
    }
    return true;
  }

  /// Takes the parts of the last append away.
  static void drop_last(std::vector<Place>& blocks) {
    std::uint32_t index = blocks.back().head.part.index;
    blocks.pop_back();
    while (index > 0 && !blocks.empty() && blocks.back().head.part.index == index - 1) {
      blocks.pop_back();
      --index;
    }
  }

  int descriptor_;
  const std::string& path_;
  std::uint64_t size_;
  store::TableId table_{};
  std::string buffer_;  // what `bytes` read
  std::string window_;  // what `next_magic` looks through
  std::uint64_t window_offset_ = 0;
};

}  // namespace

Result<Scan> scan(int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return base::system_error("reading " + path);
  return Walk(descriptor, path, static_cast<std::uint64_t>(status.st_size)).run();
}

}  // namespace noroshi::block
