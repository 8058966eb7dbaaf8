#include "intel/mapping/feed_objects.hpp"

#include <algorithm>
#include <functional>

#include "intel/feeds/csv.hpp"
#include "intel/feeds/feed.hpp"
#include "intel/feeds/text.hpp"
#include "intel/mapping/feed_item.hpp"
#include "intel/mapping/feed_rows.hpp"
#include "intel/mapping/misp.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"
#include "io/line_reader.hpp"
#include "io/whole_input.hpp"

namespace noroshi::mapping {
namespace {

using io::Place;

constexpr std::size_t kHead = 64 * 1024;  // enough for any banner before the first entry
constexpr std::string_view kUnknown =
    "no feed that is known: neither ThreatFox, URLhaus, Feodo Tracker (CSV or JSON), JPCERT "
    "phishurl CSV (date,URL,description), dated CSV (ip, first_seen), MISP, STIX 2.1, nor a list "
    "of addresses, networks, URLs, names or digests";

// One feed on its way to objects.
class Reader {
 public:
  Reader(std::string_view name, base::Micros fetched) : name_(name), fetched_(fetched) {}

  Result<FeedObjects> read(io::Input& input) {
    const std::string_view head = io::without_byte_order_mark(NOROSHI_TRY(input.window(kHead)));
    const auto first = head.find_first_not_of(feeds::kBlank);
    const bool is_json =
        first != std::string_view::npos && (head[first] == '{' || head[first] == '[');
    NOROSHI_CHECK(is_json ? read_json(input) : read_text(input, head));
    if (!items_done_) feed_.objects = items_.objects(name_, fetched_);
    return std::move(feed_);
  }

 private:
  void take(FeedItem item, const RowVerdict& verdict, Place place) {
    ++feed_.records;
    if (verdict.kind == RowVerdict::Kind::Skip) {
      feed_.rejects.skip(verdict.reason, place);
    } else if (verdict.kind == RowVerdict::Kind::Reject) {
      // Never an Error: these Rejects are not strict.
      static_cast<void>(feed_.rejects.add(verdict.reason, place));
    } else {
      ++feed_.used;
      items_.add(std::move(item));
    }
  }

  // ---- text

  Status read_text(io::Input& input, std::string_view head) {
    const auto probe = io::Input::over(head);
    io::Rejects ignored;
    io::LineReader lines(*probe, ignored);
    std::optional<RowReader> rows;
    std::optional<feeds::Form> addresses;
    const auto is_header = [&](const std::vector<std::string>& names) {
      rows.emplace(names);
      addresses = feeds::Columns(names).form();
      return rows->form() || addresses;
    };
    const auto no_comment = [](std::string_view) {};
    if (!NOROSHI_TRY(feeds::find_header(lines, is_header, no_comment))) {
      return is_digest_index(head) ? count_digests(input) : read_list(input, head);
    }
    return rows->form() ? read_rows(input, *rows) : read_addresses(input);
  }

  Status read_rows(io::Input& input, const RowReader& rows) {
    feed_.form = name_of(*rows.form()) + " CSV";
    io::LineReader lines(input, feed_.rejects);
    static_cast<void>(NOROSHI_TRY(feeds::find_header(
        lines,
        [](const std::vector<std::string>& names) { return RowReader(names).form().has_value(); },
        [](std::string_view) {})));
    feeds::CsvRecords records(lines, feed_.rejects);
    while (NOROSHI_TRY(records.next())) {
      FeedItem item;
      const auto verdict = rows.read(records.fields(), item);
      take(std::move(item), verdict, records.place());
    }
    feed_.records += records.lost();
    return {};
  }

  static std::string name_of(RowForm form) {
    if (form == RowForm::ThreatFox) return "ThreatFox";
    return form == RowForm::Urlhaus ? "URLhaus" : "JPCERT phishurl";
  }

