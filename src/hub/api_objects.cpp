// Objects, by id, by value, by words; and the way in.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "hub/intake.hpp"
#include "intel/mapping/misp.hpp"

namespace noroshi::hub {
namespace {

Json assertion_json(const archive::Assertion& assertion) {
  return {{"source", assertion.source},
          {"received", stix::timestamp(assertion.received)},
          {"reliability", std::string(1, assertion.trust.reliability)},
          {"credibility", assertion.trust.credibility},
          {"tlp", sharing::name_of(assertion.tlp)}};
}

Result<http::Response> one_object(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto hit = NOROSHI_TRY(call.parts.archive.find(call.caller.viewer, call.named[0]));
  Json body = hit_json(hit, call.parts.directory);
  Json assertions = Json::array();
  for (const auto& one :
       NOROSHI_TRY(call.parts.archive.assertions(call.caller.viewer, call.named[0]))) {
    assertions.push_back(assertion_json(one));
  }
  body["assertions"] = std::move(assertions);
  return json_answer(body);
}

Result<http::Response> neighbours(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto limit = NOROSHI_TRY(call.limit());
  const auto hits = NOROSHI_TRY(call.parts.archive.neighbours(
      call.caller.viewer, call.named[0], limit, call.query.value("cursor").value_or("")));
  return json_answer(hits_json(hits, call.parts.directory));
}

Result<http::Response> search(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto words = call.query.value("q");
  if (!words || words->empty())
    return Error{Errc::InvalidInput, "q: what to search for is missing"};
  const auto limit = NOROSHI_TRY(call.limit());
  const auto cursor = call.query.value("cursor").value_or("");
  const auto hits =
      NOROSHI_TRY(call.parts.archive.search(call.caller.viewer, *words, limit, cursor));
  return json_answer(hits_json(hits, call.parts.directory));
}

/// The value in question: of the kind that was said, or of the likeliest.
Result<stix::ObservedValue> value_of(const Call& call) {
  const auto text = call.query.value("value");
  if (!text || text->empty()) return Error{Errc::InvalidInput, "value: what to look up is missing"};
  if (const auto kind = call.query.value("kind")) {
    if (auto value = stix::canonical_value(*kind, *text)) return std::move(*value);
    return Error{Errc::InvalidInput, fmt::format("value: \"{}\" is no {}", *text, *kind)};
  }
  auto guesses = stix::guess_values(*text);
  if (!guesses.empty()) return std::move(guesses.front());
  return Error{Errc::InvalidInput,
               fmt::format("value: \"{}\" is no address, name, URL or hash; add kind=…", *text)};
}

Result<http::Response> look_up(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto value = NOROSHI_TRY(value_of(call));
  const auto limit = NOROSHI_TRY(call.limit());
  const auto cursor = call.query.value("cursor").value_or("");
  const auto hits =
      NOROSHI_TRY(call.parts.archive.look_up(call.caller.viewer, value, limit, cursor));
  Json body = hits_json(hits, call.parts.directory);
  body["value"] = value.value;
  body["kind"] = value.kind;
  return json_answer(body);
}

/// A bundle, an envelope, an object; or, by its media type, a MISP event.
Result<std::string> stix_text_of(const Call& call, Json& notes) {
  if (!call.request.header("content-type").starts_with("application/vnd.misp+json")) {
    return call.request.body;
  }
  const auto misp = NOROSHI_TRY(mapping::from_misp(call.request.body));
  notes = {{"attributes", misp.attributes}, {"mapped", misp.mapped}};
  return fmt::format("{{\"objects\":[{}]}}", fmt::join(misp.objects, ","));
}

Result<http::Response> contribute(const Call& call) {
  NOROSHI_CHECK(call.may_write());
  const auto collection = NOROSHI_TRY(collection_named(call.parts, call.caller, call.named[0]));
  if (!call.parts.directory.rights(call.caller.viewer, collection).write) {
    return refusal(403, "you may not write to this collection");
  }
  Json misp;
  const std::string text = NOROSHI_TRY(stix_text_of(call, misp));
  const auto received = NOROSHI_TRY(Intake(call.parts).receive(call.caller, collection, text));
  call.counters.objects_in += received.added + received.confirmed;
  Json body = received_json(received);
  if (!misp.is_null()) body["misp"] = std::move(misp);
  return json_answer(body);
}

Result<http::Response> collections(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  Json items = Json::array();
  for (const auto& one : call.parts.directory.collections()) {
    const auto rights = call.parts.directory.rights(call.caller.viewer, one);
    if (!rights.see) continue;
    Json item = collection_json(one, call.parts.directory);
    item["can_read"] = rights.read;
    item["can_write"] = rights.write;
    if (rights.read) {
      item["objects"] = NOROSHI_TRY(call.parts.archive.count(call.caller.viewer, one.id));
    }
    items.push_back(std::move(item));
  }
  return json_answer({{"items", std::move(items)}});
}

}  // namespace

std::vector<Route> object_routes() {
  return {{"GET", "/objects/{id}", one_object},
          {"GET", "/objects/{id}/neighbours", neighbours},
          {"GET", "/search", search},
          {"GET", "/lookup", look_up},
          {"GET", "/collections", collections},
          {"POST", "/collections/{collection}/contributions", contribute}};
}

}  // namespace noroshi::hub
