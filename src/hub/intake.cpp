#include "hub/intake.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>

#include "hub/json_members.hpp"
#include "hub/taxii_wire.hpp"
#include "intel/pattern/soundness.hpp"
#include "intel/sharing/label.hpp"
#include "intel/sharing/marking.hpp"
#include "intel/sharing/release.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

/// STIX 2.1, appendix A: the middle of each range of confidence on the Admiralty scale.
std::uint8_t credibility_of(const stix::Object& object, std::uint8_t unsaid) {
  if (!object.confidence) return unsaid;
  if (*object.confidence >= 80) return 1;
  if (*object.confidence >= 60) return 2;
  if (*object.confidence >= 40) return 3;
  if (*object.confidence >= 20) return 4;
  return 5;
}

/// The marking definitions of one text; nothing for one that says nothing of our limits.
using LimitsById = std::map<std::string, std::optional<sharing::Limits>, std::less<>>;

LimitsById limits_in(const std::vector<stix::Object>& objects) {
  LimitsById found;
  for (const stix::Object& object : objects) {
    if (object.type == "marking-definition") {
      found.emplace(object.id, sharing::limits_of(object.text));
    }
  }
  return found;
}

/// Why each refused object was refused: its first error.
std::string reason_for(const std::vector<stix::Complaint>& complaints, std::string_view object) {
  for (const stix::Complaint& complaint : complaints) {
    if (complaint.weight == stix::Weight::Error && complaint.object == object) {
      return fmt::format("{}: {}: {}", complaint.property, complaint.rule, complaint.message);
    }
  }
  return "refused";
}

}  // namespace

struct Intake::Sender {
  sharing::OrganisationId owner = 0;
  std::string organisation;  ///< UUID; empty for an Origin
  std::string source;
  archive::Trust trust;
  bool peer = false;
  std::function<std::optional<base::Micros>(const stix::Object&)> added_when;
};

namespace {

/// What is to be kept of one object.
struct Prepared {
  sharing::Label label;
  std::string text;                       ///< its own, or with a hop spent
  std::string shared;                     ///< for others than its owner, where it differs
  std::vector<std::string> extras = {};   ///< marking definitions that the texts now refer to
  std::optional<std::uint8_t> hops = {};  ///< the fewest that its markings leave it
};

/// Makes labels: what the collection says, narrowed by what the markings say.
class Labeller {
 public:
  Labeller(Parts& parts, const directory::Collection& collection, const LimitsById& limits,
           sharing::OrganisationId owner, bool peer)
      : parts_(parts), collection_(collection), limits_(limits), owner_(owner), peer_(peer) {
    for (const directory::Community& one : parts.directory.communities()) {
      if (one.id == collection.community) community_ = one.uuid;
    }
  }

