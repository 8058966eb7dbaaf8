// The tables of a Book.
#pragma once

#include <span>

#include "io/sql/migration.hpp"

namespace noroshi::notify {

std::span<const sql::Step> steps();

}  // namespace noroshi::notify
