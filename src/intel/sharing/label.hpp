// Label: who may see a thing.  TLP ∩ community ∩ region ∩ hop count, in one lattice.
//
// A label never says more than it must: when in doubt, `may_see` says no.  It is a pure function of
// label and viewer, so it can be tested over every combination, and its answer can be kept for as
// long as neither changes.  Sources: TLP 2.0 (FIRST, 2022) for the colours; the 11 blocks of the
// 総合通信局 for regions; "approved by its provider before release" is the rule of J-CSIP.
//
// Plain values, free to share.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace noroshi::sharing {

using OrganisationId = std::int64_t;  ///< 0: nobody's
using CommunityId = std::int64_t;     ///< 0: none

/// TLP 2.0, ascending: what may go less far is greater.
enum class Tlp : std::uint8_t { Clear, Green, Amber, AmberStrict, Red };

std::string_view name_of(Tlp tlp);             ///< "TLP:AMBER+STRICT"
Result<Tlp> parse_tlp(std::string_view text);  ///< case and "TLP:" do not matter; WHITE is CLEAR

/// The 11 regional blocks of Japan's telecommunications bureaus, from the north.
enum class Region : std::uint8_t {
  Hokkaido,
  Tohoku,
  Kanto,
  Shinetsu,
  Hokuriku,
  Tokai,
  Kinki,
  Chugoku,
  Shikoku,
  Kyushu,
  Okinawa
};
inline constexpr std::size_t kRegionCount = 11;
using Regions = std::bitset<kRegionCount>;  ///< none set: no limit

std::string_view name_of(Region region);             ///< "hokkaido"
std::string_view japanese_name_of(Region region);    ///< "北海道"
Result<Region> parse_region(std::string_view text);  ///< either name

/// Where a contribution stands on its way out.
enum class State : std::uint8_t {
  Held,       ///< seen by its owner only: waits for the provider's approval
  Released,   ///< shared as far as the rest of the label allows
  Retracted,  ///< taken back: those who could see it see the retraction, not the thing
  Refused     ///< the provider or the steward said no: its owner only
};

/// 2023 guidance on sharing cyber-attack information: technique goes early and far, damage is what
/// identifies the victim and stays near.
enum class Part : std::uint8_t { Technique, Damage };

struct Label {
  Tlp tlp = Tlp::AmberStrict;
  CommunityId community = 0;                    ///< 0: its owner's own desk, nobody else
  Regions regions = {};                         ///< none: every region
  std::uint8_t hops = 0;                        ///< further hubs it may pass to
  OrganisationId owner = 0;                     ///< who contributed it
  std::vector<OrganisationId> recipients = {};  ///< TLP:RED goes to these alone; sorted
  State state = State::Held;
  Part part = Part::Technique;
  bool open = false;  ///< the collection may be read without an account

  friend bool operator==(const Label&, const Label&) = default;
};

/// What an account may do in a community.
enum class Role : std::uint8_t {
  Reader,       ///< sees what the lattice lets pass
  Contributor,  ///< and submits
  Approver,     ///< and releases what its own organisation submitted
  Steward       ///< and runs the community: members, collections, and the check before release
};

std::string_view name_of(Role role);
Result<Role> parse_role(std::string_view text);

struct Membership {
  CommunityId community = 0;
  Role role = Role::Reader;
  friend bool operator==(const Membership&, const Membership&) = default;
};

enum class Kind : std::uint8_t {
  Anonymous,  ///< no account: TLP:CLEAR of open collections
  Person,
  Machine,  ///< of a member organisation
  Peer      ///< another hub: what it takes, it passes on; spends a hop
};

struct Viewer {
  Kind kind = Kind::Anonymous;
  std::int64_t account = 0;
  OrganisationId organisation = 0;
  std::vector<Membership> memberships = {};
  Regions regions = {};  ///< where its organisation works; none: everywhere

  [[nodiscard]] std::optional<Role> role_in(CommunityId community) const;
};

/// The one question.  Owner: always.  Others: Released only; member of the label's community (or
/// TLP:CLEAR in an open collection); regions meet; TLP:RED for recipients only; TLP:AMBER+STRICT
/// and beyond never for a peer; a peer needs a hop left; Part::Damage for stewards and recipients
/// only.  An anonymous viewer is nobody's owner, member or recipient.
bool may_see(const Viewer& viewer, const Label& label);

/// Whether the viewer may decide about its release: approver of the owner, or steward.
bool may_release(const Viewer& viewer, const Label& label);

/// The order of the lattice: `a` shows nothing to anybody that `b` does not.
bool no_wider(const Label& a, const Label& b);

/// The label of something made from both: the widest that is no wider than either.  Where the two
/// have no reader in common, its community is 0.  Unlike owners: nobody's.
Label meet(const Label& a, const Label& b);

/// Written and read back as one line of text ("amber community=3 regions=kanto,tokai hops=1 …"):
/// the form in which labels are stored.
std::string to_text(const Label& label);
Result<Label> label_from_text(std::string_view text);

}  // namespace noroshi::sharing