  // Forms that speak of addresses only: intel/feeds reads them.
  Status read_addresses(io::Input& input) {
    auto feed = NOROSHI_TRY(feeds::read_feed(input));
    feed_.form = feeds::name_of(feed.form);
    feed_.records = feed.records;
    feed_.used = feed.used;
    feed_.rejects = std::move(feed.rejects);
    for (const feeds::Entry& entry : feed.entries) items_.add(item_of(entry));
    return {};
  }

  static FeedItem item_of(const feeds::Entry& entry) {
    FeedItem item;
    item.term = service_term(entry.ip, entry.port, entry.proto);
    item.name = entry.ip.to_string();
    if (entry.port) {
      item.name = entry.ip.is_v4() ? item.name : "[" + item.name + "]";
      item.name += ":" + std::to_string(*entry.port);
    }
    item.first_seen = entry.first_seen;
    item.last_seen = entry.last_seen;
    item.malicious = true;
    item.gone = entry.status == "offline";
    item.malware = entry.malware;
    if (!entry.role.empty()) item.labels.push_back(entry.role);
    return item;
  }

  Status read_list(io::Input& input, std::string_view head) {
    if (!begins_as_list(head)) return Error{Errc::InvalidInput, std::string(kUnknown)};
    feed_.form = "list";
    io::LineReader lines(input, feed_.rejects);
    while (const auto line = NOROSHI_TRY(lines.next())) {
      const std::string_view text = said(*line);
      if (text.empty()) continue;
      FeedItem item;
      const auto verdict = read_line(text, item);
      take(std::move(item), verdict, lines.place());
    }
    return {};
  }

  // A line without its comment.  "#" alone may stand in a URL.
  static std::string_view said(std::string_view line) {
    if (feeds::trimmed(line).starts_with('#')) return {};
    const auto comment = std::min(line.find(" #"), line.find("\t#"));
    return feeds::trimmed(line.substr(0, comment));
  }

  // Whether the first line that says anything is one of a list; an empty file is an empty list.
  static bool begins_as_list(std::string_view head) {
    while (!head.empty()) {
      const std::string_view line = head.substr(0, head.find('\n'));
      head.remove_prefix(std::min(head.size(), line.size() + 1));
      if (said(line).empty()) continue;
      FeedItem item;
      return read_line(said(line), item).kind != RowVerdict::Kind::Reject;
    }
    return true;
  }

  // "hashes.csv" of a MISP feed: MD5 of each value, and the event that has it.
  static bool is_digest_index(std::string_view head) {
    const std::string_view line = feeds::trimmed(head.substr(0, head.find('\n')));
    const auto comma = line.find(',');
    return comma == 32 && digest(line.substr(0, comma), 32) && stix::is_uuid(line.substr(33));
  }

  Status count_digests(io::Input& input) {
    feed_.form = "MISP hashes.csv";
    io::LineReader lines(input, feed_.rejects);
    while (NOROSHI_TRY(lines.next())) {
      ++feed_.records;
      feed_.rejects.skip("digest of a value: for look-ups, it names nothing", lines.place());
    }
    return {};
  }

  // ---- JSON

  Status read_json(io::Input& input) {
    const std::string_view text = io::without_byte_order_mark(NOROSHI_TRY(io::whole(input)));
    const Json json = NOROSHI_TRY(parse_document(text));
    if (is_stix(json)) return pass_stix(text);
    if (is_misp(json)) return read_misp(text);
    if (is_manifest(json)) return count_manifest(json);
    const auto records = records_of(json);
    const bool addresses =
        json.is_array() && (records.empty() || records[0]->contains("ip_address"));
    if (addresses) {
      const auto again = io::Input::over(text);
      return read_addresses(*again);
    }
    return read_records(records);
  }

  static bool is_stix(const Json& json) {
    const Json& first = json.is_array() && !json.empty() ? json[0] : json;
    const std::string id = text_of(first, "id");
    return text_of(first, "type") == "bundle" || part_of(first, "objects").is_array() ||
           (!text_of(first, "type").empty() && id.starts_with(text_of(first, "type") + "--"));
  }

