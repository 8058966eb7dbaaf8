// Objects by id, with their versions and neighbours, also as a MISP event; and the way in.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

#include "hub/api_call.hpp"
#include "hub/api_json.hpp"
#include "hub/intake.hpp"
#include "hub/seal_json.hpp"
#include "hub/sealed_arrivals.hpp"
#include "intel/mapping/misp.hpp"

namespace noroshi::hub {
namespace {

constexpr std::uint64_t kVersionPrint = 0x76657273;  // of cursors in lists of versions
constexpr std::size_t kReferences = 10'000;          // asked for one MISP event: a large report

Json version_json(const archive::Revision& revision, const std::string& collection) {
  return {{"version", revision.version},
          {"spec_version", revision.spec_version},
          {"added", stix::timestamp(revision.added)},
          {"collection", collection},
          {"object", Json::parse(revision.text, nullptr, false)}};
}

Result<http::Response> one_object(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto hit = NOROSHI_TRY(call.parts.archive.find(call.caller.viewer, call.named[0]));
  Json body = hit_json(hit, call.parts.directory);
  Json assertions = Json::array();
  for (const auto& one :
       NOROSHI_TRY(call.parts.archive.assertions(call.caller.viewer, call.named[0]))) {
    assertions.push_back(assertion_json(one));
  }
  body["assertions"] = std::move(assertions);
  Json seals = NOROSHI_TRY(seals_json(call, call.named[0]));
  if (!seals.empty()) body["seals"] = std::move(seals);
  return json_answer(body);
}

Result<http::Response> neighbours(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto limit = NOROSHI_TRY(call.limit());
  const auto hits = NOROSHI_TRY(call.parts.archive.neighbours(
      call.caller.viewer, call.named[0], limit, call.query.value("cursor").value_or("")));
  return json_answer(hits_json(hits, call.parts.directory));
}

/// Every version that the caller may see, oldest arrival first.  The cursor is the sequence number
/// of the last one: those are of the whole archive, so collections can be gone through side by
/// side.
Result<http::Response> versions(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto limit = NOROSHI_TRY(call.limit());
  std::int64_t after = 0;
  if (const auto cursor = call.query.value("cursor")) {
    after = NOROSHI_TRY(call.cursors.unseal(*cursor, kVersionPrint));
  }
  NOROSHI_TRY(call.parts.archive.find(call.caller.viewer, call.named[0]));
  archive::Filter all;
  all.ids = {call.named[0]};
  all.versions = {"all"};
  all.spec_versions = {"2.0", "2.1"};
  std::vector<std::pair<archive::Revision, std::string>> found;
  for (const auto& one : call.parts.directory.collections()) {
    auto page =
        NOROSHI_TRY(call.parts.archive.page(call.caller.viewer, one.id, all, after, limit + 1));
    for (auto& revision : page.revisions) found.emplace_back(std::move(revision), one.uuid);
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first.sequence < b.first.sequence; });
  Json items = Json::array();
  for (std::size_t i = 0; i < std::min(limit, found.size()); ++i) {
    items.push_back(version_json(found[i].first, found[i].second));
  }
  Json body{{"items", std::move(items)}};
  if (found.size() > limit)
    body["next"] = call.cursors.seal(found[limit - 1].first.sequence, kVersionPrint);
  return json_answer(body);
}

/// An object and what stands around it, as the caller may see them.
class Surroundings {
 public:
  explicit Surroundings(const Call& call) : call_(call) {}

  void take(const archive::Hit& hit) {
    std::vector<stix::Complaint> none;
    asked_.insert(hit.id);
    auto object = stix::read_object(hit.text, hit.id, {.strict = false}, none);
    if (object) objects_.push_back(std::move(*object));
  }

  /// One step further: what those refer to that came with the step before.
  Status follow() {
    for (const std::size_t end = objects_.size(); begin_ < end; ++begin_) {
      const auto references = objects_[begin_].references;  // `objects_` grows meanwhile
      for (const auto& [path, id] : references) NOROSHI_CHECK(ask_for(id));
    }
    return {};
  }

