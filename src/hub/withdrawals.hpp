// Withdrawals: what was shared and then taken back, told to those who received it.
//
// TAXII has no word for it, so hubs of this kind ask one another: GET /api/v1/withdrawals lists
// what the asker could see and can see no more (retracted, expired, deleted), by the number of its
// event. A peer takes back its own word here, never ours.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "hub/hub.hpp"
#include "hub/inputs.hpp"
#include "hub/sealed_batches.hpp"

namespace noroshi::hub {

struct Withdrawals {
  std::uint64_t applied = 0;  ///< objects that nobody here sees by that peer's word any more
  std::string cursor;         ///< where to go on
};

/// Asks the peer of `input` for what came after `cursor`, and applies it.  A server that has no
/// such list (any other TAXII server) has nothing to take back.  A list whose seal does not pass is
/// an Error: nobody else may take back what the peer said.
Result<Withdrawals> take_withdrawals(Parts& parts, const Input& input, SealedBatches& seals,
                                     const directory::Collection& collection, std::string cursor);

}  // namespace noroshi::hub
