#include "detect/scan/judge.hpp"

#include <algorithm>
#include <cmath>

#include "detect/scan/families.hpp"

namespace noroshi::scan {
namespace {

// One source in twenty, before anything is known of it.  Among all that reach a telescope many more
// are infected, but a wrong notice costs trust, and the right ones have evidence to spare.
constexpr double kPrior = -3;

// Of the method; a new one wherever weights change.
constexpr const char* kVersion = "1";

constexpr std::size_t kMostPorts = 8;
constexpr std::size_t kMostSightings = 8;

model::Evidence evidence_of(const Line& line, Signal signal) {
  model::Evidence evidence{.name = std::string(line.name),
                           .value = signal.value,
                           .unit = std::move(signal.unit),
                           .weight = signal.weight,
                           .text = {},
                           .counts = std::move(signal.counts)};
  evidence.text = line.tell(evidence, base::Language::English);
  return evidence;
}

std::vector<std::string> ports_of(std::span<const ServiceUse> services) {
  std::vector<ServiceUse> most(services.begin(), services.end());
  std::stable_sort(most.begin(), most.end(),
                   [](const ServiceUse& a, const ServiceUse& b) { return a.packets > b.packets; });
  if (most.size() > kMostPorts) most.resize(kMostPorts);
  std::vector<std::string> ports;
  for (const ServiceUse& use : most) ports.push_back(to_string(use.service));
  return ports;
}

// Some of many, first and last among them, evenly apart.
std::vector<model::Sighting> thinned(std::vector<model::Sighting> all) {
  if (all.size() <= kMostSightings) return all;
  std::vector<model::Sighting> some;
  for (std::size_t i = 0; i < kMostSightings; ++i) {
    some.push_back(all[i * (all.size() - 1) / (kMostSightings - 1)]);
  }
  return some;
}

std::vector<model::Sighting> sightings_of(const Case& the_case, base::Micros clock_error) {
  std::vector<model::Sighting> all;
  for (const std::uint32_t index : the_case.sources.event_indices(the_case.source)) {
    const model::ScanEvent& event = the_case.sources.event(index);
    const bool has_ports = event.kind == model::ProbeKind::TcpSyn ||
                           event.kind == model::ProbeKind::TcpOther ||
                           event.kind == model::ProbeKind::Udp;
    for (const model::ProbeSample& sample : event.samples) {
      model::Sighting sighting{.time = sample.time,
                               .clock_error = clock_error,
                               .source = event.source,
                               .source_port = {},
                               .protocol = event.protocol,
                               .destination = sample.destination,
                               .destination_port = has_ports ? event.port : std::uint16_t{0}};
      if (has_ports) sighting.source_port = sample.source_port;
      all.push_back(sighting);
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const model::Sighting& a, const model::Sighting& b) {
    return a.time < b.time;
  });
  return thinned(std::move(all));
}

}  // namespace

double probability_of(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

Judgement judge(const Case& the_case, bool in_words) {
  Judgement judgement{.prior = kPrior, .log_odds = kPrior, .evidence = {}};
  for (const Line& line : lines()) {
    auto signal = line.look(the_case);
    if (!signal) continue;
    judgement.log_odds += signal->weight;
    if (in_words) judgement.evidence.push_back(evidence_of(line, std::move(*signal)));
  }
  std::stable_sort(judgement.evidence.begin(), judgement.evidence.end(),
                   [](const model::Evidence& a, const model::Evidence& b) {
                     return std::abs(a.weight) > std::abs(b.weight);
                   });
  return judgement;
}

model::InfectedHost infected_host(const Case& the_case, base::Micros clock_error,
                                  const std::string& sensor) {
  Judgement judgement = judge(the_case, true);
  const SourceProfile& source = the_case.source;
  return {.address = source.address,
          .family = family_of(the_case),
          .probability = probability_of(judgement.log_odds),
          .prior = judgement.prior,
          .evidence = std::move(judgement.evidence),
          .standing = model::Standing::New,
          .first_seen = source.first,
          .last_seen = source.last,
          .days = 1,
          .packets = source.packets,
          .targets = source.targets,
          .ports = ports_of(the_case.services),
          .sightings = sightings_of(the_case, clock_error),
          .sensor = sensor,
          .method = "noroshi.telescope.report",
          .version = kVersion};
}

}  // namespace noroshi::scan
