// What an indicator has to do with traffic: the server that it speaks of, and, the other way
// round, the indicator that speaks of a server.  Both as the caller may see them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "hub/api_call.hpp"
#include "hub/flow_desk.hpp"
#include "model/finding.hpp"

namespace noroshi::hub {

struct FlowSubject {
  model::Endpoint endpoint;
  std::optional<model::Finding> finding{};  ///< the whole, where the indicator carries one
};

/// NotFound: the caller sees no such object, or it speaks of no single service.
Result<FlowSubject> subject_of(const Call& call, std::string_view id);

/// The id of the indicator that speaks of a key; empty: none that the caller may see.
using IndicatorOf = std::function<std::string(const FlowKey& key)>;
IndicatorOf indicators_for(const Call& call);

/// Seconds between contacts, as the Finding's evidence says; 0: it says none.
double period_of(const model::Finding& finding);

}  // namespace noroshi::hub
