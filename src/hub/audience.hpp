// Audience: who sees a contribution, as far as its giver may know them.
//
// The lattice answers for each account (sharing::may_see); nobody is named whom the asking account
// does not meet in some community, and who is not named is not counted either.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "hub/access/access.hpp"
#include "hub/directory/directory.hpp"

namespace noroshi::hub {

/// The organisations that an account may hear of by name: its own, those with an account in one of
/// its communities, and, for who operates the hub, all.
std::set<sharing::OrganisationId> known_organisations(directory::Directory& directory,
                                                      const access::Caller& caller);

struct Audience {
  std::vector<std::string> organisations;  ///< others than the own one, by name
  std::uint64_t peers = 0;                 ///< hubs that may pass it on
};

/// Made once for a caller, asked for each label.
class Onlookers {
 public:
  Onlookers(directory::Directory& directory, const access::Caller& caller);
  [[nodiscard]] Audience of(const sharing::Label& label) const;

 private:
  struct Onlooker {
    std::string organisation;  ///< empty: not to be named
    sharing::Viewer viewer;
  };
  std::vector<Onlooker> others_;
};

}  // namespace noroshi::hub
