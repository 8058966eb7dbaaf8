// C&C servers: the list, one of them, and what people say and do about it.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "hub/intake.hpp"
#include "hub/server_json.hpp"
#include "hub/server_shelf.hpp"
#include "hub/watches.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kLongestReason = 2'000;  // characters

struct Servers {
  std::shared_ptr<ServerShelf> shelf;
  std::shared_ptr<Watches> watches;

  [[nodiscard]] Result<std::vector<std::string>> watched(const Call& call) const {
    if (!call.caller.account) return std::vector<std::string>();
    return watches->all(call.caller.account->id);
  }
  /// The one of the path, as the caller sees it now.
  [[nodiscard]] Result<ServerList> one(const Call& call) const {
    return shelf->find(call.caller.viewer, NOROSHI_TRY(watched(call)), call.named[0]);
  }
};

Result<std::size_t> whole_in(const Call& call, std::string_view name, std::size_t unsaid) {
  const auto text = call.query.value(name);
  if (!text) return unsaid;
  if (const auto number = whole_number(*text)) return static_cast<std::size_t>(*number);
  return Error{Errc::InvalidInput, fmt::format("{}: a whole number is asked for", name)};
}

Result<http::Response> list(const Call& call, const Servers& servers) {
  NOROSHI_CHECK(call.may_read());
  ServerQuestion question;
  question.limit = NOROSHI_TRY(call.limit());
  question.offset = NOROSHI_TRY(whole_in(call, "offset", 0));
  question.filter = call.query.value("q").value_or("");
  question.order = call.query.value("order").value_or(question.order);
  const auto watched = NOROSHI_TRY(servers.watched(call));
  const auto found = NOROSHI_TRY(servers.shelf->list(call.caller.viewer, watched, question));
  Json items = Json::array();
  for (const ServerRow& row : found.rows) items.push_back(server_row_json(row, call.parts));
  return json_answer({{"items", std::move(items)},
                      {"total", found.total},
                      {"offset", question.offset},
                      {"edition", found.edition}});
}

Result<http::Response> completion(const Call& call, const Servers& servers) {
  NOROSHI_CHECK(call.may_read());
  const auto text = call.query.value("text").value_or("");
  if (text.size() > servers::kLongestFilter) {
    return Error{Errc::InvalidInput,
                 fmt::format("text: at most {} octets are read", servers::kLongestFilter)};
  }
  const auto caret = NOROSHI_TRY(whole_in(call, "caret", text.size()));
  return json_answer(
      completion_json(NOROSHI_TRY(servers.shelf->complete(call.caller.viewer, text, caret))));
}

Result<http::Response> answer_one(const Call& call, const Servers& servers) {
  const auto found = NOROSHI_TRY(servers.one(call));
  return json_answer(NOROSHI_TRY(server_json(call, found.rows.front())));
}

Result<http::Response> one(const Call& call, const Servers& servers) {
  NOROSHI_CHECK(call.may_read());
  return answer_one(call, servers);
}

// ---- the organisation's word ----

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80;  // UTF-8
  }));
}

Result<OwnWord> word_in(const Call& call) {
  const Json body = NOROSHI_TRY(call.body());
  OwnWord word;
  word.verdict = NOROSHI_TRY(servers::parse_verdict(text_in(body, "verdict")));
  word.reason = text_in(body, "reason");
  word.at = call.parts.clock();
  if (characters(word.reason) > kLongestReason) {
    return Error{Errc::InvalidInput,
                 fmt::format("reason: at most {} characters are kept", kLongestReason)};
  }
  const bool blank = word.reason.find_first_not_of(" \t\r\n") == std::string::npos;
  if (word.verdict == servers::Verdict::Rejected && blank) {
    return Error{Errc::InvalidInput,
                 "reason: whoever rejects a server says why, so that others can weigh it"};
  }
  return word;
}

/// The opinion under the id that it always has: by the organisation and what it speaks of.  Its
/// markings are the indicator's, so that it goes no further than that.
Result<Json> opinion_of(const Call& call, const OwnWord& word, const std::string& indicator) {
  const std::string organisation = organisation_of(call);
  const std::string id =
      stix::own_id("opinion", fmt::format("verdict/{}/{}", organisation, indicator));
  const sharing::Viewer& viewer = call.caller.viewer;
  const auto before = call.parts.archive.find(viewer, id);
  const auto known = before ? opinion_in(before->text) : std::nullopt;
  const bool withdrawn = word.verdict == servers::Verdict::Withdrawn;
  if (withdrawn && (!known || known->word.verdict == servers::Verdict::Withdrawn)) {
    return Error{Errc::InvalidInput, "your organisation has said nothing that could be taken back"};
  }
  const auto about = NOROSHI_TRY(call.parts.archive.find(viewer, indicator));
  const bool agrees = withdrawn ? known->agrees : word.verdict == servers::Verdict::Confirmed;
  const base::Micros at = known ? std::max(word.at, known->word.at + base::kMillisecond) : word.at;
  const std::string now = stix::timestamp(at / base::kMillisecond * base::kMillisecond);
  Json opinion{{"type", "opinion"},
               {"spec_version", "2.1"},
               {"id", id},
               {"created_by_ref", "identity--" + organisation},
               {"created", known ? known->created : now},
               {"modified", now}};
  if (withdrawn) opinion["revoked"] = true;
  if (!word.reason.empty()) opinion["explanation"] = word.reason;
  opinion["opinion"] = agrees ? "strongly-agree" : "strongly-disagree";
  opinion["object_refs"] = Json::array({indicator});
  const Json object = Json::parse(about.text, nullptr, false);
  const auto markings = object.find("object_marking_refs");
  if (markings != object.end()) opinion["object_marking_refs"] = *markings;
  return opinion;
}

