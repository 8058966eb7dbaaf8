#include "hub/labeller.hpp"

#include <algorithm>

#include "hub/json_members.hpp"
#include "intel/sharing/release.hpp"

namespace noroshi::hub {
namespace {

/// From another hub: the marking that goes on says one hop less.
void spend_hop(Prepared& prepared, sharing::Limits said, const std::string& marking) {
  said.hops = static_cast<std::uint8_t>(*said.hops - 1);
  prepared.extras.push_back(sharing::limits_marking_json(said));
  prepared.text = with_id_replaced(prepared.text, marking, sharing::limits_marking_id(said));
}

}  // namespace

LimitsById limits_in(const std::vector<stix::Object>& objects) {
  LimitsById found;
  for (const stix::Object& object : objects) {
    if (object.type == "marking-definition") {
      found.emplace(object.id, sharing::limits_of(object.text));
    }
  }
  return found;
}

sharing::Label of_marking(sharing::Label label) {
  if (!label.recipients.empty()) return label;
  label.tlp = std::min(label.tlp, sharing::Tlp::Green);
  label.state = sharing::State::Released;
  label.part = sharing::Part::Technique;
  return label;
}

Labeller::Labeller(Parts& parts, const directory::Collection& collection, const LimitsById& limits,
                   sharing::OrganisationId owner, bool peer)
    : parts_(parts), collection_(collection), limits_(limits), owner_(owner), peer_(peer) {
  for (const directory::Community& one : parts.directory.communities()) {
    if (one.id != collection.community) continue;
    community_ = one.uuid;
    community_name_ = one.title.empty() ? one.name : one.title;
  }
}

std::optional<Prepared> Labeller::prepare(const stix::Object& object,
                                          const std::string& own_identity) const {
  Prepared prepared{.label = begin(object), .text = object.text, .shared = {}};
  if (const auto own = limits_.find(object.id); own != limits_.end() && own->second) {
    return limits_themselves(std::move(prepared), *own->second);
  }
  if (peer_ && sharing::explains_limits(object.id)) {
    prepared.label.hops = 0;  // goes on with the markings made here, not by itself
    return prepared;
  }
  for (const std::string& marking : object.marking_refs) {
    if (!heed(prepared, marking)) return std::nullopt;
  }
  if (prepared.hops) prepared.label.hops = *prepared.hops;
  stix::Object kept = object;
  kept.text = prepared.text;
  if (collection_.anonymous && !community_.empty() && !own_identity.empty()) {
    prepared.shared =
        sharing::anonymised(kept, {own_identity}, sharing::community_identity_id(community_));
  }
  // Who reads that a member of the community said so finds the community.
  if (!prepared.shared.empty() && prepared.shared != prepared.text) {
    prepared.extras.push_back(sharing::community_identity_json(community_, community_name_));
  }
  if (prepared.label.hops > 0) mark(prepared, sharing::tlp_of(object).has_value());
  if (prepared.shared == prepared.text) prepared.shared.clear();
  return prepared;
}

sharing::Label Labeller::begin(const stix::Object& object) const {
  const bool asks_first = collection_.release == directory::Release::Approval;
  sharing::Label label;
  label.tlp = sharing::tlp_of(object).value_or(collection_.tlp);
  label.community = collection_.community;
  label.hops = collection_.hops;
  label.owner = owner_;
  label.state = asks_first ? sharing::State::Held : sharing::State::Released;
  label.part = asks_first ? sharing::part_of(object) : sharing::Part::Technique;
  label.open = collection_.open;
  return label;
}

/// A marking of limits goes as far as what it marks, and no further: one that a peer sent stays
/// here, another one with a hop less goes on (`spend_hop`).
Prepared Labeller::limits_themselves(Prepared prepared, const sharing::Limits& said) const {
  restrict_to(prepared.label, said);
  prepared.label.hops = peer_ ? 0 : said.hops.value_or(collection_.hops);
  return prepared;
}

/// What is known of a marking: nothing at all, or whether it says something of limits.
std::optional<std::optional<sharing::Limits>> Labeller::known_of(std::string_view marking) const {
  if (const auto here = limits_.find(marking); here != limits_.end()) return here->second;
  if (sharing::tlp_of(marking)) return std::optional<sharing::Limits>();
  const sharing::Viewer owner{.kind = sharing::Kind::Machine,
                              .account = 0,
                              .organisation = owner_,
                              .memberships = {{.community = collection_.community}},
                              .regions = {}};
  const auto kept = parts_.archive.find(owner, marking);
  if (!kept) return std::nullopt;
  return sharing::limits_of(kept->text);
}

/// False: it must not be taken.  A peer's marking that nobody here can read may be one of limits:
/// what bears it goes no further.
bool Labeller::heed(Prepared& prepared, const std::string& marking) const {
  const auto known = known_of(marking);
  if (!known && peer_) prepared.hops = 0;
  if (!known || !*known) return true;
  const sharing::Limits& said = **known;
  restrict_to(prepared.label, said);
  if (!said.hops) return true;
  if (peer_ && *said.hops == 0) return false;
  const auto left = static_cast<std::uint8_t>(*said.hops - (peer_ ? 1 : 0));
  prepared.hops = std::min(prepared.hops.value_or(left), left);
  if (peer_) spend_hop(prepared, said, marking);
  return true;
}

void Labeller::restrict_to(sharing::Label& label, const sharing::Limits& said) const {
  bool meets = said.community.empty() || said.community == community_;
  if (said.regions.any()) {
    meets = meets && (label.regions.none() || (label.regions & said.regions).any());
    label.regions = label.regions.none() ? said.regions : label.regions & said.regions;
  }
  address(label, said.recipients);
  // Meant for others than those of this collection: its owner sees it here, nobody else.
  if (!meets) label.state = sharing::State::Held;
}

/// Recipients by their UUIDs; who is not known here gets nothing here.
void Labeller::address(sharing::Label& label, const std::vector<std::string>& recipients) const {
  for (const std::string& uuid : recipients) {
    const auto organisation = parts_.directory.organisation(uuid);
    if (organisation) label.recipients.push_back(organisation->id);
  }
  std::sort(label.recipients.begin(), label.recipients.end());
  const auto repeated = std::unique(label.recipients.begin(), label.recipients.end());
  label.recipients.erase(repeated, label.recipients.end());
}

/// What may pass to other hubs carries its limits with it, and its colour.
void Labeller::mark(Prepared& prepared, bool has_colour) const {
  std::string text = prepared.shared.empty() ? prepared.text : prepared.shared;
  if (!prepared.hops) {
    const sharing::Limits limits{
        .community = community_, .regions = prepared.label.regions, .hops = collection_.hops};
    text = with_marking(text, sharing::limits_marking_id(limits));
    // STIX 2.1, section 7.3: the definition of an extension goes with what uses it.
    prepared.extras.push_back(sharing::limits_author_json());
    prepared.extras.push_back(sharing::limits_extension_json());
    prepared.extras.push_back(sharing::limits_marking_json(limits));
  }
  if (!has_colour) text = with_marking(text, sharing::marking_id(prepared.label.tlp));
  prepared.shared = std::move(text);
}

}  // namespace noroshi::hub
