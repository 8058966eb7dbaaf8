// Case: one infection at one line, from its first event to its end, as the book keeps it.
//
// At the operator a case belongs to (line, device, family), or, where no line could be named, to
// (address, family).  At the institute it belongs to (address, family).  All of it is personal or
// could become so; what may leave is a CaseState (case_state.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "act/notify/course.hpp"
#include "base/time.hpp"

namespace noroshi::notify {

struct Case {
  std::string id;  ///< 32 hexadecimal digits, random
  Course course = Course::of_operator();
  std::string line;     ///< empty: none could be named
  std::string device;   ///< as the lease names it; empty: not known
  std::string address;  ///< of the last event
  std::string family;
  std::string how;  ///< "map-e", "lease", … or why there is no line: "no-source-port"
  std::string operator_id;
  base::Micros opened = 0;
  base::Micros first_seen = 0;  ///< sightings, by the sensors' clocks
  base::Micros last_seen = 0;
  base::Micros notified = 0;     ///< first notice that was accepted; 0: none
  base::Micros last_notice = 0;  ///< latest, of this or an earlier case of the same device
  base::Micros round_began = 0;  ///< first notice accepted since it was found or came back
  base::Micros cleared = 0;      ///< last sighting before the first silence after the first notice
  base::Micros ended = 0;        ///< last sighting of a case that ended without one
  std::string arm;               ///< channel of the first notice that was accepted
  std::uint32_t round = 1;       ///< 2 after the first return, …
  std::uint32_t step = 0;        ///< of the plan, which comes next in this round
  std::uint32_t notices = 0;     ///< numbers given so far
  std::uint64_t events = 0;
  std::int64_t revision = 0;  ///< grows by one with each entry of its history
  std::int64_t pushed = 0;    ///< revision that the hub has
  std::string token;          ///< of the portal
};

/// One entry of a case's history.
struct Entry {
  std::int64_t revision = 0;
  base::Micros at = 0;
  Cause cause = Cause::Resolved;
  State from = State::Accepted;
  State to = State::Accepted;
  std::string channel;
  std::string detail;
};

enum class NoticeStatus : std::uint8_t {
  Intended,  ///< written down; may or may not have been handed over: hand over again, same id
  Accepted,  ///< the next system has it
  Later,     ///< it could not take it yet
  Refused,   ///< it never will
  Bounced,   ///< it came back
};
std::string_view to_string(NoticeStatus status);

struct NoticeRow {
  std::string case_id;
  std::uint32_t number = 0;
  std::string channel;
  NoticeStatus status = NoticeStatus::Intended;
  std::uint32_t round = 1;
  std::uint32_t step = 0;
  std::uint32_t attempts = 0;
  base::Micros next_try = 0;
  base::Micros intended = 0;
  base::Micros done = 0;
  std::string reason;

  /// What channels and bounces call it: "<case>-<number>".
  [[nodiscard]] std::string id() const { return case_id + "-" + std::to_string(number); }
};

}  // namespace noroshi::notify
