// docs/evaluation.md: the figures of an Evaluation, told.
//
// No time, no date and no path of a machine enters, so that the page changes only when the answers
// do.  What stands below the marker in an existing page was written by a person and is kept.
#pragma once

#include <string>
#include <string_view>

#include "evaluation.hpp"

namespace noroshi::bench {

/// The generated part, without the marker.
std::string page_of(const Evaluation& evaluation);

/// The generated part of a page and below the marker what `old_page` has there.
std::string with_hand_written_part(std::string generated, std::string_view old_page);

}  // namespace noroshi::bench
