// Whose signatures make a permit, and whose take it back.
//
// Given to the sending machine by whoever answers for it, never by the permit itself.  A note opens
// when enough of the known keys signed it.  Unlike other readers of signed notes this one takes no
// signature of a key that it does not know: what is approved is approved by people on the list, and
// so no octet of a permit can change without its being refused.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/log/note.hpp"

namespace noroshi::permit {

struct Quorum {
  std::vector<tlog::PublicKey> keys;
  std::size_t threshold = 1;  ///< so many of them must have signed

  /// The text of a note that enough of them signed.
  [[nodiscard]] Result<std::string> open(std::string_view note, std::string_view name) const;
};

struct Approvers {
  Quorum permits;
  Quorum revocations;  ///< often fewer: stopping must be easy

  static Result<Approvers> parse(std::string_view text, std::string name);
};

}  // namespace noroshi::permit
