// The list of those who asked not to be sent anything.
//
//   # comment
//   revision 12
//   192.0.2.7
//   2001:db8::/32
//
// A permit names revision and SHA-256 of the list that was looked at when it was approved.  Whoever
// opts out later is added beside it (Warrant::also_spare): that can only make less allowed, and so
// needs no signature.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/prefix.hpp"

namespace noroshi::permit {

struct OptOuts {
  std::int64_t revision = 0;
  std::vector<net::Prefix> prefixes;

  /// A line that cannot be read is an Error with its number: a list that is understood in part
  /// would let packets through to somebody who opted out.
  static Result<OptOuts> parse(std::string_view text, std::string_view name);
};

}  // namespace noroshi::permit
