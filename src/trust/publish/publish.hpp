// Publishing: a checkpoint over what is durable, and the witnesses' names under it.
//
// Witnesses are asked in turn (C2SP tlog-witness, POST add-checkpoint), each with the proof that
// the tree it cosigned last is the beginning of this one.  A witness that does not answer keeps
// nothing from being published: whether enough cosigned is for the policy of those who read.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/log/ledger.hpp"
#include "trust/log/policy.hpp"

namespace noroshi::tlog {

struct Cosigning {
  std::string name;
  Status status;  ///< why there is no cosignature
};

struct Publication {
  std::string note;  ///< with all cosignatures that came
  std::vector<Cosigning> witnesses{};
};

/// `folder` is the ledger's.  Asks every witness of the policy that has a URL, each for at most
/// `patience`.
Result<Publication> publish(Ledger& ledger, const std::string& folder, const Policy& policy,
                            base::Micros patience);

}  // namespace noroshi::tlog
