// A day that was lived through at several sampling intervals at once, each server with its truth.
//
// The traffic is generated once; sampling draws from the record itself, so that every interval is
// a view of the same day.  Needs about 80 octets a record of the day.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "detect/c2/hunt.hpp"
#include "train/lesson/capture.hpp"
#include "train/traffic/generator.hpp"
#include "train/traffic/scenario.hpp"

namespace noroshi::lesson {

/// A server as the model sees it, and what it is.
struct KnownServer {
  c2::Weighed weighed;
  std::string family;      ///< of a C2 server; empty: innocent
  std::uint32_t bots = 0;  ///< that contacted it in the day, seen or not

  [[nodiscard]] bool c2() const { return !family.empty(); }
};

/// What was seen at one interval.  Servers that are neither right nor wrong are left out; but an
/// abandoned service, which a score forgives, stands among the innocent: without it, a lesson would
/// teach that whoever never answers is a C2 server.
struct View {
  std::uint32_t sampling = 1;
  base::Micros window = 0;  ///< from the start of the day; 0: all of it
  c2::HuntSummary summary;
  std::vector<KnownServer> servers;
  std::vector<KnownServer> unseen;  ///< C2 servers of which no packet was seen; never weighed
};

struct Day {
  traffic::Truth truth;
  std::vector<View> views;  ///< of each window in turn, as the intervals were given
};

struct DayOptions {
  std::vector<std::uint32_t> samplings;
  std::vector<base::Micros> windows = {0};  ///< how much of the day is looked at; 0: all
  double known_infected = 0;                ///< share of the infected that is told, 0–1
  /// Of the first judging, from which shared suspicion follows.
  c2::Coefficients coefficients = c2::built_in_coefficients();
  /// A CDN's address behind which bots hide counts as C2, not as neither right nor wrong.
  bool fronted_counts = false;
  std::uint32_t stated = 0;  ///< interval at which the scenario itself samples; 0: it does not
  unsigned threads = 0;      ///< 0: all
  std::function<Status()> check{};  ///< asked between batches; an Error ends the day with it
  /// Sees the records of each interval too, if given: its number among `samplings`, and a batch.
  std::function<void(std::size_t, const model::FlowBatch&)> watch{};
};

Result<Day> live(const traffic::Scenario& scenario, const DayOptions& options,
                 const traffic::ProgressFn& progress = {});

/// A capture as it is.  Only where it is known what each server is: kinds "c2", "benign", "no-c2".
View look_at(const Capture& capture, std::uint32_t sampling, const c2::Coefficients& coefficients,
             unsigned threads);

/// How many times more C2 servers are in it than the prior expects, as log-odds: practice days hold
/// many, so that there is something to learn, and must not teach that days do.
double crowding(const Day& day, const View& view);

}  // namespace noroshi::lesson
