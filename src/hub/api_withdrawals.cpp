// What was taken back, for those who received it and cannot listen to events all the time.
#include <nlohmann/json.hpp>

#include "hub/api_call.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kEventsAtOnce = 1'000;

std::string_view name_of(archive::Event::Kind kind) {
  if (kind == archive::Event::Kind::Retracted) return "retracted";
  if (kind == archive::Event::Kind::Expired) return "expired";
  return "deleted";
}

bool takes_back(const archive::Event& event) {
  return event.kind != archive::Event::Kind::Added && event.kind != archive::Event::Kind::Released;
}

Json withdrawal_json(const archive::Event& event) {
  return {{"id", event.id}, {"kind", name_of(event.kind)}, {"at", stix::timestamp(event.at)}};
}

/// Goes on after `after` until `limit` were found or there are no more events; false: no more.
Result<bool> collect(const Call& call, std::size_t limit, std::int64_t& after, Json& items) {
  for (;;) {
    const auto events =
        NOROSHI_TRY(call.parts.archive.events(call.caller.viewer, after, kEventsAtOnce));
    for (const archive::Event& event : events) {
      if (items.size() == limit) return true;
      after = event.number;
      // Another's word on it, or another revision, may still be there.
      const bool gone = takes_back(event) && !call.parts.archive.find(call.caller.viewer, event.id);
      if (gone) items.push_back(withdrawal_json(event));
    }
    if (events.size() < kEventsAtOnce) return false;
  }
}

Result<http::Response> withdrawals(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto limit = NOROSHI_TRY(call.limit());
  auto after = NOROSHI_TRY(call.event_number(call.query.value("after").value_or("0")));
  Json items = Json::array();
  const bool more = NOROSHI_TRY(collect(call, limit, after, items));
  return json_answer({{"items", std::move(items)},
                      {"after", after == 0 ? "0" : call.event_id(after)},
                      {"more", more}});
}

}  // namespace

std::vector<Route> withdrawal_routes() { return {{"GET", "/withdrawals", withdrawals}}; }

}  // namespace noroshi::hub
