// ThreatFox, URLhaus, Feodo Tracker and dated CSV: one reader, told apart by their columns.
#include <algorithm>
#include <fmt/format.h>

#include "intel/feeds/columns.hpp"
#include "intel/feeds/csv.hpp"
#include "intel/feeds/feed_forms.hpp"
#include "intel/feeds/text.hpp"
#include "intel/feeds/where.hpp"

namespace noroshi::feeds {
namespace {

using io::Place;

constexpr std::size_t kMostPorts = 256;  // of one record

// What one record is: entries, or a reason why none.
struct Verdict {
  enum class Kind : std::uint8_t { Use, Skip, Reject };
  Kind kind = Kind::Use;
  std::string_view reason;
};

// "Last updated: 2024-04-04 07:03:03 UTC        #"
std::optional<base::Micros> published_of(std::string_view comment) {
  constexpr std::string_view kMark = "Last updated:";
  const auto mark = comment.find(kMark);
  if (mark == std::string_view::npos) return std::nullopt;
  comment.remove_prefix(mark + kMark.size());
  const auto time = parse_feed_time(comment.substr(0, comment.find('#')));
  return time ? std::optional(time->instant) : std::nullopt;
}

// The columns of the header, and what the comments before it say.
Result<Columns> find_columns(io::LineReader& lines, Feed& feed) {
  std::optional<Columns> columns;
  const auto is_header = [&](const std::vector<std::string>& names) {
    columns.emplace(names);
    const auto form = columns->form();
    if (form) feed.form = *form;
    return form.has_value();
  };
  const auto comment = [&](std::string_view text) {
    if (const auto published = published_of(text)) feed.published = published;
  };
  if (NOROSHI_TRY(find_header(lines, is_header, comment))) return *columns;
  return Error{
      Errc::InvalidInput,
      "no feed that is known: neither a header of ThreatFox (ioc_value, ioc_type), URLhaus "
      "(url, dateadded), Feodo Tracker (dst_ip, c2_status) or of dated CSV (ip, "
      "first_seen), nor Feodo Tracker's JSON, nor a list of endpoints"};
}

class CsvFeed {
 public:
  CsvFeed(const Columns& columns, Feed& feed) : columns_(columns), feed_(feed) {}

  Status take(const std::vector<std::string>& fields, Place place) {
    fields_ = &fields;
    place_ = place;
    const std::size_t before = feed_.entries.size();
    const Verdict verdict = entries();
    if (verdict.kind == Verdict::Kind::Use) {
      ++feed_.used;
      return {};
    }
    feed_.entries.resize(before);
    if (verdict.kind == Verdict::Kind::Reject) return feed_.rejects.add(verdict.reason, place);
    feed_.rejects.skip(verdict.reason, place);
    return {};
  }

 private:
  [[nodiscard]] std::string_view field(Column column) const {
    return columns_.field(*fields_, column);
  }

  static Verdict reject(std::string_view reason) { return {Verdict::Kind::Reject, reason}; }
  static Verdict skip(std::string_view reason) { return {Verdict::Kind::Skip, reason}; }

  Verdict entries() {
    switch (feed_.form) {
      case Form::ThreatFoxCsv:
        return indicator();
      case Form::UrlhausCsv:
        return url(refanged(field(Column::Url)));
      default:
        return address_and_ports();
    }
  }

  // https://threatfox.abuse.ch/api/ calls these ioc_type.
  Verdict indicator() {
    const std::string_view kind = field(Column::IndicatorKind);
    const std::string value = refanged(field(Column::Indicator));
    if (kind == "ip:port") {
      const auto where = parse_where(value);
      return where ? add(*where) : reject(reason::kAddress);
    }
    if (kind == "url") return url(value);
    if (kind == "domain") return skip(reason::kName);
    if (kind.ends_with("_hash")) return skip(reason::kHash);
    return skip(reason::kOther);
  }

  Verdict url(std::string_view text) {
    const auto host = parse_url_host(text);
    if (!host.is_url) return reject("URL is no URL");
    return host.where ? add(*host.where) : skip(reason::kName);
  }

  Verdict address_and_ports() {
    const auto where = parse_where(refanged(field(Column::Ip)));
    if (!where) return reject(reason::kAddress);
    const std::string_view ports = field(Column::Port);
    if (where->port || ports.empty()) return add(*where);
    return each_port(where->ip, ports);
  }

  // "443", "2450,3924,1004"; research groups also write "60-port pool".
  Verdict each_port(const net::Address& ip, std::string_view text) {
    const std::string_view whole = text;
    std::vector<std::uint16_t> ports;
    while (!text.empty()) {
      const std::string_view one = text.substr(0, text.find_first_of(",; "));
      text.remove_prefix(std::min(text.size(), one.size() + 1));
      if (one.empty()) continue;
      const auto port = whole_number<std::uint16_t>(one);
      if (!port || ports.size() == kMostPorts) return pool_of_ports(ip, whole);
      ports.push_back(*port);
    }
    for (const std::uint16_t port : ports) {
      if (const Verdict verdict = add({ip, port}); verdict.kind != Verdict::Kind::Use) {
        return verdict;
      }
    }
    return {};
  }

  Verdict pool_of_ports(const net::Address& ip, std::string_view text) {
    // A lone number that is none is a slip; anything else describes ports in words.
    if (text.find_first_not_of("0123456789-") == std::string_view::npos &&
        text.find('-', 1) == std::string_view::npos) {
      return reject(reason::kPort);
    }
    const Verdict verdict = add({ip, std::nullopt});
    if (verdict.kind == Verdict::Kind::Use) {
      feed_.remarks.skip("ports in words: listed by address", place_);
    }
    return verdict;
  }

  Verdict add(const Where& where) {
    if (where.ip.is_special()) return skip(reason::kNowhere);
    Entry entry;
    entry.ip = where.ip;
    entry.port = where.port;
    entry.place = place_;
    if (const auto proto = field(Column::Proto); !proto.empty()) {
      const auto number = model::parse_protocol(proto);
      if (!number.has_value()) return reject(reason::kProtocol);
      entry.proto = *number;
    }
    if (!read_date(Column::FirstSeen, entry.first_seen)) return reject(reason::kDate);
    if (!read_date(Column::LastSeen, entry.last_seen)) return reject(reason::kDate);
    entry.status = field(Column::Status);
    entry.malware = field(Column::Malware);
    entry.role = field(Column::Role);
    feed_.entries.push_back(std::move(entry));
    return {};
  }

  bool read_date(Column column, std::optional<FeedTime>& time) const {
    const std::string_view text = field(column);
    if (text.empty() || text == "unknown" || text == "-") return true;
    time = parse_feed_time(text);
    return time.has_value();
  }

  const Columns& columns_;
  Feed& feed_;
  const std::vector<std::string>* fields_ = nullptr;
  Place place_;
};

}  // namespace

Status read_csv_feed(io::Input& input, Feed& feed) {
  io::LineReader lines(input, feed.rejects);
  const Columns columns = NOROSHI_TRY(find_columns(lines, feed));
  CsvRecords records(lines, feed.rejects);
  CsvFeed reader(columns, feed);
  while (NOROSHI_TRY(records.next())) {
    ++feed.records;
    NOROSHI_CHECK(reader.take(records.fields(), records.place()));
  }
  feed.records += records.lost();
  return {};
}

}  // namespace noroshi::feeds
