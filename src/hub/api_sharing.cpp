// Sharing: what waits for its provider's word, with the check-list; the decision; taking back.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "hub/audience.hpp"
#include "hub/seal_json.hpp"
#include "intel/sharing/release.hpp"

namespace noroshi::hub {
namespace {

Result<std::int64_t> number_of(std::string_view text) {
  if (const auto number = whole_number(text)) return *number;
  return Error{Errc::InvalidInput, fmt::format("\"{}\" is no number of a contribution", text)};
}

/// What the check-list says of an object, against its provider's own names, whoever decides.
std::vector<sharing::Remark> remarks_on(const Call& call, sharing::OrganisationId provider,
                                        std::string_view text) {
  std::vector<stix::Complaint> none;
  const auto object = stix::read_object(text, "", {.strict = false}, none);
  if (!object) return {};
  std::vector<std::string> domains;
  std::vector<std::string> names;
  for (const auto& one : call.parts.directory.organisations()) {
    if (one.id != provider) continue;
    domains = one.domains;
    names = {one.name};
  }
  return sharing::remarks(*object, domains, names);
}

Json remarks_json(const std::vector<sharing::Remark>& remarks) {
  Json list = Json::array();
  for (const auto& remark : remarks) {
    list.push_back({{"rule", remark.rule},
                    {"property", remark.property},
                    {"en", remark.english},
                    {"ja", remark.japanese},
                    {"blocks", remark.blocks}});
  }
  return list;
}

std::string_view part_of(std::string_view text) {
  std::vector<stix::Complaint> none;
  const auto object = stix::read_object(text, "", {.strict = false}, none);
  const bool damage = object && sharing::part_of(*object) == sharing::Part::Damage;
  return damage ? "damage" : "technique";
}

/// Where what waits would go, and who would see it.  Its provider stands among them like any other
/// member: that it always sees its own would tell a steward who an anonymous provider is.
class Outlook {
 public:
  explicit Outlook(const Call& call) : call_(call), onlookers_(call.parts.directory, call.caller) {}

  void tell(const archive::Held& held, Json& item) const {
    for (const auto& one : call_.parts.directory.collections()) {
      if (one.id != held.collection) continue;
      item["collection"] = one.uuid;
      item["anonymous"] = one.anonymous;
    }
    for (const auto& one : call_.parts.directory.communities()) {
      if (one.id == held.label.community) item["community"] = one.name;
    }
    item["tlp"] = sharing::name_of(held.label.tlp);
    item["regions"] = regions_json(held.label.regions);
    item["hops"] = held.label.hops;
    item["own"] = held.label.owner != 0 && held.label.owner == call_.caller.viewer.organisation;
    item["audience"] = audience_json(held.label);
  }

 private:
  [[nodiscard]] Json audience_json(sharing::Label label) const {
    label.state = sharing::State::Released;
    label.owner = 0;
    const Audience audience = onlookers_.of(label);
    return {{"organisations", audience.organisations}, {"peers", audience.peers}};
  }

  const Call& call_;
  Onlookers onlookers_;
};

Result<http::Response> waiting(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  if (!call.caller.account) return refusal(401, "sign in, or send a key");
  const auto limit = NOROSHI_TRY(call.limit());
  const auto after = NOROSHI_TRY(number_of(call.query.value("cursor").value_or("0")));
  const auto page = NOROSHI_TRY(call.parts.archive.waiting(call.caller.viewer, after, limit));
  const Outlook outlook(call);
  Json items = Json::array();
  for (std::size_t i = 0; i < page.revisions.size(); ++i) {
    const auto& one = page.revisions[i];
    Json item{{"number", one.sequence},
              {"id", one.id},
              {"type", one.type},
              {"added", stix::timestamp(one.added)},
              {"part", part_of(one.text)},
              {"remarks", remarks_json(remarks_on(call, page.held[i].label.owner, one.text))},
              {"object", Json::parse(one.text, nullptr, false)}};
    outlook.tell(page.held[i], item);
    Json seals = NOROSHI_TRY(seals_json(call, one.id, page.held[i].collection, one.sequence));
    if (!seals.empty()) item["seals"] = std::move(seals);
    items.push_back(std::move(item));
  }
  Json body{{"items", std::move(items)}};
  if (page.more) body["next"] = std::to_string(page.next);
  return json_answer(body);
}

struct Waiting {
  archive::Revision revision;
  archive::Held held;
};

/// The contribution of that number, if it waits for this caller.
Result<Waiting> waiting_one(const Call& call, std::int64_t number) {
  auto page = NOROSHI_TRY(call.parts.archive.waiting(call.caller.viewer, number - 1, 1));
  if (!page.revisions.empty() && page.revisions.front().sequence == number) {
    return Waiting{std::move(page.revisions.front()), std::move(page.held.front())};
  }
  return Error{Errc::NotFound, "nothing of this number waits for your decision"};
}

Result<http::Response> decide(const Call& call) {
  NOROSHI_CHECK(call.may_write());
  const auto number = NOROSHI_TRY(number_of(call.named[0]));
  const Json body = NOROSHI_TRY(call.body());
  const std::string decision = text_in(body, "decision");
  if (decision != "release" && decision != "refuse") {
    return Error{Errc::InvalidInput, "decision: release or refuse is asked for"};
  }
  const auto waits = NOROSHI_TRY(waiting_one(call, number));
  const archive::Revision& one = waits.revision;
  const bool release = decision == "release";
  const auto remarks = remarks_on(call, waits.held.label.owner, one.text);
  const bool blocked = release && std::any_of(remarks.begin(), remarks.end(),
                                              [](const auto& remark) { return remark.blocks; });
  const bool overridden = flag_in(body, "override", false);
  if (blocked && !overridden) {
    http::Response answer = problem(409, "The check-list objects",
                                    "look at the remarks, or release with override: true");
    answer.body = Json{{"type", "about:blank"},
                       {"title", "The check-list objects"},
                       {"status", 409},
                       {"detail", "look at the remarks, or release with override: true"},
                       {"remarks", remarks_json(remarks)}}
                      .dump(-1, ' ', false, Json::error_handler_t::replace);
    return answer;
  }
  NOROSHI_CHECK(
      call.parts.archive.decide(call.caller.viewer, waits.held.collection, number,
                                release ? sharing::State::Released : sharing::State::Refused));
  const std::string reason = text_in(body, "reason");
  NOROSHI_CHECK(call.record(release ? "release.approve" : "release.refuse",
                            fmt::format("{} {}", one.id, number),
                            fmt::format("done{}{}{}", blocked ? ", over the check-list" : "",
                                        reason.empty() ? "" : ": ", reason)));
  return no_content();
}

Result<http::Response> retract(const Call& call) {
  NOROSHI_CHECK(call.may_write());
  const auto count = NOROSHI_TRY(call.parts.archive.retract(call.caller.viewer, call.named[0]));
  if (count == 0) return Error{Errc::NotFound, "there is nothing of this id that you may retract"};
  NOROSHI_CHECK(call.record("release.retract", call.named[0], "done"));
  return json_answer({{"retracted", count}});
}

}  // namespace

std::vector<Route> sharing_routes() {
  return {{"GET", "/approvals", waiting},
          {"POST", "/approvals/{number}", decide},
          {"POST", "/objects/{id}/retract", retract}};
}

}  // namespace noroshi::hub
