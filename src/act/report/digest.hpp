// SHA-256 and base64 by OpenSSL, and names that follow from content.
#pragma once

#include <string>
#include <string_view>

namespace noroshi::report {

/// 64 hexadecimal digits.
std::string sha256_hex(std::string_view octets);

/// RFC 4648, section 4, with padding.
std::string base64(std::string_view octets);

/// A UUID of version 4 by its bits, but of the SHA-256 of `name`: the same report keeps its id when
/// it is written again, and XARF wants this version.
std::string uuid_of(std::string_view name);

}  // namespace noroshi::report
