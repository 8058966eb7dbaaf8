// `noroshi hub user …`, `hub key …` and `hub link`: who may come in, and with what.
#include <algorithm>
#include <fmt/format.h>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "intel/stix/object.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

Result<HubDesk> desk_of(const Arguments& arguments) {
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  return HubDesk::open(settings.database);
}

Result<directory::Account> account_named(HubDesk& desk, const std::string& name) {
  auto account = desk.directory->account(name);
  if (account) return std::move(*account);
  return Error{Errc::NotFound,
               fmt::format("there is no account \"{}\"; see: noroshi hub user list", name)};
}

/// "isac:contributor" → a membership.
Result<sharing::Membership> membership_of(HubDesk& desk, const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) {
    return Error{Errc::InvalidUsage,
                 fmt::format("--member {}: write COMMUNITY:ROLE, such as isac:contributor", text)};
  }
  const auto community = desk.directory->community(text.substr(0, colon));
  if (!community) {
    return Error{Errc::NotFound, fmt::format("there is no community \"{}\"; see: noroshi hub "
                                             "community list",
                                             text.substr(0, colon))};
  }
  const auto role = sharing::parse_role(text.substr(colon + 1));
  if (role) return sharing::Membership{.community = community->id, .role = *role};
  return Error{Errc::InvalidUsage, fmt::format("--member {}: {}", text, role.error().message)};
}

Result<std::vector<sharing::Membership>> memberships_of(HubDesk& desk, const Arguments& arguments) {
  std::vector<sharing::Membership> out;
  for (const std::string& text : arguments.all("--member")) {
    out.push_back(NOROSHI_TRY(membership_of(desk, text)));
  }
  return out;
}

std::string_view word_for(sharing::Kind kind) {
  if (kind == sharing::Kind::Machine) return "machine";
  return kind == sharing::Kind::Peer ? "peer" : "person";
}

sharing::Kind kind_of(const Arguments& arguments) {
  const auto word = arguments.word("--kind").value_or("person");
  if (word == "machine") return sharing::Kind::Machine;
  return word == "peer" ? sharing::Kind::Peer : sharing::Kind::Person;
}

/// Of --organisation, or the only one there is.
Result<directory::Organisation> organisation_of(HubDesk& desk, const Arguments& arguments) {
  if (const auto name = arguments.word("--organisation")) {
    auto found = desk.directory->organisation(*name);
    if (found) return std::move(*found);
    return Error{Errc::NotFound,
                 fmt::format("there is no organisation \"{}\"; make it: noroshi hub organisation "
                             "add \"{}\"",
                             *name, *name)};
  }
  auto all = desk.directory->organisations();
  if (all.size() == 1) return all.front();
  return Error{Errc::InvalidUsage, "there are several organisations: choose with --organisation"};
}

void tell_password(const Arguments& arguments, const std::string& password, Context& context) {
  static constexpr Text kPassword{"its password is {}  (shown this once)",
                                  "パスワード: {}  (表示は今回だけ)"};
  if (!arguments.given("--password-file")) {
    context.note(kPassword.in(context.language, password));
  }
}

std::string memberships_text(directory::Directory& directory, const directory::Account& account) {
  std::string out;
  for (const auto& one : account.memberships) {
    for (const auto& community : directory.communities()) {
      if (community.id != one.community) continue;
      out += fmt::format("{}{}:{}", out.empty() ? "" : ", ", community.name,
                         sharing::name_of(one.role));
    }
  }
  return out;
}

}  // namespace

Result<int> run_hub_user_add(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  directory::Account account;
  account.name = arguments.positionals().front();
  account.organisation = NOROSHI_TRY(organisation_of(desk, arguments)).id;
  account.kind = kind_of(arguments);
  account.operates = arguments.given("--operator");
  account.memberships = NOROSHI_TRY(memberships_of(desk, arguments));
  account.certificate = arguments.word("--certificate").value_or("");
  account.subject = arguments.word("--oidc-subject").value_or("");
  const auto given = NOROSHI_TRY(password_of(arguments));
  const std::string password = given.value_or(made_password());
  account = NOROSHI_TRY(desk.directory->add(std::move(account), password));
  NOROSHI_CHECK(desk.record("user.add", account.name));
  tell_password(arguments, password, context);
  return 0;
}

Result<int> run_hub_user_list(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  Table table({{"account"}, {"organisation"}, {"kind"}, {"operates"}, {"active"}, {"communities"}});
  const auto organisations = desk.directory->organisations();
  for (const auto& account : desk.directory->accounts()) {
    const auto its = std::find_if(organisations.begin(), organisations.end(),
                                  [&](const auto& one) { return one.id == account.organisation; });
    table.add({account.name, its == organisations.end() ? "" : its->name,
               std::string(word_for(account.kind)), account.operates ? "yes" : "no",
               account.active ? "yes" : "no", memberships_text(*desk.directory, account)});
  }
  NOROSHI_CHECK(context.out.write(table.text(context.terminal.colour)));
  return 0;
}

