#include "intel/feeds/columns.hpp"

#include <algorithm>

#include "intel/feeds/text.hpp"

namespace noroshi::feeds {
namespace {

struct Name {
  Column column;
  std::string_view name;
};

// Of several names for one column the first that a header has is taken.
constexpr std::array kNames{
    Name{Column::Indicator, "ioc_value"},
    Name{Column::IndicatorKind, "ioc_type"},
    Name{Column::Url, "url"},
    Name{Column::Ip, "ip"},
    Name{Column::Ip, "ip_address"},
    Name{Column::Ip, "dst_ip"},
    Name{Column::Ip, "address"},
    Name{Column::Ip, "ipv4"},
    Name{Column::Ip, "c2_ip"},
    Name{Column::Port, "port"},
    Name{Column::Port, "dst_port"},
    Name{Column::Port, "c2_port"},
    Name{Column::Proto, "proto"},
    Name{Column::Proto, "protocol"},
    Name{Column::FirstSeen, "first_seen_utc"},
    Name{Column::FirstSeen, "first_seen"},
    Name{Column::FirstSeen, "firstseen"},
    Name{Column::FirstSeen, "dateadded"},
    Name{Column::FirstSeen, "date_added"},
    Name{Column::FirstSeen, "observed"},
    Name{Column::FirstSeen, "date"},
    Name{Column::LastSeen, "last_seen_utc"},
    Name{Column::LastSeen, "last_seen"},
    Name{Column::LastSeen, "lastseen"},
    Name{Column::LastSeen, "last_online"},
    Name{Column::Status, "status"},
    Name{Column::Status, "url_status"},
    Name{Column::Status, "c2_status"},
    Name{Column::Malware, "malware_printable"},
    Name{Column::Malware, "malware"},
    Name{Column::Malware, "family"},
    Name{Column::Malware, "fk_malware"},
    Name{Column::Malware, "tags"},
    Name{Column::Role, "threat_type"},
    Name{Column::Role, "role"},
    Name{Column::Role, "threat"},
};

std::string plain(std::string_view text) {
  std::string result(trimmed(text));
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c | 0x20);
    return c == ' ' || c == '-' ? '_' : c;
  });
  return result;
}

}  // namespace

Columns::Columns(const std::vector<std::string>& header) {
  std::vector<std::string> names;
  std::transform(header.begin(), header.end(), std::back_inserter(names), plain);
  for (const Name& known : kNames) {
    auto& index = indexes_[static_cast<std::size_t>(known.column)];
    const auto found = std::find(names.begin(), names.end(), known.name);
    if (index || found == names.end()) continue;
    index = static_cast<std::size_t>(found - names.begin());
    if (known.name == "c2_status") feodo_ = true;
  }
}

std::optional<Form> Columns::form() const {
  if (has(Column::Indicator) && has(Column::IndicatorKind)) return Form::ThreatFoxCsv;
  if (has(Column::Url) && has(Column::FirstSeen)) return Form::UrlhausCsv;
  if (has(Column::Ip) && feodo_) return Form::FeodoCsv;
  if (has(Column::Ip)) return Form::DatedCsv;
  return std::nullopt;
}

std::string_view Columns::field(const std::vector<std::string>& fields, Column column) const {
  const auto& index = at(column);
  if (!index || *index >= fields.size()) return {};
  const std::string_view text = fields[*index];
  return text == "None" ? std::string_view{} : text;
}

}  // namespace noroshi::feeds
