#include "intel/mapping/finding_text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::mapping {
namespace {

bool is_c2(const model::Finding& finding) { return finding.kind == "c2-server"; }

// Never 0 or 100, which no estimate can be.
std::string percent(double probability) {
  if (probability >= 0.9995) return ">99.9";
  if (probability < 0.0005) return "<0.1";
  return fmt::format("{:.1f}", probability * 100);
}

}  // namespace

std::string finding_title(const model::Finding& finding) {
  return fmt::format("{} {}", is_c2(finding) ? "C&C server" : finding.kind,
                     model::to_string(finding.subject));
}

std::string finding_title_ja(const model::Finding& finding) {
  return fmt::format("{} {}", is_c2(finding) ? "C&C サーバー" : finding.kind,
                     model::to_string(finding.subject));
}

std::string finding_summary(const model::Finding& finding) {
  return fmt::format(
      "{} with probability {} %, judged from {} contacts of {} clients between {} and {}.",
      finding_title(finding), percent(finding.probability), finding.contacts, finding.clients,
      base::to_rfc3339(finding.first_seen), base::to_rfc3339(finding.last_seen));
}

std::string finding_summary_ja(const model::Finding& finding) {
  return fmt::format("{}: 確率 {} %。{} から {} までの利用者 {} 台、通信 {} 件から判定。",
                     finding_title_ja(finding), percent(finding.probability),
                     base::to_rfc3339(finding.first_seen), base::to_rfc3339(finding.last_seen),
                     finding.clients, finding.contacts);
}

std::string finding_reasons(const model::Finding& finding) {
  std::string text = finding_summary(finding) + "\n";
  for (const auto& evidence : finding.evidence) {
    text += fmt::format("{:+.2f}  {}: {}\n", evidence.weight, evidence.name, evidence.text);
  }
  if (finding.sampling > 1) text += fmt::format("1 of {} packets was seen.\n", finding.sampling);
  if (!finding.innocent.empty()) {
    text += fmt::format("Nearest innocent explanation: {}\n", finding.innocent);
  }
  if (!finding.suppressed_by.empty()) {
    text += fmt::format("Kept from reports by the list \"{}\".\n", finding.suppressed_by);
  }
  return text + fmt::format("Weights are natural logarithms of odds.  Method {}, version {}.",
                            finding.method, finding.version);
}

}  // namespace noroshi::mapping
