// For those who run the hub: the trail, and how it is.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

Json entry_json(const directory::Entry& entry) {
  return {{"number", entry.number},   {"at", stix::timestamp(entry.at)},
          {"account", entry.account}, {"action", entry.action},
          {"subject", entry.subject}, {"outcome", entry.outcome},
          {"peer", entry.peer},       {"chain", entry.chain}};
}

Result<http::Response> trail(const Call& call) {
  NOROSHI_CHECK(call.may_operate());
  const auto limit = NOROSHI_TRY(call.limit());
  const auto after = whole_number(call.query.value("cursor").value_or("0"));
  if (!after) return Error{Errc::InvalidInput, "cursor: the number of an entry is asked for"};
  const std::string_view order = call.query.value("order").value_or("oldest");
  if (order != "oldest" && order != "newest") {
    return Error{Errc::InvalidInput, "order: oldest or newest is asked for"};
  }
  const auto entries = NOROSHI_TRY(order == "newest" ? call.parts.trail.read_back(*after, limit)
                                                     : call.parts.trail.read(*after, limit));
  Json items = Json::array();
  for (const auto& entry : entries) items.push_back(entry_json(entry));
  Json body{{"items", std::move(items)}};
  if (entries.size() == limit) body["next"] = std::to_string(entries.back().number);
  return json_answer(body);
}

/// The whole trail, one entry a line, as `noroshi hub audit --check` reads it.
Result<http::Response> export_trail(const Call& call) {
  NOROSHI_CHECK(call.may_operate());
  std::string lines;
  NOROSHI_CHECK(call.parts.trail.export_to([&](std::string_view line) -> Status {
    lines.append(line);
    if (!line.ends_with('\n')) lines += '\n';
    return {};
  }));
  NOROSHI_CHECK(call.record("trail.export", "", "done"));
  return http::Response{.content_type = "application/x-ndjson", .body = std::move(lines)};
}

Result<http::Response> state(const Call& call) {
  NOROSHI_CHECK(call.may_operate());
  const auto health = NOROSHI_TRY(call.parts.archive.health());
  return json_answer({{"objects", health.objects},
                      {"revisions", health.revisions},
                      {"assertions", health.assertions},
                      {"values", health.values},
                      {"octets", health.octets},
                      {"waiting", health.waiting},
                      {"listeners", call.counters.listeners.load()},
                      {"base", call.parts.database.describe()}});
}

}  // namespace

std::vector<Route> operating_routes() {
  return {
      {"GET", "/trail", trail}, {"GET", "/trail/export", export_trail}, {"GET", "/state", state}};
}

}  // namespace noroshi::hub
