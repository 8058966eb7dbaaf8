// Files that name services not to be reported → suppression lists of the detector.
//
// MISP warning lists, and lists of the operator's own (one `prefix[:port][/proto]` a line).  An
// entry without a port speaks of the services that its list is about (detect/c2/suppression.hpp),
// never of every port of an address.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/terminal.hpp"
#include "detect/c2/suppression.hpp"
#include "intel/feeds/warning_list.hpp"

namespace noroshi::cli {

/// Reads every file.  Entries that cannot be read are counted and said; a file that is no list is
/// an Error.
Result<std::vector<c2::SuppressionList>> load_suppressions(const std::vector<std::string>& paths,
                                                           const Context& context);

c2::SuppressionList suppression_of(const feeds::WarningList& list);

/// Addresses of hosts that are known to be infected: one a line, `#` comments.
Result<std::vector<net::Address>> load_infected(const std::string& path);

}  // namespace noroshi::cli
