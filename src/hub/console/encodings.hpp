// What a client says it can decode: Accept-Encoding (RFC 9110, section 12.5.3).
#pragma once

#include <string_view>

namespace noroshi::console {

/// Whether gzip may be sent: named, or meant by "*", with a weight above 0.
bool takes_gzip(std::string_view accept_encoding);

}  // namespace noroshi::console
