// Trail: what was done on this hub, by whom, when, append-only and checkable.
//
// Each entry carries the SHA-256 of itself and the one before: an exported trail can be checked by
// anyone, a changed or missing entry breaks the chain.  Entries name accounts and ids, never
// content, never secrets.  (Sealing the head of the chain is the trust core's work.)
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/sql/database.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::directory {

/// How the tables came to be (sql::migrate, part "trail").
std::span<const sql::Step> trail_steps();

struct Entry {
  std::int64_t number = 0;  ///< from 1, without gaps
  base::Micros at = 0;
  std::string account;  ///< its name; "-" for none, "local" for the command line
  std::string action;   ///< "sign-in", "taxii.post", "release.approve", "user.add", …
  std::string subject;  ///< what it was done to: ids, names
  std::string outcome;  ///< "done", "refused: …"
  std::string peer;     ///< network address of the client; empty for the command line
  std::string chain;    ///< SHA-256 over the entry before and this one, hexadecimal
};

class Trail {
 public:
  static Result<std::unique_ptr<Trail>> open(sql::Database& database,
                                             std::function<base::Micros()> clock = {});
  ~Trail();
  /// number, at and chain are filled in.  Durable on return.
  Status write(Entry entry);
  Result<std::vector<Entry>> read(std::int64_t after, std::size_t limit);
  /// The newest first, from below that number on; 0: from the end.
  Result<std::vector<Entry>> read_back(std::int64_t before, std::size_t limit);
  /// One JSON object a line, in order; what `check_export` reads.
  Status export_to(const std::function<Status(std::string_view line)>& take);
  /// An Error names the first entry whose chain does not hold.
  Status check();

 private:
  struct State;
  explicit Trail(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Checks exported lines without a base; the number of entries, or the first that does not hold.
Result<std::uint64_t> check_export(const std::function<Result<bool>(std::string& line)>& next);

}  // namespace noroshi::directory
