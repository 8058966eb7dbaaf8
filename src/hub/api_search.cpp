// Looking for things: by words, by value, and by words that were kept for the next time.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "hub/saved_searches.hpp"

namespace noroshi::hub {
namespace {

Result<http::Response> answer_search(const Call& call, std::string_view words) {
  const auto limit = NOROSHI_TRY(call.limit());
  const auto cursor = call.query.value("cursor").value_or("");
  const auto hits =
      NOROSHI_TRY(call.parts.archive.search(call.caller.viewer, words, limit, cursor));
  return json_answer(hits_json(hits, call.parts.directory));
}

Result<http::Response> search(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto words = call.query.value("q");
  if (words && !words->empty()) return answer_search(call, *words);
  return Error{Errc::InvalidInput, "q: what to search for is missing"};
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

// ---- kept ones: each account has its own ----

using Searches = std::shared_ptr<SavedSearches>;

Json saved_json(const SavedSearch& one) {
  return {{"id", one.id},
          {"name", one.name},
          {"q", one.words},
          {"created", stix::timestamp(one.created)}};
}

Result<std::int64_t> account_of(const Call& call) {
  if (call.caller.account) return call.caller.account->id;
  return refusal(401, "sign in, or send a key");
}

Result<http::Response> saved(const Call& call, const Searches& searches) {
  const auto account = NOROSHI_TRY(account_of(call));
  NOROSHI_CHECK(call.may_read());
  Json items = Json::array();
  for (const auto& one : NOROSHI_TRY(searches->all(account))) items.push_back(saved_json(one));
  return json_answer({{"items", std::move(items)}});
}

Result<http::Response> save(const Call& call, const Searches& searches) {
  const auto account = NOROSHI_TRY(account_of(call));
  NOROSHI_CHECK(call.may_write());
  const Json body = NOROSHI_TRY(call.body());
  SavedSearch one;
  one.name = NOROSHI_TRY(wanted_in(body, "name"));
  one.words = NOROSHI_TRY(wanted_in(body, "q"));
  one.created = call.parts.clock();
  one = NOROSHI_TRY(searches->add(account, std::move(one)));
  return json_answer(saved_json(one), 201);
}

Result<http::Response> forget(const Call& call, const Searches& searches) {
  const auto account = NOROSHI_TRY(account_of(call));
  NOROSHI_CHECK(call.may_write());
  NOROSHI_CHECK(searches->remove(account, call.named[0]));
  return no_content();
}

Result<http::Response> run_saved(const Call& call, const Searches& searches) {
  const auto account = NOROSHI_TRY(account_of(call));
  NOROSHI_CHECK(call.may_read());
  const auto one = NOROSHI_TRY(searches->find(account, call.named[0]));
  return answer_search(call, one.words);
}

}  // namespace

std::vector<Route> search_routes() {
  return {{"GET", "/search", search}, {"GET", "/lookup", look_up}};
}

Result<std::vector<Route>> saved_search_routes(Parts& parts) {
  const Searches searches = NOROSHI_TRY(SavedSearches::open(parts.database));
  const auto with = [&](auto answer) {
    return [searches, answer](const Call& call) { return answer(call, searches); };
  };
  return std::vector<Route>{{"GET", "/searches", with(saved)},
                            {"POST", "/searches", with(save)},
                            {"DELETE", "/searches/{id}", with(forget)},
                            {"GET", "/searches/{id}/results", with(run_saved)}};
}

}  // namespace noroshi::hub
