#include "intel/feeds/feed.hpp"

#include <algorithm>

#include "intel/feeds/feed_forms.hpp"
#include "intel/feeds/text.hpp"
#include "io/line_reader.hpp"

namespace noroshi::feeds {
namespace {

constexpr std::size_t kHead = 64 * 1024;  // enough for any banner before the first entry

using Read = Status (*)(io::Input& input, Feed& feed);

// An array of objects is Feodo Tracker's; CSV never begins with a bracket.
bool is_json(std::string_view head) {
  head = io::without_byte_order_mark(head);
  const auto first = head.find_first_not_of(kBlank);
  return first != std::string_view::npos && (head[first] == '[' || head[first] == '{');
}

Read choose(std::string_view head) {
  if (is_json(head)) return read_feodo_json;
  return is_endpoint_list(head) ? read_endpoint_list : read_csv_feed;
}

}  // namespace

std::string_view name_of(Form form) {
  switch (form) {
    case Form::ThreatFoxCsv:
      return "ThreatFox CSV";
    case Form::UrlhausCsv:
      return "URLhaus CSV";
    case Form::FeodoCsv:
      return "Feodo Tracker CSV";
    case Form::FeodoJson:
      return "Feodo Tracker JSON";
    case Form::DatedCsv:
      return "dated CSV";
    case Form::EndpointList:
      return "endpoint list";
  }
  return {};
}

std::optional<base::Micros> Feed::newest() const {
  std::optional<base::Micros> newest = published;
  for (const Entry& entry : entries) {
    for (const auto& seen : {entry.first_seen, entry.last_seen}) {
      if (seen) newest = std::max(newest.value_or(seen->instant), seen->instant);
    }
  }
  return newest;
}

Status take(Feed& feed, Entry entry, std::string_view reason) {
  ++feed.records;
  if (!reason.empty()) return feed.rejects.add(reason, entry.place);
  if (entry.ip.is_special()) {
    feed.rejects.skip(reason::kNowhere, entry.place);
    return {};
  }
  ++feed.used;
  feed.entries.push_back(std::move(entry));
  return {};
}

Result<Feed> read_feed(io::Input& input, bool strict) {
  // abuse.ch packs its full exports so (APPNOTE.TXT, section 4.3.7).
  if (NOROSHI_TRY(input.window(4)).starts_with("PK\x03\x04")) {
    return Error{Errc::InvalidInput,
                 input.name() + ": a ZIP archive; unpack it first (unzip -p FILE > feed.csv)"};
  }
  Feed feed;
  feed.name = input.name();
  feed.rejects = io::Rejects(strict);
  const Read read = choose(NOROSHI_TRY(input.window(kHead)));
  NOROSHI_CHECK(read(input, feed).within(input.name()));
  feed.damage = input.damage();
  return feed;
}

}  // namespace noroshi::feeds
