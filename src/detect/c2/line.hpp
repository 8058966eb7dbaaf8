// A line of evidence: one independent reason for or against a server being C2.
//
// Each line is a pure function of one server and its surroundings that returns Evidence with its
// counts, or nothing when it has nothing to say, and a function that tells the evidence in a
// sentence.  The table of all lines is lines.cpp; their weights are weights.hpp.
// CONTRIBUTING.md walks through adding one.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "detect/c2/contact.hpp"
#include "detect/c2/schedule.hpp"
#include "detect/c2/surroundings.hpp"
#include "model/finding.hpp"

namespace noroshi::c2 {

/// A server with what several lines want to know of it, worked out once.
struct Case {
  const Server& server;
  const Surroundings& surroundings;
  std::vector<std::vector<base::Micros>> visits;  ///< per client, as Server::clients
  std::optional<Schedule> schedule;
};

struct Line {
  std::string_view name;  ///< Evidence::name
  std::optional<model::Evidence> (*weigh)(const Case&);
  std::string (*tell)(const model::Evidence&, base::Language);
};

/// All lines, in the order in which they are told when weights tie.
std::span<const Line> lines();

/// The sentence of any evidence of ours in `language`; unknown names give back `evidence.text`.
std::string tell(const model::Evidence& evidence, base::Language language);

/// The named count of an evidence, 0 if it has none.
double count(const model::Evidence& evidence, std::string_view name);

}  // namespace noroshi::c2
