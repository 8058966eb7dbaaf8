// ZIP containers taken apart in memory, for tests over the samples of others.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>
#include <zip.h>

#include "trust/signature/advanced_signature.hpp"

namespace noroshi::xades::testing {

struct Entry {
  std::string name;
  std::string octets;
};

inline std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Empty: no container.
inline std::vector<Entry> unpacked(const std::string& container) {
  std::vector<Entry> entries;
  zip_source_t* const source =
      zip_source_buffer_create(container.data(), container.size(), 0, nullptr);
  const std::unique_ptr<zip_t, decltype(&zip_discard)> archive(
      zip_open_from_source(source, ZIP_RDONLY, nullptr), zip_discard);
  if (!archive) return entries;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive.get(), 0); ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    zip_stat_t about;
    if (zip_stat_index(archive.get(), index, 0, &about) != 0) continue;
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
        zip_fopen_index(archive.get(), index, 0), zip_fclose);
    if (!file) continue;
    std::string octets(about.size, '\0');
    const auto read = zip_fread(file.get(), octets.data(), octets.size());
    if (read == static_cast<zip_int64_t>(about.size)) entries.push_back({about.name, octets});
  }
  return entries;
}

/// What signatures may be over: all but META-INF and the type.
inline std::vector<signature::Detached> signed_objects(const std::vector<Entry>& entries) {
  std::vector<signature::Detached> objects;
  for (const Entry& each : entries) {
    if (each.name == "mimetype" || each.name.starts_with("META-INF/")) continue;
    objects.push_back({each.name, der::view_of(each.octets)});
  }
  return objects;
}

}  // namespace noroshi::xades::testing
