// The store that a command means: that of a configuration, or an embedded one by its folder.
//
//   --config noroshi.toml    store, exporters, subscribers and keys of a collector
//   --store DIR              an embedded store alone: a copy, or one made by `flow import`
//
// Whoever only asks opens read-only, so that a collector may go on writing.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/settings.hpp"
#include "store/store.hpp"

namespace noroshi::cli {

enum class Access : bool { Read, Write };

struct OpenStore {
  std::unique_ptr<store::Store> store;
  std::optional<Settings> settings;  ///< with --config
  std::string folder;                ///< where audit.jsonl and imports.jsonl belong
  /// Names of exporters and their numbers.
  std::vector<std::pair<std::string, std::uint32_t>> exporters;

  [[nodiscard]] std::string audit_path() const { return folder + "/audit.jsonl"; }
};

/// Which store; one of the two is said.
struct StoreChoice {
  std::string config;
  std::string folder;
  base::Micros patience = 0;  ///< of one statement; 0: any time
};
Result<OpenStore> open_store(const StoreChoice& choice, Access access);

/// Names of a collector's exporters and their numbers, as its state folder says now.
std::vector<std::pair<std::string, std::uint32_t>> exporters_of(const std::string& state);

/// From --config and --store.  Neither, or both, is wrong usage.
Result<OpenStore> open_store(const Arguments& arguments, const Context& context, Access access);

/// That of a configuration that is read already.
Result<std::unique_ptr<store::Store>> open_store(const StoreSettings& settings, Access access);

/// The folder of audit.jsonl alone, without opening the store.
Result<std::string> audit_folder(const Arguments& arguments, const Context& context);

}  // namespace noroshi::cli