  static bool is_misp(const Json& json) {
    const Json& first = json.is_array() && !json.empty() ? json[0] : json;
    return part_of(first, "Event").is_object() || json.contains("response");
  }

  // manifest.json of a MISP feed: UUID → what the event is about; events are files of their own.
  static bool is_manifest(const Json& json) {
    if (!json.is_object() || json.empty()) return false;
    const Json& first = *json.begin();
    return first.contains("info") && stix::is_uuid(json.begin().key());
  }

  Status pass_stix(std::string_view text) {
    feed_.form = "STIX 2.1";
    auto reading = NOROSHI_TRY(stix::read_objects(text));
    feed_.records = reading.seen;
    feed_.used = reading.objects.size();
    for (std::size_t i = 0; i < reading.refused.size(); ++i) {
      static_cast<void>(
          feed_.rejects.add("object breaks a rule of STIX 2.1", {Place::Unit::Entry, i + 1}));
    }
    for (auto& object : reading.objects) feed_.objects.push_back(std::move(object.text));
    items_done_ = true;
    return {};
  }

  Status read_misp(std::string_view text) {
    feed_.form = "MISP";
    auto from = NOROSHI_TRY(from_misp(text));
    feed_.records = from.attributes;
    feed_.used = from.mapped;
    feed_.rejects = std::move(from.rejects);
    feed_.objects = std::move(from.objects);
    items_done_ = true;
    return {};
  }

  Status count_manifest(const Json& json) {
    feed_.form = "MISP manifest";
    feed_.records = json.size();
    feed_.rejects.skip("event in a file of its own", {Place::Unit::Entry, 1}, json.size());
    return {};
  }

  // abuse.ch: {"1234": [{…}], …}, {"query_status": "ok", "data": [{…}]}, {"urls": [{…}]}, [{…}]
  static std::vector<const Json*> records_of(const Json& json) {
    std::vector<const Json*> records;
    const auto take_all = [&](const Json& list) {
      for (const Json& one : list) {
        if (one.is_object()) records.push_back(&one);
      }
    };
    if (json.is_array()) take_all(json);
    if (!json.is_object()) return records;
    for (const auto& [name, value] : json.items()) {
      if (value.is_array()) take_all(value);
    }
    return records;
  }

  Status read_records(const std::vector<const Json*>& records) {
    std::vector<std::string> names;
    std::vector<std::string> fields;
    for (const Json* one : records) {
      split_object(*one, names, fields);
      const RowReader rows(names);
      if (feed_.form.empty()) {
        if (!rows.form()) return Error{Errc::InvalidInput, std::string(kUnknown)};
        feed_.form = name_of(*rows.form()) + " JSON";
      }
      FeedItem item;
      const auto verdict = rows.form()
                               ? rows.read(fields, item)
                               : RowVerdict{RowVerdict::Kind::Reject, "record without its columns"};
      take(std::move(item), verdict, {Place::Unit::Entry, feed_.records + 1});
    }
    if (feed_.form.empty()) return Error{Errc::InvalidInput, std::string(kUnknown)};
    return {};
  }

  std::string_view name_;
  base::Micros fetched_;
  FeedObjects feed_;
  FeedItems items_;
  bool items_done_ = false;  // the objects are there already
};

}  // namespace

Result<FeedObjects> read_feed_objects(io::Input& input, std::string_view name,
                                      base::Micros fetched) {
  if (NOROSHI_TRY(input.window(4)).starts_with("PK\x03\x04")) {
    return Error{Errc::InvalidInput,
                 input.name() + ": a ZIP archive; unpack it first (unzip -p FILE > feed.csv)"};
  }
  return Reader(name, fetched).read(input).within(input.name());
}

}  // namespace noroshi::mapping
