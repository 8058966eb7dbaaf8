// Progress of a long job, for a person at a terminal: one line, rewritten in place.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.hpp"
#include "cli/terminal.hpp"

namespace noroshi::cli {

/// How far a job is.
struct Standing {
  std::uint64_t records = 0;
  std::uint64_t done = 0;   ///< in bytes, or whatever the job is measured in
  std::uint64_t total = 0;  ///< 0: unknown (a pipe)
  base::Micros elapsed = 0;
};

/// "12,345,678 records, 3.1 M/s, 48 %, 12 s left", without what is not known.
std::string describe(const Standing& standing, Language language);

/// Shows standings on `context.err`.  Silent when that is no terminal, during the first two
/// seconds, and more than five times a second.
class Progress {
 public:
  Progress(const Context& context, bool quiet)
      : context_(context), shown_(context.terminal.err_is_terminal && !quiet) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(const Standing& standing);

  /// Shows what is being done where there is nothing to count.
  void phase(std::string_view what);

  /// Takes the line off the screen, before anything else is written.
  void clear();

 private:
  const Context& context_;
  bool shown_;
  bool on_screen_ = false;
  base::Micros next_ = 2 * base::kSecond;
};

/// 12345678 → "12,345,678".
std::string grouped(std::uint64_t number);

/// 3_100_000 → "3.1 M"; below 1000 as it is.
std::string rounded(double number);

}  // namespace noroshi::cli
