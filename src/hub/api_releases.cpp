// What the own organisation gave away: when, how far, and who may see it.
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "hub/audience.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::uint64_t kReleasePrint = 0x72656c73;  // of cursors in lists of releases
constexpr std::uint64_t kNumberPrint = 0x72656c6e;   // of the names of contributions
constexpr std::size_t kLongestWords = 200;

std::string_view name_of(sharing::State state) {
  switch (state) {
    case sharing::State::Held:
      return "held";
    case sharing::State::Released:
      return "released";
    case sharing::State::Retracted:
      return "retracted";
    case sharing::State::Refused:
      break;
  }
  return "refused";
}

/// Nothing: all of them.
Result<std::optional<sharing::State>> state_of(const Call& call) {
  const auto text = call.query.value("state").value_or("released");
  if (text == "all") return std::optional<sharing::State>();
  for (const auto state : {sharing::State::Held, sharing::State::Released,
                           sharing::State::Retracted, sharing::State::Refused}) {
    if (text == name_of(state)) return std::optional(state);
  }
  return Error{Errc::InvalidInput, "state: held, released, retracted, refused or all is asked for"};
}

/// What all releases of one answer are told with.
class Teller {
 public:
  explicit Teller(const Call& call) : call_(call), onlookers_(call.parts.directory, call.caller) {
    for (const auto& one : call.parts.directory.collections()) uuids_.emplace(one.id, one.uuid);
    for (const auto& one : call.parts.directory.communities()) names_.emplace(one.id, one.name);
  }

  [[nodiscard]] Json json(const archive::Given& one) const {
    Json json{{"number", call_.cursors.seal(one.number, kNumberPrint)},
              {"id", one.id},
              {"type", one.type},
              {"name", one.name},
              {"added", stix::timestamp(one.received)},
              {"state", name_of(one.label.state)},
              {"tlp", sharing::name_of(one.label.tlp)},
              {"collection", found(uuids_, one.collection)}};
    const std::string community = found(names_, one.label.community);
    if (!community.empty()) json["community"] = community;
    json["regions"] = regions_json(one.label.regions);
    json["hops"] = one.label.hops;
    json["part"] = one.label.part == sharing::Part::Damage ? "damage" : "technique";
    if (one.expires) json["expires"] = stix::timestamp(*one.expires);
    json["anonymous"] = one.anonymous;
    json["audience"] = audience_json(one);
    return json;
  }

 private:
  static std::string found(const std::map<std::int64_t, std::string>& names, std::int64_t id) {
    const auto at = names.find(id);
    return at == names.end() ? "" : at->second;
  }

  /// Nobody, once the sharing has run out.
  [[nodiscard]] Json audience_json(const archive::Given& one) const {
    const bool over = one.expires && *one.expires <= call_.parts.clock();
    const Audience audience = over ? Audience() : onlookers_.of(one.label);
    return {{"organisations", audience.organisations}, {"peers", audience.peers}};
  }

  const Call& call_;
  Onlookers onlookers_;
  std::map<std::int64_t, std::string> uuids_;  ///< of collections
  std::map<std::int64_t, std::string> names_;  ///< of communities
};

Result<http::Response> releases(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  if (!call.caller.account) return refusal(401, "sign in, or send a key");
  const auto limit = NOROSHI_TRY(call.limit());
  const auto state = NOROSHI_TRY(state_of(call));
  const auto words = call.query.value("q").value_or("");
  if (words.size() > 4 * kLongestWords) {  // octets: UTF-8 has at most four a character
    return Error{Errc::InvalidInput, "q: 200 characters at most"};
  }
  std::int64_t before = 0;
  if (const auto cursor = call.query.value("cursor")) {
    before = NOROSHI_TRY(call.cursors.unseal(*cursor, kReleasePrint));
  }
  const auto page =
      NOROSHI_TRY(call.parts.archive.given(call.caller.viewer, state, words, before, limit));
  const Teller teller(call);
  Json items = Json::array();
  for (const auto& one : page.given) items.push_back(teller.json(one));
  Json body{{"items", std::move(items)}};
  if (page.more) body["next"] = call.cursors.seal(page.next, kReleasePrint);
  return json_answer(body);
}

}  // namespace

std::vector<Route> release_routes() { return {{"GET", "/releases", releases}}; }

}  // namespace noroshi::hub
