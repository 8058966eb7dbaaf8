// What is wrong with a filter, in Japanese: the sentences of the parser, one by one.
#pragma once

#include <string>

#include "store/query/filter.hpp"

namespace noroshi::cli {

/// Of a sentence that is not known: that there is a mistake at this place.
std::string flaw_in_japanese(const query::Flaw& flaw);

}  // namespace noroshi::cli
