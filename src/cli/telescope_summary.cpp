#include "cli/telescope_summary.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>

#include "base/json_string.hpp"
#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "model/finding.hpp"

namespace noroshi::cli {
namespace {

constexpr std::size_t kPortsShown = 10;
constexpr std::size_t kSourcesShown = 5;

std::string share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// "23/tcp"; ICMP has types and codes instead of ports.
std::string port_name(std::uint32_t key) {
  const auto protocol = static_cast<std::uint8_t>(key >> 16);
  const std::uint32_t port = key & 0xFFFF;
  if (protocol == model::kIcmp || protocol == model::kIcmpV6) {
    return fmt::format("{}.{}/{}", port / 256, port % 256, model::protocol_name(protocol));
  }
  return fmt::format("{}/{}", port, model::protocol_name(protocol));
}

}  // namespace

void HostCount::note(std::uint64_t hash) {
  if (!registers_.empty()) return base::note_distinct(registers_, hash);
  const auto place = std::lower_bound(few_.begin(), few_.end(), hash);
  if (place != few_.end() && *place == hash) return;
  few_.insert(place, hash);
  if (few_.size() <= kFew) return;
  registers_.resize(kRegisters);
  for (const std::uint64_t one : few_) base::note_distinct(registers_, one);
  few_ = {};
}

std::uint64_t HostCount::count() const {
  if (registers_.empty()) return few_.size();
  return static_cast<std::uint64_t>(std::llround(base::estimate_distinct(registers_)));
}

void TelescopeSummary::note(const model::TelescopeRecord& record) {
  std::visit([this](const auto& one) { note(one); }, record);
}

void TelescopeSummary::note(const model::ScanEvent& event) {
  ++(event.scanner.empty() ? events_ : research_events_);
  if (!event.scanner.empty()) return;
  const std::uint64_t source = net::hash(event.source);
  sources_.note(source);
  heaviest_.note(event.source, event.packets);
  Port& port = ports_[static_cast<std::uint32_t>(event.protocol) << 16 | event.port];
  port.packets += event.packets;
  port.hosts.note(source);
  if (!event.amplifier.empty()) amplifiers_[event.amplifier] += event.packets;
}

void TelescopeSummary::note(const model::DosVictim&) { ++victims_; }

void TelescopeSummary::note(const model::TelescopeHour& hour) {
  packets_ += hour.packets;
  lost_ += hour.lost;
  evicted_events_ += hour.evicted_events;
  evicted_victims_ += hour.evicted_victims;
  evicted_packets_ += hour.evicted_packets;
  for (const auto& [name, count] : hour.classes) classes_[name] += count;
}

std::vector<TelescopeSummary::PortRow> TelescopeSummary::top_ports() const {
  std::vector<PortRow> rows;
  for (const auto& [key, port] : ports_) {
    rows.push_back({port_name(key), port.hosts.count(), port.packets});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const PortRow& a, const PortRow& b) {
    return a.hosts != b.hosts ? a.hosts > b.hosts : a.packets > b.packets;
  });
  rows.resize(std::min(rows.size(), kPortsShown));
  return rows;
}

std::string TelescopeSummary::classes_table(Language language, bool colour) const {
  static constexpr Text kClass{"class", "分類"};
  static constexpr Text kPackets{"packets", "パケット"};
  static constexpr Text kShare{"share", "割合"};
  using enum Table::Align;
  Table table({{std::string(kClass.in(language)), Left},
               {std::string(kPackets.in(language)), Right},
               {std::string(kShare.in(language)), Right}});
  std::vector<std::pair<std::string, std::uint64_t>> rows(classes_.begin(), classes_.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [name, count] : rows) {
    table.add({name, grouped(count), share(count, packets_)});
  }
  return table.text(colour);
}

std::string TelescopeSummary::ports_table(Language language, bool colour) const {
  static constexpr Text kPort{"port", "ポート"};
  static constexpr Text kHosts{"hosts", "ホスト"};
  static constexpr Text kPackets{"packets", "パケット"};
  using enum Table::Align;
  Table table({{std::string(kPort.in(language)), Left},
               {std::string(kHosts.in(language)), Right},
               {std::string(kPackets.in(language)), Right}});
  for (const PortRow& row : top_ports()) {
    table.add({row.port, grouped(row.hosts), grouped(row.packets)});
  }
  return table.text(colour);
}

