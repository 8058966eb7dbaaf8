// An Input read to its end: for JSON documents that make sense only as a whole.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "io/input.hpp"

namespace noroshi::io {

/// All bytes of `input`; the view holds until the next use of it.  More than 256 MiB, or broken
/// compression, is an Error.
Result<std::string_view> whole(Input& input);

}  // namespace noroshi::io