Result<int> run_hub_user_change(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  auto account = NOROSHI_TRY(account_named(desk, arguments.positionals().front()));
  if (arguments.given("--member")) {
    account.memberships = NOROSHI_TRY(memberships_of(desk, arguments));
  }
  if (const auto active = arguments.word("--active")) account.active = *active == "yes";
  if (const auto operates = arguments.word("--operates")) account.operates = *operates == "yes";
  if (const auto print = arguments.word("--certificate")) account.certificate = *print;
  if (const auto subject = arguments.word("--oidc-subject")) account.subject = *subject;
  NOROSHI_CHECK(desk.directory->change(account));
  if (arguments.given("--new-password") || arguments.given("--password-file")) {
    const auto given = NOROSHI_TRY(password_of(arguments));
    const std::string password = given.value_or(made_password());
    NOROSHI_CHECK(desk.directory->set_password(account.id, password));
    tell_password(arguments, password, context);
  }
  NOROSHI_CHECK(desk.record("user.change", account.name));
  return 0;
}

Result<int> run_hub_user_remove(const Arguments& arguments, Context&) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  const auto account = NOROSHI_TRY(account_named(desk, arguments.positionals().front()));
  NOROSHI_CHECK(desk.directory->remove_account(account.id));
  NOROSHI_CHECK(desk.record("user.remove", account.name));
  return 0;
}

Result<int> run_hub_key_add(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  const auto account = NOROSHI_TRY(account_named(desk, arguments.positionals().front()));
  directory::Key key;
  key.account = account.id;
  key.name = arguments.word("--name").value_or("key");
  for (const std::string& scope : arguments.all("--scope")) {
    key.scopes.read = key.scopes.read || scope == "read";
    key.scopes.write = key.scopes.write || scope == "write";
    key.scopes.operate = key.scopes.operate || scope == "operate";
  }
  if (const auto lifetime = arguments.duration("--lifetime")) {
    key.expires = io::wall_clock() + *lifetime;
  }
  std::string secret;
  NOROSHI_TRY(desk.directory->make_key(std::move(key), secret));
  NOROSHI_CHECK(desk.record("key.add", account.name));
  NOROSHI_CHECK(context.out.write(secret + "\n"));  // alone on standard output, for `> file`
  return 0;
}

Result<int> run_hub_key_list(const Arguments& arguments, Context& context) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  Table table({{"key", Table::Align::Right},
               {"account"},
               {"name"},
               {"scopes"},
               {"created"},
               {"expires"},
               {"last used"}});
  const auto instant = [](const std::optional<base::Micros>& at) {
    return at ? base::to_rfc3339(*at / base::kSecond * base::kSecond) : std::string("-");
  };
  for (const auto& account : desk.directory->accounts()) {
    for (const auto& key : desk.directory->keys(account.id)) {
      const std::string scopes =
          fmt::format("{}{}{}", key.scopes.read ? "read " : "", key.scopes.write ? "write " : "",
                      key.scopes.operate ? "operate" : "");
      table.add({std::to_string(key.id), account.name, key.name, scopes, instant(key.created),
                 instant(key.expires), instant(key.last_used)});
    }
  }
  NOROSHI_CHECK(context.out.write(table.text(context.terminal.colour)));
  return 0;
}

Result<int> run_hub_key_revoke(const Arguments& arguments, Context&) {
  auto desk = NOROSHI_TRY(desk_of(arguments));
  const std::string& number = arguments.positionals().front();
  for (const auto& account : desk.directory->accounts()) {
    for (const auto& key : desk.directory->keys(account.id)) {
      if (std::to_string(key.id) != number) continue;
      NOROSHI_CHECK(desk.directory->revoke_key(key.id));
      NOROSHI_CHECK(desk.record("key.revoke", fmt::format("{} of {}", number, account.name)));
      return 0;
    }
  }
  return Error{Errc::NotFound,
               fmt::format("there is no key {}; see: noroshi hub key list", number)};
}

Result<int> run_hub_link(const Arguments& arguments, Context& context) {
  static constexpr Text kOnce{"signs {} in, once, until {}", "{} として一度だけ、{} まで使えます"};
  const auto settings = NOROSHI_TRY(hub_settings(arguments));
  if (!settings.console) {
    return Error{Errc::InvalidUsage,
                 fmt::format("the console is switched off, so a link has no page to open; in "
                             "{}/hub.toml: [console] enabled = true",
                             hub_folder(arguments))};
  }
  auto desk = NOROSHI_TRY(HubDesk::open(settings.database));
  const auto account = NOROSHI_TRY(account_named(desk, arguments.positionals().front()));
  const base::Micros lifetime = arguments.duration("--for").value();
  const base::Micros until = io::wall_clock() + lifetime;
  const std::string secret = NOROSHI_TRY(desk.directory->make_link(account.id, lifetime));
  NOROSHI_CHECK(desk.record("link.add", account.name));
  // Behind "#": browsers send that part to nobody, so it is in no log and no Referer.
  NOROSHI_CHECK(context.out.write(fmt::format("{}/sign-in#link={}\n", settings.home, secret)));
  context.note(kOnce.in(context.language, account.name,
                        base::to_rfc3339(until / base::kSecond * base::kSecond)));
  return 0;
}

}  // namespace noroshi::cli
