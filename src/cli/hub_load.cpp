// `noroshi hub load`: takes over what another TAXII 2.1 server kept, with its dates, from the JSON
// that the OASIS reference server (medallion) writes and reads.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "hub/intake.hpp"
#include "hub/taxii_statuses.hpp"
#include "intel/stix/object.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

using Json = nlohmann::json;

struct Loader {
  HubDesk& desk;
  hub::Parts& parts;
  hub::Statuses& statuses;
  sharing::OrganisationId owner = 0;
  std::int64_t account = 0;
  Context& context;
  std::uint64_t collections = 0, objects = 0, refused = 0;

  Status load_root(const std::string& path, const Json& root);
  Status load_collection(const std::string& root, const Json& one);
  Status load_objects(const directory::Collection& collection, const Json& one);
};

Status Loader::load_root(const std::string& path, const Json& root) {
  const Json information = root.value("information", Json::object());
  directory::Root made;
  made.path = path;
  made.title = information.value("title", path);
  made.description = information.value("description", "");
  made.max_content_length = information.value("max_content_length", made.max_content_length);
  NOROSHI_TRY(desk.directory->add(std::move(made)));
  for (const Json& one : root.value("collections", Json::array())) {
    NOROSHI_CHECK(load_collection(path, one));
  }
  for (const Json& one : root.value("status", Json::array())) {
    NOROSHI_CHECK(statuses.load(path, account, one.value("id", ""), one.dump()));
  }
  return {};
}

Status Loader::load_collection(const std::string& root, const Json& one) {
  directory::Collection made;
  made.uuid = one.value("id", "");
  made.root = root;
  made.title = one.value("title", "");
  made.description = one.value("description", "");
  made.alias = one.value("alias", "");
  made.owner = owner;
  made.release = directory::Release::Direct;
  made.readable = one.value("can_read", true);
  made.writable = one.value("can_write", true);
  made = NOROSHI_TRY(desk.directory->add(std::move(made)));
  ++collections;
  return load_objects(made, one);
}

/// Objects come in the order in which they were added there, each with its date.
Status Loader::load_objects(const directory::Collection& collection, const Json& one) {
  std::map<std::string, base::Micros> dates;  // by id and version
  for (const Json& entry : one.value("manifest", Json::array())) {
    const auto at = stix::parse_timestamp(entry.value("date_added", ""));
    if (at) dates[entry.value("id", "") + entry.value("version", "")] = *at;
  }
  std::vector<std::pair<base::Micros, std::string>> sorted;
  for (const Json& object : one.value("objects", Json::array())) {
    const std::string version = object.value("modified", object.value("created", ""));
    const auto found = dates.find(object.value("id", "") + version);
    sorted.emplace_back(found == dates.end() ? parts.clock() : found->second, object.dump());
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  hub::Intake intake(parts);
  for (const auto& [at, text] : sorted) {
    const hub::Origin origin{
        .source = "load", .trust = {}, .peer = false, .added_when = [at = at](const stix::Object&) {
          return std::optional<base::Micros>(at);
        }};
    const auto received = NOROSHI_TRY(intake.receive(origin, collection, text));
    objects += received.objects.size() - received.refused;
    refused += received.refused;
    for (const auto& answer : received.objects) {
      if (!answer.taken) context.note(fmt::format("refused: {}: {}", answer.id, answer.message));
    }
  }
  return {};
}

}  // namespace

Result<int> run_hub_load(const Arguments& arguments, Context& context) {
  static constexpr Text kDone{"{} collections, {} objects taken over, {} refused",
                              "コレクション {} 件、オブジェクト {} 件を引き継ぎ、{} 件を拒否"};
  const std::string& path = arguments.positionals().front();
  const Json whole = Json::parse(NOROSHI_TRY(read_whole(path, 1ULL << 30)), nullptr, false);
  if (!whole.is_object()) {
    return Error{Errc::InvalidInput, fmt::format("{}: this is no JSON object", path)};
  }
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  auto desk = NOROSHI_TRY(HubDesk::open(settings.database));
  const auto archive = NOROSHI_TRY(archive::Archive::open(*desk.database));
  hub::Parts parts{*desk.database, *archive,       *desk.directory,
                   *desk.trail,    io::wall_clock, settings.home};
  const auto statuses = NOROSHI_TRY(hub::Statuses::open(*desk.database, io::wall_clock));
  const auto organisations = desk.directory->organisations();
  const auto accounts = desk.directory->accounts();
  if (organisations.empty() || accounts.empty()) {
    return Error{Errc::NotFound, "the hub has no organisation yet: noroshi hub init"};
  }
  Loader loader{desk, parts, *statuses, organisations.front().id, accounts.front().id, context};
  for (const auto& [name, value] : whole.items()) {
    if (name.starts_with('/') || !value.is_object() || !value.contains("information")) continue;
    NOROSHI_CHECK(loader.load_root(name, value).within(name));
  }
  NOROSHI_CHECK(desk.record("hub.load", path));
  context.note(kDone.in(context.language, loader.collections, loader.objects, loader.refused));
  return loader.refused > 0 ? 1 : 0;
}

}  // namespace noroshi::cli
