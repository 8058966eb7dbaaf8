// What a private set intersection found, as text: a table for people, JSON and CSV for programs.
#pragma once

#include <string>
#include <string_view>

#include "cli/terminal.hpp"
#include "trust/psi/session.hpp"

namespace noroshi::cli {

/// `format` is table, json or csv.  CSV lists the shared servers (which `psi` reads again), or,
/// count only, is one row of counts.
std::string outcome_text(const psi::Outcome& outcome, std::string_view format,
                         const Context& context);

}  // namespace noroshi::cli
