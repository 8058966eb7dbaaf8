// `noroshi psi offer`, `answer` and `finish`: what the steps by files have in common.
#pragma once

#include "cli/arguments.hpp"
#include "cli/terminal.hpp"
#include "trust/psi/file_exchange.hpp"

namespace noroshi::cli {

/// --seal, if given, is that of the file that was read; else the seal is told, so that people can
/// compare it.
Status check_seal(const psi::Step& step, const std::string& path, const Arguments& arguments,
                  const Context& context);

/// Keeps the secret (--secret), then writes the file for the peer (--out), and says what to do
/// next.
Status hand_over(const psi::Step& step, const Arguments& arguments, Context& context);

}  // namespace noroshi::cli
