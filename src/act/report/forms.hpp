// The forms of a report.  Each takes a Selection, and so can say no more than its reader may know;
// the same Selection always gives the same octets (docs/formats/telescope-report.md).
#pragma once

#include <string>
#include <vector>

#include "act/report/selection.hpp"
#include "base/language.hpp"
#include "model/finding.hpp"

namespace noroshi::report {

/// Who reports: needed by XARF, and the author in STIX.
struct Reporter {
  std::string organisation;  ///< at most 200 octets
  std::string contact;       ///< mail address

  /// "Example CSIRT <report@csirt.example>"
  static Result<Reporter> parse(std::string_view text);
  [[nodiscard]] std::string domain() const;  ///< of the mail address
};

/// What the JSON forms call the version of the method.
inline constexpr std::string_view kMethod = "noroshi.telescope.report";

/// "infected-host" and "dos-victim", by address; those that were cleared are no findings.
std::vector<model::Finding> findings_of(const Selection& selection);

std::string findings_form(const Selection& selection);  ///< JSON Lines of Findings
std::string infected_form(const Selection& selection);  ///< JSON Lines of infected hosts

enum class Family : std::uint8_t { V4, V6 };

/// CSV with the columns of Shadowserver's event4_honeypot_darknet: one row a sighting.  Empty when
/// the selection has no address of the family.
std::string darknet_form(const Selection& selection, Family family);

/// CSV with the columns of Shadowserver's event4_honeypot_ddos_target: one row a victim.
std::string targets_form(const Selection& selection, Family family);

/// XARF v4 (category infrastructure, type botnet): one report a line.
std::string xarf_form(const Selection& selection, const Reporter& reporter);

/// One STIX 2.1 bundle.
std::string stix_form(const Selection& selection, const Reporter& reporter);

/// One page for people, complete in itself.
std::string page_form(const Selection& selection, base::Language language);

}  // namespace noroshi::report
