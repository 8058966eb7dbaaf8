// "Did you mean …?": the nearest valid word to one that is not.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace noroshi::base {

/// Letters to insert, delete, replace or swap with a neighbour to make one word of the other
/// (optimal string alignment distance).
std::size_t edit_distance(std::string_view one, std::string_view other);

/// The nearest of `valid`, the first among equals; empty when none is near enough to be what was
/// meant: more than a third of the word (at least two letters) would have to change.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& valid);

}  // namespace noroshi::base