  [[nodiscard]] const std::vector<stix::Object>& objects() const { return objects_; }

 private:
  Status ask_for(const std::string& id) {
    if (asked_.size() >= kReferences || asked_.contains(id)) return {};
    asked_.insert(id);
    const auto other = call_.parts.archive.find(call_.caller.viewer, id);
    if (other) take(*other);
    if (other || other.error().code == Errc::NotFound) return {};
    return other.error();
  }

  const Call& call_;
  std::vector<stix::Object> objects_;
  std::set<std::string> asked_;
  std::size_t begin_ = 0;
};

Result<http::Response> as_misp(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  const auto hit = NOROSHI_TRY(call.parts.archive.find(call.caller.viewer, call.named[0]));
  Surroundings around(call);
  around.take(hit);
  NOROSHI_CHECK(around.follow());
  NOROSHI_CHECK(around.follow());
  call.counters.objects_out += around.objects().size();
  const std::string title = hit.name.empty() ? hit.id : hit.name;
  return http::Response{.content_type = "application/vnd.misp+json",
                        .body = mapping::to_misp(around.objects(), title)};
}

/// A bundle, an envelope, an object; or, by its media type, a MISP event.
Result<std::string> stix_text_of(const Call& call, Json& notes) {
  if (!call.request.header("content-type").starts_with("application/vnd.misp+json")) {
    return call.request.body;
  }
  const auto misp = NOROSHI_TRY(mapping::from_misp(call.request.body));
  notes = {{"attributes", misp.attributes}, {"mapped", misp.mapped}};
  return fmt::format("{{\"objects\":[{}]}}", fmt::join(misp.objects, ","));
}

Result<http::Response> contribute(const Call& call) {
  NOROSHI_CHECK(call.may_write());
  const auto collection = NOROSHI_TRY(collection_named(call.parts, call.caller, call.named[0]));
  if (!call.parts.directory.rights(call.caller.viewer, collection).write) {
    return refusal(403, "you may not write to this collection");
  }
  Beside sealed;
  if (SealedArrivals* arrivals = call.parts.arrivals; arrivals != nullptr) {
    sealed =
        NOROSHI_TRY(arrivals->check_for(call.request, call.caller, collection, call.parts.clock()));
  }
  Json misp;
  const std::string text = NOROSHI_TRY(stix_text_of(call, misp));
  const auto received =
      NOROSHI_TRY(Intake(call.parts).receive(call.caller, collection, text, sealed));
  call.counters.objects_in += received.added + received.confirmed;
  Json body = received_json(received);
  if (!misp.is_null()) body["misp"] = std::move(misp);
  return json_answer(body);
}

Result<http::Response> collections(const Call& call) {
  NOROSHI_CHECK(call.may_read());
  Json items = Json::array();
  for (const auto& one : call.parts.directory.collections()) {
    const auto rights = call.parts.directory.rights(call.caller.viewer, one);
    if (!rights.see) continue;
    Json item = collection_json(one, call.parts.directory);
    item["can_read"] = rights.read;
    item["can_write"] = rights.write;
    if (rights.read) {
      item["objects"] = NOROSHI_TRY(call.parts.archive.count(call.caller.viewer, one.id));
    }
    items.push_back(std::move(item));
  }
  return json_answer({{"items", std::move(items)}});
}

}  // namespace

std::vector<Route> object_routes() {
  return {{"GET", "/objects/{id}", one_object},
          {"GET", "/objects/{id}/neighbours", neighbours},
          {"GET", "/objects/{id}/versions", versions},
          {"GET", "/objects/{id}/misp", as_misp},
          {"GET", "/collections", collections},
          {"POST", "/collections/{collection}/contributions", contribute}};
}

}  // namespace noroshi::hub
