// What hashes of each algorithm look like (STIX 2.1, section 10.1, hash-algorithm-ov, and those of
// 2.0): a constant that can be no such hash is a slip, and validators refuse it.
#pragma once

#include <string_view>

#include "intel/pattern/syntax.hpp"

namespace noroshi::pattern {

/// "SHA-256" of file:hashes.'SHA-256'; empty if the path is not that of a hash known here.
std::string_view hash_algorithm(const Path& path);

bool is_hash(std::string_view algorithm, std::string_view text);

}  // namespace noroshi::pattern
