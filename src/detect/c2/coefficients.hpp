// Coefficients: what each input is worth, in log-odds (natural logarithm) at full strength.
//
// One small file (docs/formats/c2-coefficients.md) holds a set for each sampling interval that was
// trained: what can be seen of a server, and so what a sight is worth, changes with sampling.  The
// built-in file is coefficients.toml, compiled in; `noroshi lab train` makes it anew from open
// inputs, and `--model FILE` uses another.  Immutable once made; free to share between threads.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "detect/c2/input.hpp"

namespace noroshi::c2 {

/// The coefficients for traffic of which one packet in `sampling` was seen.
struct Band {
  std::uint32_t sampling = 1;
  double bias = 0;                      ///< added to the prior of hunt.hpp
  std::array<double, kInputs> worth{};  ///< ≥ 0 where the input speaks for, ≤ 0 where against

  [[nodiscard]] double of(Input input) const { return worth[static_cast<std::size_t>(input)]; }
};

class Coefficients {
 public:
  /// Reads a file; an Error names its line.  `name` is for messages.
  static Result<Coefficients> parse(std::string_view toml, const std::string& name);

  /// Sets for several intervals, each once, in any order; at least one.
  Coefficients(std::string version, std::vector<Band> bands);

  /// The band nearest to `sampling` on a logarithmic scale; the denser of two equally near.
  [[nodiscard]] const Band& band(std::uint32_t sampling) const;
  [[nodiscard]] const std::vector<Band>& bands() const { return bands_; }  // by interval
  /// Tells two fits apart; goes into every Finding.
  [[nodiscard]] const std::string& version() const { return version_; }

  /// The file's text; `parse` of it gives the same coefficients, bit for bit.
  [[nodiscard]] std::string to_toml() const;

  friend bool operator==(const Coefficients&, const Coefficients&);

 private:
  std::string version_;
  std::vector<Band> bands_;
};

/// The built-in ones.
const Coefficients& built_in_coefficients();

}  // namespace noroshi::c2
