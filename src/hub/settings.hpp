// hub.toml: the configuration of one hub (docs/formats/hub-configuration.md).
//
// Paths that are not absolute are taken from the folder of the file, so that a hub is one folder
// that can be moved.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "hub/serve.hpp"

namespace noroshi::hub {

/// Reads and checks the whole file; all problems at once, as base::Config tells them.
Result<ServeOptions> load_settings(const std::string& path);

/// What a new hub begins with.
struct Beginning {
  std::string title;
  std::string listen;    ///< "127.0.0.1:8443"
  std::string home;      ///< "https://127.0.0.1:8443"
  std::string database;  ///< "hub.db", "postgresql://…"
};

/// The text of a first hub.toml, every key in it with its reason.
std::string example_settings(const Beginning& beginning);

/// "127.0.0.1:8443", "[::1]:8443".
Result<std::pair<net::Address, std::uint16_t>> parse_listen(std::string_view text);

}  // namespace noroshi::hub
