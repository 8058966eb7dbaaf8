// One run of one input: fetch, read, take.
#pragma once

#include <functional>
#include <string>

#include "base/result.hpp"
#include "hub/inputs.hpp"
#include "hub/intake.hpp"
#include "hub/sealed_batches.hpp"

namespace noroshi::hub {

struct InputResult {
  std::uint64_t added = 0;
  std::string text;  ///< "12 new, 300 known, 1 refused"
};

/// What came of everything that a run took.
struct InputSum {
  std::uint64_t added = 0, known = 0, refused = 0, left_out = 0;
  void add(const Received& received);
  [[nodiscard]] InputResult result() const;
};

/// The collection that an input fills; NotFound when it is gone.
Result<directory::Collection> target_of(Parts& parts, const Input& input);

/// The seal that a batch of this input passed, for Intake; nothing is kept where it came under
/// none.
Beside beside_of(const std::optional<Sealed>& sealed, const directory::Collection& collection,
                 base::Micros now);

/// `keep` makes the input's cursor durable; `go_on` is asked between pages and during waits.
Result<InputResult> run_input(Parts& parts, Input& input, SealedBatches& seals,
                              const std::function<bool()>& go_on,
                              const std::function<Status(const Input&)>& keep);

}  // namespace noroshi::hub
