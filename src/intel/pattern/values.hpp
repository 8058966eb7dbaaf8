// What a pattern points at: constants that it compares with `=` or IN on paths that the index of
// values knows.
#pragma once

#include <vector>

#include "intel/pattern/syntax.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::pattern {

struct PointedAt {
  std::vector<stix::ObservedValue> values;  ///< sorted, without repetition
  bool plain_list = false;                  ///< see Pattern::is_plain_list
  std::vector<stix::ObservedValue> list;    ///< see Pattern::list_values
};

PointedAt pointed_at(const Syntax& syntax);

}  // namespace noroshi::pattern
