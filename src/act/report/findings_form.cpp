// Findings and infected hosts as JSON Lines.
#include <fmt/format.h>

#include "act/report/forms.hpp"
#include "act/report/text.hpp"

namespace noroshi::report {
namespace {

constexpr std::string_view kVictimRule = "1";  // version of the thresholds of Moore et al.

// What an infected host says beyond a Finding's members; without weight, so that the sum holds.
model::Evidence without_weight(std::string name, double value, std::string unit, std::string text) {
  return {.name = std::move(name),
          .value = value,
          .unit = std::move(unit),
          .weight = 0,
          .text = std::move(text),
          .counts = {}};
}

std::string ports_text(const model::InfectedHost& host) {
  std::string out;
  for (const auto& port : host.ports) out.append(out.empty() ? "" : ", ").append(port);
  return out;
}

model::Finding finding_of(const model::InfectedHost& host) {
  model::Finding out;
  out.kind = "infected-host";
  out.subject = {.ip = host.address, .port = 0, .proto = 0};
  out.probability = host.probability;
  out.prior = host.prior;
  out.first_seen = host.first_seen;
  out.last_seen = host.last_seen;
  out.clients = 1;
  out.contacts = host.packets;
  out.evidence = host.evidence;
  out.evidence.push_back(
      without_weight("family", static_cast<double>(host.ports.size()), "services",
                     fmt::format("behaves like {}; asked for {}", host.family, ports_text(host))));
  out.evidence.push_back(
      without_weight("standing", static_cast<double>(host.days), "d",
                     fmt::format("{}; seen on {} day{}", to_string(host.standing), host.days,
                                 host.days == 1 ? "" : "s")));
  out.method = host.method;
  out.version = host.version;
  return out;
}

std::string replies_text(const model::DosVictim& victim) {
  std::string out;
  for (const auto& [kind, count] : victim.replies) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", grouped(count), clean(kind));
  }
  return out;
}

model::Finding finding_of(const model::DosVictim& victim) {
  model::Finding out;
  out.kind = "dos-victim";
  out.subject = {.ip = victim.victim, .port = 0, .proto = victim.protocol};
  // A rule, no estimate: the thresholds were reached.
  out.probability = 1;
  out.first_seen = victim.first;
  out.last_seen = victim.last;
  out.clients = victim.targets;
  out.contacts = victim.packets;
  auto evidence = without_weight(
      "backscatter", static_cast<double>(victim.packets), "replies",
      fmt::format("{} replies to forged sources reached {} unused addresses, at most {} in a "
                  "minute: {}",
                  grouped(victim.packets), grouped(victim.targets), grouped(victim.most_in_minute),
                  replies_text(victim)));
  evidence.counts = {{"targets", static_cast<double>(victim.targets)},
                     {"most_in_minute", static_cast<double>(victim.most_in_minute)},
                     {"octets", static_cast<double>(victim.octets)}};
  for (const auto& [port, count] : victim.ports) {
    evidence.counts.emplace_back(fmt::format("port_{}", port), static_cast<double>(count));
  }
  out.evidence = {std::move(evidence)};
  out.method = kMethod;
  out.version = kVictimRule;
  return out;
}

}  // namespace

std::vector<model::Finding> findings_of(const Selection& selection) {
  std::vector<model::Finding> out;
  for (const auto& [host, spot] : selection.infected) {
    if (host.standing != model::Standing::Cleared) out.push_back(finding_of(host));
  }
  for (const auto& [victim, spot] : selection.victims) out.push_back(finding_of(victim));
  return out;
}

std::string findings_form(const Selection& selection) {
  std::string out;
  for (const auto& finding : findings_of(selection)) out += model::to_json(finding) + "\n";
  return out;
}

std::string infected_form(const Selection& selection) {
  std::string out;
  for (const auto& [host, spot] : selection.infected) out += model::to_json(host) + "\n";
  return out;
}

}  // namespace noroshi::report
