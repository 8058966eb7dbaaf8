// A scorecard for people: what was found, missed and wrongly reported, then the figures.
#pragma once

#include <string>

#include "cli/terminal.hpp"
#include "train/score/scorecard.hpp"

namespace noroshi::cli {

std::string scorecard_text(const score::Scorecard& card, const Context& context);

}  // namespace noroshi::cli
