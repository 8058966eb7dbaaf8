// The registry of ranges as commands get it: files of keys, the signed file, RDAP answers.
#pragma once

#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/terminal.hpp"
#include "intel/registry/registry.hpp"

namespace noroshi::cli {

/// The public keys of --registry-key; an Error without any.
Result<std::vector<std::string>> registry_keys(const Arguments& arguments, const Context& context);

/// The registry at `path`, believed by --registry-key, with the answers of --rdap; tells what of
/// them could not be used.
Result<registry::Registry> open_registry(const std::string& path, const Arguments& arguments,
                                         const Context& context);

}  // namespace noroshi::cli
