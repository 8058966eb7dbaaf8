// `noroshi hub organisation|community|collection …`: who shares, with whom, and where.
#include <algorithm>
#include <fmt/format.h>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "intel/stix/identity.hpp"

namespace noroshi::cli {
namespace {

Result<HubDesk> desk_of(const Arguments& arguments) {
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  return HubDesk::open(settings.database);
}

Result<std::string> uuid_of(const Arguments& arguments) {
  const auto given = arguments.word("--id");
  if (!given) return stix::uuid4();
  if (stix::is_uuid(*given)) return *given;
  return Error{Errc::InvalidUsage, fmt::format("--id {}: this is no UUID", *given)};
}

Result<sharing::Regions> regions_of(const Arguments& arguments) {
  sharing::Regions regions;
  for (const std::string& name : arguments.all("--region")) {
    regions.set(static_cast<std::size_t>(NOROSHI_TRY(sharing::parse_region(name))));
  }
  return regions;
}

std::string regions_text(const sharing::Regions& regions, Language language) {
  static constexpr Text kEverywhere{"everywhere", "全国"};
  std::string out;
  for (std::size_t i = 0; i < sharing::kRegionCount; ++i) {
    if (!regions[i]) continue;
    const auto region = static_cast<sharing::Region>(i);
    out += fmt::format("{}{}", out.empty() ? "" : ", ",
                       language == Language::Japanese ? sharing::japanese_name_of(region)
                                                      : sharing::name_of(region));
  }
  if (out.empty()) out = kEverywhere.in(language);
  return out;
}

Result<directory::Organisation> owner_of(HubDesk& desk, const Arguments& arguments) {
  const auto all = desk.directory->organisations();
  const auto name = arguments.word("--organisation");
  if (!name && !all.empty()) return all.front();  // whose hub it is: the first
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
    return name && (one.name == *name || one.uuid == *name);
  });
  if (found != all.end()) return *found;
  return Error{Errc::NotFound, fmt::format("there is no organisation \"{}\"", name.value_or(""))};
}

/// The root of --root, made if it is not there yet.
Result<std::string> root_of(HubDesk& desk, const Arguments& arguments) {
  const auto roots = desk.directory->roots();
  std::string path = arguments.word("--root").value_or("");
  while (path.starts_with('/')) path.erase(0, 1);
  while (path.ends_with('/')) path.pop_back();
  if (path.empty()) {
    for (const auto& root : roots) {
      if (root.is_default) return root.path;
    }
    return Error{Errc::InvalidUsage, "the hub has no default API root: say --root"};
  }
  for (const auto& root : roots) {
    if (root.path == path) return path;
  }
  directory::Root root;
  root.path = path;
  root.title = arguments.word("--root-title").value_or(path);
  return NOROSHI_TRY(desk.directory->add(std::move(root))).path;
}

Status say_sharing(HubDesk& desk, const Arguments& arguments, directory::Collection& collection) {
  if (const auto name = arguments.word("--community")) {
    const auto community = desk.directory->community(*name);
    if (!community) {
      return Error{
          Errc::NotFound,
          fmt::format("there is no community \"{}\"; make it: noroshi hub community add {}", *name,
                      *name)};
    }
    collection.community = community->id;
  }
  const auto release = arguments.word("--release");
  const bool direct = release ? *release == "direct" : collection.community == 0;
  collection.release = direct ? directory::Release::Direct : directory::Release::Approval;
  if (const auto tlp = arguments.word("--tlp")) {
    collection.tlp = NOROSHI_TRY(sharing::parse_tlp(*tlp));
  }
  if (const auto hops = arguments.count("--hops")) {
    if (*hops > 16) return Error{Errc::InvalidUsage, "--hops: 16 at most"};
    collection.hops = static_cast<std::uint8_t>(*hops);
  }
  collection.lifetime = arguments.duration("--lifetime").value_or(0);
  collection.anonymous = !arguments.given("--named");
  collection.open = arguments.given("--open");
  collection.readable = !arguments.given("--write-only");
  collection.writable = !arguments.given("--read-only");
  return {};
}

}  // namespace

