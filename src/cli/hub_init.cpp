// `noroshi hub init`: from nothing to a hub that can be served, in one step.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/hub_folder.hpp"
#include "cli/secret_file.hpp"
#include "cli/subcommands.hpp"
#include "hub/settings.hpp"
#include "hub/upgrade.hpp"
#include "intel/stix/identity.hpp"
#include "io/clock.hpp"
#include "io/http/certificate.hpp"

namespace noroshi::cli {
namespace {

constexpr std::string_view kRoot = "taxii2/hub";
constexpr std::string_view kDesk = "desk";

struct Made {
  std::string organisation, account, password, key, fingerprint, collection;
};

Status write_file(const std::string& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return {};
  return base::system_error(fmt::format("writing {}", path));
}

/// Organisation, its first account, a desk of its own, a key for the commands on this machine.
Status populate(HubDesk& desk, Made& made) {
  auto& directory = *desk.directory;
  directory::Organisation organisation;
  organisation.uuid = stix::uuid4();
  organisation.name = made.organisation;
  organisation = NOROSHI_TRY(directory.add(std::move(organisation)));

  directory::Account account;
  account.name = made.account;
  account.organisation = organisation.id;
  account.operates = true;
  account = NOROSHI_TRY(directory.add(std::move(account), made.password));

  directory::Root root;
  root.path = kRoot;
  root.title = made.organisation;
  root.is_default = true;
  NOROSHI_TRY(directory.add(std::move(root)));

  directory::Collection collection;
  collection.uuid = stix::uuid4();
  collection.root = kRoot;
  collection.title = fmt::format("The desk of {}", made.organisation);
  collection.alias = kDesk;
  collection.owner = organisation.id;
  collection.release = directory::Release::Direct;
  made.collection = NOROSHI_TRY(directory.add(std::move(collection))).uuid;

  directory::Key key;
  key.account = account.id;
  key.name = "the commands on this machine";
  key.scopes = {.read = true, .write = true, .operate = true};
  NOROSHI_TRY(directory.make_key(std::move(key), made.key));
  return desk.record("hub.init", made.organisation);
}

/// Names that a certificate for the hub shall have; the first is how others reach it: what --name
/// says, else the address it listens on, else this machine's name.
std::vector<std::string> names_of(const Arguments& arguments, const net::Address& address) {
  std::vector<std::string> names = arguments.all("--name");
  const std::string listens = address.to_string();
  const bool everywhere = listens == "0.0.0.0" || listens == "::";
  std::array<char, 256> host{};
  if (!everywhere) {
    names.push_back(listens);
  } else if (::gethostname(host.data(), host.size() - 1) == 0 && host.front() != '\0') {
    names.emplace_back(host.data());
  }
  names.insert(names.end(), {"localhost", "127.0.0.1", "::1"});
  std::vector<std::string> once;
  for (auto& name : names) {
    if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(std::move(name));
  }
  return once;
}

std::string home_at(const std::string& name, std::uint16_t port) {
  const bool v6 = name.find(':') != std::string::npos;
  return fmt::format("https://{}:{}", v6 ? "[" + name + "]" : name, port);
}

std::string told(const Made& made, const std::string& folder, const hub::ServeOptions& settings,
                 bool show_password, Language language) {
  static constexpr Text kText{
      "A hub for {} stands in {}.\n\n"
      "  serve it      noroshi hub serve --folder {}\n"
      "  its address   {}  (TAXII: {}/taxii2/)\n"
      "  fingerprint   {}  (SHA-256 of its certificate, made by itself)\n"
      "  account       {}{}\n"
      "  collection    {} ({})\n\n"
      "  put findings in   noroshi c2 hunt flows.ipfix --format jsonl | noroshi hub push --folder "
      "{}\n",
      "{} のハブを {} に作りました。\n\n"
      "  起動                noroshi hub serve --folder {}\n"
      "  アドレス            {}  (TAXII: {}/taxii2/)\n"
      "  フィンガープリント  {}  (自己署名証明書の SHA-256)\n"
      "  アカウント          {}{}\n"
      "  コレクション        {} ({})\n\n"
      "  検出結果を入れる    noroshi c2 hunt flows.ipfix --format jsonl | noroshi hub push "
      "--folder "
      "{}\n"};
  static constexpr Text kPassword{", password {}  (shown this once)",
                                  "、パスワード {}  (表示は今回だけ)"};
  return kText.in(language, made.organisation, folder, folder, settings.home, settings.home,
                  made.fingerprint, made.account,
                  show_password ? kPassword.in(language, made.password) : "", kDesk,
                  made.collection, folder);
}

}  // namespace

Result<int> run_hub_init(const Arguments& arguments, Context& context) {
  const std::string folder = hub_folder(arguments);
  const std::string file = folder + "/hub.toml";
  if (std::filesystem::exists(file)) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{} is there already; serve it, or choose another --folder", file)};
  }
  const std::string listen = arguments.word("--listen").value();
  const auto place = NOROSHI_TRY(hub::parse_listen(listen));
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure || ::chmod(folder.c_str(), 0700) != 0) {
    return base::system_error(fmt::format("making {}", folder));
  }
  Made made;
  made.organisation = arguments.word("--organisation").value();
  made.account = arguments.word("--account").value();
  const auto given = NOROSHI_TRY(password_of(arguments));
  made.password = given.value_or(made_password());

  const auto names = names_of(arguments, place.first);
  const std::string home = arguments.word("--home").value_or(home_at(names.front(), place.second));
  made.fingerprint = NOROSHI_TRY(http::bootstrap_certificate(
      folder + "/hub.crt", folder + "/hub.key", names, io::wall_clock()));
  const hub::Beginning beginning{.title = made.organisation,
                                 .listen = listen,
                                 .home = home,
                                 .database = arguments.word("--database").value()};
  if (!std::filesystem::exists(folder + "/log.key")) {  // else of an init that did not end
    NOROSHI_CHECK(draw_log_key(folder + "/log.key", home, {}));
  }
  // The file comes last: a folder without it is no hub, and init may be run again.
  const std::string draft = file + ".new";
  NOROSHI_CHECK(write_file(draft, hub::example_settings(beginning)));
  const auto settings = NOROSHI_TRY(hub::load_settings(draft));
  auto desk = NOROSHI_TRY(HubDesk::open(settings.database));
  NOROSHI_CHECK(hub::upgrade(*desk.database));
  NOROSHI_CHECK(populate(desk, made));
  NOROSHI_CHECK(keep_secret(folder + "/local.key", made.key + "\n"));
  std::filesystem::rename(draft, file, failure);
  if (failure) return Error{Errc::Io, fmt::format("{}: {}", file, failure.message())};
  NOROSHI_CHECK(context.out.write(told(made, folder, settings, !given, context.language)));
  return 0;
}

}  // namespace noroshi::cli
