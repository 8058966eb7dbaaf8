// What was taken back, for those who received it and cannot listen to events all the time.
#include <charconv>
#include <fmt/format.h>
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

Result<http::Response> withdrawals(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto limit = NOROSHI_TRY(call.limit());
  const std::string_view text = call.query.value("after").value_or("0");
  std::int64_t after = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), after);
  if (failure != std::errc{} || end != text.data() + text.size() || after < 0) {
    return Error{Errc::InvalidInput, "after: the number of an event is asked for"};
  }
  Json items = Json::array();
  bool more = true;
  while (more && items.size() < limit) {
    const auto events =
        NOROSHI_TRY(call.parts.archive.events(call.caller.viewer, after, kEventsAtOnce));
    more = events.size() == kEventsAtOnce;
    for (const archive::Event& event : events) {
      if (items.size() == limit) {
        more = true;
        break;
      }
      after = event.number;
      if (!takes_back(event)) continue;
      items.push_back({{"number", event.number},
                       {"id", event.id},
                       {"kind", name_of(event.kind)},
                       {"at", stix::timestamp(event.at)}});
    }
  }
  return json_answer(
      {{"items", std::move(items)}, {"after", std::to_string(after)}, {"more", more}});
}

}  // namespace

std::vector<Route> withdrawal_routes() { return {{"GET", "/withdrawals", withdrawals}}; }

}  // namespace noroshi::hub
