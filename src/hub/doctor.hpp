// Doctor: what is wrong with a hub, one sentence a sign, in both languages.
//
// `noroshi hub doctor` and GET /doctor make the same checks and say the same; the command can also
// look at a hub that does not run.  No check changes anything.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "hub/directory/trail.hpp"
#include "hub/inputs.hpp"
#include "hub/trail_log.hpp"
#include "intel/archive/archive.hpp"

namespace noroshi::hub {

struct Check {
  std::string name;  ///< stable: "disk", "key", "certificate", "base", "archive", "trail", "log", …
  bool well = true;
  std::string english, japanese;
};

Check check_disk(const std::string& folder);
/// A file that nobody but its owner may read.
Check check_secret(const std::string& file);
/// Well until two weeks before its end.
Check check_certificate(const std::string& file, base::Micros now);
Check check_base(const sql::Database& database);
/// Whether tables and indexes agree, and what they hold.  `go_on` ends a search that takes too
/// long: what was not looked at is said.
std::vector<Check> check_archive(archive::Archive& archive,
                                 const std::function<bool()>& go_on = {});
Check check_trail(directory::Trail& trail);
/// Whether the log that the trail is committed to holds what the trail holds.
Check check_log(const TrailLogSettings& log, directory::Trail& trail);
/// One for all where all are fine.
std::vector<Check> check_inputs(Inputs& inputs, base::Micros now);
/// Whether time goes on from where the trail's last entry stands.
Check check_clock(directory::Trail& trail, base::Micros now);

}  // namespace noroshi::hub
