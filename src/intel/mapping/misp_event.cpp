#include "intel/mapping/misp_event.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "intel/feeds/dates.hpp"
#include "intel/feeds/text.hpp"
#include "intel/mapping/misp_context.hpp"
#include "intel/mapping/misp_group.hpp"
#include "intel/mapping/misp_meaning.hpp"
#include "intel/sharing/marking.hpp"
#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::mapping {
namespace {

using Kind = MispMeaning::Kind;

constexpr std::string_view kSchema =
    R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":)"
    R"({"extension_type":{"const":"property-extension"},)"
    R"("attribute":{"type":"object","description":"the attribute of MISP, without payload"},)"
    R"("object":{"type":"object","description":"the object of MISP with its attributes"},)"
    R"("event":{"type":"object","description":"the event without attributes and objects"},)"
    R"("attributes":{"type":"array","description":"attributes without an object of their own"},)"
    R"("objects":{"type":"array","description":"objects without one"}}})";

// Seconds since 1970, as text or number; nothing for 0, which MISP writes for never.
std::optional<base::Micros> epoch(const Json& carrier, std::string_view member) {
  const auto seconds = feeds::whole_number<std::int64_t>(text_of(carrier, member));
  constexpr std::int64_t kMost = 253'402'300'799;  // 9999-12-31T23:59:59Z
  if (!seconds || *seconds <= 0 || *seconds > kMost) return std::nullopt;
  return *seconds * base::kSecond;
}

std::optional<base::Micros> seen(const Json& carrier, std::string_view member) {
  return base::parse_rfc3339(text_of(carrier, member));
}

// True if there was one.
bool drop_payload(Json& attribute) {
  if (!attribute.is_object() || !attribute.contains("data")) return false;
  const bool had_any = !text_of(attribute, "data").empty();
  attribute.erase("data");
  return had_any;
}

class Event {
 public:
  Event(const Json& event, Objects& into, FromMisp& counts)
      : event_(event), into_(into), counts_(counts), context_(misp_context(event)) {}

  void read() {
    set_frame();
    into_.add(extension_definition(kMisp, kSchema));
    add_named(context_, {});
    for (const Json& attribute : part_of(event_, "Attribute")) take_attribute(attribute);
    for (const Json& object : part_of(event_, "Object")) take_object(object);
    add_references();
    const std::string report = add_report();
    for (Json& note : notes_) {
      note["object_refs"] = Json::array({report});
      revise(note, frame_);
      into_.add(note);
    }
  }

 private:
  // ---- who and when

  void set_frame() {
    into_.add(own_identity());
    frame_.author = text_of(own_identity(), "id");
    const Json& owner =
        part_of(event_, "Orgc").is_object() ? part_of(event_, "Orgc") : part_of(event_, "Org");
    if (const std::string name = text_of(owner, "name"); !name.empty()) {
      const Json author =
          identity(id_of("identity", text_of(owner, "uuid"), "misp/organisation/" + name), name,
                   "organization");
      into_.add(author);
      frame_.author = text_of(author, "id");
    }
    const auto date = feeds::parse_feed_time(text_of(event_, "date"));
    const auto stamp = epoch(event_, "timestamp");
    frame_.modified = stamp.value_or(date ? date->instant : kStanding);
    frame_.created = date ? std::min(date->instant, frame_.modified) : frame_.modified;
    frame_.marking = marking(context_.tlp);
  }

  // Objects of one event begin with the event; MISP keeps only when one was changed last.
  [[nodiscard]] Frame frame_of(const Json& carrier, const MispContext& context) {
    Frame frame = frame_;
    frame.modified = epoch(carrier, "timestamp").value_or(frame_.modified);
    frame.created = std::min(frame.created, frame.modified);
    frame.marking = marking(narrower(context_.tlp, context.tlp));
    return frame;
  }

  std::string marking(const std::optional<sharing::Tlp>& tlp) {
    if (!tlp) return {};
    into_.add(Json::parse(sharing::marking_json(*tlp)));
    return std::string(sharing::marking_id(*tlp));
  }

  static std::string id_of(std::string_view type, const std::string& uuid,
                           const std::string& otherwise) {
    if (stix::is_uuid(uuid)) return fmt::format("{}--{}", type, lower(uuid));
    return stix::own_id(type, otherwise);
  }

  [[nodiscard]] std::string id_of(std::string_view type, const Json& carrier) const {
    return id_of(type, text_of(carrier, "uuid"),
                 fmt::format("misp/{}/{}", text_of(event_, "uuid"), dump(carrier)));
  }

  // ---- counting

  [[nodiscard]] io::Place place() const { return {io::Place::Unit::Entry, counts_.attributes}; }

