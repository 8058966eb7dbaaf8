// Oracle: the archive as one would write it without any thought of speed, for tests.
//
// Everything stands in vectors, and every question goes through all of it, asking
// sharing::may_see of each assertion.  What the archive answers must be the same for every viewer:
// that is the leak test.  The oracle looks for values, words and references in the texts by plain
// search; tests give it texts in which that is exact.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "intel/archive/archive.hpp"

namespace noroshi::archive {

class Oracle {
 public:
  struct Said {
    std::int64_t number = 0;
    sharing::Label label;
    std::string source;
    Trust trust;
    std::string shared_text;
    std::optional<base::Micros> expires;
    bool ran_out = false;
  };
  struct Kept {
    CollectionId collection = 0;
    std::int64_t sequence = 0;
    base::Micros added = 0;
    base::Micros version = 0;
    std::string id;
    std::string type;
    std::string spec;
    std::string text;
    std::vector<Said> said;
  };
  struct Shown {
    const Kept* kept = nullptr;
    std::string text;
  };

  void clock(base::Micros now) { now_ = now; }
  [[nodiscard]] const std::vector<Kept>& kept() const { return kept_; }

  Outcome add(CollectionId collection, const Submission& one) {
    for (Kept& kept : kept_) {
      if (kept.collection != collection || kept.id != one.object.id || kept.text != one.object.text)
        continue;
      for (Said& said : kept.said) {
        if (!says_again(said, one)) continue;
        if (said.expires && (!one.expires || *one.expires > *said.expires)) {
          said.expires = one.expires;
        }
        return Outcome::Known;
      }
      say(kept, one);
      return Outcome::Confirmed;
    }
    last_added_[collection] = std::max(last_added_[collection] + 1, now_);
    Kept kept{.collection = collection,
              .sequence = ++sequence_,
              .added = last_added_[collection],
              .version = 0,
              .id = one.object.id,
              .type = one.object.type,
              .spec = one.object.spec_version,
              .text = one.object.text,
              .said = {}};
    kept.version = one.object.modified.value_or(one.object.created.value_or(kept.added));
    say(kept, one);
    kept_.push_back(std::move(kept));
    return Outcome::Added;
  }

  bool decide(const sharing::Viewer& viewer, CollectionId collection, std::int64_t sequence,
              sharing::State decision) {
    bool decided = false;
    for (Kept& kept : kept_) {
      if (kept.sequence != sequence || kept.collection != collection) continue;
      for (Said& said : kept.said) {
        if (said.label.state != sharing::State::Held) continue;
        if (!sharing::may_release(viewer, said.label)) continue;
        decided = true;
        said.label.state = decision;
        if (decision == sharing::State::Released) {
          tell(Event::Kind::Released, kept, said, said.label);
        }
      }
    }
    return decided;
  }

  std::uint64_t retract(const sharing::Viewer& viewer, const std::string& id) {
    std::uint64_t retracted = 0;
    for (Kept& kept : kept_) {
      bool any = false;
      for (Said& said : kept.said) {
        if (kept.id != id || !stands(said) || !may_take_back(viewer, said.label)) continue;
        take_back(kept, said, Event::Kind::Retracted);
        any = true;
      }
      if (any) ++retracted;
    }
    return retracted;
  }

  std::uint64_t expire() {
    std::uint64_t expired = 0;
    for (Kept& kept : kept_) {
      for (Said& said : kept.said) {
        if (!stands(said) || !said.expires || *said.expires > now_) continue;
        take_back(kept, said, Event::Kind::Expired);
        said.ran_out = true;
        ++expired;
      }
    }
    return expired;
  }

  std::uint64_t remove(const sharing::Viewer& viewer, CollectionId collection,
                       const std::string& id, Filter filter) {
    filter.ids = {id};
    if (filter.versions.empty()) filter.versions = {"all"};
    std::set<std::int64_t> named;
    for (const Shown& shown : page(viewer, collection, filter)) named.insert(shown.kept->sequence);
    std::uint64_t removed = 0;
    for (Kept& kept : kept_) {
      if (!named.contains(kept.sequence)) continue;
      const auto before = kept.said.size();
      for (const Said& said : kept.said) {
        if (may_take_back(viewer, said.label)) tell(Event::Kind::Deleted, kept, said, said.label);
      }
      std::erase_if(kept.said, [&](const Said& said) { return may_take_back(viewer, said.label); });
      if (kept.said.size() < before) ++removed;
    }
    std::erase_if(kept_, [](const Kept& kept) { return kept.said.empty(); });
    return removed;
  }

