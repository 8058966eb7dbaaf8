// Answers about traffic as the JSON of the API (api/openapi.yaml, schemas Story to FlowSeries).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "hub/api_call.hpp"
#include "hub/flow_desk.hpp"
#include "hub/flow_subject.hpp"

namespace noroshi::hub {

Json top_json(const TopAnswer& answer, const TopQuestion& question, const Known& known);
Json series_json(const SeriesAnswer& answer, const Known& known);
Json story_json(const StoryAnswer& answer, double period_s);
/// The one server out of docs/formats/life.md's answer about all.
Json life_json(const LifeTold& told, const model::Endpoint& server);
/// Places as browsers count them.
Json completion_json(const FlowCompletion& completion, std::string_view text);
Json sensor_json(const Sensor& sensor);

}  // namespace noroshi::hub
