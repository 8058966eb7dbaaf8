// RDAP answers about networks (RFC 9083, section 5.4) → who to write to.
//
// Only what routes a report is taken: the range, a name, the country and the mail address of the
// entity with the role "abuse", wherever it stands among the entities.  Persons, telephone numbers
// and postal addresses in the answer are passed over.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/prefix.hpp"

namespace noroshi::registry {

struct RdapNetwork {
  std::vector<net::Prefix> prefixes;  ///< together exactly the range of the answer
  std::string name;
  std::string country;  ///< two capitals; empty: not said
  std::string contact;  ///< mail address
  std::uint32_t asn = 0;
};

/// Reads answers one after another; keeps its parser's memory between them.  One thread.
class RdapReader {
 public:
  RdapReader();
  ~RdapReader();
  RdapReader(const RdapReader&) = delete;
  RdapReader& operator=(const RdapReader&) = delete;

  /// One JSON object.  The Error's message is a constant phrase, for counting.
  Result<RdapNetwork> read(std::string_view json);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

/// The fewest prefixes that are together exactly the addresses from `first` to `last`, which must
/// be of one family and in order.
std::vector<net::Prefix> prefixes_between(const net::Address& first, const net::Address& last);

}  // namespace noroshi::registry