std::string_view action_of(servers::Verdict verdict) {
  if (verdict == servers::Verdict::Confirmed) return "server.confirm";
  return verdict == servers::Verdict::Rejected ? "server.reject" : "server.withdraw";
}

Result<http::Response> judge(const Call& call, const Servers& servers) {
  NOROSHI_CHECK(call.may_write());
  const auto found = NOROSHI_TRY(servers.one(call));
  const OwnWord word = NOROSHI_TRY(word_in(call));
  const auto place = NOROSHI_TRY(place_of_word(call, found.rows.front()));
  if (!place) return refusal(403, "your word needs a collection that you may write to, or a desk");
  const Json opinion = NOROSHI_TRY(opinion_of(call, word, call.named[0]));
  const std::string text = Json{{"objects", Json::array({opinion})}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  const auto received = NOROSHI_TRY(Intake(call.parts).receive(call.caller, *place, text));
  for (const auto& one : received.objects) {
    if (!one.taken) return Error{Errc::InvalidInput, "the opinion: " + one.message};
  }
  call.counters.objects_in += received.added + received.confirmed;
  NOROSHI_CHECK(call.record(action_of(word.verdict), call.named[0],
                            word.reason.empty() ? "done" : "done: " + word.reason));
  return answer_one(call, servers);
}

// ---- following ----

Result<http::Response> watch(const Call& call, const Servers& servers) {
  NOROSHI_CHECK(call.may_write());
  NOROSHI_TRY(servers.one(call));
  NOROSHI_CHECK(servers.watches->add(call.caller.account->id, call.named[0], call.parts.clock()));
  return no_content();
}

/// Also of what the caller sees no more; what it never saw answers as if it were not there.
Result<http::Response> unwatch(const Call& call, const Servers& servers) {
  NOROSHI_CHECK(call.may_write());
  const auto watched = NOROSHI_TRY(servers.watched(call));
  if (!std::binary_search(watched.begin(), watched.end(), call.named[0])) {
    NOROSHI_TRY(servers.one(call));
  }
  NOROSHI_CHECK(servers.watches->remove(call.caller.account->id, call.named[0]));
  return no_content();
}

// ---- release ----

Result<http::Response> release(const Call& call, const Servers& servers) {
  NOROSHI_CHECK(call.may_write());
  const auto found = NOROSHI_TRY(servers.one(call));
  const ServerRow& row = found.rows.front();
  const Json body = NOROSHI_TRY(call.body());
  const std::string wanted = NOROSHI_TRY(wanted_in(body, "collection"));
  const auto target = NOROSHI_TRY(collection_named(call.parts, call.caller, wanted));
  if (!call.parts.directory.rights(call.caller.viewer, target).write) {
    return refusal(403, "you may not write to this collection");
  }
  if (!row.own) {
    return refusal(409, "only the organisation whose Finding it is may release it");
  }
  const std::string text = NOROSHI_TRY(finding_envelope(call, row, target));
  const auto received = NOROSHI_TRY(Intake(call.parts).receive(call.caller, target, text));
  call.counters.objects_in += received.added + received.confirmed;
  NOROSHI_CHECK(call.record(
      "server.release", call.named[0],
      fmt::format("done: into {}, {} objects, {} held", target.uuid,
                  received.added + received.confirmed + received.known, received.held)));
  return json_answer(received_json(received));
}

}  // namespace

bool has_story(const Call& call) { return call.asks_flows(); }

Result<std::vector<Route>> server_routes(Parts& parts, std::shared_ptr<ServerShelf> shelf) {
  const Servers servers{std::move(shelf), NOROSHI_TRY(Watches::open(parts.database))};
  const auto with = [&](auto answer) {
    return [servers, answer](const Call& call) { return answer(call, servers); };
  };
  return std::vector<Route>{{"GET", "/servers", with(list)},
                            {"GET", "/servers/completion", with(completion)},
                            {"GET", "/servers/{id}", with(one)},
                            {"PUT", "/servers/{id}/verdict", with(judge)},
                            {"PUT", "/servers/{id}/watch", with(watch)},
                            {"DELETE", "/servers/{id}/watch", with(unwatch)},
                            {"POST", "/servers/{id}/release", with(release)}};
}

}  // namespace noroshi::hub
