// The first line of a file that holds a secret: a password, a token, a key.
#pragma once

#include <string>

#include "base/result.hpp"

namespace noroshi::channel {

/// Error: there is no such file, its first line is empty, or others than its owner and group may
/// read it.
Result<std::string> secret_line(const std::string& path);

}  // namespace noroshi::channel
