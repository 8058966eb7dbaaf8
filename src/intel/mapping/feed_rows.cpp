#include "intel/mapping/feed_rows.hpp"

#include <algorithm>

#include "intel/feeds/feed_forms.hpp"
#include "intel/feeds/text.hpp"
#include "intel/feeds/where.hpp"

namespace noroshi::mapping {
namespace {

using feeds::Column;
using Fields = std::vector<std::string>;

constexpr base::Micros kJapan = 9 * base::kHour;  // ahead of UTC, all year

RowVerdict skip(std::string_view reason) { return {RowVerdict::Kind::Skip, reason}; }
RowVerdict reject(std::string_view reason) { return {RowVerdict::Kind::Reject, reason}; }

// https://threatfox.abuse.ch/api/ calls these ioc_type.
RowVerdict read_threatfox(std::string_view kind, std::string_view value, FeedItem& item) {
  if (kind == "ip:port") return read_service(value, std::nullopt, item);
  if (kind == "url") return read_url(value, item);
  if (kind == "domain") return read_name(value, item);
  if (kind.ends_with("_hash")) return read_digest(value, item);
  return skip("another kind of indicator");
}

// A site that is nothing but phishing is listed by its root: then its name counts as well, for
// those who can block only names.  A URL with a path may stand on somebody else's site.
RowVerdict read_phishing(std::string_view text, FeedItem& item) {
  const bool has_scheme = text.find("://") != std::string_view::npos;
  if (!has_scheme && text.find_first_of("/?#") == std::string_view::npos) {
    return feeds::parse_where(text) ? read_service(text, std::nullopt, item)
                                    : read_name(text, item);
  }
  const std::string url = has_scheme ? std::string(text) : "http://" + std::string(text);
  if (const auto verdict = read_url(url, item); verdict.kind != RowVerdict::Kind::Use) {
    return verdict;
  }
  std::string_view site = std::string_view(url).substr(url.find("://") + 3);
  if (site.ends_with('/')) site.remove_suffix(1);
  FeedItem root;
  const auto of_root =
      feeds::parse_where(site) ? read_service(site, std::nullopt, root) : read_name(site, root);
  if (of_root.kind != RowVerdict::Kind::Use) return {};
  item.term.comparison = either(item.term.comparison, root.term.comparison);
  for (Json& one : root.term.observables) item.term.observables.push_back(std::move(one));
  return {};
}

// "a, b,c" → labels that are not there yet.
void add_words(std::string_view text, std::vector<std::string>& labels) {
  while (!text.empty()) {
    const std::string_view one = feeds::trimmed(text.substr(0, text.find(',')));
    text.remove_prefix(std::min(text.size(), text.find(',')) + (text.find(',') < text.size()));
    const bool known = std::find(labels.begin(), labels.end(), one) != labels.end();
    if (!one.empty() && !known) labels.emplace_back(one);
  }
}

bool read_date(std::string_view text, std::optional<feeds::FeedTime>& time) {
  text = feeds::trimmed(text);
  if (text.empty() || text == "unknown" || text == "-") return true;
  time = feeds::parse_feed_time(text);
  return time.has_value();
}

std::optional<RowForm> form_of(const feeds::Columns& columns,
                               const std::vector<std::string>& names) {
  const auto form = columns.form();
  if (form == feeds::Form::ThreatFoxCsv) return RowForm::ThreatFox;
  if (form != feeds::Form::UrlhausCsv) return std::nullopt;
  const bool described = std::find(names.begin(), names.end(), "description") != names.end();
  return described ? RowForm::Phishurl : RowForm::Urlhaus;
}

}  // namespace

RowReader::RowReader(const std::vector<std::string>& header) : columns_(header) {
  std::transform(header.begin(), header.end(), std::back_inserter(names_),
                 [](const std::string& name) { return lower(feeds::trimmed(name)); });
  form_ = form_of(columns_, names_);
}

std::string_view RowReader::field(const Fields& fields, std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  const auto index = static_cast<std::size_t>(found - names_.begin());
  if (index >= fields.size() || fields[index] == "None") return {};
  return fields[index];
}

RowVerdict RowReader::read_value(const Fields& fields, FeedItem& item) const {
  switch (*form_) {
    case RowForm::ThreatFox:
      return read_threatfox(columns_.field(fields, Column::IndicatorKind),
                            feeds::refanged(columns_.field(fields, Column::Indicator)), item);
    case RowForm::Urlhaus:
      return read_url(feeds::refanged(columns_.field(fields, Column::Url)), item);
    case RowForm::Phishurl:
      return read_phishing(feeds::refanged(columns_.field(fields, Column::Url)), item);
  }
  return {};
}

void RowReader::read_context(const Fields& fields, FeedItem& item) const {
  item.malicious = true;
  if (*form_ == RowForm::Phishurl) {
    item.labels = {"phishing"};
    // A brand may hold a comma: it is one word here.
    const std::string_view brand = feeds::trimmed(field(fields, "description"));
    if (!brand.empty()) item.labels.emplace_back(brand);
    // The list names no zone.  Its authors are in Japan: read as UTC, what they confirmed in the
    // morning would come true in the evening.
    if (item.first_seen && item.first_seen->span == 0) item.first_seen->instant -= kJapan;
    return;
  }
  add_words(columns_.field(fields, Column::Role), item.labels);
  add_words(field(fields, "tags"), item.labels);
  item.gone = columns_.field(fields, Column::Status) == "offline";
  if (*form_ == RowForm::ThreatFox) item.malware = columns_.field(fields, Column::Malware);
  if (item.malware == "Unknown malware") item.malware.clear();
  item.confidence = feeds::whole_number<int>(field(fields, "confidence_level"));
  if (item.confidence) item.confidence = std::clamp(*item.confidence, 0, 100);
  for (const std::string_view column : {"reference", "urlhaus_link", "urlhaus_reference"}) {
    const std::string_view url = field(fields, column);
    if (item.reference.empty() && feeds::parse_url_host(url).is_url) item.reference = url;
  }
}

RowVerdict RowReader::read(const Fields& fields, FeedItem& item) const {
  const RowVerdict verdict = read_value(fields, item);
  if (verdict.kind != RowVerdict::Kind::Use) return verdict;
  if (!read_date(columns_.field(fields, Column::FirstSeen), item.first_seen) ||
      !read_date(columns_.field(fields, Column::LastSeen), item.last_seen)) {
    return reject(feeds::reason::kDate);
  }
  read_context(fields, item);
  return {};
}

void split_object(const Json& object, Fields& names, Fields& fields) {
  names.clear();
  fields.clear();
  for (const auto& [name, value] : object.items()) {
    // The API and the export of ThreatFox call the value differently.
    names.push_back(name == "ioc" ? "ioc_value" : name);
    std::string text = text_of(object, name);
    if (value.is_array()) {
      for (const Json& one : value) {
        if (one.is_string()) text.append(text.empty() ? "" : ",").append(one.get<std::string>());
      }
    }
    fields.push_back(std::move(text));
  }
}

}  // namespace noroshi::mapping
