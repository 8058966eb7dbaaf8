#include "cli/open_store.hpp"

#include <filesystem>
#include <fstream>

#include "observe/collect/exporter_numbers.hpp"
#include "store/clickhouse/clickhouse.hpp"
#include "store/duck/embedded.hpp"

namespace noroshi::cli {
namespace {

namespace fs = std::filesystem;

Error wrong(const Context& context, const Text& text) {
  return {Errc::InvalidUsage, std::string(text.in(context.language))};
}

// Which of the two was given.
Status check_choice(const Arguments& arguments, const Context& context) {
  static constexpr Text kNone{
      "which store? --config noroshi.toml for that of a collector, or --store DIR",
      "どの保管庫ですか。収集のものは --config noroshi.toml、それ以外は --store DIR"};
  static constexpr Text kBoth{"--config and --store exclude each other",
                              "--config と --store は同時に指定できません"};
  const bool config = arguments.given("--config");
  const bool folder = arguments.given("--store");
  if (config && folder) return wrong(context, kBoth);
  if (!config && !folder) return wrong(context, kNone);
  return {};
}

// A collector keeps its store in `<state>/store` and the audit trail in `<state>`: whoever names
// the store's folder itself is written down in the same trail.
std::string folder_of_trail(const std::string& store) {
  const auto parent = fs::absolute(store).lexically_normal().parent_path();
  std::error_code error;
  return fs::exists(parent / "audit.jsonl", error) ? parent.string() : store;
}

Result<std::string> first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) return base::system_error("reading " + path);
  return line;
}

Result<std::unique_ptr<store::Store>> open_clickhouse(const StoreSettings& settings,
                                                      Access access) {
  clickhouse::Options options;
  options.shards = settings.shards;
  if (!settings.database.empty()) options.database = settings.database;
  if (!settings.user.empty()) options.user = settings.user;
  if (!settings.password_file.empty()) {
    options.password = NOROSHI_TRY(first_line(settings.password_file));
  }
  options.ca_file = settings.ca_file;
  options.cluster = settings.cluster;
  options.replication_path = settings.replication_path;
  options.timeout = settings.patience > 0 ? settings.patience : settings.timeout;
  options.create_tables = access == Access::Write;
  return clickhouse::open(options);
}

Result<std::unique_ptr<store::Store>> open_embedded(const StoreSettings& settings, Access access) {
  std::error_code error;
  if (access == Access::Read && !fs::is_directory(settings.folder, error)) {
    return Error{Errc::NotFound,
                 settings.folder + ": no such store; nothing was collected or imported there yet"};
  }
  return duck::open({.folder = settings.folder,
                     .read_only = access == Access::Read,
                     .memory_limit = settings.memory_limit,
                     .threads = settings.threads,
                     .partition = settings.partition,
                     .journal_octets = settings.journal_octets,
                     .journal_age = settings.journal_age,
                     .sync_interval = settings.sync_interval,
                     .patience = settings.patience});
}

}  // namespace

std::vector<std::pair<std::string, std::uint32_t>> exporters_of(const std::string& state) {
  std::vector<std::pair<std::string, std::uint32_t>> names;
  const auto entries = collect::read_exporters(state);
  if (!entries.has_value()) return names;  // numbers do as well
  for (const auto& entry : *entries) {
    names.emplace_back(entry.address.to_string(), entry.number);
    if (!entry.name.empty()) names.emplace_back(entry.name, entry.number);
  }
  return names;
}

Result<std::unique_ptr<store::Store>> open_store(const StoreSettings& settings, Access access) {
  return settings.clickhouse ? open_clickhouse(settings, access) : open_embedded(settings, access);
}

Result<OpenStore> open_store(const StoreChoice& choice, Access access) {
  OpenStore open;
  if (choice.config.empty()) {
    StoreSettings settings;
    settings.folder = choice.folder;
    settings.patience = choice.patience;
    open.store = NOROSHI_TRY(open_embedded(settings, access));
    open.folder = folder_of_trail(choice.folder);
    return open;
  }
  open.settings = NOROSHI_TRY(load_settings(choice.config));
  open.settings->store.patience = choice.patience;
  open.store = NOROSHI_TRY(open_store(open.settings->store, access));
  open.folder = open.settings->collect.state;
  open.exporters = exporters_of(open.folder);
  return open;
}

Result<OpenStore> open_store(const Arguments& arguments, const Context& context, Access access) {
  NOROSHI_CHECK(check_choice(arguments, context));
  return open_store(
      {arguments.word("--config").value_or(""), arguments.word("--store").value_or("")}, access);
}

Result<std::string> audit_folder(const Arguments& arguments, const Context& context) {
  NOROSHI_CHECK(check_choice(arguments, context));
  if (const auto folder = arguments.word("--store")) return folder_of_trail(*folder);
  return NOROSHI_TRY(load_settings(arguments.word("--config").value())).collect.state;
}

}  // namespace noroshi::cli
