// The lives of servers as text: a table with strips of hours for people, JSON for programs.
#pragma once

#include <string>

#include "cli/life_question.hpp"
#include "cli/terminal.hpp"
#include "cli/zone.hpp"

namespace noroshi::cli {

/// One row a server with a line of hours for each day below, then campaigns and the half-life.
std::string life_table(const LifeAnswer& answer, const Context& context, const Zone& zone);

/// One object, or, in lines, one a server, a campaign and the half-life (docs/formats/life.md).
std::string life_json(const LifeAnswer& answer, bool lines);

}  // namespace noroshi::cli
