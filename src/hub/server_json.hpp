// Servers as the JSON of the API (api/openapi.yaml: ServerRow, Server, Completion).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/result.hpp"
#include "hub/api_call.hpp"
#include "hub/server_shelf.hpp"

namespace noroshi::hub {

/// Whether this caller may ask the hub about traffic: then a server has a story.
bool has_story(const Call& call);

Json server_row_json(const ServerRow& row, Parts& parts);
Json completion_json(const servers::Completion& completion);

/// A server with all around it.  `row` is what the shelf shows of it to the caller.
Result<Json> server_json(const Call& call, const ServerRow& row);

/// Where this caller's organisation puts its word on the server: the collection that it is in, or
/// the own desk.  Nothing: it may not judge.
Result<std::optional<directory::Collection>> place_of_word(const Call& call, const ServerRow& row);

/// UUID of the caller's organisation; empty: it has none.
std::string organisation_of(const Call& call);

/// The Finding's objects as the archive shows them to the caller, as an envelope of STIX.
Result<std::string> finding_envelope(const Call& call, const ServerRow& row,
                                     const directory::Collection& target);

}  // namespace noroshi::hub
