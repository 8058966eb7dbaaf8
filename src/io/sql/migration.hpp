// Migration: how the tables of a base come to be, and to change, step by step and forward only.
//
// Each part of the hub names its own steps ("archive", "directory", …); the base remembers how far
// each part is, in the table `schema_steps`.  Steps run in one transaction each part: after a
// crash a part is at its old step or at its new one.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/sql/database.hpp"

namespace noroshi::sql {

struct Step {
  std::string_view title;     ///< "warning lists at ingest"
  std::string_view both{};    ///< statements that both engines run
  std::string_view sqlite{};  ///< and what only one of them needs
  std::string_view postgres{};
};

/// The steps of `part` that are still to be done, in order: the dry run.  An Error if the base was
/// made by a newer Noroshi (it has steps that `steps` has not).
Result<std::vector<std::string>> pending(Connection& connection, std::string_view part,
                                         std::span<const Step> steps);

/// Does them.  Does nothing when there is nothing to do.
Status migrate(Connection& connection, std::string_view part, std::span<const Step> steps);

}  // namespace noroshi::sql
