// What an organisation itself says of servers: its opinions, the newest of each indicator.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "hub/server_shelf.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// STIX 2.1, section 10.17 (opinion-enum): whether it agrees; nothing of "neutral" and of what is
/// none.
std::optional<bool> agrees(const Json& opinion) {
  const std::string said = text_of(opinion, "opinion");
  if (said == "strongly-agree" || said == "agree") return true;
  if (said == "strongly-disagree" || said == "disagree") return false;
  return std::nullopt;
}

servers::Verdict verdict_of(const Json& opinion, bool agrees) {
  const auto revoked = opinion.find("revoked");
  if (revoked != opinion.end() && *revoked == true) return servers::Verdict::Withdrawn;
  return agrees ? servers::Verdict::Confirmed : servers::Verdict::Rejected;
}

}  // namespace

std::optional<Opinion> opinion_in(std::string_view text) {
  const Json object = Json::parse(text, nullptr, false);
  if (!object.is_object() || text_of(object, "type") != "opinion") return std::nullopt;
  const auto agreeing = agrees(object);
  const auto refs = object.find("object_refs");
  if (!agreeing || refs == object.end() || !refs->is_array()) return std::nullopt;
  Opinion opinion;
  opinion.agrees = *agreeing;
  opinion.word.verdict = verdict_of(object, *agreeing);
  opinion.word.reason = text_of(object, "explanation");
  opinion.word.at = base::parse_rfc3339(text_of(object, "modified")).value_or(0);
  opinion.created = text_of(object, "created");
  opinion.author = text_of(object, "created_by_ref");
  for (const Json& one : *refs) {
    if (one.is_string()) opinion.about.push_back(one.get<std::string>());
  }
  return opinion;
}

Result<OwnWords> own_words(Parts& parts, const sharing::Viewer& viewer) {
  OwnWords words;
  const std::string organisation = parts.directory.organisation_uuid(viewer.organisation);
  if (organisation.empty()) return words;
  const auto take = [&](const archive::Bearer& bearer) -> Status {
    const bool own = bearer.live && std::find(bearer.sources.begin(), bearer.sources.end(),
                                              organisation) != bearer.sources.end();
    const auto opinion = own ? opinion_in(bearer.hit.text) : std::nullopt;
    if (!opinion || opinion->author != "identity--" + organisation) return {};
    for (const std::string& id : opinion->about) {
      const auto [at, is_new] = words.try_emplace(id, opinion->word);
      if (!is_new && at->second.at < opinion->word.at) at->second = opinion->word;
    }
    return {};
  };
  archive::Bearing opinions;
  opinions.type = "opinion";
  NOROSHI_CHECK(parts.archive.bearing(viewer, opinions, take));
  return words;
}

}  // namespace noroshi::hub
