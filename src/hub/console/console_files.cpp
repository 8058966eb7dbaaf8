#include "hub/console/console_files.hpp"

#include <algorithm>

namespace noroshi::console {

const File* file_at(Files files, std::string_view path) {
  const auto found =
      std::lower_bound(files.begin(), files.end(), path,
                       [](const File& file, std::string_view at) { return file.path < at; });
  return found != files.end() && found->path == path ? &*found : nullptr;
}

}  // namespace noroshi::console
