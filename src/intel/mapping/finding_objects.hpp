// Findings as STIX 2.1: what a detector concluded, in the words of the border.
//
// One Finding becomes indicator + infrastructure + observed-data (with its observables) + sighting
// + note, with the evidence readable in the note and kept exactly in an extension, so that the
// Finding can be had back.  Ids are UUIDv5 over what identifies each thing (kind, endpoint, method,
// operator), `created` is the first and `modified` the last instant of the Finding's own data: the
// same Finding always gives the same octets, a newer one gives a newer revision.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/finding.hpp"

namespace noroshi::mapping {

struct Author {
  std::string identity;  ///< "identity--…" of the organisation; empty: Noroshi's own
  std::string name;      ///< its name
  std::string marking;   ///< id of a TLP marking definition; empty: none
};

/// The objects, each as STIX JSON; the author's identity first.
std::vector<std::string> stix_of(const model::Finding& finding, const Author& author);

/// "stix" as an output form: one bundle of many findings, shared objects once.
std::string bundle_of(const std::vector<model::Finding>& findings, const Author& author);

/// The id of the extension definition under which an indicator carries its Finding.
std::string finding_extension_id();

/// The Finding that an indicator made by `stix_of` carries; an Error if it carries none.
Result<model::Finding> finding_of(std::string_view indicator_json);

}  // namespace noroshi::mapping
