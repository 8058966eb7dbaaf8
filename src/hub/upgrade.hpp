// Upgrade: the tables of all parts of a hub brought up to what this Noroshi knows, forward only.
//
// Whoever opens a hub does this by himself, each part in one transaction; here it can be looked at
// before, and done without serving.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "io/sql/database.hpp"

namespace noroshi::hub {

struct PendingStep {
  std::string part;   ///< "archive"
  std::string title;  ///< "warning lists at ingest"
};

/// What is still to be done, in order; an Error if a newer Noroshi made the tables.
Result<std::vector<PendingStep>> pending_steps(sql::Database& database);

/// Does it.
Status upgrade(sql::Database& database);

}  // namespace noroshi::hub
