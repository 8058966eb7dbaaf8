// Lead time: how many days before a public feed the programme knew a server, or after.
//
//   lead = the feed's first_seen − (own first detection + delay)      > 0: we were first
//
// A server that the feed has not listed is no failure and no success: all that is known is that
// nothing had happened by the feed's newest date.  It is censored there, and Kaplan–Meier
// (survival.hpp) makes use of it.  Means and quartiles are of the listed alone, and say so.
//
// Addresses are used again by others.  A listing is of our server only if the two windows overlap
// when both ends of the listing's are moved outwards by `slack`:
//
//   ours       |first ─────── last|
//   the feed's           slack ◄──|first_seen ── last_seen|──► slack
//
// A listing without an end ends where it begins (plus what its date leaves open).  So no lead is
// longer than the time we saw the server plus `slack`; listings that this refuses are counted.
// Where a date is known to the day or month only, its first instant counts: leads are never
// flattered by it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "intel/feeds/feed.hpp"
#include "intel/programme/spread.hpp"
#include "intel/programme/survival.hpp"

namespace noroshi::programme {

/// A server of ours: when we first and last saw it at work.
struct Sighting {
  model::Endpoint endpoint;
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;

  friend auto operator<=>(const Sighting&, const Sighting&) = default;
};

struct LeadOptions {
  base::Micros slack = 90 * base::kDay;

  /// From the first contact in the data to our report: 24 h for a nightly hunt.
  base::Micros delay = 0;
};

/// One sighting a server: of several those are one that lie at most `slack` apart; what comes back
/// later is another tenant.  Sorted by endpoint and time.
std::vector<Sighting> merged(std::vector<Sighting> sightings, base::Micros slack);

/// What one feed says of one server.
struct Lead {
  enum class Outcome : std::uint8_t {
    Listed,   ///< `time` is the lead
    Waiting,  ///< not listed: `time` is from our report to the feed's newest date
    Undated   ///< listed, but the feed does not say since when: of no use
  };
  Outcome outcome = Outcome::Waiting;
  base::Micros time = 0;
  base::Micros open = 0;      ///< how much longer the lead may be, for want of an exact date
  bool by_address = false;    ///< the feed gives no port; the address decided
  bool other_tenant = false;  ///< waiting, but for listings outside the window
  io::Place place;            ///< of the entry, where there is one
};

struct FeedLeads {
  std::string feed;
  base::Micros newest = 0;
  std::vector<Lead> leads;  ///< one a sighting, in their order

  std::uint64_t other_tenants = 0;  ///< servers not listed, but for listings outside the window
  std::uint64_t listed = 0;
  std::uint64_t behind = 0;  ///< of the listed: the feed was first
  std::uint64_t waiting = 0;
  std::uint64_t undated = 0;
  std::uint64_t by_address = 0;  ///< of the listed
  std::uint64_t inexact = 0;     ///< of the listed: date known to a day or worse

  std::optional<Spread> spread;  ///< of the listed, in days
  SurvivalCurve curve;           ///< share not yet listed, by days since our report
};

/// Nothing if the feed holds no date at all.
std::optional<FeedLeads> lead_times(std::span<const Sighting> sightings, const feeds::Feed& feed,
                                    const LeadOptions& options);

/// All feeds as one: the earliest listing of each server; where none has it, the longest wait.
/// They must be of the same sightings, and one at least.
FeedLeads earliest(std::span<const FeedLeads> feeds);

/// Our servers against all feeds.
struct LeadReport {
  std::vector<Sighting> servers;
  std::vector<FeedLeads> feeds;
  std::optional<FeedLeads> all;  ///< of two feeds or more
  LeadOptions options;

  /// What the figure of the programme is: all feeds, or the only one.
  [[nodiscard]] const FeedLeads& headline() const { return all ? *all : feeds.front(); }
};

/// Microseconds in days.
constexpr double days(base::Micros duration) {
  return static_cast<double>(duration) / static_cast<double>(base::kDay);
}

}  // namespace noroshi::programme