  void keep(const Json& attribute, std::string_view reason, bool malformed) {
    kept_.push_back(attribute);
    count_kept(reason, malformed);
  }

  void count_kept(std::string_view reason, bool malformed) {
    if (malformed) {
      // Never an Error: these Rejects are not strict.
      static_cast<void>(counts_.rejects.add(reason, place()));
    } else {
      counts_.rejects.skip(reason, place());
    }
  }

  // ---- attributes

  void take_attribute(const Json& original) {
    ++counts_.attributes;
    Json attribute = original;
    counts_.payloads += drop_payload(attribute) ? 1 : 0;
    const std::string type = text_of(attribute, "type");
    if (type.empty()) return keep(attribute, "attribute without a type", true);
    const MispMeaning meaning = meaning_of(type, text_of(attribute, "value"));
    if (meaning.kind == Kind::None) return keep(attribute, meaning.reason, meaning.malformed);
    const bool for_detection = flag_of(attribute, "to_ids");
    const bool unseen = meaning.kind == Kind::Watchable && meaning.term.observables.empty();
    if (unseen && !for_detection) {
      return keep(attribute, "only a pattern can say it, and to_ids is off", false);
    }
    if (!write(attribute, meaning, for_detection)) {
      return keep(attribute, "its UUID stands in the input twice", false);
    }
    ++counts_.mapped;
  }

  bool write(const Json& attribute, const MispMeaning& meaning, bool for_detection) {
    const MispContext context = misp_context(attribute);
    const Frame frame = frame_of(attribute, context);
    switch (meaning.kind) {
      case Kind::Watchable:
        return write_term(attribute, context, frame, meaning.term, for_detection);
      case Kind::Rule:
        return write_rule(attribute, context, frame, meaning.word);
      case Kind::Link:
        return write_link(attribute);
      case Kind::Note:
        return write_note(attribute, context, frame);
      default:
        return write_name(attribute, context, frame, meaning);
    }
  }

  bool write_term(const Json& attribute, const MispContext& context, const Frame& frame,
                  const Term& term, bool for_detection) {
    const Json carried{{"attribute", attribute}};
    if (for_detection) {
      Json object = begin(attribute, "indicator", context, frame);
      indicate(object, attribute, frame, text_of(attribute, "value"),
               fmt::format("[{}]", term.comparison), "stix");
      return finish(std::move(object), carried, attribute, context, frame);
    }
    return observe(attribute, carried, context, frame, term.observables);
  }

  bool observe(const Json& carrier, const Json& carried, const MispContext& context,
               const Frame& frame, const std::vector<Json>& observables) {
    Json object = begin(carrier, "observed-data", context, frame);
    if (into_.has(text_of(object, "id"))) return false;
    const base::Micros first = seen(carrier, "first_seen").value_or(frame.modified);
    const base::Micros last = seen(carrier, "last_seen").value_or(first);
    object["first_observed"] = stix::timestamp(first);
    object["last_observed"] = stix::timestamp(std::max(first, last));
    object["number_observed"] = 1;
    Json refs = Json::array();
    for (Json one : observables) {
      if (!frame.marking.empty()) one["object_marking_refs"] = Json::array({frame.marking});
      add(one);
      const std::string id = text_of(one, "id");
      if (std::find(refs.begin(), refs.end(), id) == refs.end()) refs.push_back(id);
    }
    object["object_refs"] = std::move(refs);
    return finish(std::move(object), carried, carrier, context, frame);
  }

  bool write_rule(const Json& attribute, const MispContext& context, const Frame& frame,
                  const std::string& language) {
    Json object = begin(attribute, "indicator", context, frame);
    const std::string comment = text_of(attribute, "comment");
    indicate(object, attribute, frame, comment.empty() ? language + " rule" : comment,
             text_of(attribute, "value"), language);
    return finish(std::move(object), {{"attribute", attribute}}, attribute, context, frame);
  }

  bool write_link(const Json& attribute) {
    Json reference{{"source_name", "MISP"}};
    reference["url"] = text_of(attribute, "value");
    if (const auto comment = text_of(attribute, "comment"); !comment.empty()) {
      reference["description"] = comment;
    }
    links_.push_back(std::move(reference));
    kept_.push_back(attribute);
    return true;
  }

  bool write_note(const Json& attribute, const MispContext& context, const Frame& frame) {
    Json object = begin(attribute, "note", context, frame);
    const std::string id = text_of(object, "id");
    const bool again = into_.has(id) || std::any_of(notes_.begin(), notes_.end(), [&](auto& one) {
                         return text_of(one, "id") == id;
                       });
    if (again) return false;
    const std::string comment = text_of(attribute, "comment");
    object["abstract"] = comment.empty() ? text_of(attribute, "category") : comment;
    if (text_of(object, "abstract").empty()) object.erase("abstract");
    object["content"] = text_of(attribute, "value");
    extend(object, kMisp, {{"attribute", attribute}});
    notes_.push_back(std::move(object));
    return true;
  }

