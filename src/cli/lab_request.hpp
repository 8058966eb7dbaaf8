// The options of `lab traffic` → a Scenario.
#pragma once

#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "train/traffic/scenario.hpp"

namespace noroshi::cli {

/// Reads the captures to graft too.  An Error says which option is wrong.
Result<traffic::Scenario> scenario_of(const Arguments& arguments);

/// "mirai:60,irc" → specifications; those without a number of bots get `bots` (0: the default).
Result<std::vector<traffic::BotnetSpec>> parse_botnets(std::string_view list, std::uint32_t bots);

}  // namespace noroshi::cli
