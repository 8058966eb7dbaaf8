// What organisations say of servers, as STIX opinions; and what one's own says.
//
// The own word counts in lists, outputs and counts, so nobody else may speak it: it is an opinion
// under the organisation's identity that this organisation itself contributed.  What another hub or
// a feed brings is a word, but not the own one, whatever name stands on it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/hub.hpp"
#include "hub/servers/standing.hpp"

namespace noroshi::hub {

struct OwnWord {
  servers::Verdict verdict = servers::Verdict::Withdrawn;
  std::string reason;
  base::Micros at = 0;
};

/// An opinion, as far as it is a verdict.
struct Opinion {
  OwnWord word;
  bool agrees = false;  ///< also of one that was withdrawn: what it said before
  std::string created;  ///< as it was written
  std::string author;   ///< id of an identity
  std::vector<std::string> about;
};
/// Nothing of what is no opinion, or a neutral one.
std::optional<Opinion> opinion_in(std::string_view text);

/// By indicator: the newest words of the viewer's organisation.
using OwnWords = std::map<std::string, OwnWord, std::less<>>;
Result<OwnWords> own_words(Parts& parts, const sharing::Viewer& viewer);

}  // namespace noroshi::hub
