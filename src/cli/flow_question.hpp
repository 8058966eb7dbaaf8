// What a person asks of a store, and whether they may: filter, time, purpose.
//
// The rule (DESIGN of secrecy, docs/operations/query.md): aggregates over servers, ports, protocols
// and exporters are free.  Whatever names single subscribers, in the filter, in the groups or in
// the rows, needs --purpose, and is written to the audit trail before the first row is read.  A
// purpose that is given is always written down.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/open_store.hpp"
#include "store/query/request.hpp"

namespace noroshi::cli {

/// Fewer distinct clients than this are not counted out without a purpose (DESIGN, k = 3).
inline constexpr std::uint64_t kFewestClients = 3;

struct Question {
  OpenStore open;
  std::string text;      ///< the filter as typed
  query::Filter filter;  ///< after `admit`, subscribers' addresses are their tokens
  query::Window window;
  base::Micros now = 0;
  bool purposeful = false;  ///< written down: single subscribers may be shown
};

/// FILTER, --from, --to, --last, --config, --store.
Result<Question> read_question(const Arguments& arguments, const Context& context);

/// Whether the store may hold subscribers' addresses as they are, because its configuration says
/// that they are not replaced by tokens, or nothing at all.
bool subscribers_unknown(const OpenStore& open);

/// Lets the question pass, writes it down, or refuses.  `names` says that groups or rows name
/// subscribers (the filter is looked at here), `details` goes into the trail.
Status admit(Question& question, bool names, const std::string& details, const Arguments& arguments,
             const Context& context);

/// "records 2026-01-02T00:00:00Z to 2026-01-02T01:00:00Z", for the trail.
std::string window_text(const query::Window& window);

}  // namespace noroshi::cli
