// Files that name research scanners → who an address belongs to.
//
// MISP warning lists (the scanner is called as its list), and lists of the operator's own.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/terminal.hpp"
#include "observe/telescope/known_scanners.hpp"

namespace noroshi::cli {

/// Reads every file.  Entries that cannot be read are counted and said; a file that is no list is
/// an Error.
Result<telescope::KnownScanners> load_known_scanners(const std::vector<std::string>& paths,
                                                     const Context& context);

}  // namespace noroshi::cli
