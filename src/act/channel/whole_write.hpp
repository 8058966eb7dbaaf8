// Files that are there whole or not at all, after a crash too.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::channel {

/// Writes `bytes` under a temporary name, waits for the disk, renames, and waits for the folder.
Status write_whole(const std::string& path, std::string_view bytes);

/// Renames, and waits for the folder of `to`.
Status rename_whole(const std::string& from, const std::string& to);

/// Appends, and waits for the disk.
Status append_synced(const std::string& path, std::string_view bytes);

}  // namespace noroshi::channel
