// Shadowserver's event4 and event6 reports: CSV with a header, times in UTC without a zone.
#include <algorithm>
#include <map>

#include "act/notify/events.hpp"
#include "act/notify/reported_host.hpp"
#include "intel/feeds/csv.hpp"

namespace noroshi::notify {
namespace {

/// "2026-01-14 03:04:05", with or without a fraction, is UTC.
std::optional<base::Micros> instant_of(std::string text) {
  if (text.size() >= 19 && text[10] == ' ') text[10] = 'T';
  if (!text.ends_with('Z')) text += 'Z';
  return base::parse_rfc3339(text);
}

std::optional<std::uint8_t> protocol_of(std::string_view name) {
  if (name.empty() || name == "tcp") return std::uint8_t{6};
  if (name == "udp") return std::uint8_t{17};
  if (name == "icmp") return std::uint8_t{1};
  return std::nullopt;
}

class ShadowserverReader final : public EventReader {
 public:
  ShadowserverReader(io::Input& input, io::Rejects& rejects, const EventOptions& options)
      : lines_(input, rejects), records_(lines_, rejects), rejects_(rejects), options_(options) {}

  Status read_header() {
    const bool found = NOROSHI_TRY(records_.next());
    for (std::size_t i = 0; found && i < records_.fields().size(); ++i) {
      columns_.emplace(records_.fields()[i], i);
    }
    if (columns_.contains("timestamp") && columns_.contains("src_ip")) return {};
    return Error{Errc::InvalidInput, "the first line names no columns timestamp and src_ip"};
  }

  Result<bool> next(Incoming& event) override {
    while (NOROSHI_TRY(records_.next())) {
      Reported report;
      const std::string_view fault = read(report);
      if (!fault.empty()) {
        NOROSHI_CHECK(rejects_.add(fault, records_.place()));
        continue;
      }
      event.host = host_of(report);
      event.body = model::to_json(event.host);
      return true;
    }
    return false;
  }
  [[nodiscard]] std::string_view form() const override { return "shadowserver"; }

 private:
  [[nodiscard]] std::string field(std::string_view name) const {
    const auto found = columns_.find(name);
    if (found == columns_.end() || found->second >= records_.fields().size()) return {};
    return records_.fields()[found->second];
  }

  /// What is wrong with the record; empty: nothing.
  std::string_view read(Reported& report) const {
    const auto time = instant_of(field("timestamp"));
    if (!time) return "timestamp is no time";
    const auto address = net::Address::parse(field("src_ip"));
    if (!address) return "src_ip is no address";
    const auto protocol = protocol_of(field("protocol"));
    if (!protocol) return "protocol is not tcp, udp or icmp";
    report.address = *address;
    report.time = report.first_seen = *time;
    report.clock_error = options_.clock_error;
    report.protocol = *protocol;
    report.source_port = port_of(field("src_port"));
    report.destination = net::Address::parse(field("dst_ip")).value_or(net::Address());
    report.destination_port = port_of(field("dst_port")).value_or(0);
    report.family = family_word(named());
    report.packets = 1;
    report.sensor = "shadowserver";
    report.method = "shadowserver";
    return {};
  }

  [[nodiscard]] std::string named() const {
    for (const std::string_view column : {"infection", "family", "tag"}) {
      auto name = field(column);
      if (!name.empty()) return name;
    }
    return {};
  }

  io::LineReader lines_;
  feeds::CsvRecords records_;
  io::Rejects& rejects_;
  EventOptions options_;
  std::map<std::string, std::size_t, std::less<>> columns_;
};

}  // namespace

Result<EventReaderPtr> make_shadowserver_reader(io::Input& input, io::Rejects& rejects,
                                                const EventOptions& options) {
  auto reader = std::make_unique<ShadowserverReader>(input, rejects, options);
  NOROSHI_CHECK(reader->read_header().within(input.name()));
  return EventReaderPtr(std::move(reader));
}

}  // namespace noroshi::notify