  bool write_name(const Json& attribute, const MispContext& context, const Frame& frame,
                  const MispMeaning& meaning) {
    const std::string_view type = meaning.kind == Kind::Vulnerability ? "vulnerability"
                                  : meaning.kind == Kind::Actor       ? "threat-actor"
                                                                      : "campaign";
    Json object = begin(attribute, type, context, frame);
    if (meaning.kind == Kind::Vulnerability && meaning.word.starts_with("CVE-")) {
      object["external_references"] =
          Json::array({{{"source_name", "cve"}, {"external_id", meaning.word}}});
    }
    object["name"] = meaning.word;
    describe(object, attribute);
    return finish(std::move(object), {{"attribute", attribute}}, attribute, context, frame);
  }

  // ---- parts that objects share

  Json begin(const Json& carrier, std::string_view type, const MispContext& context,
             const Frame& frame) {
    Json object = begin_object(type, id_of(type, carrier), frame);
    if (flag_of(carrier, "deleted")) object["revoked"] = true;
    if (!context.labels.empty()) object["labels"] = context.labels;
    return object;
  }

  static void describe(Json& object, const Json& carrier) {
    const std::string comment = text_of(carrier, "comment");
    if (!comment.empty()) object["description"] = comment;
  }

  static void indicate(Json& object, const Json& carrier, const Frame& frame, std::string_view name,
                       std::string_view pattern, std::string_view language) {
    object["name"] = name;
    describe(object, carrier);
    object["pattern"] = pattern;
    object["pattern_type"] = language;
    const base::Micros from = seen(carrier, "first_seen").value_or(frame.created);
    object["valid_from"] = stix::timestamp(from);
    const auto until = expiry(carrier);
    if (until && *until > from) object["valid_until"] = stix::timestamp(*until);
  }

  // The end that a sighting of type "expiration" sets, else the last time that it was seen.
  static std::optional<base::Micros> expiry(const Json& carrier) {
    for (const Json& sighting : part_of(carrier, "Sighting")) {
      if (text_of(sighting, "type") == "2") return epoch(sighting, "date_sighting");
    }
    return seen(carrier, "last_seen");
  }

  // Extension, revision, and what hangs on it; false if that id is there already.
  bool finish(Json object, Json carried, const Json& carrier, const MispContext& context,
              const Frame& frame) {
    extend(object, kMisp, std::move(carried));
    revise(object, frame);
    if (!add(object)) return false;
    const std::string id = text_of(object, "id");
    things_.try_emplace(text_of(carrier, "uuid"), id);
    add_named(context, text_of(object, "type") == "indicator" ? id : std::string{});
    add_sightings(carrier, id, frame);
    return true;
  }

  bool add(const Json& object) {
    const std::string id = text_of(object, "id");
    if (std::find(refs_.begin(), refs_.end(), id) == refs_.end()) refs_.push_back(id);
    return into_.add(object);
  }

  // Names out of tags; an indicator that is tagged so indicates them.
  void add_named(const MispContext& context, const std::string& indicator) {
    for (const Json& named : context.named) {
      add(named);
      if (indicator.empty() || text_of(named, "type") == "course-of-action") continue;
      add(relationship("indicates", indicator, text_of(named, "id"), frame_));
    }
  }

  // Type 0: seen; 1: a false positive; 2: expired (see `expiry`).
  void add_sightings(const Json& carrier, const std::string& id, const Frame& frame) {
    if (!id.starts_with("indicator--")) return;
    for (const Json& sighting : part_of(carrier, "Sighting")) {
      const std::string type = text_of(sighting, "type");
      const auto when = epoch(sighting, "date_sighting");
      if (!when || type == "2") continue;
      Frame then = frame;
      then.created = then.modified = *when;
      Json object = type == "1" ? opinion(sighting, id, then) : sighted(sighting, id, then);
      revise(object, then);
      add(object);
    }
  }

  [[nodiscard]] Json opinion(const Json& sighting, const std::string& id,
                             const Frame& frame) const {
    Json object = begin_object("opinion", id_of("opinion", sighting), frame);
    object["opinion"] = "strongly-disagree";
    object["explanation"] = "reported as a false positive";
    object["object_refs"] = Json::array({id});
    return object;
  }

