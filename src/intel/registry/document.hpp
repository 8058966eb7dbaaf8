// What a range registry says, once its signature was believed: operators and their ranges.
//
// TOML, so that a person can read and write it (docs/formats/range-registry.md).  Whatever is not
// as it must be refuses the whole file: a registry that is half right sends some operator's
// subscribers to another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "intel/registry/registry.hpp"

namespace noroshi::registry {

struct Document {
  std::uint64_t serial = 0;
  std::string issuer;
  base::Micros valid_from = 0;
  base::Micros valid_until = 0;  ///< not included
  std::vector<Operator> operators;
  std::vector<Range> ranges;  ///< as they stand in the file
};

/// The Error has one line for each problem, with the line of the file where it is.
Result<Document> parse_document(std::string_view toml, const std::string& name);

/// An Error unless `now` is within the period of validity.
Status check_validity(const Document& document, base::Micros now);

/// Ranges that lie within a range of another operator: lawful (a customer with its own abuse desk),
/// and what a person wants to look at before signing.  "192.0.2.0/26 of b lies in 192.0.2.0/24 of
/// a".
std::vector<std::string> nestings(const Document& document);

/// A plain mail address that is safe in a header, a file and a page: printable ASCII, one @, no
/// blanks, quotes, angle brackets or commas; at most 254 octets (RFC 5321, section 4.5.3.1).
bool is_mail_address(std::string_view text);

/// A name for people: 1 to 200 octets of UTF-8 without control characters.
bool is_name(std::string_view text);

}  // namespace noroshi::registry
