// What the commands of `noroshi log` share: keys, policies, and logs in folders or over HTTP.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "io/http/client.hpp"
#include "trust/log/note.hpp"
#include "trust/log/policy.hpp"
#include "trust/log/tile.hpp"

namespace noroshi::cli {

Result<tlog::SecretKey> read_log_key(const std::string& path);
Result<tlog::Policy> read_policy(const std::string& path);

/// A log that somebody shows.  One thread uses it.
class ShownLog : public tlog::TileSource {
 public:
  virtual Result<std::string> checkpoint() = 0;
};

/// A folder, or an address that begins with http:// or https://.
Result<std::unique_ptr<ShownLog>> open_shown_log(const std::string& where);

}  // namespace noroshi::cli
