// Release: what a provider looks at before something leaves, and the form in which it leaves.
//
// After the 2023 guidance on sharing and publishing information about cyber attacks
// (サイバー攻撃被害に 係る情報の共有・公表ガイダンス): technique information is shared early,
// without what identifies the victim; damage information stays apart.  And as AIS does: a submitter
// is anonymous by default.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intel/sharing/label.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::sharing {

/// One line of the check-list.
struct Remark {
  std::string rule;  ///< "victim-named", "private-address", "internal-name", "mail-address", …
  std::string property;  ///< JSON pointer
  std::string english;
  std::string japanese;
  bool blocks = false;  ///< release needs an explicit override by the approver, which is audited
};

/// What may identify the victim in this object: identities that it targets, addresses of private
/// ranges, mail addresses and names under one of `own_domains`, free text that names the owner.
std::vector<Remark> remarks(const stix::Object& object, const std::vector<std::string>& own_domains,
                            const std::vector<std::string>& own_names);

/// Whether it speaks of an attack technique or of damage.  Damage: identities as victims,
/// incidents, relationships and sightings whose target is an identity, observed-data of a victim.
Part part_of(const stix::Object& object);

/// The object as others see it when its submitter stays anonymous: `created_by_ref` and
/// `where_sighted_refs` that name one of `own_identities` become `stand_in`, everything else stays
/// octet for octet.  Returns the same text when nothing had to change.
std::string anonymised(const stix::Object& object, const std::vector<std::string>& own_identities,
                       std::string_view stand_in);

/// The identity that stands for "a member of this community" (a STIX identity, id fixed by the
/// community's UUID), and for one member under a pseudonym: `secret` keeps others from guessing.
std::string community_identity_id(std::string_view community_uuid);
std::string community_identity_json(std::string_view community_uuid, std::string_view name);
std::string pseudonym(std::string_view secret, std::string_view community_uuid,
                      OrganisationId organisation);

}  // namespace noroshi::sharing