  /// The text that a viewer sees of it; nothing where it is hidden.
  [[nodiscard]] std::optional<std::string> seen(const sharing::Viewer& viewer,
                                                const Kept& kept) const {
    std::optional<std::string> text;
    for (const Said& said : kept.said) {
      if (!sees(viewer, said)) continue;
      if (viewer.kind != sharing::Kind::Anonymous && viewer.organisation != 0 &&
          viewer.organisation == said.label.owner) {
        return kept.text;
      }
      if (!text) text = said.shared_text.empty() ? kept.text : said.shared_text;
    }
    return text;
  }

  [[nodiscard]] std::vector<Shown> page(const sharing::Viewer& viewer, CollectionId collection,
                                        const Filter& filter) const {
    std::vector<Shown> all;
    for (const Kept& kept : kept_) {
      if (kept.collection != collection) continue;
      if (!filter.types.empty() && !among(filter.types, kept.type)) continue;
      if (!filter.ids.empty() && !among(filter.ids, kept.id)) continue;
      if (filter.added_after && kept.added <= *filter.added_after) continue;
      if (auto text = seen(viewer, kept)) all.push_back({&kept, std::move(*text)});
    }
    std::vector<Shown> chosen;
    for (const Shown& one : all) {
      if (is_meant(one, all, filter)) chosen.push_back(one);
    }
    return chosen;
  }

  /// The newest visible revision of an object.
  [[nodiscard]] std::optional<Shown> find(const sharing::Viewer& viewer,
                                          const std::string& id) const {
    std::optional<Shown> best;
    for (const Kept& kept : kept_) {
      if (kept.id != id) continue;
      auto text = seen(viewer, kept);
      if (text && (!best || kept.version > best->kept->version)) best = {&kept, std::move(*text)};
    }
    return best;
  }

  /// Ids of newest visible revisions whose text holds `part`, the newest arrival first.  What only
  /// a shared text says is indexed for nobody.
  [[nodiscard]] std::vector<std::string> with(const sharing::Viewer& viewer,
                                              const std::string& part) const {
    std::vector<std::string> ids;
    for (auto kept = kept_.rbegin(); kept != kept_.rend(); ++kept) {
      const auto newest = find(viewer, kept->id);
      if (!newest || newest->kept != &*kept) continue;
      if (!holds(newest->text, part) || !holds(kept->text, part)) continue;
      ids.push_back(kept->id);
    }
    return ids;
  }

  [[nodiscard]] std::vector<std::string> neighbours(const sharing::Viewer& viewer,
                                                    const std::string& id) const {
    const auto self = find(viewer, id);
    std::vector<std::string> ids;
    if (!self) return ids;
    for (auto kept = kept_.rbegin(); kept != kept_.rend(); ++kept) {
      const auto newest = find(viewer, kept->id);
      if (!newest || newest->kept != &*kept || kept->id == id) continue;
      const bool to = holds(newest->text, "_ref\":\"" + id);
      const bool from = holds(self->text, "_ref\":\"" + kept->id);
      if (to || from) ids.push_back(kept->id);
    }
    return ids;
  }

  [[nodiscard]] std::uint64_t count(const sharing::Viewer& viewer, CollectionId collection) const {
    std::set<std::string> ids;
    for (const Kept& kept : kept_) {
      if (kept.collection == collection && seen(viewer, kept)) ids.insert(kept.id);
    }
    return ids.size();
  }

  [[nodiscard]] std::vector<Event> events(const sharing::Viewer& viewer) const {
    std::vector<Event> heard;
    for (const Told& told : told_) {
      if (!sharing::may_see(viewer, told.label)) continue;
      const Kept* kept = of_sequence(told.event.sequence);
      const bool came =
          told.event.kind == Event::Kind::Added || told.event.kind == Event::Kind::Released;
      Event event = told.event;
      if (came) {
        if (kept == nullptr || first_seen(viewer, *kept) != told.said) continue;
        event.text = seen(viewer, *kept).value();
      } else {
        if (kept != nullptr && sees_another(viewer, *kept, told.said)) continue;
        if (!heard.empty() && heard.back().sequence == event.sequence &&
            heard.back().kind == event.kind) {
          continue;
        }
      }
      heard.push_back(std::move(event));
    }
    return heard;
  }

 private:
  struct Told {
    Event event;
    std::int64_t said = 0;
    sharing::Label label;
  };

  static bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }

  static bool among(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  }

