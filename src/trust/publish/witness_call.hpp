// WitnessCall: one witness asked to cosign a checkpoint (C2SP tlog-witness, POST add-checkpoint).
//
// It is shown that the tree it cosigned last is the beginning of this one; where it stands
// elsewhere than was thought, it says so, and is asked again.  What it signed is checked.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/log/checkpoint.hpp"
#include "trust/log/ledger.hpp"
#include "trust/log/policy.hpp"

namespace noroshi::tlog {

class WitnessCall {
 public:
  /// `folder`: the log's, with every tile of the checkpoint.  `note`: the signed checkpoint.
  WitnessCall(const std::string& folder, const Checkpoint& checkpoint, std::string note,
              base::Micros patience);

  /// The lines of one witness that hold, or why there are none.  `stands`: the size that it
  /// cosigned last, as far as is known; 0 makes it say so.
  Result<std::string> ask(const Policy::Witness& witness, std::uint64_t stands = 0);

 private:
  [[nodiscard]] Result<std::string> checked(const Policy::Witness& witness,
                                            const std::string& lines) const;

  Checkpoint checkpoint_;
  std::string note_;
  base::Micros patience_;
  FolderTiles tiles_;
  TiledTree tree_;
};

}  // namespace noroshi::tlog
