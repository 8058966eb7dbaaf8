// `noroshi psi listen` and `connect`: what the two ends of a connection have in common.
#pragma once

#include "cli/arguments.hpp"
#include "cli/terminal.hpp"
#include "io/socket/secure_line.hpp"
#include "trust/psi/session.hpp"

namespace noroshi::cli {

/// From --certificate, --key, and --peer or --ca with --peer-name (`fallback_name` if not given).
Result<socket::Introduction> introduction_of(const Arguments& arguments,
                                             const std::string& fallback_name);

/// How long the peer may think (--patience), and Ctrl-C.
socket::Patience patience_of(const Arguments& arguments);

/// The run itself, its record, and its result on standard output.
Result<int> run_over(socket::SecureLine& line, psi::Session& session, const Arguments& arguments,
                     Context& context);

}  // namespace noroshi::cli
