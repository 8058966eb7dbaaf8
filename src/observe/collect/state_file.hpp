// Small files of the state folder: whole or absent, also after `kill -9`.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::collect {

/// The folder and those above it are there (mode 0750).
Status make_folder(const std::string& path);

enum class Durable : bool { No, Yes };

/// Writes beside `path` and renames.  Durable: after a power cut, too, it is the old file or the
/// new one.  Not durable is for what is written again every second.
Status replace_file(const std::string& path, std::string_view bytes, Durable durable);

/// NotFound if there is none; at most 256 MiB.
Result<std::string> read_file(const std::string& path);

}  // namespace noroshi::collect
