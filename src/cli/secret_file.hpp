// A file that only its owner may read, and that is destroyed when it has served.
//
// Overwriting reaches the file's own blocks; what a journal, a snapshot or a flash chip keeps
// besides is beyond any program: such files belong on an encrypted disk.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::cli {

/// Makes the file, mode 0600, and waits until it is on the disk.  One that exists is an Error.
Status keep_secret(const std::string& path, std::string_view octets);

/// Overwrites it with zeros, waits for the disk, and unlinks it.
Status destroy_secret(const std::string& path);

}  // namespace noroshi::cli
