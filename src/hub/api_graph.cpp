// What stands around an object, for a drawing.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/graph.hpp"

namespace noroshi::hub {
namespace {

Result<std::int64_t> bounded(const Call& call, std::string_view name, std::int64_t least,
                             std::int64_t most, std::int64_t unsaid) {
  const auto text = call.query.value(name);
  if (!text) return unsaid;
  const auto number = whole_number(*text).value_or(-1);
  if (number >= least && number <= most) return number;
  return Error{Errc::InvalidInput,
               fmt::format("{}: a whole number from {} to {} is asked for", name, least, most)};
}

Json node_json(const GraphNode& node) {
  Json json{{"id", node.id}, {"type", node.type}, {"name", node.name}, {"depth", node.depth}};
  if (node.revoked) json["revoked"] = true;
  if (node.group == 0) return json;
  json["group"] = node.group;
  json["capped"] = node.capped;
  json["of"] = node.of;
  return json;
}

Json edge_json(const GraphEdge& edge) {
  Json json{{"from", edge.from}, {"to", edge.to}, {"relation", edge.relation}};
  if (!edge.object.empty()) json["object"] = edge.object;
  return json;
}

Result<http::Response> graph(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  GraphBounds bounds;
  bounds.depth = static_cast<int>(NOROSHI_TRY(bounded(call, "depth", 1, 3, 2)));
  bounds.nodes = static_cast<std::size_t>(NOROSHI_TRY(bounded(call, "nodes", 10, 200, 120)));
  archive::Archive& archive = call.parts.archive;
  const sharing::Viewer& viewer = call.caller.viewer;
  const GraphSource source{
      .referring = [&](std::string_view id,
                       std::size_t limit) { return archive.referring(viewer, id, limit); },
      .find_all = [&](std::span<const std::string> ids,
                      archive::Detail detail) { return archive.find_all(viewer, ids, detail); }};
  const Graph drawn = NOROSHI_TRY(graph_around(source, call.named[0], bounds));
  Json nodes = Json::array();
  for (const GraphNode& node : drawn.nodes) nodes.push_back(node_json(node));
  Json edges = Json::array();
  for (const GraphEdge& edge : drawn.edges) edges.push_back(edge_json(edge));
  return json_answer(
      {{"nodes", std::move(nodes)}, {"edges", std::move(edges)}, {"whole", drawn.whole}});
}

}  // namespace

std::vector<Route> graph_routes() { return {{"GET", "/objects/{id}/graph", graph}}; }

}  // namespace noroshi::hub
