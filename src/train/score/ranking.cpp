#include "train/score/ranking.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

#include "io/whole_input.hpp"

namespace noroshi::score {
namespace {

constexpr std::string_view kBlank = " \t\r\n";

Result<std::vector<model::Finding>> from_array(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array()) return Error{Errc::InvalidInput, "findings: a broken JSON array"};
  std::vector<model::Finding> findings;
  for (const auto& one : json) {
    findings.push_back(NOROSHI_TRY(model::finding_from_json(one.dump())
                                       .within(fmt::format("element {}", findings.size() + 1))));
  }
  return findings;
}

Result<std::vector<model::Finding>> from_lines(std::string_view text) {
  std::vector<model::Finding> findings;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.find_first_not_of(kBlank) == std::string_view::npos) continue;
    findings.push_back(
        NOROSHI_TRY(model::finding_from_json(line).within(fmt::format("line {}", number))));
  }
  return findings;
}

}  // namespace

Result<std::vector<model::Finding>> findings_from_json(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return std::vector<model::Finding>{};
  return text[first] == '[' ? from_array(text) : from_lines(text);
}

Result<std::vector<model::Finding>> read_findings(io::Input& input) {
  return findings_from_json(NOROSHI_TRY(io::whole(input))).within(input.name());
}

std::vector<model::Finding> ranked(std::vector<model::Finding> findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto& a, const auto& b) { return a.probability > b.probability; });
  std::set<model::Endpoint> seen;
  std::erase_if(findings,
                [&](const auto& finding) { return !seen.insert(finding.subject).second; });
  return findings;
}

}  // namespace noroshi::score
