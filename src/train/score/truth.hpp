// Truth: what a person (or the generator) knows to be in a capture, read from a truth file.
//
// The form is docs/formats/truth.md; only what scoring needs is read, the rest is passed over.
// Detectors never see it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/input.hpp"
#include "model/finding.hpp"

namespace noroshi::score {

struct TrueServer {
  model::Endpoint endpoint;
  std::string family;                  ///< empty if the file does not say
  std::optional<std::uint64_t> flows;  ///< records with it in the data; 0: nobody could find it
};

struct TruthEntry {
  std::string file;  ///< of the data that it is about
  std::string kind;  ///< "c2", "c2-dga", "c2-p2p", "simulated", "benign", "no-c2", …
  std::string family;
  std::vector<TrueServer> servers;
  std::vector<model::Endpoint> others;  ///< neither right nor wrong when reported
  std::uint64_t hosts = 0;              ///< hosts watched; 0 if the file does not say
  base::Micros duration = 0;            ///< of the data; 0 if the file does not say

  /// Nothing in it is a C2 server: every report is false, that of an `others` endpoint too.
  [[nodiscard]] bool innocent() const { return kind == "benign" || kind == "no-c2"; }
};

using Truth = std::vector<TruthEntry>;

/// Reads an array of entries, or one entry.
Result<Truth> truth_from_json(std::string_view json);
Result<Truth> read_truth(io::Input& input);

/// The entry about `file` (its name, or the end of its path); if `file` is empty, the only entry.
/// The Error lists what there is to choose from.
Result<TruthEntry> choose(const Truth& truth, std::string_view file);

}  // namespace noroshi::score
