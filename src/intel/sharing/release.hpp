// Release: what a provider looks at before something leaves, and the form in which it leaves.
//
// After the 2023 guidance on sharing and publishing information about cyber attacks
// (サイバー攻撃被害に係る情報の共有・公表ガイダンス): technique information (攻撃技術情報) is
// shared early, without what identifies the victim; damage information stays apart.  And as AIS
// does: a submitter is anonymous by default.  The check-list finds what a machine can find; the
// approver reads the rest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intel/sharing/label.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::sharing {

/// One line of the check-list.
struct Remark {
  std::string rule;      ///< see below
  std::string property;  ///< JSON pointer
  std::string english;
  std::string japanese;
  bool blocks = false;  ///< release needs an explicit override by the approver, which is audited
};

/// What may identify the victim in this object.
///
///   rule             blocks  finds
///   victim-named     yes     an identity that is a target, or has the role of a victim
///   sighting-place   no      where it was seen, as identities (`anonymised` covers one's own)
///   own-name         yes     one of `own_names`, anywhere
///   internal-name    yes     a name under `own_domains`, or of no public domain (.local,
///   .internal) mail-address     own     a mail address; blocks under `own_domains` private-address
///   yes     an address of RFC 1918, RFC 6598 or RFC 4193 user-path        no      the home folder
///   of somebody account-name     no      a user account payload          no      content that was
///   taken along: a file, the text of a mail
std::vector<Remark> remarks(const stix::Object& object, const std::vector<std::string>& own_domains,
                            const std::vector<std::string>& own_names);

/// Whether it speaks of an attack technique or of damage.  Damage: incidents and what is written
/// about them, identities as victims, relationships and sightings whose target is an identity (but
/// for attributed-to and impersonates: they speak of the attacker), observed-data that refers to
/// an identity or a user account.
Part part_of(const stix::Object& object);

/// The object as others see it when its submitter stays anonymous: `created_by_ref` and
/// `where_sighted_refs` that name one of `own_identities` become `stand_in`, everything else stays
/// octet for octet.  Returns the same text when nothing had to change, and no text where there is
/// no object to be read: rather nothing than a name.
std::string anonymised(const stix::Object& object, const std::vector<std::string>& own_identities,
                       std::string_view stand_in);

/// The identity that stands for "a member of this community" (a STIX identity, id fixed by the
/// community's UUID), and for one member under a pseudonym: `secret` keeps others from guessing.
std::string community_identity_id(std::string_view community_uuid);
std::string community_identity_json(std::string_view community_uuid, std::string_view name);
std::string pseudonym(std::string_view secret, std::string_view community_uuid,
                      OrganisationId organisation);

}  // namespace noroshi::sharing
