// Reports: C&C servers by who reports them, as one caller may know it.
//
// The shelf of servers gives the rows, made with the caller's own sight.  Another organisation
// stands under the pseudonym that the archive gives it for this caller; it stands under its name
// where the text bears that organisation's identity, in a community that the caller shares with it.
// Where several speak of one text, nobody but the pseudonyms' rows elsewhere says who is who.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "hub/hub.hpp"
#include "hub/server_shelf.hpp"
#include "model/finding.hpp"

namespace noroshi::hub {

struct Reported {
  model::Endpoint endpoint;
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;
  bool own = false;  ///< the caller's organisation says so
};

struct Reporter {
  std::string name;                        ///< of the organisation, or its pseudonym
  sharing::OrganisationId organisation{};  ///< 0: anonymous
  bool own = false;
  std::vector<Reported> servers;
};

/// [from, to); all that is known, if not said.
struct SeenIn {
  base::Micros from = 0;
  base::Micros to = std::numeric_limits<base::Micros>::max();
};

/// By name.  What allow lists keep back and what the own organisation rejected is left out, and so
/// is what feeds say: they are no organisations.  Only what was seen in the time.
Result<std::vector<Reporter>> reporters_of(Parts& parts, const access::Caller& caller,
                                           ServerShelf& shelf, const SeenIn& time = {});

}  // namespace noroshi::hub
