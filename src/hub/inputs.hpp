// Inputs: what a hub fetches by itself, on a schedule: feeds (files or HTTPS), and collections of
// other TAXII servers, hubs of this kind among them.
//
// Each input keeps its cursor, its last result and its health in the base: after a restart it goes
// on where it was. A page is durable before its cursor is; what comes twice changes nothing.
// Failures are retried with growing waits, never more often than the schedule asks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "hub/hub.hpp"
#include "hub/sealed_arrivals.hpp"
#include "hub/warning_shelf.hpp"
#include "io/sql/migration.hpp"

namespace noroshi::hub {

enum class InputKind : std::uint8_t {
  Feed,  ///< ThreatFox, Feodo, URLhaus, JPCERT phishurl, MISP, STIX, plain lists: told by content
  Warnings,  ///< warning lists (MISP JSON): a file, or a folder of them
  Misp,      ///< a MISP feed: a manifest and its events
  Taxii,     ///< a collection of a TAXII 2.1 server
  Peer       ///< a collection of another hub: hops are spent, what is here is not taken again
};

std::string_view name_of(InputKind kind);
Result<InputKind> parse_input_kind(std::string_view text);

struct Input {
  std::string name;  ///< unique
  InputKind kind = InputKind::Feed;
  std::string from;    ///< a path, or an https URL
  std::string remote;  ///< TAXII: the collection there (id, alias or title); empty: the only one
  std::string collection;  ///< UUID of the collection here
  base::Micros every = base::kHour;
  archive::Trust trust;
  std::string user, secret_file;  ///< password, or (without user) key: a file, read at each run
  std::string fingerprint, ca_file;
  /// Whose seals over its batches are believed; without anchors none is asked for.
  ArrivalDemands seals = {};
  bool active = true;

  // What became of it.
  base::Micros last_run = 0;  ///< 0: never
  base::Micros last_success = 0;
  std::uint64_t failures = 0;  ///< in a row
  std::uint64_t taken = 0;     ///< objects new here, over all runs
  std::string last_result;     ///< one line
  std::string last_seal;       ///< who sealed last and since when, one line; empty: nobody
  std::string cursor;

  /// When it is due: `every` after the last run; after failures min(2ⁿ minutes, `every`).
  [[nodiscard]] base::Micros due() const;
  /// Fine, late (no success for three times `every`), or failing.
  [[nodiscard]] std::string_view health(base::Micros now) const;
};

/// How the table came to be (sql::migrate, part "inputs").
std::span<const sql::Step> input_steps();

class Inputs {
 public:
  static Result<std::unique_ptr<Inputs>> open(Parts& parts);
  ~Inputs();

  /// The lists that ingest tests against: those of inputs, and others that are put there.
  WarningShelf& warning_lists();

  Status add(Input input);  ///< InvalidUsage: the name is taken, the collection is not there
  Status remove(std::string_view name);
  Result<std::vector<Input>> all();

  /// Runs one now, whether it is due or not; the line that says what came of it.
  Result<std::string> run(
      std::string_view name, const std::function<bool()>& go_on = [] { return true; });
  /// Runs what is due at `now`; returns how many ran.
  Result<std::uint64_t> run_due(base::Micros now, const std::function<bool()>& go_on);

 private:
  struct State;
  explicit Inputs(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace noroshi::hub
