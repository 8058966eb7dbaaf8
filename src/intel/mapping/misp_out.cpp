// STIX → MISP: what came from there as it was, the rest as attributes.
#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "intel/feeds/where.hpp"
#include "intel/mapping/misp.hpp"
#include "intel/mapping/misp_event.hpp"
#include "intel/mapping/misp_meaning.hpp"
#include "intel/pattern/pattern.hpp"
#include "intel/sharing/label.hpp"
#include "intel/sharing/marking.hpp"
#include "intel/stix/identity.hpp"

namespace noroshi::mapping {
namespace {

struct As {
  std::string_view type;
  std::string_view category;
};

As hash_as(std::string_view digest) {
  constexpr std::string_view kDelivery = "Payload delivery";
  const auto algorithm = algorithm_of(digest);
  if (algorithm == "MD5") return {"md5", kDelivery};
  if (algorithm == "SHA-1") return {"sha1", kDelivery};
  if (algorithm == "SHA-256") return {"sha256", kDelivery};
  return algorithm == "SHA-512" ? As{"sha512", kDelivery} : As{"text", "Other"};
}

As certificate_as(std::string_view digest) {
  const auto algorithm = algorithm_of(digest);
  if (algorithm == "MD5") return {"x509-fingerprint-md5", "Network activity"};
  if (algorithm == "SHA-1") return {"x509-fingerprint-sha1", "Network activity"};
  return algorithm == "SHA-256" ? As{"x509-fingerprint-sha256", "Network activity"}
                                : As{"text", "Other"};
}

As as_attribute(const stix::ObservedValue& value) {
  constexpr std::string_view kNetwork = "Network activity";
  if (value.kind == "ipv4-addr" || value.kind == "ipv6-addr") return {"ip-dst", kNetwork};
  if (value.kind == "domain-name") return {"domain", kNetwork};
  if (value.kind == "endpoint") return {"ip-dst|port", kNetwork};
  if (value.kind == "url") return {"url", kNetwork};
  if (value.kind == "mac-addr") return {"mac-address", kNetwork};
  if (value.kind == "autonomous-system") return {"AS", kNetwork};
  if (value.kind == "user-agent") return {"user-agent", kNetwork};
  if (value.kind == "email-addr") return {"email", "Payload delivery"};
  if (value.kind == "file-name") return {"filename", "Payload delivery"};
  if (value.kind == "mutex") return {"mutex", "Artifacts dropped"};
  if (value.kind == "registry-key") return {"regkey", "Artifacts dropped"};
  if (value.kind == "file-hash") return hash_as(value.value);
  if (value.kind == "certificate-hash") return certificate_as(value.value);
  return {"text", "Other"};
}

// "192.0.2.7:443" → "192.0.2.7|443"
std::string misp_value(const stix::ObservedValue& value) {
  if (value.kind != "endpoint") return value.value;
  const auto where = feeds::parse_where(value.value);
  if (where && where->port) return fmt::format("{}|{}", where->ip.to_string(), *where->port);
  std::string text = value.value;
  if (const auto colon = text.rfind(':'); colon != std::string::npos) text[colon] = '|';
  return text;
}

class EventOf {
 public:
  explicit EventOf(const std::vector<stix::Object>& objects) : objects_(objects) {}

  std::string write(std::string_view title) {
    for (const stix::Object& object : objects_) {
      auto json = parse_document(object.text);
      parsed_.push_back(json.has_value() ? std::move(*json) : Json());
    }
    for (const Json& json : parsed_) take_back(json);
    for (std::size_t i = 0; i < objects_.size(); ++i) translate(objects_[i], parsed_[i]);
    Json event = frame(title);
    event["Attribute"] = std::move(attributes_);
    event["Object"] = std::move(misp_objects_);
    return dump(Json{{"Event", std::move(event)}});
  }

 private:
  // ---- what came from MISP

  void take_back(const Json& json) {
    const Json& carried = extension_of(json, kMisp);
    if (!carried.is_object()) return;
    from_misp_.insert(text_of(json, "id"));
    for (const Json& ref : part_of(json, "object_refs")) {
      if (ref.is_string()) from_misp_.insert(ref.get<std::string>());
    }
    keep(part_of(carried, "attribute"), attributes_);
    keep(part_of(carried, "object"), misp_objects_);
    for (const Json& one : part_of(carried, "attributes")) keep(one, attributes_);
    for (const Json& one : part_of(carried, "objects")) keep(one, misp_objects_);
    if (const Json& event = part_of(carried, "event"); event.is_object()) events_.push_back(event);
  }

  void keep(const Json& original, Json& into) {
    if (!original.is_object()) return;
    if (kept_.insert(dump(original)).second) into.push_back(original);
  }

  // ---- what did not

