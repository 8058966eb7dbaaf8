// Captures that others made, for tests that read them in place; they are no part of the project.
#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>
#include <zlib.h>

namespace noroshi::telescope {

inline std::vector<std::filesystem::path> shared_captures() {
  std::vector<std::filesystem::path> found;
  for (const auto* folder : {"c2-flows", "netflow", "telescope-scan"}) {
    const auto root = std::filesystem::path(NOROSHI_SHARED_DATA) / folder;
    if (!std::filesystem::is_directory(root)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string name = entry.path().filename().string();
      const bool capture = name.find(".pcap") != std::string::npos;
      if (capture && name.find(".txt") == std::string::npos) found.push_back(entry.path());
    }
  }
  return found;
}

/// Writes what `path` holds, unpacked, to `copy`: libpcap reads no gzip.
inline std::string unpacked(const std::filesystem::path& path, const std::string& copy) {
  gzFile in = gzopen(path.c_str(), "rb");  // passes plain files as they are
  std::FILE* out = std::fopen(copy.c_str(), "wb");
  std::array<char, 1 << 16> buffer;
  for (int count; (count = gzread(in, buffer.data(), buffer.size())) > 0;) {
    std::fwrite(buffer.data(), 1, static_cast<std::size_t>(count), out);
  }
  std::fclose(out);
  gzclose(in);
  return copy;
}

}  // namespace noroshi::telescope
