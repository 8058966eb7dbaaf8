// The archive's and the directory's things as the JSON of the API (api/openapi.yaml, schemas).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "base/result.hpp"
#include "hub/api_call.hpp"
#include "hub/intake.hpp"

namespace noroshi::hub {

Json hit_json(const archive::Hit& hit, directory::Directory& directory);
Json hits_json(const archive::Hits& hits, directory::Directory& directory);
Json collection_json(const directory::Collection& collection, directory::Directory& directory);
/// "kanto", …; none: everywhere.
Json regions_json(const sharing::Regions& regions);
Json assertion_json(const archive::Assertion& assertion);
Json received_json(const Received& received);

/// By UUID or alias, under any root; NotFound also where the caller may not see it.
Result<directory::Collection> collection_named(Parts& parts, const access::Caller& caller,
                                               std::string_view uuid_or_alias);

}  // namespace noroshi::hub
