// ZIP files of strangers, unpacked into memory whole or not at all.
//
// What is read is what every other reader would read: local and central headers agree, no name
// stands twice, no name leaves the container, every CRC is right.  Sizes are counted while
// unpacking; what headers claim bounds nothing.  Only what ISO/IEC 21320-1 allows is unpacked:
// stored and deflated entries, none encrypted.  Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/der/bytes.hpp"

namespace noroshi::asic {

using der::Bytes;
using der::View;

/// Documents of one container are counted in tens; a day's batch of them in thousands.
inline constexpr std::size_t kMostEntries = 10'000;
/// All entries together may take this much, and so many times the container's own size beside it
/// (text packs 10 to 20 times, a bomb a thousand times), and never more than kMostUnpacked.
inline constexpr std::uint64_t kUnpackedAlways = 64ULL << 20U;
inline constexpr std::uint64_t kUnpackedRatio = 64;
inline constexpr std::uint64_t kMostUnpacked = 1ULL << 30U;

struct Entry {
  std::string name;  ///< UTF-8, relative, its parts separated by "/"
  Bytes octets{};
  bool stored = false;  ///< not compressed
};

struct Archive {
  std::vector<Entry> entries{};  ///< files, as the central directory has them; folders are left out
  std::string comment{};
  std::vector<std::string> remarks{};

  [[nodiscard]] const Entry* find(std::string_view name) const;  ///< null: no such file
};

/// Starts as a ZIP file does, an empty one among them.
bool starts_as_zip(View octets);

/// Why a name is refused; empty: it may stand in a container.
std::string_view path_flaw(std::string_view name);

Result<Archive> unpacked(View octets);

}  // namespace noroshi::asic
