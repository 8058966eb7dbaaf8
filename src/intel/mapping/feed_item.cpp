#include "intel/mapping/feed_item.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::mapping {
namespace {

base::Micros instant_or(const std::optional<feeds::FeedTime>& time, base::Micros otherwise) {
  return time ? time->instant : otherwise;
}

// The earlier of two first, the later of two last sightings; one that is unknown gives way.
void widen(std::optional<feeds::FeedTime>& mine, const std::optional<feeds::FeedTime>& other,
           bool later) {
  if (!other) return;
  if (!mine || (later ? other->instant > mine->instant : other->instant < mine->instant)) {
    mine = other;
  }
}

void add_labels(std::vector<std::string>& labels, const std::vector<std::string>& more) {
  for (const std::string& label : more) {
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
  }
}

// A family that the feed names, the same for every feed of it: names are all that it knows.
Json malware_object(std::string_view family) {
  const Frame frame{
      .author = text_of(own_identity(), "id"), .created = kStanding, .modified = kStanding};
  const std::string id = stix::own_id("malware", "family/" + lower(family));
  Json object = begin_object("malware", id, frame);
  object["name"] = family;
  object["is_family"] = true;
  revise(object, frame);
  return object;
}

class Writer {
 public:
  Writer(std::string_view feed, base::Micros fetched, Objects& into)
      : feed_(feed), fetched_(fetched), into_(into) {
    const std::string id = stix::own_id("identity", fmt::format("feed/{}", feed));
    author_ = id;
    into_.add(identity(id, feed, "organization"));
  }

  void write(const FeedItem& item) {
    Frame frame{.author = author_, .created = instant_or(item.first_seen, fetched_)};
    frame.modified = std::max(frame.created, instant_or(item.last_seen, frame.created));
    for (const Json& one : item.term.observables) into_.add(one);
    const Json indicator = this->indicator(item, frame);
    into_.add(indicator);
    if (item.malware.empty()) return;
    const Json malware = malware_object(item.malware);
    into_.add(own_identity());
    into_.add(malware);
    into_.add(relationship("indicates", text_of(indicator, "id"), text_of(malware, "id"), frame));
  }

 private:
  [[nodiscard]] Json indicator(const FeedItem& item, const Frame& frame) const {
    const std::string name = fmt::format("feed/{}/{}", feed_, item.term.comparison);
    Json object = begin_object("indicator", stix::own_id("indicator", name), frame);
    if (item.confidence) object["confidence"] = *item.confidence;
    if (!item.labels.empty()) object["labels"] = item.labels;
    if (!item.reference.empty()) {
      object["external_references"] =
          Json::array({{{"source_name", feed_}, {"url", item.reference}}});
    }
    object["name"] = item.name;
    if (item.malicious) object["indicator_types"] = Json::array({"malicious-activity"});
    object["pattern"] = fmt::format("[{}]", item.term.comparison);
    object["pattern_type"] = "stix";
    object["pattern_version"] = "2.1";
    object["valid_from"] = stix::timestamp(frame.created);
    if (const auto until = end_of(item, frame.created)) {
      object["valid_until"] = stix::timestamp(*until);
    }
    revise(object, frame);
    return object;
  }

  // What a feed calls gone was good until it was last seen: to the end of that day, where only the
  // day is known.
  static std::optional<base::Micros> end_of(const FeedItem& item, base::Micros begin) {
    if (!item.gone || !item.last_seen) return std::nullopt;
    const base::Micros until = item.last_seen->instant + item.last_seen->span;
    return until > begin ? std::optional(until) : std::nullopt;
  }

  std::string_view feed_;
  base::Micros fetched_;
  Objects& into_;
  std::string author_;
};

}  // namespace

void FeedItems::add(FeedItem item) {
  const auto [place, is_new] = places_.try_emplace(item.term.comparison, items_.size());
  if (is_new) {
    items_.push_back(std::move(item));
    return;
  }
  FeedItem& known = items_[place->second];
  widen(known.first_seen, item.first_seen, false);
  widen(known.last_seen, item.last_seen, true);
  known.gone = known.gone && item.gone;
  known.malicious = known.malicious || item.malicious;
  if (item.confidence) known.confidence = std::max(known.confidence.value_or(0), *item.confidence);
  if (known.malware.empty()) known.malware = item.malware;
  if (known.reference.empty()) known.reference = item.reference;
  add_labels(known.labels, item.labels);
}

std::vector<std::string> FeedItems::objects(std::string_view feed, base::Micros fetched) const {
  if (items_.empty()) return {};
  Objects objects;
  Writer writer(feed, fetched, objects);
  for (const FeedItem& item : items_) writer.write(item);
  return objects.take();
}

}  // namespace noroshi::mapping
