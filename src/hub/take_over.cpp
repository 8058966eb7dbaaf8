#include "hub/take_over.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

#include "hub/intake.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::hub {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

bool flag_of(const Json& object, const char* name, bool unsaid) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() ? found->get<bool>() : unsaid;
}

/// The objects of a list; what else stands in it is nothing of TAXII's.
std::vector<Json> objects_of(const Json& object, const char* name) {
  std::vector<Json> out;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return out;
  std::copy_if(found->begin(), found->end(), std::back_inserter(out),
               [](const Json& one) { return one.is_object(); });
  return out;
}

/// The version as TAXII names it: modified, or created.
std::string version_of(const Json& object) {
  const std::string modified = text_of(object, "modified");
  return modified.empty() ? text_of(object, "created") : modified;
}

class Mover {
 public:
  Mover(Parts& parts, Statuses& statuses, const NewOwner& owner)
      : parts_(parts), statuses_(statuses), owner_(owner), intake_(parts) {}

  Status root(const std::string& path, const Json& root, bool is_default) {
    const Json information = root.value("information", Json::object());
    directory::Root made;
    made.path = path;
    made.title = information.is_object() ? text_of(information, "title") : "";
    if (made.title.empty()) made.title = path;
    made.description = text_of(information, "description");
    const auto limit = information.find("max_content_length");
    if (limit != information.end() && limit->is_number_unsigned())
      limit->get_to(made.max_content_length);
    made.is_default = is_default;
    NOROSHI_TRY(parts_.directory.add(std::move(made)));
    for (const Json& one : objects_of(root, "collections")) NOROSHI_CHECK(collection(path, one));
    for (const Json& one : objects_of(root, "status")) {
      NOROSHI_CHECK(statuses_.load(path, owner_.account, text_of(one, "id"), one.dump()));
    }
    return {};
  }

  TakenOver done() && { return std::move(taken_); }

 private:
  Status collection(const std::string& root, const Json& one) {
    directory::Collection made;
    made.uuid = text_of(one, "id");
    made.root = root;
    made.title = text_of(one, "title");
    made.description = text_of(one, "description");
    made.alias = text_of(one, "alias");
    made.owner = owner_.organisation;
    made.release = directory::Release::Direct;
    made.readable = flag_of(one, "can_read", true);
    made.writable = flag_of(one, "can_write", true);
    made = NOROSHI_TRY(parts_.directory.add(std::move(made)));
    ++taken_.collections;
    return objects(made, one);
  }

  /// In the order in which they were added there, each with its date.
  Status objects(const directory::Collection& collection, const Json& one) {
    std::map<std::string, base::Micros> dates;  // by id and version
    for (const Json& entry : objects_of(one, "manifest")) {
      const auto at = stix::parse_timestamp(text_of(entry, "date_added"));
      if (at) dates[text_of(entry, "id") + text_of(entry, "version")] = *at;
    }
    std::vector<std::pair<base::Micros, std::string>> sorted;
    for (const Json& object : objects_of(one, "objects")) {
      const auto found = dates.find(text_of(object, "id") + version_of(object));
      sorted.emplace_back(found == dates.end() ? parts_.clock() : found->second, object.dump());
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [at, text] : sorted) NOROSHI_CHECK(object(collection, at, text));
    return {};
  }

  Status object(const directory::Collection& collection, base::Micros at, const std::string& text) {
    const Origin origin{
        .source = "load", .trust = {}, .peer = false, .added_when = [at](const stix::Object&) {
          return std::optional<base::Micros>(at);
        }};
    const auto received = NOROSHI_TRY(intake_.receive(origin, collection, text));
    taken_.objects += received.objects.size() - received.refused;
    taken_.refused += received.refused;
    for (const auto& answer : received.objects) {
      if (!answer.taken) taken_.refusals.push_back(answer.id + ": " + answer.message);
    }
    return {};
  }

  Parts& parts_;
  Statuses& statuses_;
  const NewOwner& owner_;
  Intake intake_;
  TakenOver taken_;
};

/// The default root that discovery names ("https://server.example/trust/" → "trust"), where this
/// hub has none yet.
std::string default_of(Parts& parts, const Json& whole) {
  for (const directory::Root& root : parts.directory.roots()) {
    if (root.is_default) return {};
  }
  const auto discovery = whole.find("/discovery");
  if (discovery == whole.end() || !discovery->is_object()) return {};
  std::string url = text_of(*discovery, "default");
  while (url.ends_with('/')) url.pop_back();
  return url.substr(url.rfind('/') + 1);
}

}  // namespace

Result<TakenOver> take_over(Parts& parts, Statuses& statuses, const NewOwner& owner,
                            std::string_view json) {
  const Json whole = Json::parse(json, nullptr, false);
  if (!whole.is_object()) return Error{Errc::InvalidInput, "this is no JSON object"};
  const std::string first = default_of(parts, whole);
  Mover mover(parts, statuses, owner);
  for (const auto& [name, value] : whole.items()) {
    if (name.starts_with('/') || !value.is_object() || !value.contains("information")) continue;
    NOROSHI_CHECK(mover.root(name, value, name == first).within(name));
  }
  return std::move(mover).done();
}

}  // namespace noroshi::hub