  void translate(const stix::Object& object, const Json& json) {
    if (from_misp_.contains(object.id) || !json.is_object()) return;
    if (object.type == "indicator") return indicator(object, json);
    if (object.type == "vulnerability")
      return named(object, json, {"vulnerability", "External analysis"});
    if (object.type == "threat-actor") return named(object, json, {"threat-actor", "Attribution"});
    if (object.type == "campaign") return named(object, json, {"campaign-name", "Attribution"});
    if (object.type == "note") {
      return attribute(object, {"comment", "Other"}, text_of(json, "content"),
                       text_of(json, "abstract"), false);
    }
    if (object.family == stix::Family::Domain && object.type != "identity" &&
        object.type != "observed-data") {
      return named(object, json, {"text", "Other"});
    }
    if (object.family != stix::Family::Observable && object.type != "observed-data") return;
    for (const auto& value : stix::observed_values(object)) {
      attribute(object, as_attribute(value), misp_value(value), {}, false);
    }
  }

  void named(const stix::Object& object, const Json& json, const As& as) {
    const std::string comment = as.type == "text" ? object.type : text_of(json, "description");
    attribute(object, as, text_of(json, "name"), comment, false);
  }

  void indicator(const stix::Object& object, const Json& json) {
    const std::string name = text_of(json, "name");
    const std::string language = object.pattern_type;
    if (language != "stix") {
      const bool known =
          language == "yara" || language == "sigma" || language == "snort" || language == "zeek";
      return attribute(object, {known ? std::string_view(language) : "text", "External analysis"},
                       text_of(json, "pattern"), name, known);
    }
    const auto pattern = pattern::Pattern::parse(object.pattern);
    if (!pattern.has_value() || !pattern->is_plain_list()) {
      return attribute(object, {"stix2-pattern", "External analysis"}, object.pattern, name, true);
    }
    for (const auto& value : pattern->values()) {
      attribute(object, as_attribute(value), misp_value(value), name, true);
    }
  }

  void attribute(const stix::Object& object, const As& as, std::string_view value,
                 std::string_view comment, bool to_ids) {
    if (value.empty()) return;
    Json one;
    one["uuid"] =
        stix::uuid5(stix::kOwnNamespace, fmt::format("misp/{}/{}/{}", object.id, as.type, value));
    one["type"] = as.type;
    one["category"] = as.category;
    one["value"] = value;
    one["to_ids"] = to_ids;
    one["comment"] = comment;
    const base::Micros changed = object.modified.value_or(object.created.value_or(0));
    one["timestamp"] = std::to_string(changed / base::kSecond);
    one["distribution"] = "5";  // as the event
    one["deleted"] = object.revoked;
    keep(one, attributes_);
    latest_ = std::max(latest_, changed);
  }

  // ---- the event

  Json frame(std::string_view title) const {
    Json event = events_.size() == 1 ? events_[0] : new_event();
    if (!title.empty() || !event.contains("info")) event["info"] = title;
    return event;
  }

  [[nodiscard]] Json new_event() const {
    std::string name = "misp/event";
    for (const stix::Object& object : objects_) name.append("/").append(object.id);
    Json event;
    event["uuid"] = stix::uuid5(stix::kOwnNamespace, name);
    event["info"] = "";
    event["date"] = base::to_rfc3339(latest_).substr(0, 10);
    event["timestamp"] = std::to_string(latest_ / base::kSecond);
    event["published"] = false;
    event["analysis"] = "2";         // completed
    event["threat_level_id"] = "4";  // undefined
    event["distribution"] = "0";     // this organisation: whoever imports it decides
    if (const Json organisation = creator(); !organisation.is_null()) event["Orgc"] = organisation;
    event["Tag"] = tags();
    return event;
  }

  [[nodiscard]] Json creator() const {
    for (const stix::Object& object : objects_) {
      if (object.created_by_ref.empty() || object.type == "extension-definition") continue;
      for (const Json& json : parsed_) {
        if (text_of(json, "id") != object.created_by_ref) continue;
        return Json{{"name", text_of(json, "name")},
                    {"uuid", object.created_by_ref.substr(object.created_by_ref.find("--") + 2)}};
      }
    }
    return {};
  }

  // The narrowest colour of them all, for an event has one.
  [[nodiscard]] Json tags() const {
    std::optional<sharing::Tlp> narrowest;
    for (const stix::Object& object : objects_) {
      const auto tlp = sharing::tlp_of(object);
      if (tlp && (!narrowest || *tlp > *narrowest)) narrowest = tlp;
    }
    Json tags = Json::array();
    if (narrowest) tags.push_back({{"name", lower(sharing::name_of(*narrowest))}});
    return tags;
  }

  const std::vector<stix::Object>& objects_;
  std::vector<Json> parsed_;
  std::set<std::string> from_misp_;  // ids of what MISP's events became
  std::set<std::string> kept_;       // texts of attributes and objects that are there
  std::vector<Json> events_;
  Json attributes_ = Json::array();
  Json misp_objects_ = Json::array();
  base::Micros latest_ = 0;
};

}  // namespace

std::string to_misp(const std::vector<stix::Object>& objects, std::string_view title) {
  return EventOf(objects).write(title);
}

}  // namespace noroshi::mapping
