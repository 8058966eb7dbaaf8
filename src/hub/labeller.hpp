// Labels of what comes in: what the collection says, narrowed by what the markings say, never
// wider.
//
// From another hub each limit spends a hop, and goes on in a marking that says so.  One labeller
// serves one text: what its markings refer to may stand in it, or be here already.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/hub.hpp"
#include "intel/sharing/label.hpp"
#include "intel/sharing/marking.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {

/// The marking definitions of one text; nothing for one that says nothing of our limits.
using LimitsById = std::map<std::string, std::optional<sharing::Limits>, std::less<>>;

LimitsById limits_in(const std::vector<stix::Object>& objects);

/// What is to be kept of one object.
struct Prepared {
  sharing::Label label;
  std::string text;                       ///< its own, or with a hop spent
  std::string shared;                     ///< for others than its owner, where it differs
  std::vector<std::string> extras = {};   ///< what the texts now refer to: markings, identities
  std::optional<std::uint8_t> hops = {};  ///< the fewest that its markings leave it
};

/// The label of such an extra: it says nothing of what bears it, and whoever sees that must see it
/// too; one that names recipients is theirs alone.
sharing::Label of_marking(sharing::Label label);

class Labeller {
 public:
  Labeller(Parts& parts, const directory::Collection& collection, const LimitsById& limits,
           sharing::OrganisationId owner, bool peer);

  /// Nothing: its limits do not let it pass to this hub.
  [[nodiscard]] std::optional<Prepared> prepare(const stix::Object& object,
                                                const std::string& own_identity) const;

 private:
  [[nodiscard]] sharing::Label begin(const stix::Object& object) const;
  [[nodiscard]] Prepared limits_themselves(Prepared prepared, const sharing::Limits& said) const;
  [[nodiscard]] std::optional<std::optional<sharing::Limits>> known_of(
      std::string_view marking) const;
  bool heed(Prepared& prepared, const std::string& marking) const;
  void restrict_to(sharing::Label& label, const sharing::Limits& said) const;
  void address(sharing::Label& label, const std::vector<std::string>& recipients) const;
  void mark(Prepared& prepared, bool has_colour) const;

  Parts& parts_;
  const directory::Collection& collection_;
  const LimitsById& limits_;
  sharing::OrganisationId owner_;
  bool peer_;
  std::string community_;       ///< UUID; empty: the collection has none
  std::string community_name_;  ///< for people
};

}  // namespace noroshi::hub
