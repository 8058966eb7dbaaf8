// Taking over what another TAXII 2.1 server kept: its roots, collections, objects with their dates
// and statuses, from the JSON that the OASIS reference server (medallion) writes and reads.
//
// An object that this hub refuses is named and left out; everything else is taken.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "hub/hub.hpp"
#include "hub/taxii_statuses.hpp"

namespace noroshi::hub {

struct TakenOver {
  std::uint64_t collections = 0, objects = 0, refused = 0;
  std::vector<std::string> refusals;  ///< "indicator--…: why"
};

/// Whose the collections are here, and who may ask for the statuses.
struct NewOwner {
  sharing::OrganisationId organisation = 0;
  std::int64_t account = 0;
};

/// An Error where the text is no such JSON, or a root or collection is here already.
Result<TakenOver> take_over(Parts& parts, Statuses& statuses, const NewOwner& owner,
                            std::string_view json);

}  // namespace noroshi::hub
