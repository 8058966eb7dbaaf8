// `noroshi hub load`: takes over what another TAXII 2.1 server kept, with its dates
// (hub/take_over.hpp).
#include <fmt/format.h>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "hub/take_over.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {

Result<int> run_hub_load(const Arguments& arguments, Context& context) {
  static constexpr Text kDone{"{} collections, {} objects taken over, {} refused",
                              "コレクション {} 件、オブジェクト {} 件を引き継ぎ、{} 件を拒否"};
  const std::string& path = arguments.positionals().front();
  const std::string text = NOROSHI_TRY(read_whole(path, 1ULL << 30));
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
  const hub::NewOwner owner{organisations.front().id, accounts.front().id};
  const auto taken = NOROSHI_TRY(hub::take_over(parts, *statuses, owner, text).within(path));
  for (const std::string& one : taken.refusals) context.note("refused: " + one);
  NOROSHI_CHECK(desk.record("hub.load", path));
  context.note(kDone.in(context.language, taken.collections, taken.objects, taken.refused));
  return taken.refused > 0 ? 1 : 0;
}

}  // namespace noroshi::cli
