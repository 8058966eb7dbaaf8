// Liveness: what each hour says about a server, and whether it died, without calling silence under
// sampling death.
//
//   answering    packets from the server were seen
//   asked only   clients asked, nobody answered, and an answer would have been seen (p ≤ 0.05)
//   silent       nothing was seen, though its own earlier rate and the exposure of the hours
//                promised so much that this has p ≤ 0.05
//   cannot tell  everything else: too little expected, too few packets, or nobody listened
//
// Silence (silence.hpp): the number of records in hours of expectation μ is taken as negative
// binomial, not Poisson, because clients come and go together (day and night, spread, commands):
// P(none) = (1 + μ/r)^−r, with r from the server's own hours, at most 4, and never more than the
// records that the rate rests on.  Over several days the rates of days are taken as independent.  A
// Poisson count (r → ∞) would need 3 expected records; we need 4.5 or more.  An hour of the day in
// which earlier days were quiet promises less.  Consecutive quiet hours are judged as one run, so
// that a slow server needs more hours, not more luck.
//
// An answer that is missing: if the server answers as it used to, with ρ packets for each of its
// clients', all P packets seen came from clients with probability (1 + ρ)^−P.  ρ is known from its
// own earlier hours; a server whose reverse direction was never seen cannot be judged so.  TCP also
// tells by flags: whoever is answered sends at least one packet after the SYN, so n sampled records
// with SYN and never ACK have p ≤ 2^−n; unsampled, one record is proof enough.
//
// Death is declared later than silence: p ≤ 0.001 *and* a full day of exposed hours without an
// answer, so that neither a night nor an outage passes for it.  It happened in (after, before].
// Pure; O(hours) a server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "detect/life/exposure.hpp"
#include "model/finding.hpp"

namespace noroshi::life {

enum class State : std::uint8_t { Answering, AskedOnly, Silent, CannotTell };

/// What was seen of a server in one hour: raw sums of its panes, never multiplied.
struct HourSeen {
  base::Micros hour = 0;
  std::uint64_t packets = 0;      ///< client → server
  std::uint64_t rev_packets = 0;  ///< server → client
  std::uint64_t flows = 0;        ///< records with something from a client
  std::uint64_t rev_flows = 0;
  std::uint64_t failed = 0;      ///< TCP records of clients: SYN, never an ACK
  std::uint32_t sampling = 0;    ///< greatest interval; 0 = unknown
  base::Micros first = 0;        ///< earliest start
  base::Micros last = 0;         ///< latest end; may lie in a later hour
  base::Micros last_answer = 0;  ///< latest end of a pane with an answer; 0 if there was none
};

struct ServerHours {
  model::Endpoint server;
  std::vector<HourSeen> hours;  ///< ascending, each once
};

/// Rows of panes, summed up by server and hour; servers in ascending order.
std::vector<ServerHours> by_hour(const model::ServerBatch& batch);

struct LivenessOptions {
  /// Exposed hours without an answer before death is declared.
  double dead_after_hours = 24;
  /// Stands for the sampling interval where exporters do not say; 0: unknown, judged as sampled.
  std::uint32_t sampling = 0;
};

/// Hours of the same state, one after the other.
struct Span {
  State state = State::CannotTell;
  base::Micros begin = 0;
  base::Micros end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

/// It happened after `after` and not later than `before`.
struct Death {
  base::Micros after = 0;               ///< last sign of life
  base::Micros before = 0;              ///< end of the hour in which it became certain
  bool asked = false;                   ///< clients went on asking; otherwise they fell silent too
  double log_p = 0;                     ///< ln P(so little | alive)
  std::optional<base::Micros> revived;  ///< first answer after it
};

struct Life {
  model::Endpoint server;
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;  ///< a packet of either side
  std::optional<base::Micros> first_answer;
  std::optional<base::Micros> last_answer;  ///< nothing: it was never seen answering
  base::Micros begin = 0;                   ///< the hour of `strip.front()`
  std::vector<State> strip;                 ///< from its first hour to the end of the window
  std::vector<double> exposure;             ///< of those hours
  std::vector<std::uint64_t> records;       ///< seen in those hours, both directions
  std::vector<Death> deaths;                ///< in order; all but the last were revived
  State now = State::CannotTell;            ///< the last one that could be told
  base::Micros since_after = 0;             ///< it turned so after this …
  base::Micros since_before = 0;            ///< … and not later than this
  std::uint64_t untold = 0;                 ///< hours at the end that cannot be told
  double rate = 0;                          ///< records an exposed hour, as observed (sampled)
  std::uint32_t sampling = 0;               ///< greatest interval seen; 0 = unknown

  [[nodiscard]] bool dead() const { return !deaths.empty() && !deaths.back().revived; }
};

/// Nothing was ever seen of the server in these hours: no life.
std::optional<Life> life_of(const ServerHours& server, const Hours& hours, const Exposure& exposure,
                            const LivenessOptions& options = {});

/// The strip with equal hours merged.
std::vector<Span> spans(const Life& life);

/// How long a server lived, for survival analysis.  Death is known to an interval only; a server
/// that lives at the end of the window, or of which nobody can tell, is censored.
struct Lifetime {
  base::Micros shortest = 0;  ///< first answer to the last sign of life
  base::Micros longest = 0;   ///< first answer to the certain silence; if censored, as `shortest`
  bool censored = false;
  /// It lived already when the window began: it is older than it looks.
  bool older = false;
};

std::optional<Lifetime> lifetime_of(const Life& life, const Hours& hours);

}  // namespace noroshi::life
