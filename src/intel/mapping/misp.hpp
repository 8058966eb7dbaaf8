// MISP JSON (events, and feeds of them) in and out.
//
// In: an event becomes a report (or grouping) with identity of its Orgc, indicators for attributes
// with to_ids, observables for the others, objects as the observables they stand for, galaxies and
// tags as malware, threat-actor, attack-pattern and labels, TLP tags as markings, sightings.  What
// has no counterpart is kept whole in an extension and counted by reason: nothing is lost but
// payloads, for a hub is no place to hand out live malware. Out: what came from MISP goes back as
// it came; other STIX becomes attributes and objects. Ids are deterministic: an event read twice
// gives the same objects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intel/stix/object.hpp"
#include "io/rejects.hpp"

namespace noroshi::mapping {

struct FromMisp {
  std::vector<std::string> objects;  ///< STIX JSON, in an order in which references point back
  std::uint64_t events = 0;
  std::uint64_t attributes = 0;  ///< seen, those inside objects too
  std::uint64_t mapped = 0;      ///< attributes that became something of their own
  std::uint64_t payloads = 0;    ///< samples and attachments whose octets were dropped
  io::Rejects rejects{};         ///< attributes that did not, by reason: kept with the report
};

/// Reads one event ({"Event": …}), an answer of a search ({"response": […]}), or an array of them.
Result<FromMisp> from_misp(std::string_view json);

/// One MISP event of these objects; `title` is its info.
std::string to_misp(const std::vector<stix::Object>& objects, std::string_view title);

}  // namespace noroshi::mapping
