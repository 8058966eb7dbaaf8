// One run of one input: fetch, read, take.
#pragma once

#include <functional>
#include <string>

#include "base/result.hpp"
#include "hub/inputs.hpp"

namespace noroshi::hub {

struct InputResult {
  std::uint64_t added = 0;
  std::string text;  ///< "12 new, 300 known, 1 refused"
};

/// `keep` makes the input's cursor durable; `go_on` is asked between pages and during waits.
Result<InputResult> run_input(Parts& parts, Input& input, const std::function<bool()>& go_on,
                              const std::function<Status(const Input&)>& keep);

}  // namespace noroshi::hub
