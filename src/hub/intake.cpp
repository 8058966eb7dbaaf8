#include "hub/intake.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>

#include "hub/json_members.hpp"
#include "hub/labeller.hpp"
#include "hub/taxii_wire.hpp"
#include "intel/pattern/soundness.hpp"
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

/// Patterns of STIX 2.0 have a grammar of their own (START and STOP take plain texts there).
bool speaks_our_grammar(const stix::Object& object) {
  if (object.spec_version != "2.1") return false;
  const auto said = member(object.text, "pattern_version");
  return !said || said->starts_with("\"2.1");
}

std::string version_of(const stix::Object& object, base::Micros added) {
  return object.version_text.empty() ? stix::timestamp(added) : object.version_text;
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
                                 const directory::Collection& collection, std::string_view text,
                                 const Beside& beside) {
  Sender sender;
  sender.owner = caller.account ? caller.account->organisation : 0;
  sender.source = caller.name();
  for (const directory::Organisation& one : parts_.directory.organisations()) {
    if (one.id != sender.owner) continue;
    sender.organisation = one.uuid;
    sender.source = one.uuid;
    sender.trust.reliability = one.reliability;
  }
  return take(sender, collection, text, beside);
}

Result<Received> Intake::receive(const Origin& origin, const directory::Collection& collection,
                                 std::string_view text, const Beside& beside) {
  Sender sender;
  sender.owner = collection.owner;
  sender.source = origin.source;
  sender.trust = origin.trust;
  sender.peer = origin.peer;
  sender.added_when = origin.added_when;
  return take(sender, collection, text, beside);
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

  Result<Received> keep(const Beside& beside) && {
    // Markings come before what bears them, so that no page ends between the two.
    std::vector<archive::Submission> all = extras();
    const std::size_t markings = all.size();
    std::move(submissions_.begin(), submissions_.end(), std::back_inserter(all));
    const auto told = [&](sql::Connection& connection,
                          std::span<const archive::Added> outcomes) -> Status {
      for (std::size_t i = markings; i < all.size(); ++i) tell(all[i], outcomes[i]);
      return beside ? beside(connection, received_) : Status{};
    };
    NOROSHI_TRY(parts_.archive.add(collection_.id, all, told));
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
                                 .taken = true,
                                 .sequence = added.sequence,
                                 .first = added.outcome == archive::Outcome::Added,
                                 .held = held});
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
                              std::string_view text, const Beside& beside) {
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
  return std::move(batch).keep(beside);
}

}  // namespace noroshi::hub
