// World: what every source of traffic shares, and the form that a source has.
//
// A Source adds the conversations that begin in one slice of time; slices follow one another
// without a gap.  Sources know nothing of one another: leaving one out changes nothing in the rest.
#pragma once

#include "train/traffic/address_plan.hpp"
#include "train/traffic/exporter.hpp"
#include "train/traffic/ledger.hpp"
#include "train/traffic/scenario.hpp"
#include "train/traffic/sites.hpp"
#include "train/traffic/truth.hpp"

namespace noroshi::traffic {

/// Part of the data: Poisson draws are made a slice at a time.
inline constexpr base::Micros kSlice = 5 * base::kMinute;

struct World {
  const Scenario& scenario;
  AddressPlan plan;
  Sites sites;
  Ledger& ledger;

  World(const Scenario& all, Ledger& books)
      : scenario(all), plan(all.seed), sites(all), ledger(books) {}
};

struct Slice {
  std::uint64_t index = 0;  ///< from the start of the scenario
  base::Micros begin = 0;
  base::Micros end = 0;

  [[nodiscard]] base::Micros length() const { return end - begin; }

  /// A uniform instant in the slice.
  base::Micros instant(Stream& stream) const {
    return begin + static_cast<base::Micros>(stream.unit() * static_cast<double>(length()));
  }
};

class Source {
 public:
  virtual ~Source() = default;
  virtual void run(const Slice& slice, Exporter& exporter) = 0;

  /// Adds what this source knows of the truth, once all slices have run.
  virtual void testify(Truth& truth) const { static_cast<void>(truth); }
};

}  // namespace noroshi::traffic
