// Company: how strongly it speaks against a server that so many of its visitors are marked.
//
// One formula for all lines that compare a server's visitors with a marked set of hosts.
#pragma once

#include "detect/c2/line.hpp"

namespace noroshi::c2 {

/// −log10 of the share of chance that Benjamini and Hochberg's procedure allows: one in twenty.
inline constexpr double kDiscovered = 1.30103;

/// 0–1: how convincing it is to lie so many orders of magnitude beyond the threshold.
double conviction(double discovery);

/// 10^-discovery, as a finding can hold it.
double false_share(double discovery);

/// The signal of `input`; nothing if the overlap is not beyond the threshold, or if too few hosts
/// are watched for sharing to say anything.
///
/// Strength grows with the orders of magnitude beyond the threshold and with the concentration of
/// the marked among the visitors, and falls with popularity.
struct Marking {
  Input input;
  std::string_view name;  ///< of the count of marked hosts
  bool complete = true;   ///< who deserves the mark mostly has it
};
std::optional<Signal> company_signal(const Case& the_case, const Overlap& overlap,
                                     const Marking& marking);

}  // namespace noroshi::c2