Result<int> run_hub_organisation_add(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  directory::Organisation organisation;
  organisation.name = arguments.positionals().front();
  organisation.uuid = NOROSHI_TRY(uuid_of(arguments));
  organisation.regions = NOROSHI_TRY(regions_of(arguments));
  organisation.domains = arguments.all("--domain");
  if (const auto grade = arguments.word("--reliability")) organisation.reliability = grade->front();
  organisation = NOROSHI_TRY(desk.directory->add(std::move(organisation)));
  NOROSHI_CHECK(desk.record("organisation.add", organisation.name));
  NOROSHI_CHECK(context.out.write(fmt::format("identity--{}\n", organisation.uuid)));
  return 0;
}

Result<int> run_hub_organisation_list(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  Table table({{"organisation"}, {"id"}, {"regions"}, {"reliability"}, {"domains"}});
  for (const auto& one : desk.directory->organisations()) {
    table.add({one.name, one.uuid, regions_text(one.regions, context.language),
               std::string(1, one.reliability), fmt::format("{}", fmt::join(one.domains, ", "))});
  }
  NOROSHI_CHECK(context.out.write(table.text(context.terminal.colour)));
  return 0;
}

Result<int> run_hub_community_add(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  directory::Community community;
  community.name = arguments.positionals().front();
  community.title = arguments.word("--title").value_or(community.name);
  community.uuid = NOROSHI_TRY(uuid_of(arguments));
  community = NOROSHI_TRY(desk.directory->add(std::move(community)));
  NOROSHI_CHECK(desk.record("community.add", community.name));
  NOROSHI_CHECK(context.out.write(community.uuid + "\n"));
  return 0;
}

Result<int> run_hub_community_list(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  Table table({{"community"}, {"id"}, {"title"}, {"members", Table::Align::Right}});
  const auto accounts = desk.directory->accounts();
  for (const auto& one : desk.directory->communities()) {
    const auto members = std::count_if(accounts.begin(), accounts.end(), [&](const auto& account) {
      return std::any_of(account.memberships.begin(), account.memberships.end(),
                         [&](const auto& its) { return its.community == one.id; });
    });
    table.add({one.name, one.uuid, one.title, std::to_string(members)});
  }
  NOROSHI_CHECK(context.out.write(table.text(context.terminal.colour)));
  return 0;
}

Result<int> run_hub_collection_add(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  directory::Collection collection;
  collection.title = arguments.positionals().front();
  collection.uuid = NOROSHI_TRY(uuid_of(arguments));
  collection.alias = arguments.word("--alias").value_or("");
  collection.description = arguments.word("--description").value_or("");
  collection.owner = NOROSHI_TRY(owner_of(desk, arguments)).id;
  NOROSHI_CHECK(say_sharing(desk, arguments, collection));
  collection.root = NOROSHI_TRY(root_of(desk, arguments));
  collection = NOROSHI_TRY(desk.directory->add(std::move(collection)));
  NOROSHI_CHECK(desk.record("collection.add", collection.uuid));
  NOROSHI_CHECK(context.out.write(collection.uuid + "\n"));
  return 0;
}

Result<int> run_hub_collection_list(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  Table table({{"collection"},
               {"alias"},
               {"API root"},
               {"title"},
               {"community"},
               {"release"},
               {"TLP"},
               {"hops", Table::Align::Right}});
  const auto communities = desk.directory->communities();
  for (const auto& one : desk.directory->collections()) {
    const auto its = std::find_if(communities.begin(), communities.end(),
                                  [&](const auto& c) { return c.id == one.community; });
    table.add({one.uuid, one.alias, "/" + one.root + "/", one.title,
               its == communities.end() ? "-" : its->name,
               one.release == directory::Release::Direct ? "direct" : "approval",
               std::string(sharing::name_of(one.tlp)), std::to_string(one.hops)});
  }
  NOROSHI_CHECK(context.out.write(table.text(context.terminal.colour)));
  return 0;
}

}  // namespace noroshi::cli
