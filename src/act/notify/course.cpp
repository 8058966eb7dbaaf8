#include "act/notify/course.hpp"

#include <algorithm>
#include <array>

namespace noroshi::notify {
namespace {

using S = State;
using C = Cause;

// By state, in the order in which a case usually lives.
constexpr std::array kTransitions{
    Transition{S::Sealed, C::Routed, S::Routed},
    Transition{S::Sealed, C::NoOperator, S::Unroutable},

    Transition{S::Routed, C::Seen, S::Routed},
    Transition{S::Routed, C::Expired, S::Closed},
    Transition{S::Routed, C::ByHand, S::Closed},

    Transition{S::Unroutable, C::Seen, S::Unroutable},
    Transition{S::Unroutable, C::Routed, S::Routed},  // the registry has learnt of the range
    Transition{S::Unroutable, C::Expired, S::Closed},
    Transition{S::Unroutable, C::ByHand, S::Closed},

    Transition{S::Accepted, C::Resolved, S::Identified},
    Transition{S::Accepted, C::Ambiguous, S::Ambiguous},
    Transition{S::Accepted, C::Unknown, S::Unknown},
    Transition{S::Accepted, C::OptedOut, S::OptedOut},

    Transition{S::Identified, C::Seen, S::Identified},
    Transition{S::Identified, C::Sent, S::Notified},
    Transition{S::Identified, C::NoChannel, S::Unreachable},
    Transition{S::Identified, C::OptedOut, S::OptedOut},
    Transition{S::Identified, C::Silent, S::Cleared},
    Transition{S::Identified, C::DeviceChanged, S::DeviceChanged},
    Transition{S::Identified, C::ByHand, S::Closed},

    Transition{S::Ambiguous, C::Seen, S::Ambiguous},
    Transition{S::Ambiguous, C::Silent, S::Cleared},
    Transition{S::Ambiguous, C::Superseded, S::Closed},
    Transition{S::Ambiguous, C::ByHand, S::Closed},

    Transition{S::Unknown, C::Seen, S::Unknown},
    Transition{S::Unknown, C::Silent, S::Cleared},
    Transition{S::Unknown, C::Superseded, S::Closed},
    Transition{S::Unknown, C::ByHand, S::Closed},

    Transition{S::OptedOut, C::Seen, S::OptedOut},
    Transition{S::OptedOut, C::OptedIn, S::Identified},
    Transition{S::OptedOut, C::Silent, S::Cleared},
    Transition{S::OptedOut, C::DeviceChanged, S::DeviceChanged},
    Transition{S::OptedOut, C::ByHand, S::Closed},

    Transition{S::Unreachable, C::Seen, S::Unreachable},
    Transition{S::Unreachable, C::Sent, S::Notified},  // an address has become known
    Transition{S::Unreachable, C::OptedOut, S::OptedOut},
    Transition{S::Unreachable, C::Silent, S::Cleared},
    Transition{S::Unreachable, C::DeviceChanged, S::DeviceChanged},
    Transition{S::Unreachable, C::ByHand, S::Closed},

    Transition{S::Notified, C::Seen, S::Persistent},
    Transition{S::Notified, C::Sent, S::Notified},  // the second channel of one step
    Transition{S::Notified, C::Bounced, S::Identified},
    Transition{S::Notified, C::OptedOut, S::OptedOut},
    Transition{S::Notified, C::Silent, S::Cleared},
    Transition{S::Notified, C::DeviceChanged, S::DeviceChanged},
    Transition{S::Notified, C::ByHand, S::Closed},

    Transition{S::Persistent, C::Seen, S::Persistent},
    Transition{S::Persistent, C::Sent, S::Notified},
    Transition{S::Persistent, C::Bounced, S::Identified},
    Transition{S::Persistent, C::OptedOut, S::OptedOut},
    Transition{S::Persistent, C::Silent, S::Cleared},
    Transition{S::Persistent, C::DeviceChanged, S::DeviceChanged},
    Transition{S::Persistent, C::ByHand, S::Closed},

    Transition{S::Cleared, C::Seen, S::Returned},
    Transition{S::Cleared, C::Superseded, S::Closed},
    Transition{S::Cleared, C::DeviceChanged, S::DeviceChanged},
    Transition{S::Cleared, C::Expired, S::Closed},
    Transition{S::Cleared, C::ByHand, S::Closed},

    Transition{S::Returned, C::Seen, S::Returned},
    Transition{S::Returned, C::Sent, S::Notified},
    Transition{S::Returned, C::NoChannel, S::Unreachable},
    Transition{S::Returned, C::OptedOut, S::OptedOut},
    // It had no line before, and has none now.
    Transition{S::Returned, C::Ambiguous, S::Ambiguous},
    Transition{S::Returned, C::Unknown, S::Unknown},
    Transition{S::Returned, C::Silent, S::Cleared},
    Transition{S::Returned, C::DeviceChanged, S::DeviceChanged},
    Transition{S::Returned, C::ByHand, S::Closed},

    Transition{S::DeviceChanged, C::Expired, S::Closed},
    Transition{S::DeviceChanged, C::ByHand, S::Closed},
};

constexpr std::array<std::string_view, kStates> kStateNames{
    "sealed",     "routed",  "unroutable", "accepted",       "identified",
    "ambiguous",  "unknown", "opted-out",  "unreachable",    "notified",
    "persistent", "cleared", "returned",   "device-changed", "closed"};

constexpr std::array<std::string_view, kCauses> kCauseNames{
    "routed",         "no-operator", "resolved", "ambiguous",  "unknown", "opted-out",
    "opted-in",       "seen",        "sent",     "no-channel", "bounced", "silent",
    "device-changed", "superseded",  "expired",  "by-hand"};

}  // namespace

std::span<const Transition> transitions() { return kTransitions; }

std::string_view to_string(State state) { return kStateNames[static_cast<std::size_t>(state)]; }
std::string_view to_string(Cause cause) { return kCauseNames[static_cast<std::size_t>(cause)]; }

std::optional<State> state_named(std::string_view name) {
  const auto* const found = std::find(kStateNames.begin(), kStateNames.end(), name);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<State>(found - kStateNames.begin());
}

std::optional<Course> Course::stored(std::string_view state) {
  const auto found = state_named(state);
  if (!found) return std::nullopt;
  return Course(*found);
}

std::optional<Course> Course::after(Cause cause) const {
  const auto* const found =
      std::find_if(kTransitions.begin(), kTransitions.end(),
                   [&](const Transition& one) { return one.from == state_ && one.cause == cause; });
  if (found == kTransitions.end()) return std::nullopt;
  return Course(found->to);
}

bool Course::open() const { return state_ != State::Closed && state_ != State::DeviceChanged; }

}  // namespace noroshi::notify
