// Feodo Tracker's ipblocklist.json: an array of objects with ip_address, port, status, first_seen,
// last_online, malware, and others that say nothing of when and where.
#include <nlohmann/json.hpp>

#include "intel/feeds/feed_forms.hpp"
#include "intel/feeds/text.hpp"
#include "intel/feeds/where.hpp"
#include "io/line_reader.hpp"
#include "io/whole_input.hpp"

namespace noroshi::feeds {
namespace {

using Json = nlohmann::json;

// A text or number as text; empty for null and for what is not there.
std::string text_of(const Json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_integer() ? found->dump() : std::string{};
}

bool read_date(const Json& object, const char* member, std::optional<FeedTime>& time) {
  const std::string text = text_of(object, member);
  if (trimmed(text).empty()) return true;
  time = parse_feed_time(text);
  return time.has_value();
}

// The reason why it is no entry, or nothing.
std::string_view read_entry(const Json& json, Entry& entry) {
  if (!json.is_object()) return "entry is no object";
  const auto where = parse_where(text_of(json, "ip_address"));
  if (!where) return reason::kAddress;
  entry.ip = where->ip;
  if (const std::string port = text_of(json, "port"); !port.empty()) {
    entry.port = whole_number<std::uint16_t>(port);
    if (!entry.port) return reason::kPort;
  }
  if (!read_date(json, "first_seen", entry.first_seen)) return reason::kDate;
  if (!read_date(json, "last_online", entry.last_seen)) return reason::kDate;
  entry.status = text_of(json, "status");
  entry.malware = text_of(json, "malware");
  return {};
}

}  // namespace

Status read_feodo_json(io::Input& input, Feed& feed) {
  feed.form = Form::FeodoJson;
  const std::string_view text = io::without_byte_order_mark(NOROSHI_TRY(io::whole(input)));
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    return Error{Errc::InvalidInput, "Feodo Tracker's JSON: it is no JSON, or was cut short"};
  }
  // Anything else of JSON is something else; an empty array is a feed that lists nothing now.
  if (!json.is_array() || (!json.empty() && !json[0].contains("ip_address"))) {
    return Error{Errc::InvalidInput,
                 "JSON that is no array of objects with ip_address, as Feodo Tracker has it"};
  }
  for (const Json& one : json) {
    Entry entry;
    entry.place = {io::Place::Unit::Entry, feed.records + 1};
    const std::string_view reason = read_entry(one, entry);
    NOROSHI_CHECK(take(feed, std::move(entry), reason));
  }
  return {};
}

}  // namespace noroshi::feeds
