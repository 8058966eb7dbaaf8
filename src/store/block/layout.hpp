// Layout: the bytes around the columns (docs/formats/block.md).
//
//   block                                        file
//   ┌──────────────┬───────────┬─────────┐       ┌─────────────┬───────┬───────┬─ …
//   │ header 64    │ directory │ streams │       │ header 32   │ block │ block │
//   └──────────────┴───────────┴─────────┘       └─────────────┴───────┴───────┴─ …
//
// One checksum covers header and directory, and the directory holds one for each stream: so whoever
// wants one column reads, and pays for, no other.  All integers are little-endian.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "store/block/block.hpp"
#include "store/schema.hpp"

namespace noroshi::block {

inline constexpr std::uint16_t kVersion = 1;
inline constexpr std::size_t kFileHeader = 32;
inline constexpr std::size_t kBlockHeader = 64;
inline constexpr std::size_t kDirectoryEntry = 16;
inline constexpr std::string_view kFileMagic = "NOROSHIF";
inline constexpr std::string_view kBlockMagic = "NOROSHIB";
/// Streams behind those of the columns, which several columns share.
inline constexpr std::size_t kNumbersStream = 0;     // narrow.hpp
inline constexpr std::size_t kDictionaryStream = 1;  // addresses.hpp
inline constexpr std::size_t kSharedStreams = 2;
inline constexpr std::size_t kMostStreams = 64;

template <class Value>
void put(std::string& out, Value value) {
  static_assert(std::endian::native == std::endian::little, "bytes would need turning round");
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

template <class Value>
void put_at(char* place, Value value) {
  std::memcpy(place, &value, sizeof(value));
}

template <class Value>
Value get(const char* place) {
  Value value;
  std::memcpy(&value, place, sizeof(value));
  return value;
}

/// XXH3, 64 bits.
std::uint64_t checksum(std::string_view bytes);

/// Names, order, types and widths of a table's columns in one number.
std::uint64_t fingerprint(const store::Table& table);

/// Streams in a block of this table.
std::size_t streams_of(const store::Table& table);
/// Header and directory together.
std::size_t head_octets(const store::Table& table);

struct Head {
  std::uint32_t octets = 0;
  std::uint32_t rows = 0;
  base::Micros first = 0;
  base::Micros last = 0;
  store::TableId table{};
  Part part;
};

struct Stream {
  std::uint32_t offset = 0;
  std::uint32_t octets = 0;
  std::uint64_t checksum = 0;
};

/// Writes header and directory over the first head_octets() bytes of `block`.
void write_head(const Head& head, std::span<const Stream> streams, char* block);

/// Reads and checks a header and its directory; the streams themselves are not looked at and need
/// not be there.  An Error says what is wrong.
Result<Head> read_head(std::string_view bytes);

/// Entry `index` of the directory of a block whose head was read.
Stream stream_at(std::string_view block, std::size_t index);

/// The bytes of one stream, checksum verified.  The head was read, and the block is there as long
/// as it says.
Result<std::string_view> stream_bytes(std::string_view block, std::size_t index);

std::string file_header(store::TableId table);
Result<store::TableId> read_file_header(std::string_view bytes);

}  // namespace noroshi::block
