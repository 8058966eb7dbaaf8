// For those who run the hub: the trail, and how it is.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/trail_log.hpp"
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

/// What there is to know of the trail's log: what others need for a policy, and whether it goes on.
Result<http::Response> log_state(const Call& call, const TrailLog& log) {
  const auto state = log.state();
  Json body{{"address", call.parts.home + "/log/"},
            {"key", state.key},
            {"committed", state.committed},
            {"published", state.published}};
  if (!state.flaw.empty()) body["flaw"] = state.flaw;
  return json_answer(body);
}

Result<http::Response> prove(const Call& call, const TrailLog& log) {
  const auto number = whole_number(call.named.front());
  if (!number) return Error{Errc::InvalidInput, "the number of an entry is asked for"};
  const auto proof = NOROSHI_TRY(prove_line(log.settings(), call.parts.trail, *number));
  NOROSHI_CHECK(call.record("trail.prove", call.named.front(), "done"));
  return json_answer({{"line", proof.line}, {"proof", proof.file}});
}

/// Routes are there whether or not a log is: the answer says which.
ApiHandler with_log(TrailLog* log, Result<http::Response> (*answer)(const Call&, const TrailLog&)) {
  return [log, answer](const Call& call) -> Result<http::Response> {
    NOROSHI_CHECK(call.may_operate());
    if (log == nullptr) {
      return Error{Errc::NotFound, "this hub's trail is in no log: see [log] of hub.toml"};
    }
    return answer(call, *log);
  };
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

std::vector<Route> operating_routes(const Further& further) {
  return {{"GET", "/trail", trail},
          {"GET", "/trail/export", export_trail},
          {"GET", "/trail/log", with_log(further.trail_log, log_state)},
          {"GET", "/trail/{number}/proof", with_log(further.trail_log, prove)},
          {"GET", "/state", state}};
}

}  // namespace noroshi::hub
