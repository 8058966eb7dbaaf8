#include "store/block/layout.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <xxhash.h>

#include "base/assert.hpp"
#include "store/block/block.hpp"

namespace noroshi::block {
namespace {

// Offsets in a block header; the checksum at kChecksum covers all that follows it.
constexpr std::size_t kChecksum = 8;
constexpr std::size_t kChecked = 16;
constexpr std::size_t kOctets = 16;
constexpr std::size_t kRows = 20;
constexpr std::size_t kFirst = 24;
constexpr std::size_t kLast = 32;
constexpr std::size_t kFingerprint = 40;
constexpr std::size_t kVersionAt = 48;
constexpr std::size_t kTable = 50;
constexpr std::size_t kStreams = 51;
constexpr std::size_t kPartIndex = 52;
constexpr std::size_t kPartCount = 56;

Error unsound(std::string_view what) {
  return {Errc::InvalidInput, fmt::format("damaged block: {}", what)};
}

Error other_version(std::string_view what, unsigned version) {
  return {Errc::InvalidInput,
          fmt::format("{} of format version {}, and this program reads version {}: read it with "
                      "the version of noroshi that wrote it",
                      what, version, kVersion)};
}

Error other_schema(const store::Table& table) {
  return {Errc::InvalidInput,
          fmt::format("table {} has other columns there than in this program: read it with the "
                      "version of noroshi that wrote it",
                      table.name)};
}

// "exposure|pane:4:0|exporter:2:0|…": name, type and width of each column.
std::string description(const store::Table& table) {
  std::string text(table.name);
  for (const store::Column& column : table.columns) {
    text += fmt::format("|{}:{}:{}", column.name, static_cast<unsigned>(column.type), column.width);
  }
  return text;
}

Status check_directory(std::string_view bytes, const Head& head, std::size_t streams) {
  std::uint64_t offset = kBlockHeader + streams * kDirectoryEntry;
  for (std::size_t i = 0; i < streams; ++i) {
    const Stream stream = stream_at(bytes, i);
    if (stream.offset != offset) return unsound("its streams do not follow one another");
    offset += stream.octets;
  }
  if (offset != head.octets) return unsound("its streams do not fill it");
  return {};
}

}  // namespace

std::uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::uint64_t fingerprint(const store::Table& table) {
  static const auto kAll = [] {
    std::array<std::uint64_t, store::kTables> made{};
    for (const store::Table& each : store::tables()) {
      made[static_cast<std::size_t>(each.id)] = checksum(description(each));
    }
    return made;
  }();
  return kAll[static_cast<std::size_t>(table.id)];
}

std::size_t streams_of(const store::Table& table) { return table.columns.size() + kSharedStreams; }

std::size_t head_octets(const store::Table& table) {
  return kBlockHeader + streams_of(table) * kDirectoryEntry;
}

void write_head(const Head& head, std::span<const Stream> streams, char* block) {
  const store::Table& table = store::table(head.table);
  NOROSHI_ASSERT(streams.size() == streams_of(table));
  std::fill_n(block, kBlockHeader, '\0');
  std::copy(kBlockMagic.begin(), kBlockMagic.end(), block);
  put_at(block + kOctets, head.octets);
  put_at(block + kRows, head.rows);
  put_at(block + kFirst, head.first);
  put_at(block + kLast, head.last);
  put_at(block + kFingerprint, fingerprint(table));
  put_at(block + kVersionAt, kVersion);
  put_at(block + kTable, static_cast<std::uint8_t>(head.table));
  put_at(block + kStreams, static_cast<std::uint8_t>(streams.size()));
  put_at(block + kPartIndex, head.part.index);
  put_at(block + kPartCount, head.part.count);
  char* entry = block + kBlockHeader;
  for (const Stream& stream : streams) {
    put_at(entry, stream.offset);
    put_at(entry + 4, stream.octets);
    put_at(entry + 8, stream.checksum);
    entry += kDirectoryEntry;
  }
  put_at(block + kChecksum,
         checksum({block + kChecked, static_cast<std::size_t>(entry - block) - kChecked}));
}

Result<Head> read_head(std::string_view bytes) {
  if (bytes.size() < kBlockHeader) return unsound("shorter than its header");
  if (!bytes.starts_with(kBlockMagic)) return unsound("no block begins here");
  const std::size_t streams = get<std::uint8_t>(bytes.data() + kStreams);
  const std::size_t size = kBlockHeader + streams * kDirectoryEntry;
  if (bytes.size() < size) return unsound("shorter than its directory");
  if (checksum(bytes.substr(kChecked, size - kChecked)) !=
      get<std::uint64_t>(bytes.data() + kChecksum)) {
    return unsound("the checksum of its header does not fit");
  }
  const auto version = get<std::uint16_t>(bytes.data() + kVersionAt);
  if (version != kVersion) return other_version("a block", version);
  const auto number = get<std::uint8_t>(bytes.data() + kTable);
  if (number >= store::kTables) return unsound("it is of no table that we know");
  Head head;
  head.table = static_cast<store::TableId>(number);
  const store::Table& table = store::table(head.table);
  if (get<std::uint64_t>(bytes.data() + kFingerprint) != fingerprint(table) ||
      streams != streams_of(table)) {
    return other_schema(table);
  }
  head.octets = get<std::uint32_t>(bytes.data() + kOctets);
  head.rows = get<std::uint32_t>(bytes.data() + kRows);
  head.first = get<std::int64_t>(bytes.data() + kFirst);
  head.last = get<std::int64_t>(bytes.data() + kLast);
  head.part = {get<std::uint32_t>(bytes.data() + kPartIndex),
               get<std::uint32_t>(bytes.data() + kPartCount)};
  if (head.rows > kMostRows) return unsound("more rows than a block holds");
  if (head.part.index >= head.part.count) return unsound("more parts than its append has");
  NOROSHI_CHECK(check_directory(bytes, head, streams));
  return head;
}

Stream stream_at(std::string_view block, std::size_t index) {
  const char* entry = block.data() + kBlockHeader + index * kDirectoryEntry;
  return {get<std::uint32_t>(entry), get<std::uint32_t>(entry + 4), get<std::uint64_t>(entry + 8)};
}

Result<std::string_view> stream_bytes(std::string_view block, std::size_t index) {
  const Stream stream = stream_at(block, index);
  const std::string_view bytes = block.substr(stream.offset, stream.octets);
  if (checksum(bytes) != stream.checksum) {
    return unsound(fmt::format("the checksum of stream {} does not fit", index));
  }
  return bytes;
}

// File header: magic, version u16, table u8, 0 u8, 0 u32, fingerprint u64, checksum u64 of those.
std::string file_header(store::TableId table) {
  std::string out(kFileMagic);
  put(out, kVersion);
  put(out, static_cast<std::uint8_t>(table));
  put(out, std::uint8_t{0});
  put(out, std::uint32_t{0});
  put(out, fingerprint(store::table(table)));
  put(out, checksum(out));
  NOROSHI_ASSERT(out.size() == kFileHeader);
  return out;
}

Result<store::TableId> read_file_header(std::string_view bytes) {
  if (bytes.size() < kFileHeader || !bytes.starts_with(kFileMagic)) {
    return Error{Errc::InvalidInput, "not a file of blocks"};
  }
  const std::string_view checked = bytes.substr(0, kFileHeader - 8);
  if (checksum(checked) != get<std::uint64_t>(bytes.data() + checked.size())) {
    return Error{Errc::InvalidInput, "its header is damaged (checksum)"};
  }
  const auto version = get<std::uint16_t>(bytes.data() + 8);
  if (version != kVersion) return other_version("a file of blocks", version);
  const auto number = get<std::uint8_t>(bytes.data() + 10);
  if (number >= store::kTables) {
    return Error{Errc::InvalidInput, "its header names no table that we know"};
  }
  const auto id = static_cast<store::TableId>(number);
  if (get<std::uint64_t>(bytes.data() + 16) != fingerprint(store::table(id))) {
    return other_schema(store::table(id));
  }
  return id;
}

}  // namespace noroshi::block
