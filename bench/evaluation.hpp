// Evaluation: everything that docs/evaluation.md tells, gathered.
//
// The same data and the same program give the same figures on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "generated_days.hpp"
#include "reliability.hpp"
#include "trial.hpp"

namespace noroshi::bench {

/// One of N packets.
inline constexpr std::array<std::uint32_t, 5> kSamplings = {1, 10, 100, 1'000, 10'000};

/// Captures with one C2 server or more, thinned, over several draws.
struct Thinned {
  std::uint32_t sampling = 1;
  std::uint64_t trials = 0;       ///< captures × draws
  std::uint64_t in_view = 0;      ///< a packet of a true server was seen
  std::uint64_t first_three = 0;  ///< a true server is among the first three
  std::uint64_t reported = 0;     ///< at the default threshold
  std::uint64_t rita_first_three = 0;
  std::uint64_t rita_reported = 0;
  std::uint64_t innocent_trials = 0;   ///< captures without C2 × draws
  std::uint64_t innocent_reports = 0;  ///< of these, with a report
  std::uint64_t rita_innocent_reports = 0;
};

struct Evaluation {
  bool captures_found = false;
  std::vector<Verdict> captures;  ///< labelled, in the order of the answer key
  std::vector<Verdict> unlabelled;
  std::vector<Thinned> thinned;  ///< one for each of kSamplings
  std::vector<Day> days;
  Reliability capture_reliability;
  Reliability day_reliability;
};

/// What the labelled captures are asked for (the first slice's targets).
struct Targets {
  std::size_t c2 = 0;                 ///< captures of kind "c2"
  std::size_t first_three = 0;        ///< of these, a true server among the first three of --all
  std::size_t ten_contacts = 0;       ///< of these, ten contacts and more with true servers
  std::size_t ten_reported = 0;       ///< of the last, a true server reported
  std::size_t innocent = 0;           ///< captures of kind "benign" and "no-c2"
  std::size_t innocent_reported = 0;  ///< of these, anything reported
};

Targets targets_of(const std::vector<Verdict>& captures);

/// The verdict on the file of this name; null if it is not there.
const Verdict* find_capture(const std::vector<Verdict>& captures, std::string_view file);

/// Judges what is in `folder` as it is, and thinned to each sampling `draws` times.
Status evaluate_captures(const std::string& folder, unsigned draws, Evaluation& evaluation);

/// Lives `scenario` through for each seed and each sampling.
Status evaluate_days(traffic::Scenario scenario, const std::vector<std::uint64_t>& seeds,
                     Evaluation& evaluation);

}  // namespace noroshi::bench