std::string TelescopeSummary::sources_table(Language language, bool colour) const {
  static constexpr Text kSource{"source", "送信元"};
  static constexpr Text kPackets{"packets", "パケット"};
  using enum Table::Align;
  Table table(
      {{std::string(kSource.in(language)), Left}, {std::string(kPackets.in(language)), Right}});
  for (const auto& [source, packets, error] : heaviest_.top(kSourcesShown)) {
    // What came before the source was noticed may not have been its own.
    table.add({source.to_string(), (error == 0 ? "" : "≤ ") + grouped(packets)});
  }
  return table.text(colour);
}

std::vector<std::string> TelescopeSummary::sentences(Language language) const {
  static constexpr Text kEvents{
      "scan events: {} (sources: {}), of research scanners: {}; victims of attacks: {}",
      "スキャンイベント {} 件 (送信元 {})、調査スキャナー {} 件、攻撃の被害者 {} 件"};
  static constexpr Text kAmplifiers{"probes for services that amplify attacks: {}",
                                    "攻撃の増幅に使われるサービスを探すプローブ: {}"};
  static constexpr Text kLost{"packets lost before they could be read: {}",
                              "読む前に失われたパケット {} 個"};
  static constexpr Text kEvicted{
      "events that ended early to make room: {}; more --memory keeps them whole",
      "場所を空けるため早く終わらせたイベント {} 件。--memory を増やせば防げます"};
  static constexpr Text kForgotten{
      "senders of backscatter forgotten to make room: {}, with {} packets",
      "場所を空けるため忘れた応答の送信元 {} 件、そのパケット {} 個"};
  std::vector<std::string> lines{kEvents.in(language, grouped(events_), grouped(sources_.count()),
                                            grouped(research_events_), grouped(victims_))};
  if (!amplifiers_.empty()) lines.push_back(kAmplifiers.in(language, amplifiers()));
  if (lost_ > 0) lines.push_back(kLost.in(language, grouped(lost_)));
  if (evicted_events_ > 0) lines.push_back(kEvicted.in(language, grouped(evicted_events_)));
  if (evicted_packets_ > 0) {
    lines.push_back(kForgotten.in(language, grouped(evicted_victims_), grouped(evicted_packets_)));
  }
  return lines;
}

// "dns-any 120, ntp-monlist 7", most packets first.
std::string TelescopeSummary::amplifiers() const {
  std::vector<std::pair<std::uint64_t, std::string_view>> order;
  for (const auto& [name, packets] : amplifiers_) order.emplace_back(packets, name);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (const auto& [packets, name] : order) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, grouped(packets));
  }
  return text;
}

std::string TelescopeSummary::table(Language language, bool colour) const {
  std::string text = classes_table(language, colour);
  if (!ports_.empty()) {
    text += "\n" + ports_table(language, colour);
    text += "\n" + sources_table(language, colour);
  }
  text += "\n";
  for (const std::string& line : sentences(language)) text += line + "\n";
  return text;
}

std::string TelescopeSummary::json() const {
  std::string text = fmt::format(R"({{"packets":{},"lost":{},"classes":{{)", packets_, lost_);
  for (auto one = classes_.begin(); one != classes_.end(); ++one) {
    text += fmt::format("{}{}:{}", one == classes_.begin() ? "" : ",",
                        base::json_string(one->first), one->second);
  }
  text += fmt::format(R"(}},"events":{},"research_events":{},"sources":{},"victims":{},"ports":[)",
                      events_, research_events_, sources_.count(), victims_);
  bool first = true;
  for (const PortRow& row : top_ports()) {
    text += fmt::format(R"({}{{"port":"{}","hosts":{},"packets":{}}})", first ? "" : ",", row.port,
                        row.hosts, row.packets);
    first = false;
  }
  text += R"(],"amplifiers":{)";
  for (auto one = amplifiers_.begin(); one != amplifiers_.end(); ++one) {
    text +=
        fmt::format(R"({}"{}":{})", one == amplifiers_.begin() ? "" : ",", one->first, one->second);
  }
  return text + fmt::format(R"(}},"evicted":{{"events":{},"victims":{},"packets":{}}}}})"
                            "\n",
                            evicted_events_, evicted_victims_, evicted_packets_);
}

}  // namespace noroshi::cli
