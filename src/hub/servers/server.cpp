#include "hub/servers/server.hpp"

#include <fmt/format.h>

namespace noroshi::servers {

Facts facts_of(std::string_view id, const model::Finding& finding) {
  Facts facts;
  facts.id = id;
  facts.name = model::to_string(finding.subject);
  facts.subject = finding.subject;
  facts.probability = finding.probability;
  facts.first_seen = finding.first_seen;
  facts.last_seen = finding.last_seen;
  facts.clients = finding.clients;
  facts.contacts = finding.contacts;
  facts.method = finding.method;
  facts.innocent = finding.innocent;
  facts.suppressed_by = finding.suppressed_by;
  double heaviest = 0;
  for (const model::Evidence& one : finding.evidence) {
    facts.evidence += fmt::format("{}{} ", facts.evidence.empty() ? " " : "", one.name);
    if (one.weight <= heaviest) continue;
    heaviest = one.weight;
    facts.reason = one.text;
    facts.reason_name = one.name;
  }
  return facts;
}

}  // namespace noroshi::servers
