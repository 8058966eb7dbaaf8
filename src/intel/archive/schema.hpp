// Schema: the tables of the archive, as steps of a migration.  docs/formats/hub-archive.md explains
// each table, and what must stay true between them.
#pragma once

#include <span>

#include "io/sql/migration.hpp"

namespace noroshi::archive {

inline constexpr std::string_view kPart = "archive";  ///< in the table schema_steps

std::span<const sql::Step> steps();

}  // namespace noroshi::archive