  static bool stands(const Said& said) {
    return said.label.state == sharing::State::Held || said.label.state == sharing::State::Released;
  }

  static bool may_take_back(const sharing::Viewer& viewer, const sharing::Label& label) {
    if (viewer.kind != sharing::Kind::Person && viewer.kind != sharing::Kind::Machine) return false;
    const auto role = viewer.role_in(label.community);
    if (role == sharing::Role::Steward) return true;
    if (label.owner == 0 || label.owner != viewer.organisation) return false;
    return label.community == 0 || (role && *role != sharing::Role::Reader);
  }

  static bool says_again(const Said& said, const Submission& one) {
    sharing::Label label = said.label;
    label.state = one.label.state;
    return !said.ran_out && said.source == one.source && said.trust == one.trust &&
           label == one.label && said.shared_text == shared_of(one);
  }

  static std::string shared_of(const Submission& one) {
    return one.shared_text == one.object.text ? std::string() : one.shared_text;
  }

  void say(Kept& kept, const Submission& one) {
    kept.said.push_back({.number = ++said_,
                         .label = one.label,
                         .source = one.source,
                         .trust = one.trust,
                         .shared_text = shared_of(one),
                         .expires = one.expires,
                         .ran_out = false});
    tell(Event::Kind::Added, kept, kept.said.back(), one.label);
  }

  void take_back(const Kept& kept, Said& said, Event::Kind kind) {
    tell(kind, kept, said, said.label);
    said.label.state = sharing::State::Retracted;
  }

  void tell(Event::Kind kind, const Kept& kept, const Said& said, const sharing::Label& label) {
    Told told{.event = {}, .said = said.number, .label = label};
    told.event.number = static_cast<std::int64_t>(told_.size()) + 1;
    told.event.kind = kind;
    told.event.collection = kept.collection;
    told.event.sequence = kept.sequence;
    told.event.id = kept.id;
    told_.push_back(std::move(told));
  }

  [[nodiscard]] bool sees(const sharing::Viewer& viewer, const Said& said) const {
    if (!sharing::may_see(viewer, said.label)) return false;
    const bool owner = viewer.organisation != 0 && viewer.organisation == said.label.owner &&
                       viewer.kind != sharing::Kind::Anonymous;
    return owner || !said.expires || *said.expires > now_;
  }

  [[nodiscard]] std::int64_t first_seen(const sharing::Viewer& viewer, const Kept& kept) const {
    for (const Said& said : kept.said) {
      if (sees(viewer, said)) return said.number;
    }
    return 0;
  }

  [[nodiscard]] bool sees_another(const sharing::Viewer& viewer, const Kept& kept,
                                  std::int64_t but) const {
    return std::any_of(kept.said.begin(), kept.said.end(),
                       [&](const Said& said) { return said.number != but && sees(viewer, said); });
  }

  [[nodiscard]] const Kept* of_sequence(std::int64_t sequence) const {
    for (const Kept& kept : kept_) {
      if (kept.sequence == sequence) return &kept;
    }
    return nullptr;
  }

  static bool is_meant(const Shown& one, const std::vector<Shown>& all, const Filter& filter) {
    std::vector<const Kept*> same;
    for (const Shown& other : all) {
      const bool spec =
          filter.spec_versions.empty() || among(filter.spec_versions, other.kept->spec);
      if (other.kept->id == one.kept->id && spec) same.push_back(other.kept);
    }
    if (filter.spec_versions.empty()) {
      std::string highest;
      for (const Kept* kept : same) highest = std::max(highest, kept->spec);
      std::erase_if(same, [&](const Kept* kept) { return kept->spec != highest; });
    }
    if (std::find(same.begin(), same.end(), one.kept) == same.end()) return false;
    bool first = true;
    bool last = true;
    for (const Kept* kept : same) {
      if (kept == one.kept) continue;
      if (kept->version == one.kept->version && kept->sequence < one.kept->sequence) return false;
      if (kept->version < one.kept->version) first = false;
      if (kept->version > one.kept->version) last = false;
    }
    if (filter.versions.empty()) return last;
    return among(filter.versions, "all") || (first && among(filter.versions, "first")) ||
           (last && among(filter.versions, "last")) ||
           among(filter.versions, stix::timestamp(one.kept->version));
  }

  base::Micros now_ = 0;
  std::int64_t sequence_ = 0;
  std::int64_t said_ = 0;
  std::map<CollectionId, base::Micros> last_added_;
  std::vector<Kept> kept_;
  std::vector<Told> told_;
};

}  // namespace noroshi::archive
