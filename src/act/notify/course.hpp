// Course: where a case stands, and the only ways in which it may go on.
//
//   institute   Sealed ─► Routed ─► Closed            Sealed ─► Unroutable ─► Routed
//
//   operator    Accepted ─► Identified ─► Notified ◄─► Persistent ─► …
//                  │            │            │             │
//                  │            │            └──── silent ─┴─► Cleared ─► Closed
//                  │            │                                 └─► Returned ─► Notified
//                  └─► Ambiguous, Unknown, OptedOut: never notified, followed all the same, as what
//                      happens without a notice
//
// The whole table is in course.cpp and docs/formats/case.md; what does not stand in it cannot be
// said: a Course changes by `after` alone, and `after` knows nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace noroshi::notify {

enum class State : std::uint8_t {
  Sealed,         ///< institute: taken in, its evidence hashed
  Routed,         ///< institute: an operator answers for the address
  Unroutable,     ///< institute: nobody does
  Accepted,       ///< operator: taken in, its evidence checked
  Identified,     ///< one line, and no notice that arrived
  Ambiguous,      ///< several lines are possible: nobody is notified
  Unknown,        ///< no source knows the line: nobody is notified
  OptedOut,       ///< the subscriber wants no notices
  Unreachable,    ///< no channel of the plan reaches the subscriber
  Notified,       ///< a notice is with the subscriber, and nothing was seen since
  Persistent,     ///< seen again after the last notice
  Cleared,        ///< silent for long enough
  Returned,       ///< seen again after that
  DeviceChanged,  ///< another device stands at the line; its infection is a case of its own
  Closed,         ///< nothing more happens
};
inline constexpr std::size_t kStates = 15;

/// What happens to a case.
enum class Cause : std::uint8_t {
  Routed,         ///< the registry names an operator
  NoOperator,     ///< it names none
  Resolved,       ///< one line
  Ambiguous,      ///< several are possible
  Unknown,        ///< none is known
  OptedOut,       ///< the subscriber wants no notices
  OptedIn,        ///< does again
  Seen,           ///< a fresh sighting
  Sent,           ///< a channel accepted a notice
  NoChannel,      ///< none of the plan could
  Bounced,        ///< what was accepted came back, and no other notice stands
  Silent,         ///< nothing seen for long enough while the sensors were
  DeviceChanged,  ///< the lease names another device
  Superseded,     ///< the address was traced to a line, which has its own case
  Expired,        ///< cleared, or at an end, for long enough
  ByHand,         ///< a person closed it
};
inline constexpr std::size_t kCauses = 16;

struct Transition {
  State from;
  Cause cause;
  State to;
};

/// All of them.
std::span<const Transition> transitions();

std::string_view to_string(State state);  ///< "device-changed"
std::string_view to_string(Cause cause);  ///< "opted-in"
std::optional<State> state_named(std::string_view name);

class Course {
 public:
  static Course of_institute() { return Course(State::Sealed); }
  static Course of_operator() { return Course(State::Accepted); }
  /// As it was stored; nothing for a word that names no state.
  static std::optional<Course> stored(std::string_view state);

  [[nodiscard]] State state() const { return state_; }
  /// Where `cause` leads from here; nothing where it cannot happen.
  [[nodiscard]] std::optional<Course> after(Cause cause) const;
  /// Neither closed nor at an end: fresh sightings belong to it.
  [[nodiscard]] bool open() const;

 private:
  explicit Course(State state) : state_(state) {}
  State state_;
};

}  // namespace noroshi::notify
