// An object of MISP (file, domain-ip, network-connection, email, …) as the observables that its
// attributes make together.
#pragma once

#include <set>
#include <string>

#include "intel/mapping/term.hpp"

namespace noroshi::mapping {

struct MispGroup {
  std::string name;  ///< of the first value that can be watched for
  std::vector<Json> observables;
  std::string comparison;      ///< of the attributes with to_ids; empty: none of them
  std::set<std::size_t> used;  ///< indexes of the attributes that are in it
};

/// Nothing is used where no attribute of the object can be observed.
MispGroup misp_group(const Json& object);

}  // namespace noroshi::mapping
