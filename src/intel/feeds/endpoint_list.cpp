// Plain lists of servers, one a line: what operators exchange, and what firewalls load.
#include <algorithm>

#include "intel/feeds/csv.hpp"
#include "intel/feeds/feed_forms.hpp"
#include "intel/feeds/text.hpp"
#include "intel/feeds/where.hpp"
#include "io/line_reader.hpp"

namespace noroshi::feeds {
namespace {

// A line without its comment.
std::string_view said(std::string_view line) { return trimmed(line.substr(0, line.find('#'))); }

// "192.0.2.7:443/tcp" → the protocol behind the slash.
bool take_protocol(std::string_view& text, std::optional<std::uint8_t>& proto) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return true;
  const std::string_view word = text.substr(slash + 1);
  // A number there is the length of a prefix: a network, and no server.
  const bool is_number = word.find_first_not_of("0123456789") == std::string_view::npos;
  const auto number = model::parse_protocol(word);
  if (is_number || !number.has_value()) return false;
  proto = *number;
  text = text.substr(0, slash);
  return true;
}

// The reason why the fields are no entry, or nothing.
std::string_view read_fields(const std::vector<std::string>& fields, Entry& entry) {
  const std::string whole = refanged(fields[0]);
  std::string_view first = whole;
  if (!take_protocol(first, entry.proto)) return reason::kProtocol;
  const auto where = parse_where(first);
  if (!where || fields.size() > 3) return reason::kAddress;
  entry.ip = where->ip;
  entry.port = where->port;
  if (fields.size() > 1 && !fields[1].empty()) {
    entry.port = whole_number<std::uint16_t>(fields[1]);
    if (!entry.port) return reason::kPort;
  }
  if (fields.size() > 2 && !fields[2].empty()) {
    const auto proto = model::parse_protocol(fields[2]);
    if (!proto.has_value()) return reason::kProtocol;
    entry.proto = *proto;
  }
  return {};
}

}  // namespace

bool is_endpoint_list(std::string_view head) {
  head = io::without_byte_order_mark(head);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find('\n'));
    head.remove_prefix(std::min(head.size(), line.size() + 1));
    if (said(line).empty()) continue;
    std::vector<std::string> fields;
    Entry entry;
    return split_record(said(line), fields) && read_fields(fields, entry).empty();
  }
  return false;
}

Status read_endpoint_list(io::Input& input, Feed& feed) {
  feed.form = Form::EndpointList;
  io::LineReader lines(input, feed.rejects);
  std::vector<std::string> fields;
  while (const auto line = NOROSHI_TRY(lines.next())) {
    const std::string_view text = said(*line);
    if (text.empty()) continue;
    Entry entry;
    entry.place = lines.place();
    const std::string_view reason =
        split_record(text, fields) ? read_fields(fields, entry) : reason::kAddress;
    NOROSHI_CHECK(take(feed, std::move(entry), reason));
  }
  return {};
}

}  // namespace noroshi::feeds
