// Seals of contributions as the JSON of the API: who sealed an object, and since when.
#pragma once

#include "hub/api_call.hpp"

namespace noroshi::hub {

/// Of an object that the caller sees; an empty list where it came under none that may be shown.
Result<Json> seals_json(const Call& call, const std::string& object);
/// Of the very contribution that waits for the caller's decision: that another version of the
/// object was sealed says nothing of this one.
Result<Json> seals_json(const Call& call, const std::string& object,
                        archive::CollectionId collection, std::int64_t sequence);

}  // namespace noroshi::hub
