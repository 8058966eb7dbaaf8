// SHA-256 (FIPS 180-4), by OpenSSL, as 64 hexadecimal digits.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace noroshi::cli {

std::string sha256_of(std::string_view bytes);

/// Of a file's octets as they are on the disk, compressed or not.
Result<std::string> sha256_of_file(const std::string& path);

}  // namespace noroshi::cli
