// What the commands of `noroshi log` share: keys, policies, and logs in folders or over HTTP.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "io/http/client.hpp"
#include "trust/log/note.hpp"
#include "trust/log/policy.hpp"
#include "trust/publish/pages.hpp"

namespace noroshi::cli {

Result<tlog::SecretKey> read_log_key(const std::string& path);
Result<tlog::Policy> read_policy(const std::string& path);

/// Whom --ca and --fingerprint tell to trust.
http::ClientOptions server_trust(const Arguments& arguments);

/// A folder, or an address that begins with http:// or https://.
Result<std::unique_ptr<tlog::ShownLog>> open_shown_log(const std::string& where,
                                                       http::ClientOptions options = {});

}  // namespace noroshi::cli
