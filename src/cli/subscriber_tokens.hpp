// Subscribers in a question: who is one, and which token stands for them.
//
// A store holds tokens in place of subscribers' addresses, other ones in each epoch, made with a
// key that is destroyed when the epoch ends.  So an address in a filter can be looked for in the
// epoch whose key still exists, and nowhere else; where there is none, the answer is an Error that
// says so, because "no rows" would look like innocence.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "cli/open_store.hpp"
#include "net/prefix.hpp"
#include "store/query/request.hpp"

namespace noroshi::cli {

class Subscribers {
 public:
  explicit Subscribers(const OpenStore& open);

  /// The range singles out a subscriber: a token, an address of theirs, or, where nobody is known
  /// to be one, any single address.
  [[nodiscard]] bool named_by(const query::AddressRange& range) const;

  /// Some of the range are addresses that the store holds as tokens.
  [[nodiscard]] bool replaced_in(const query::AddressRange& range) const;

 private:
  net::PrefixSet prefixes_;
  bool unknown_ = false;
};

/// The filter with subscribers' addresses replaced by their tokens.
Result<query::Filter> with_tokens(const query::Filter& filter, const OpenStore& open,
                                  const query::Window& window, base::Micros now);

/// Addresses as the store holds them: those of subscribers as tokens, the others as they are.  An
/// Error if one is a subscriber's and the key is gone.
Result<std::vector<net::Address>> as_stored(std::vector<net::Address> addresses,
                                            const OpenStore& open, const query::Window& window,
                                            base::Micros now);

}  // namespace noroshi::cli
