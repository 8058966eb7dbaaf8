// Feeds as STIX 2.1: each entry an indicator with its observable, deterministic ids, the feed as
// author; also the phishing list of JPCERT/CC (date,URL,description) and plain lists.
//
// intel/feeds reads the forms that speak of server addresses; domains, URLs and hashes are read
// here, because the hub keeps all kinds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"

namespace noroshi::mapping {

struct FeedObjects {
  std::string form;                  ///< "ThreatFox CSV", "JPCERT phishurl CSV", "MISP feed", …
  std::vector<std::string> objects;  ///< STIX JSON
  std::uint64_t records = 0;
  std::uint64_t used = 0;
  io::Rejects rejects{};
};

/// Reads any known form, told by content: ThreatFox, Feodo, URLhaus, JPCERT phishurl, MISP, STIX
/// bundles, lists of addresses, domains, URLs or hashes.  `name` is the feed's, for the author's
/// identity; `fetched` stands in where an entry has no date.
Result<FeedObjects> read_feed_objects(io::Input& input, std::string_view name,
                                      base::Micros fetched);

}  // namespace noroshi::mapping
