// A line of evidence: one reason for or against a source being an infected machine.
//
// Each is a pure function of one source and of what is known of the telescope that returns a Signal
// with its counts, or nothing when it has nothing to say, and a function that tells the evidence
// in a sentence.  The table of all lines is lines.cpp.  Weights are set by hand, each where it is
// used with its reason; docs/operations/telescope.md lists them.  They add up to log-odds as if
// lines were independent, which they nearly are.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/language.hpp"
#include "detect/scan/signature.hpp"
#include "detect/scan/source_profile.hpp"
#include "model/finding.hpp"

namespace noroshi::scan {

struct Case {
  const Sources& sources;
  const SourceProfile& source;
  std::span<const ServiceUse> services;
  std::optional<Signature> tool;
  std::uint64_t dark_addresses = 0;  ///< IPv4 addresses that the telescope watches; 0: not known
  std::uint64_t crowd = 0;           ///< networks from which others do the same; 0: nobody
};

struct Signal {
  double value = 0;  ///< Evidence::value, in `unit`
  std::string unit;
  double weight = 0;  ///< natural logarithm
  std::vector<std::pair<std::string, double>> counts;
};

struct Line {
  std::string_view name;  ///< Evidence::name
  std::optional<Signal> (*look)(const Case&);
  std::string (*tell)(const model::Evidence&, base::Language);
};

/// All lines, in the order in which they are told when weights tie.
std::span<const Line> lines();

/// The sentence of any evidence of ours in `language`; unknown names give back `evidence.text`.
std::string tell(const model::Evidence& evidence, base::Language language);

/// The named count of an evidence, 0 if it has none.
double count(const model::Evidence& evidence, std::string_view name);

}  // namespace noroshi::scan
