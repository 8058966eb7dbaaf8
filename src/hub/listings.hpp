// Listings: since when the feeds among a hub's inputs list servers, as one caller may see it.
//
// Each address is looked up in the archive with the caller's own sight, and what the feeds say of
// it becomes the entries that intel/programme measures against.  The archive names feeds to the
// organisation whose collection they fill, and to nobody else; one that lists nothing is told of to
// those too, up to its last success.
#pragma once

#include <span>
#include <vector>

#include "base/result.hpp"
#include "hub/hub.hpp"
#include "hub/inputs.hpp"
#include "intel/feeds/feed.hpp"
#include "intel/programme/lead_time.hpp"

namespace noroshi::hub {

/// By name.
Result<std::vector<feeds::Feed>> listings_of(Parts& parts, const access::Caller& caller,
                                             Inputs* inputs,
                                             std::span<const programme::Sighting> servers);

}  // namespace noroshi::hub