  [[nodiscard]] Json sighted(const Json& sighting, const std::string& id,
                             const Frame& frame) const {
    Json object = begin_object("sighting", id_of("sighting", sighting), frame);
    object["first_seen"] = stix::timestamp(frame.created);
    object["last_seen"] = stix::timestamp(frame.created);
    object["count"] = 1;
    object["sighting_of_ref"] = id;
    return object;
  }

  // ---- objects

  void take_object(const Json& original) {
    Json object = original;
    if (object.contains("Attribute") && object["Attribute"].is_array()) {
      for (Json& attribute : object["Attribute"]) {
        counts_.payloads += drop_payload(attribute) ? 1 : 0;
      }
    }
    const MispGroup group = misp_group(object);
    const std::size_t count = part_of(object, "Attribute").size();
    const bool written = !group.used.empty() && write_group(object, group);
    if (!written) kept_objects_.push_back(object);
    for (std::size_t i = 0; i < count; ++i) {
      ++counts_.attributes;
      if (written && group.used.contains(i)) {
        ++counts_.mapped;
      } else {
        count_kept(written || group.used.empty() ? "describes its object: kept with it"
                                                 : "its object's UUID stands in the input twice",
                   false);
      }
    }
  }

  bool write_group(const Json& object, const MispGroup& group) {
    const MispContext context = misp_context(object);
    const Frame frame = frame_of(object, context);
    const Json carried{{"object", object}};
    if (group.comparison.empty()) {
      return !group.observables.empty() &&
             observe(object, carried, context, frame, group.observables);
    }
    Json indicator = begin(object, "indicator", context, frame);
    indicate(indicator, object, frame, group.name, fmt::format("[{}]", group.comparison), "stix");
    if (into_.has(text_of(indicator, "id"))) return false;
    for (Json one : group.observables) {
      if (!frame.marking.empty()) one["object_marking_refs"] = Json::array({frame.marking});
      add(one);
    }
    return finish(std::move(indicator), carried, object, context, frame);
  }

  // "ObjectReference": what one thing has to do with another, in MISP's own word.
  void add_references() {
    for (const Json& object : part_of(event_, "Object")) {
      const auto source = things_.find(text_of(object, "uuid"));
      if (source == things_.end()) continue;
      for (const Json& reference : part_of(object, "ObjectReference")) {
        const auto target = things_.find(text_of(reference, "referenced_uuid"));
        if (target == things_.end() || flag_of(reference, "deleted")) continue;
        Json link = begin_object("relationship", id_of("relationship", reference), frame_);
        link["relationship_type"] = "related-to";
        link["description"] = text_of(reference, "relationship_type");
        link["source_ref"] = source->second;
        link["target_ref"] = target->second;
        revise(link, frame_);
        add(link);
      }
    }
  }

  // ---- the report

  std::string add_report() {
    std::string id = id_of("report", event_frame());
    // An event that stands in the input twice is two reports: neither may be lost.
    if (into_.has(id)) id = stix::own_id("report", dump(event_));
    Json report = begin_object("report", id, frame_);
    if (!context_.labels.empty()) report["labels"] = context_.labels;
    if (!links_.empty()) report["external_references"] = links_;
    const std::string info = text_of(event_, "info");
    report["name"] = info.empty() ? "MISP event " + text_of(event_, "uuid") : info;
    report["report_types"] = Json::array({"threat-report"});
    report["published"] =
        stix::timestamp(epoch(event_, "publish_timestamp").value_or(frame_.modified));
    Json refs = refs_;
    // A report refers to something (STIX 2.1, section 4.16): at least to who wrote it.
    if (refs.empty()) refs.push_back(frame_.author);
    report["object_refs"] = std::move(refs);
    Json carried{{"event", event_frame()}};
    if (!kept_.empty()) carried["attributes"] = kept_;
    if (!kept_objects_.empty()) carried["objects"] = kept_objects_;
    extend(report, kMisp, std::move(carried));
    revise(report, frame_);
    into_.add(report);
    return text_of(report, "id");
  }

  // All that the event says of itself.
  [[nodiscard]] Json event_frame() const {
    Json frame = event_;
    frame.erase("Attribute");
    frame.erase("Object");
    return frame;
  }

  const Json& event_;
  Objects& into_;
  FromMisp& counts_;
  MispContext context_;
  Frame frame_;
  Json refs_ = Json::array();   // of the report
  Json links_ = Json::array();  // its external references
  Json kept_ = Json::array();
  Json kept_objects_ = Json::array();
  std::vector<Json> notes_;                    // about the report, which comes before them
  std::map<std::string, std::string> things_;  // UUID in MISP → id in STIX
};

}  // namespace

void read_misp_event(const Json& event, Objects& into, FromMisp& counts) {
  ++counts.events;
  Event(event, into, counts).read();
}

}  // namespace noroshi::mapping