  /// Nothing: its limits do not let it pass to this hub.
  [[nodiscard]] std::optional<Prepared> prepare(const stix::Object& object,
                                                const std::string& own_identity) const {
    Prepared prepared{.label = begin(object), .text = object.text, .shared = {}};
    if (const auto own = limits_.find(object.id); own != limits_.end() && own->second) {
      return limits_themselves(std::move(prepared), *own->second);
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
    if (prepared.label.hops > 0) mark(prepared, sharing::tlp_of(object).has_value());
    if (prepared.shared == prepared.text) prepared.shared.clear();
    return prepared;
  }

 private:
  [[nodiscard]] sharing::Label begin(const stix::Object& object) const {
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
  [[nodiscard]] Prepared limits_themselves(Prepared prepared, const sharing::Limits& said) const {
    restrict_to(prepared.label, said);
    prepared.label.hops = peer_ ? 0 : said.hops.value_or(collection_.hops);
    return prepared;
  }

  /// What is known of a marking: nothing at all, or whether it says something of limits.
  [[nodiscard]] std::optional<std::optional<sharing::Limits>> known_of(
      std::string_view marking) const {
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
  bool heed(Prepared& prepared, const std::string& marking) const {
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

  void restrict_to(sharing::Label& label, const sharing::Limits& said) const {
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
  void address(sharing::Label& label, const std::vector<std::string>& recipients) const {
    for (const std::string& uuid : recipients) {
      const auto organisation = parts_.directory.organisation(uuid);
      if (organisation) label.recipients.push_back(organisation->id);
    }
    std::sort(label.recipients.begin(), label.recipients.end());
    const auto repeated = std::unique(label.recipients.begin(), label.recipients.end());
    label.recipients.erase(repeated, label.recipients.end());
  }

  /// From another hub: the marking that goes on says one hop less.
  static void spend_hop(Prepared& prepared, sharing::Limits said, const std::string& marking) {
    said.hops = static_cast<std::uint8_t>(*said.hops - 1);
    prepared.extras.push_back(sharing::limits_marking_json(said));
    prepared.text = with_id_replaced(prepared.text, marking, sharing::limits_marking_id(said));
  }

  /// What may pass to other hubs carries its limits with it, and its colour.
  void mark(Prepared& prepared, bool has_colour) const {
    std::string text = prepared.shared.empty() ? prepared.text : prepared.shared;
    if (!prepared.hops) {
      const sharing::Limits limits{
          .community = community_, .regions = prepared.label.regions, .hops = collection_.hops};
      text = with_marking(text, sharing::limits_marking_id(limits));
      prepared.extras.push_back(sharing::limits_marking_json(limits));
    }
    if (!has_colour) text = with_marking(text, sharing::marking_id(prepared.label.tlp));
    prepared.shared = std::move(text);
  }

  Parts& parts_;
  const directory::Collection& collection_;
  const LimitsById& limits_;
  sharing::OrganisationId owner_;
  bool peer_;
  std::string community_;
};

/// A marking of limits says nothing of what bears it, and whoever sees that must see it too; one
/// that names recipients is theirs alone.
sharing::Label of_marking(sharing::Label label) {
  if (!label.recipients.empty()) return label;
  label.tlp = std::min(label.tlp, sharing::Tlp::Green);
  label.state = sharing::State::Released;
  label.part = sharing::Part::Technique;
  return label;
}

/// Patterns of STIX 2.0 have a grammar of their own (START and STOP take plain texts there).
bool speaks_our_grammar(const stix::Object& object) {
  if (object.spec_version != "2.1") return false;
  const auto said = member(object.text, "pattern_version");
  return !said || said->starts_with("\"2.1");
}

std::string version_of(const stix::Object& object, base::Micros added) {
  return object.version_text.empty() ? date_added_text(added) : object.version_text;
}

void count(Received& received, archive::Outcome outcome) {
  if (outcome == archive::Outcome::Added) ++received.added;
  if (outcome == archive::Outcome::Confirmed) ++received.confirmed;
  if (outcome == archive::Outcome::Known) ++received.known;
}

void refuse(Received& received, std::string id, std::string version, std::string message) {
  ++received.refused;
  received.objects.push_back({.id = std::move(id),
                              .version = std::move(version),
                              .message = std::move(message),
                              .taken = false});
}

}  // namespace

Result<Received> Intake::receive(const access::Caller& caller,
                                 const directory::Collection& collection, std::string_view text) {
  Sender sender;
  sender.owner = caller.account ? caller.account->organisation : 0;
  sender.source = caller.name();
  for (const directory::Organisation& one : parts_.directory.organisations()) {
    if (one.id != sender.owner) continue;
    sender.organisation = one.uuid;
    sender.source = one.uuid;
    sender.trust.reliability = one.reliability;
  }
  return take(sender, collection, text);
}

Result<Received> Intake::receive(const Origin& origin, const directory::Collection& collection,
                                 std::string_view text) {
  Sender sender;
  sender.owner = collection.owner;
  sender.source = origin.source;
  sender.trust = origin.trust;
  sender.peer = origin.peer;
  sender.added_when = origin.added_when;
  return take(sender, collection, text);
}

/// One text on its way in.
class Intake::Batch {
 public:
  Batch(Parts& parts, const Sender& sender, const directory::Collection& collection,
        const stix::Reading& reading)
      : parts_(parts),
        sender_(sender),
        collection_(collection),
        limits_(limits_in(reading.objects)),
        labeller_(parts, collection, limits_, sender.owner, sender.peer),
        now_(parts.clock()) {
    if (!sender.organisation.empty()) identity_ = "identity--" + sender.organisation;
  }

  void refused(const stix::Reading& reading) {
    for (const stix::Complaint& complaint : reading.complaints) {
      if (complaint.weight == stix::Weight::Warning) {
        received_.warnings.push_back(stix::to_string(complaint));
      }
    }
    for (const std::string& one : reading.refused) {
      refuse(received_, one, date_added_text(now_), reason_for(reading.complaints, one));
    }
  }

  void known(const stix::Object& object) {
    ++received_.known;
    received_.objects.push_back(
        {.id = object.id, .version = version_of(object, now_), .message = "", .taken = true});
  }

  void put(stix::Object object) {
    if (auto mistake = pattern_mistake(object)) {
      return refuse(received_, object.id, version_of(object, now_), std::move(*mistake));
    }
    auto prepared = labeller_.prepare(object, identity_);
    if (!prepared) {
      return refuse(received_, object.id, version_of(object, now_), "its hops are spent");
    }
    for (std::string& extra : prepared->extras)
      extras_.emplace(std::move(extra), of_marking(prepared->label));
    archive::Submission submission;
    submission.trust = {sender_.trust.reliability,
                        credibility_of(object, sender_.trust.credibility)};
    if (sender_.added_when) submission.added = sender_.added_when(object);
    submission.object = std::move(object);
    submission.object.text = std::move(prepared->text);
    submission.label = std::move(prepared->label);
    submission.source = sender_.source;
    if (collection_.lifetime > 0) submission.expires = now_ + collection_.lifetime;
    submission.shared_text = std::move(prepared->shared);
    submissions_.push_back(std::move(submission));
  }

  Result<Received> keep() && {
    // Markings come before what bears them, so that no page ends between the two.
    std::vector<archive::Submission> all = extras();
    const std::size_t markings = all.size();
    std::move(submissions_.begin(), submissions_.end(), std::back_inserter(all));
    const auto outcomes = NOROSHI_TRY(parts_.archive.add(collection_.id, all));
    for (std::size_t i = markings; i < all.size(); ++i) tell(all[i], outcomes[i]);
    return std::move(received_);
  }

 private:
  /// Why an indicator's pattern is none; what only this hub cannot evaluate is a warning.
  std::optional<std::string> pattern_mistake(const stix::Object& object) {
    if (object.pattern.empty()) return std::nullopt;
    const pattern::Verdict verdict = pattern::soundness_of(object.pattern);
    if (verdict.soundness == pattern::Soundness::Runs) return std::nullopt;
    const std::string told = fmt::format("/pattern: pattern: {}", verdict.reason);
    if (verdict.soundness == pattern::Soundness::Broken && speaks_our_grammar(object)) return told;
    received_.warnings.push_back(
        fmt::format("{}: {}; kept, but this hub cannot evaluate it", object.id, told));
    return std::nullopt;
  }

  [[nodiscard]] std::vector<archive::Submission> extras() const {
    std::vector<archive::Submission> made;
    std::vector<stix::Complaint> none;  // our own marking definitions are sound
    for (const auto& [json, label] : extras_) {
      auto object = stix::read_object(json, "marking", {}, none);
      if (!object) continue;
      archive::Submission submission;
      submission.object = std::move(*object);
      submission.label = label;
      submission.source = sender_.source;
      submission.trust = sender_.trust;
      made.push_back(std::move(submission));
    }
    return made;
  }

  void tell(const archive::Submission& submission, const archive::Added& added) {
    const bool held = submission.label.state == sharing::State::Held;
    count(received_, added.outcome);
    if (held && added.outcome != archive::Outcome::Known) ++received_.held;
    received_.objects.push_back({.id = submission.object.id,
                                 .version = version_of(submission.object, added.added),
                                 .message = held ? "held until its provider releases it" : "",
                                 .taken = true});
  }

  Parts& parts_;
  const Sender& sender_;
  const directory::Collection& collection_;
  LimitsById limits_;
  Labeller labeller_;
  base::Micros now_;
  std::string identity_;
  std::vector<archive::Submission> submissions_;
  std::map<std::string, sharing::Label> extras_;
  Received received_;
};

Result<Received> Intake::take(const Sender& sender, const directory::Collection& collection,
                              std::string_view text) {
  stix::Reading reading = NOROSHI_TRY(stix::read_objects(text));
  Batch batch(parts_, sender, collection, reading);
  batch.refused(reading);
  std::vector<bool> known(reading.objects.size(), false);
  if (sender.peer) known = NOROSHI_TRY(parts_.archive.known(reading.objects));
  for (std::size_t i = 0; i < reading.objects.size(); ++i) {
    if (known[i]) {
      batch.known(reading.objects[i]);
    } else {
      batch.put(std::move(reading.objects[i]));
    }
  }
  return std::move(batch).keep();
}

}  // namespace noroshi::hub
