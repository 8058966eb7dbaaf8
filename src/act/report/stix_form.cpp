#include "act/report/forms.hpp"
#include "intel/mapping/telescope_objects.hpp"

namespace noroshi::report {

std::string stix_form(const Selection& selection, const Reporter& reporter) {
  std::vector<model::InfectedHost> hosts;
  for (const auto& one : selection.infected) {
    if (one.host.standing != model::Standing::Cleared) hosts.push_back(one.host);
  }
  std::vector<model::DosVictim> victims;
  for (const auto& one : selection.victims) victims.push_back(one.victim);
  return mapping::telescope_bundle(hosts, victims, reporter.organisation);
}

}  // namespace noroshi::report
