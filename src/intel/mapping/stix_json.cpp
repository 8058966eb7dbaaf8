#include "intel/mapping/stix_json.hpp"

#include <algorithm>

#include "intel/stix/identity.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::mapping {
namespace {

constexpr int kDepth = 64;

// Brackets outside strings, one within the other.
bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string && c == '\\') {
      ++at;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '[' || c == '{')) {
      if (++depth > kDepth) return true;
    } else if (!in_string && (c == ']' || c == '}')) {
      --depth;
    }
  }
  return false;
}

// FNV-1a (Fowler, Noll, Vo), 64 bits: tells revisions apart, guards nothing.
std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  return hash;
}

bool says_nothing(const Json& json) {
  return json.is_null() || (json.is_structured() && json.empty());
}

// No deeper than `parse_document` lets in.
Json pruned(const Json& json) {
  if (!json.is_structured()) return json;
  Json result = json.is_array() ? Json::array() : Json::object();
  for (const auto& [name, value] : json.items()) {
    Json kept = pruned(value);
    if (says_nothing(kept)) continue;
    if (json.is_array()) {
      result.push_back(std::move(kept));
    } else {
      result[name] = std::move(kept);
    }
  }
  return result;
}

std::string extension_name(std::string_view about) { return "extension/" + std::string(about); }

}  // namespace

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Json> parse_document(std::string_view text) {
  if (is_too_deep(text)) {
    return Error{Errc::Limit, "JSON nested deeper than 64: no feed and no event is"};
  }
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    return Error{Errc::InvalidInput, "no JSON, or JSON that was cut short"};
  }
  return json;
}

std::string text_of(const Json& object, std::string_view member) {
  const Json& value = part_of(object, member);
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() || value.is_boolean() ? dump(value) : std::string{};
}

const Json& part_of(const Json& object, std::string_view member) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(std::string(member));
  return found == object.end() ? kNothing : *found;
}

bool flag_of(const Json& object, std::string_view member) {
  const std::string text = text_of(object, member);
  return text == "true" || text == "1";
}

std::string literal(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') result += '\\';
    result += c;
  }
  return result + "'";
}

Json begin_object(std::string_view type, std::string_view id) {
  return Json{{"type", type}, {"spec_version", "2.1"}, {"id", id}};
}

Json begin_object(std::string_view type, std::string_view id, const Frame& frame) {
  Json object = begin_object(type, id);
  if (!frame.author.empty()) object["created_by_ref"] = frame.author;
  object["created"] = stix::timestamp(frame.created);
  object["modified"] = nullptr;
  if (!frame.marking.empty()) object["object_marking_refs"] = Json::array({frame.marking});
  return object;
}

void revise(Json& object, const Frame& frame) {
  object["modified"] = nullptr;
  const base::Micros late = std::max(frame.created, frame.modified);
  const base::Micros over = (late % frame.grain + frame.grain) % frame.grain;
  const base::Micros whole = over == 0 ? late : late - over + frame.grain;
  const auto within = static_cast<base::Micros>(fingerprint(dump(object)) %
                                                static_cast<std::uint64_t>(frame.grain));
  object["modified"] = stix::timestamp(whole + within);
}

Json observable(Json properties, std::string_view marking) {
  const std::string type = text_of(properties, "type");
  std::string id = stix::observable_id(dump(properties));
  if (id.empty()) {
    // Nothing in it contributes to an id: then it MUST be a UUIDv4 (section 2.9).  Ours has that
    // form, and depends on the text all the same.
    id = stix::own_id(type, dump(properties));
    id[type.size() + 2 + 14] = '4';
  }
  Json object = begin_object(type, id);
  if (!marking.empty()) object["object_marking_refs"] = Json::array({marking});
  for (auto& [name, value] : properties.items()) {
    if (name != "type") object[name] = std::move(value);
  }
  return object;
}

Json relationship(std::string_view type, std::string_view source, std::string_view target,
                  const Frame& frame) {
  std::string name = frame.author;
  for (const auto part : {type, source, target}) name.append("/").append(part);
  Json object = begin_object("relationship", stix::own_id("relationship", name), frame);
  object["relationship_type"] = type;
  object["source_ref"] = source;
  object["target_ref"] = target;
  revise(object, frame);
  return object;
}

Json identity(std::string_view id, std::string_view name, std::string_view organisation_class) {
  const Frame frame{.created = kStanding, .modified = kStanding};
  Json object = begin_object("identity", id, frame);
  object["name"] = name;
  object["identity_class"] = organisation_class;
  revise(object, frame);
  return object;
}

const Json& own_identity() {
  static const Json kOwn = identity(stix::own_id("identity", "noroshi"), "Noroshi", "system");
  return kOwn;
}

std::string extension_id(std::string_view about) {
  return stix::own_id("extension-definition", extension_name(about));
}

Json extension_definition(std::string_view about, std::string_view schema) {
  const Frame frame{
      .author = text_of(own_identity(), "id"), .created = kStanding, .modified = kStanding};
  Json object = begin_object("extension-definition", extension_id(about), frame);
  object["name"] = "Noroshi " + std::string(about);
  object["description"] = "What STIX has no property for, kept exactly: the " + std::string(about);
  object["schema"] = schema;
  object["version"] = "1.0.0";
  object["extension_types"] = Json::array({"property-extension"});
  revise(object, frame);
  return object;
}

void extend(Json& object, std::string_view about, Json content) {
  content = pruned(content);
  content["extension_type"] = "property-extension";
  object["extensions"][extension_id(about)] = std::move(content);
}

const Json& extension_of(const Json& object, std::string_view about) {
  return part_of(part_of(object, "extensions"), extension_id(about));
}

bool Objects::add(const Json& object) {
  if (!ids_.insert(text_of(object, "id")).second) return false;
  texts_.push_back(dump(object));
  return true;
}

}  // namespace noroshi::mapping
