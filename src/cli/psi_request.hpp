// What the commands of `noroshi psi` have in common: the list, the terms, the work, the record.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "trust/psi/session.hpp"

namespace noroshi::cli {

/// The servers of FILE…, as `c2 overlap` reads them, duplicates included; those without a port are
/// left out and told.
Result<std::vector<model::Endpoint>> psi_list(const Arguments& arguments, const Context& context);

/// A run with that list, from --learns, --count-only and --limit.
Result<psi::Session> psi_session(const Arguments& arguments, const Context& context,
                                 psi::Role role);

/// Threads (--threads, all processors unless given), progress on standard error, and Ctrl-C.
class PsiWork {
 public:
  PsiWork(const Arguments& arguments, const Context& context);

  /// For the run of `session`, which may not know yet how long the peer's list is; null: a length
  /// that is not known at all.  Valid as long as both objects.
  psi::Work of(const psi::Session* session);
  void clear() { progress_.clear(); }

 private:
  unsigned threads_;
  Progress progress_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// Appends to --log, if that is given, and waits for the disk: `event` is "begun" or "ended: …".
Status log_psi(const Arguments& arguments, const psi::Session& session, const std::string& peer,
               const std::string& event);

/// The result, in the form of --format, on standard output.
Status print_outcome(const psi::Outcome& outcome, const Arguments& arguments, Context& context);

}  // namespace noroshi::cli
