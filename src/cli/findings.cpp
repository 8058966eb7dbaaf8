#include "cli/findings.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "cli/progress.hpp"
#include "cli/table.hpp"
#include "cli/text_width.hpp"
#include "detect/c2/line.hpp"
#include "intel/mapping/finding_objects.hpp"

namespace noroshi::cli {
namespace {

using model::Finding;

constexpr std::size_t kReasons = 3;       // of a finding in the table; `explain` shows all
constexpr std::size_t kReasonIndent = 6;  // below the server, beside the rank

// Red: act; yellow: look.  The numbers beside them say the same without colours.
Style style_of(double probability) {
  return probability >= 0.9 ? Style::Red : probability >= 0.5 ? Style::Yellow : Style::Dim;
}

std::vector<std::string> reasons(const Finding& finding, const Context& context) {
  static constexpr Text kSuppressed{"kept from reports by the list \"{}\"",
                                    "一覧「{}」により報告から除外"};
  std::vector<std::string> lines;
  if (!finding.suppressed_by.empty()) {
    lines.push_back(std::string(kReasonIndent, ' ') +
                    kSuppressed.in(context.language, finding.suppressed_by));
  }
  std::size_t shown = 0;
  for (const auto& evidence : finding.evidence) {
    if (shown == kReasons) break;
    if (evidence.weight == 0) continue;
    ++shown;
    const auto* sign = evidence.weight > 0 ? "+ " : "- ";
    const auto text = c2::tell(evidence, context.language);
    bool first = true;
    for (const auto& line : wrap(text, context.terminal.columns - kReasonIndent - 2)) {
      lines.push_back(std::string(kReasonIndent, ' ') + (first ? sign : "  ") + line);
      first = false;
    }
  }
  return lines;
}

std::string seen(const Finding& finding, const Zone& zone) {
  const auto first = zone.minutes(finding.first_seen);
  const auto last = zone.minutes(finding.last_seen);
  const auto same_day =
      std::string_view(first).substr(0, 10) == std::string_view(last).substr(0, 10);
  return fmt::format("{} – {}", first, same_day ? last.substr(11) : last);
}

std::string table(std::span<const Finding> findings, const Context& context, const Zone& zone) {
  static constexpr Text kRank{"rank", "順位"};
  static constexpr Text kServer{"server", "サーバー"};
  static constexpr Text kProbability{"probability", "確率"};
  static constexpr Text kClients{"clients", "利用者数"};
  static constexpr Text kContacts{"contacts", "通信数"};
  static constexpr Text kSeen{"seen ({})", "観測 ({})"};
  const auto title = [&](const Text& text) { return std::string(text.in(context.language)); };
  using enum Table::Align;
  Table rows({{title(kRank), Right},
              {title(kServer), Left},
              {title(kProbability), Right},
              {title(kClients), Right},
              {title(kContacts), Right},
              {kSeen.in(context.language, zone.name()), Left}});
  std::size_t rank = 0;
  for (const auto& finding : findings) {
    rows.add({std::to_string(++rank), model::to_string(finding.subject),
              styled(percent(finding.probability), style_of(finding.probability),
                     context.terminal.colour),
              grouped(finding.clients), grouped(finding.contacts), seen(finding, zone)},
             reasons(finding, context));
  }
  return rows.text(context.terminal.colour);
}

std::string json_array(std::span<const Finding> findings) {
  std::string out = "[";
  for (const auto& finding : findings) {
    out += out.size() == 1 ? "\n" : ",\n";
    out += model::to_json(finding);
  }
  return out + "\n]\n";
}

std::string json_lines(std::span<const Finding> findings) {
  std::string out;
  for (const auto& finding : findings) out += model::to_json(finding) + "\n";
  return out;
}

std::string csv(std::span<const Finding> findings) {
  std::string out =
      "rank,kind,ip,port,proto,probability,clients,contacts,first_seen,last_seen,reasons,method,"
      "version\r\n";
  std::size_t rank = 0;
  for (const auto& finding : findings) {
    std::string texts;
    for (const auto& evidence : finding.evidence) {
      texts += (texts.empty() ? "" : " | ") + evidence.text;
    }
    out += fmt::format("{},{},{},{},{},{:.6g},{},{},{},{},{},{},{}\r\n", ++rank,
                       csv_field(finding.kind), finding.subject.ip.to_string(),
                       finding.subject.port, model::protocol_name(finding.subject.proto),
                       finding.probability, finding.clients, finding.contacts,
                       base::to_rfc3339(finding.first_seen), base::to_rfc3339(finding.last_seen),
                       csv_field(texts), csv_field(finding.method), csv_field(finding.version));
  }
  return out;
}

}  // namespace

std::string percent(double probability) {
  if (probability >= 0.9995) return ">99.9 %";
  if (probability < 0.0005) return "<0.1 %";
  return fmt::format("{:.1f} %", probability * 100);
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::string findings_text(std::span<const Finding> findings, std::string_view format,
                          const Context& context, const Zone& zone) {
  if (format == "json") return json_array(findings);
  if (format == "jsonl") return json_lines(findings);
  if (format == "csv") return csv(findings);
  if (format == "stix") return mapping::bundle_of({findings.begin(), findings.end()}, {}) + "\n";
  return findings.empty() ? "" : table(findings, context, zone);
}

}  // namespace noroshi::cli
