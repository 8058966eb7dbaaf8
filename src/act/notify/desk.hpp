// Desk: the operator's side.  One pass turns waiting events into cases, looks again at open cases,
// and sends the notices that are due.
//
//   queue ─► identify ─► case opened, or goes on ─► opt-outs ─► silent? closed? ─► plan ─► channels
//
// What a notice is called is written down before it is handed over, and what became of it after:
// a kill in between hands the same notice over again, which channels make harmless (channel.hpp).
// Silence counts only up to the time until which the sensors are known to have seen: a feed that
// stops clears nobody.
//
// One desk works on a base at a time: the caller holds a lock.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "act/channel/channel.hpp"
#include "act/notify/book.hpp"
#include "act/notify/opt_outs.hpp"
#include "act/notify/plan.hpp"
#include "act/subscriber/resolver.hpp"

namespace noroshi::notify {

struct DeskOptions {
  Plan plan;
  base::Micros silent = 7 * base::kDay;        ///< until an infection counts as cleared
  base::Micros close_after = 60 * base::kDay;  ///< of further silence, until a case is closed
  base::Micros window = 30 * base::kDay;  ///< between notices of separate infections of a device
  base::Micros keep_bodies = 365 * base::kDay;  ///< texts of events, once handled (bodies.hpp)
  /// Key of the advice for a family: "router-default-password".
  std::function<std::string(std::string_view family)> remedy = {};
};

/// The owner of a line, from the operator's customer file; nothing: not in it.
using RecipientOf = std::function<std::optional<channel::Recipient>(std::string_view line)>;

/// A notice of one pass, for those who want to see it: what was, or would be, sent.
struct SentNotice {
  std::string id;
  std::string case_id;
  std::string line;
  std::string channel;
  std::string outcome;  ///< "accepted", "later", "refused", "would be sent"
  std::string reason;
};

struct Pass {
  std::uint64_t events = 0;                       ///< handled
  std::map<std::string, std::uint64_t> outcomes;  ///< of events: "opened", "ambiguous", …
  std::uint64_t cleared = 0, returned = 0, closed = 0;
  std::uint64_t opted_out = 0;   ///< cases that an opt-out has reached
  std::uint64_t suppressed = 0;  ///< due, but the device was told not long ago
  std::uint64_t unreachable = 0;
  std::uint64_t forgotten = 0;  ///< texts of events that were kept long enough
  std::vector<SentNotice> notices;
};

class Desk {
 public:
  /// Everything must outlive the desk.
  Desk(Book& book, const subscriber::Resolver& resolver, std::vector<channel::Channel*> channels,
       RecipientOf recipient_of, DeskOptions options, const OptOuts& opt_outs);

  /// One pass.  `pretend`: nothing is sent and nothing is kept; the answer says what would be.
  /// `stop` is asked between events and notices.
  Result<Pass> run(base::Micros now, bool pretend = false, const std::function<bool()>& stop = {});

 private:
  struct Turn;
  Book& book_;
  const subscriber::Resolver& resolver_;
  std::map<std::string, channel::Channel*, std::less<>> channels_;
  RecipientOf recipient_of_;
  DeskOptions options_;
  const OptOuts& opt_outs_;
};

/// A notice that came back, or was delayed, on its way (RFC 3464).  NotFound: no notice of ours.
Status take_bounce(Book& book, const channel::Bounce& bounce, std::string_view channel,
                   base::Micros now);

/// A person closes a case: it counts as censored at its last sighting.
Status close_case(Book& book, std::string_view id, std::string_view why, base::Micros now);

}  // namespace noroshi::notify
