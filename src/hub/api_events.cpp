// Events as they happen: server-sent events, taken up again where a listener stopped.
#include <fmt/format.h>

#include "hub/access/credentials.hpp"
#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "hub/broadcast.hpp"

namespace noroshi::hub {
namespace {

/// Where the listener stopped: Last-Event-ID, or `after`; without either, from now on.
Result<std::int64_t> after_of(const Call& call) {
  std::string_view text = call.request.header("last-event-id");
  if (text.empty()) text = call.query.value("after").value_or("");
  if (text.empty()) return call.parts.archive.newest_event();
  return call.event_number(text);
}

/// A stream may outlive the key or the session that opened it, and must not.
std::function<bool()> proof_of(const Call& call) {
  const auto shown = access::read_credentials(call.request);
  if (!shown) return {};
  directory::Directory& directory = call.parts.directory;
  if (!shown->key.empty()) {
    return [&directory, key = shown->key] { return directory.check_key(key).has_value(); };
  }
  if (call.caller.way == access::Way::Session) {
    return [&directory, session = shown->session] {
      return directory.check_session(session).has_value();
    };
  }
  return {};
}

Result<http::Response> listen(const Call& call, const std::shared_ptr<Broadcast>& broadcast) {
  NOROSHI_CHECK(call.may_read());
  if (call.request.method == "HEAD") return http::Response{.content_type = "text/event-stream"};
  Listener listener;
  listener.account = call.caller.account ? call.caller.account->name : "";
  listener.still = proof_of(call);
  listener.after = NOROSHI_TRY(after_of(call));
  listener.types = call.query.list("type");
  for (const std::string& name : call.query.list("collection")) {
    const auto collection = NOROSHI_TRY(collection_named(call.parts, call.caller, name));
    listener.collections.push_back(collection.id);
  }
  http::Response response{
      .content_type = "text/event-stream",
      .body = fmt::format("retry: 2000\nid: {}\n\n", call.event_id(listener.after))};
  response.stream = [broadcast, listener](std::shared_ptr<http::Outlet> outlet) mutable {
    listener.outlet = std::move(outlet);
    broadcast->join(std::move(listener));
  };
  return response;
}

}  // namespace

std::vector<Route> event_routes(Parts& parts, Counters& counters, const Cursors& cursors) {
  auto broadcast = std::make_shared<Broadcast>(parts, counters, cursors);
  return {{"GET", "/events", [broadcast](const Call& call) { return listen(call, broadcast); }}};
}

}  // namespace noroshi::hub
