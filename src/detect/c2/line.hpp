// A line of evidence: one independent reason for or against a server being C2.
//
// Each line is a pure function of one server and its surroundings that returns a Signal with its
// counts, or nothing when it has nothing to say, and a function that tells the evidence in a
// sentence.  The table of all lines is lines.cpp; what signals are worth is coefficients.hpp.
// CONTRIBUTING.md walks through adding one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "detect/c2/contact.hpp"
#include "detect/c2/input.hpp"
#include "detect/c2/schedule.hpp"
#include "detect/c2/standing.hpp"
#include "detect/c2/surroundings.hpp"
#include "model/finding.hpp"

namespace noroshi::c2 {

/// A server with what several lines want to know of it, worked out once.
struct Case {
  const Server& server;
  const Surroundings& surroundings;
  std::vector<std::vector<base::Micros>> visits;  ///< per client, as Server::clients
  std::optional<Schedule> schedule;               ///< this and the visits: of_schedule lines alone
  Standing standing{};
};

/// What a line saw: the input it feeds, how strongly, and the figures behind it.
struct Signal {
  double value = 0;  ///< Evidence::value, in `unit`
  std::string unit;
  Input input = Input::PeriodicContact;
  double strength = 0;  ///< 0–1
  std::vector<std::pair<std::string, double>> counts;
};

struct Line {
  std::string_view name;  ///< Evidence::name
  std::optional<Signal> (*look)(const Case&);
  std::string (*tell)(const model::Evidence&, base::Language);
  /// Whether it looks at the schedule, which is dear to find and so found last; only inputs that
  /// hunt.cpp bounds (most_of_schedule) may come of it.
  bool of_schedule = false;
};

/// The signal in the words of its line, worth `weight`.
model::Evidence evidence_of(const Line& line, Signal signal, double weight);

/// All lines, in the order in which they are told when weights tie.
std::span<const Line> lines();

/// The sentence of any evidence of ours in `language`; unknown names give back `evidence.text`.
std::string tell(const model::Evidence& evidence, base::Language language);

/// The named count of an evidence or a signal, 0 if it has none.
double count(const model::Evidence& evidence, std::string_view name);
double count(const Signal& signal, std::string_view name);

}  // namespace noroshi::c2
