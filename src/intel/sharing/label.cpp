#include "intel/sharing/label.hpp"

#include <algorithm>

namespace noroshi::sharing {

namespace {

/// Narrower is greater.  A retraction is still shown, so it is wider than what waits.
int narrowness(State state) {
  switch (state) {
    case State::Released:
      return 0;
    case State::Retracted:
      return 1;
    case State::Held:
      return 2;
    case State::Refused:
      break;
  }
  return 3;
}

/// One need not be a member to see it.
bool is_public(const Label& label) {
  return label.open && label.tlp == Tlp::Clear && label.community != 0;
}

/// Its community does not limit it at all: not even to that community's stewards.
bool is_for_all(const Label& label) { return is_public(label) && label.part == Part::Technique; }

/// Whether its recipients limit it; those of other labels say nothing.
bool is_addressed(const Label& label) {
  return label.tlp == Tlp::Red || label.part == Part::Damage;
}

bool is_recipient(const Viewer& viewer, const Label& label) {
  return viewer.organisation != 0 &&
         std::binary_search(label.recipients.begin(), label.recipients.end(), viewer.organisation);
}

bool regions_meet(const Regions& a, const Regions& b) {
  return a.none() || b.none() || (a & b).any();
}

/// What anybody who is neither owner nor nameless has to pass.
bool lets_member_pass(const Viewer& viewer, const Label& label) {
  const auto role = viewer.role_in(label.community);
  if (!role && !is_public(label)) return false;
  const bool recipient = is_recipient(viewer, label);
  if (label.tlp == Tlp::Red && !recipient) return false;
  if (viewer.kind == Kind::Peer && (label.tlp >= Tlp::AmberStrict || label.hops == 0)) return false;
  return label.part == Part::Technique || recipient || role == Role::Steward;
}

bool communities_no_wider(const Label& a, const Label& b) {
  if (a.community == 0 || is_for_all(b)) return true;
  return !is_for_all(a) && a.community == b.community;
}

bool regions_no_wider(const Label& a, const Label& b) {
  if (a.community == 0 || b.regions.none()) return true;
  return a.regions.any() && (a.regions & ~b.regions).none();
}

bool recipients_no_wider(const Label& a, const Label& b) {
  if (!is_addressed(b)) return true;
  return is_addressed(a) && std::includes(b.recipients.begin(), b.recipients.end(),
                                          a.recipients.begin(), a.recipients.end());
}

CommunityId meet_of_communities(const Label& a, const Label& b) {
  if (is_for_all(a) && is_for_all(b)) return std::min(a.community, b.community);
  if (is_for_all(a)) return b.community;
  if (is_for_all(b)) return a.community;
  return a.community == b.community ? a.community : 0;
}

std::vector<OrganisationId> meet_of_recipients(const Label& a, const Label& b) {
  if (is_addressed(a) && !is_addressed(b)) return a.recipients;
  if (is_addressed(b) && !is_addressed(a)) return b.recipients;
  std::vector<OrganisationId> both;
  std::set_intersection(a.recipients.begin(), a.recipients.end(), b.recipients.begin(),
                        b.recipients.end(), std::back_inserter(both));
  return both;
}

}  // namespace

std::optional<Role> Viewer::role_in(CommunityId community) const {
  std::optional<Role> highest;
  if (community == 0 || kind == Kind::Anonymous) return highest;
  for (const Membership& membership : memberships) {
    if (membership.community != community) continue;
    highest = std::max(highest.value_or(Role::Reader), membership.role);
  }
  return highest;
}

bool may_see(const Viewer& viewer, const Label& label) {
  const bool named = viewer.kind != Kind::Anonymous;
  if (named && label.owner != 0 && viewer.organisation == label.owner) return true;
  if (label.state != State::Released || label.community == 0) return false;
  if (!regions_meet(viewer.regions, label.regions)) return false;
  if (!named) return is_for_all(label);
  return lets_member_pass(viewer, label);
}

bool may_release(const Viewer& viewer, const Label& label) {
  if (viewer.kind == Kind::Anonymous || viewer.kind == Kind::Peer) return false;
  const auto role = viewer.role_in(label.community);
  if (!role) return false;
  if (*role == Role::Steward) return true;
  return *role == Role::Approver && label.owner != 0 && viewer.organisation == label.owner;
}

bool no_wider(const Label& a, const Label& b) {
  return (a.owner == b.owner || a.owner == 0) && a.tlp >= b.tlp && a.hops <= b.hops &&
         a.part >= b.part && narrowness(a.state) >= narrowness(b.state) && (!a.open || b.open) &&
         communities_no_wider(a, b) && regions_no_wider(a, b) && recipients_no_wider(a, b);
}

Label meet(const Label& a, const Label& b) {
  Label both;
  both.tlp = std::max(a.tlp, b.tlp);
  both.part = std::max(a.part, b.part);
  both.hops = std::min(a.hops, b.hops);
  both.state = narrowness(a.state) >= narrowness(b.state) ? a.state : b.state;
  both.open = a.open && b.open;
  both.owner = a.owner == b.owner ? a.owner : 0;
  both.recipients = meet_of_recipients(a, b);
  both.community = regions_meet(a.regions, b.regions) ? meet_of_communities(a, b) : 0;
  if (both.community == 0) return both;  // no region narrows nobody
  both.regions =
      a.regions.none() || b.regions.none() ? a.regions | b.regions : a.regions & b.regions;
  return both;
}

}  // namespace noroshi::sharing
