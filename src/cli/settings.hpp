// noroshi.toml: the one configuration file, read and checked (docs/formats/configuration.md).
//
// Every command that needs it reads all of it, so that a slip in any section is found by whichever
// command runs first.  Errors are those of base::Config: file, line, key, and the nearest valid
// key, all of them at once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/prefix.hpp"
#include "observe/collect/options.hpp"

namespace noroshi::cli {

struct MinimiseSettings {
  std::vector<net::Prefix> subscribers;
  std::string off;  ///< why subscribers are not replaced by tokens; empty: they are
  base::Micros epoch = 7 * base::kDay;
  bool keys_in_file = false;
  std::string keys_folder;  ///< "<state>/keys"
};

struct StoreSettings {
  bool clickhouse = false;
  std::string folder;  ///< embedded; "<state>/store" unless set
  std::uint64_t memory_limit = std::uint64_t{4} << 30;
  int threads = 2;
  base::Micros partition = base::kHour;
  std::uint64_t journal_octets = 256U << 20;
  base::Micros journal_age = 5 * base::kMinute;
  base::Micros sync_interval = base::kSecond;
  base::Micros patience = 0;  ///< of one statement of a reader that has little of it; 0: any time
  // ClickHouse
  std::vector<std::vector<std::string>> shards;  ///< URLs: shards, each with its replicas
  std::string database;
  std::string user;
  std::string password_file;  ///< its first line is the password; empty: no password
  std::string ca_file;
  std::string cluster;
  std::string replication_path;
  base::Micros timeout = 5 * base::kMinute;
};

struct Settings {
  std::string path;          ///< of the file
  collect::Options collect;  ///< subscribers and retention are here too
  MinimiseSettings minimise;
  StoreSettings store;
  std::optional<collect::HostPort> metrics;  ///< nothing: no metrics are served
};

/// The whole file.  Fails closed: without [minimise] subscribers, or `off` with a reason, there
/// are no settings.
Result<Settings> load_settings(const std::string& path);

/// The same of text; `name` stands for the file in messages.
Result<Settings> parse_settings(std::string_view toml, const std::string& name);

/// A configuration file with every key, its default and what it means: what packages install.
std::string_view example_settings();

}  // namespace noroshi::cli
