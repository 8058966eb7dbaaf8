// The version of the program; CMakeLists.txt of the project is where it is set.
#pragma once

#include <string_view>

namespace noroshi::cli {

inline constexpr std::string_view kVersion = NOROSHI_VERSION;

}  // namespace noroshi::cli
