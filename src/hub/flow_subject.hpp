// What a hub knows of servers in traffic: the server that an indicator speaks of, and, the other
// way round, the indicator and the country of a server.  Both as the caller may see them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "hub/api_call.hpp"
#include "hub/flow_desk.hpp"
#include "hub/place_files.hpp"
#include "model/finding.hpp"

namespace noroshi::hub {

/// The Finding that an indicator carries.  NotFound: the caller sees no such object, or it is no
/// Finding of one server.
Result<model::Finding> finding_at(const Call& call, std::string_view id);

/// What a hub knows of the server of a key, as the caller may see it.
struct KnownServer {
  std::string indicator{};  ///< the id of the one that speaks of it; empty: none
  std::string country{};    ///< by the table of places; empty: not known
};
using Known = std::function<KnownServer(const FlowKey& key)>;
/// `places` may be null.  The call must outlive it.
Known known_to(const Call& call, const PlaceFiles* places);

/// Seconds between contacts, as the Finding's evidence says; 0: it says none.
double period_of(const model::Finding& finding);

}  // namespace noroshi::hub
