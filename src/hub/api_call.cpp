#include "hub/api_call.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/broadcast.hpp"
#include "io/sql/database.hpp"

namespace noroshi::hub {
namespace {

// An Error has no place for a status: it stands in front of the message, behind a mark that no
// message begins with.
constexpr char kMark = '\x01';

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "Bad request";
    case 401:
      return "Sign in";
    case 403:
      return "Forbidden";
    case 404:
      return "Not found";
    case 405:
      return "Method not allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Too large";
    case 415:
      return "Unsupported media type";
    case 422:
      return "Unprocessable content";
    case 429:
      return "Too many requests";
    case 502:
      return "The identity provider fails";
    case 503:
      return "Not now";
    case 507:
      return "The disk is full";
    default:
      return "The server could not do this";
  }
}

int status_of(const Error& error) {
  if (sql::is_disk_full(error)) return 507;
  switch (error.code) {
    case Errc::NotFound:
      return 404;
    case Errc::InvalidInput:
      return 400;
    case Errc::InvalidUsage:
      return 409;
    case Errc::Limit:
      return 413;
    default:
      return 500;
  }
}

}  // namespace

std::string text_in(const Json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<std::string> wanted_in(const Json& body, const char* name) {
  std::string text = text_in(body, name);
  if (!text.empty()) return text;
  return Error{Errc::InvalidInput, fmt::format("{}: a text is asked for", name)};
}

bool flag_in(const Json& body, const char* name, bool unsaid) {
  const auto found = body.find(name);
  return found != body.end() && found->is_boolean() ? found->get<bool>() : unsaid;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && number >= 0;
  return whole ? std::optional(number) : std::nullopt;
}

Error refusal(int status, std::string detail) {
  return Error{Errc::InvalidUsage, fmt::format("{}{} {}", kMark, status, detail)};
}

bool is_refusal(const Error& error) { return error.message.find(kMark) != std::string::npos; }

Error names_subscribers(std::string why) { return refusal(403, std::move(why)); }

http::Response json_answer(const Json& body, int status) {
  return {.status = status,
          .content_type = "application/json",
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

http::Response no_content() { return {.status = 204, .body = {}}; }

http::Response problem(int status, std::string_view title, std::string_view detail) {
  Json body{{"type", "about:blank"}, {"title", title}, {"status", status}};
  if (!detail.empty()) body["detail"] = detail;
  http::Response answer = json_answer(body, status);
  answer.content_type = "application/problem+json";
  return answer;
}

http::Response as_problem(http::Response refusal) {
  std::string_view detail = refusal.body;
  while (detail.ends_with('\n')) detail.remove_suffix(1);
  http::Response answer = problem(refusal.status, title_of(refusal.status), detail);
  answer.headers = std::move(refusal.headers);
  return answer;
}

http::Response problem_of(const Error& error) {
  const std::string_view message = error.message;
  if (const auto at = message.find(kMark); at != std::string_view::npos) {
    int status = 500;
    const auto* end = message.data() + message.size();
    const auto read = std::from_chars(message.data() + at + 1, end, status);
    const std::string_view detail(std::min(read.ptr + 1, end), end);
    return problem(status, title_of(status), detail);
  }
  const int status = status_of(error);
  return problem(status, title_of(status), status == 500 ? "its log says why" : message);
}

Status Call::may_read() const {
  if (caller.account && !caller.scopes.read) return refusal(403, "this key may not read");
  return {};
}

Status Call::may_write() const {
  if (!caller.account) return refusal(401, "sign in, or send a key");
  if (!caller.scopes.write) return refusal(403, "this key may not write");
  return {};
}

Status Call::may_operate() const {
  if (!caller.account) return refusal(401, "sign in, or send a key");
  if (!caller.account->operates) return refusal(403, "this account does not operate the hub");
  if (!caller.scopes.operate) return refusal(403, "this key may not operate the hub");
  return {};
}

Status Call::may_ask_flows() const {
  if (!caller.account) return refusal(401, "sign in, or send a key");
  NOROSHI_CHECK(may_read());
  const FlowAccess& flows = parts.flows;
  if (!flows.desk) {
    return Error{Errc::NotFound, "this hub has no flow store: [flows] of hub.toml would name one"};
  }
  const bool one_of_us = caller.account->kind == sharing::Kind::Person ||
                         caller.account->kind == sharing::Kind::Machine;
  const auto all = parts.directory.organisations();
  const bool alone = flows.organisation.empty() && all.size() == 1;
  const bool ours = std::any_of(all.begin(), all.end(), [&](const auto& one) {
    return one.id == caller.account->organisation && (alone || one.name == flows.organisation);
  });
  if (one_of_us && ours) return {};
  return refusal(403, "traffic is shown to accounts of the organisation that keeps it");
}

Result<std::size_t> Call::limit() const {
  const auto text = query.value("limit");
  if (!text) return std::size_t{50};
  const auto limit = whole_number(*text).value_or(0);
  if (limit >= 1 && limit <= 1'000) return static_cast<std::size_t>(limit);
  return Error{Errc::InvalidInput, "limit: a whole number from 1 to 1000 is asked for"};
}

std::string Call::event_id(std::int64_t number) const { return cursors.seal(number, kEventPrint); }

Result<std::int64_t> Call::event_number(std::string_view id) const {
  if (id == "0") return std::int64_t{0};
  if (const auto number = cursors.unseal(id, kEventPrint)) return *number;
  return Error{Errc::InvalidInput, "after: the id of an event is asked for, or 0 for all"};
}

Result<Json> Call::body() const {
  Json body = Json::parse(request.body, nullptr, false);
  if (body.is_object()) return body;
  return Error{Errc::InvalidInput, "the body must be a JSON object"};
}

Status Call::record(std::string_view action, std::string subject, std::string_view outcome) const {
  directory::Entry entry;
  entry.account = caller.name();
  entry.action = action;
  entry.subject = std::move(subject);
  entry.outcome = outcome;
  entry.peer = caller.peer;
  return parts.trail.write(std::move(entry));
}

}  // namespace noroshi::hub
