// State: what the verbs of an Archive work with.
//
//   writer      one connection, one thread at a time; other processes wait in begin_write
//   readers     lent for the length of a verb; each sees one unchanging view
//   bells       ring after each commit that made events
//
// Parts of the archive that are more than one function long take a `Parts&`.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "intel/archive/archive.hpp"
#include "intel/archive/bells.hpp"
#include "intel/archive/labels.hpp"
#include "intel/archive/readers.hpp"
#include "intel/archive/sight.hpp"

namespace noroshi::archive {

using WarningLists = std::shared_ptr<const std::vector<feeds::WarningList>>;

struct Parts {
  Parts(sql::Database& base, Options wanted)
      : database(base), options(std::move(wanted)), readers(base, options.readers), bells(base) {}

  [[nodiscard]] WarningLists warning_lists() const {
    const std::lock_guard lock(lists_mutex);
    return lists;
  }

  sql::Database& database;
  Options options;
  Readers readers;
  std::mutex writing;
  std::unique_ptr<sql::Connection> writer;  // guarded by `writing`
  Labels labels;
  std::string secret;  ///< of the pseudonyms
  mutable std::mutex lists_mutex;
  WarningLists lists;  // guarded by `lists_mutex`
  Bells bells;         // last: its thread ends before anything else goes
};

struct Archive::State : Parts {
  using Parts::Parts;
};

/// What the verbs that read begin with: a view, and the viewer's sight of it.
struct Visit {
  Readers::Lent connection;
  Sight sight;

  static Result<Visit> begin(Parts& parts, const sharing::Viewer& viewer);
};

/// What the verbs that write begin with.  `commit` rings the bells, once nothing is locked.
class Writing {
 public:
  static Result<Writing> begin(Parts& parts);
  Status commit();

  [[nodiscard]] sql::Connection& connection() const { return *parts_->writer; }
  [[nodiscard]] Parts& parts() const { return *parts_; }

  /// Numbers that never come twice.
  std::int64_t next_sequence() { return ++sequence_; }
  std::int64_t next_assertion() { return ++assertion_; }
  std::int64_t next_object() { return ++object_; }
  std::int64_t next_value() { return ++value_; }
  std::int64_t next_event() { return ++event_; }

  /// The number of a label, which is kept where it is new.
  Result<std::int64_t> label(const sharing::Label& label);

 private:
  Writing(Parts& parts, std::unique_lock<std::mutex> lock, sql::Transaction transaction);
  Status read_counters();
  Status write_counters();

  Parts* parts_;
  std::unique_lock<std::mutex> lock_;
  std::optional<sql::Transaction> transaction_;
  std::int64_t sequence_ = 0;
  std::int64_t assertion_ = 0;
  std::int64_t object_ = 0;
  std::int64_t value_ = 0;
  std::int64_t event_ = 0;
  std::int64_t first_event_ = 0;
};

/// As it stands in `assertions.state`: the lattice's states, and one more.
inline constexpr std::int64_t kHeld = 0;
inline constexpr std::int64_t kReleased = 1;
inline constexpr std::int64_t kRetracted = 2;
inline constexpr std::int64_t kRefused = 3;
inline constexpr std::int64_t kExpired = 4;  ///< its label says Retracted

std::int64_t stored(sharing::State state);

/// One row of `events`.
struct Happening {
  Event::Kind kind = Event::Kind::Added;
  base::Micros at = 0;
  std::int64_t collection = 0;
  std::int64_t sequence = 0;
  std::int64_t object = 0;
  std::int64_t assertion = 0;
  std::int64_t label = 0;
};
inline constexpr std::string_view kTell =
    "INSERT INTO events (number, at, kind, collection, sequence, object, assertion, label)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
std::vector<sql::Value> event_row(std::int64_t number, const Happening& happening);
Status tell(Writing& writing, const Happening& happening);

base::Micros now(const Parts& parts);

/// "nothing of this name": the same words for what is hidden and for what is not there.
Error not_found(std::string_view id);

/// Whether the viewer may take back what bears this label: who contributes for its owner, and the
/// stewards of its community.
bool may_take_back(const sharing::Viewer& viewer, const sharing::Label& label);

}  // namespace noroshi::archive
