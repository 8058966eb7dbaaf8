// Term: one thing to watch for (an address, a service, a name, a digest) as STIX says it, twice:
// as a comparison of the pattern language and as observables.
//
// Spellings are the index's own (RFC 5952, lower-case names and digests), so that two sources that
// mean one thing give one pattern and one observable.  URLs stay whole, as they came.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intel/mapping/stix_json.hpp"
#include "net/prefix.hpp"

namespace noroshi::mapping {

struct Term {
  std::string comparison;         ///< "domain-name:value = 'a.example'"; empty: no pattern says it
  std::vector<Json> observables;  ///< what one refers to stands before it; without markings
};

/// Which end of a conversation is meant.
enum class End : std::uint8_t { Source, Destination };

Term network_term(const net::Prefix& network);

/// Somebody who talks to (or from) this service; without a port, its address.
Term service_term(const net::Address& ip, std::optional<std::uint16_t> port,
                  std::optional<std::uint8_t> protocol, End end = End::Destination);
/// The same where only the name is known.
Term named_service_term(std::string_view host, std::uint16_t port, End end = End::Destination);

/// "email-addr", "mac-addr", "url", "domain-name": one property `value`; "mutex": `name`.
Term value_term(std::string_view type, std::string_view property, std::string_view value);

/// A file (or, with `type`, a certificate) by its digest; `algorithm` as STIX names it.
Term hash_term(std::string_view algorithm, std::string_view digest, std::string_view type = "file");
/// A path of "file" or "x509-certificate" that holds the digest.
std::string hash_path(std::string_view type, std::string_view algorithm);

/// A name of the DNS without the last dot, in lower case; nothing where it is none.
std::optional<std::string> domain_name(std::string_view text);
/// Hexadecimal digits of that many characters, in lower case; nothing where they are not.
std::optional<std::string> digest(std::string_view text, std::size_t digits);
/// "MD5", "SHA-1", "SHA-256", "SHA-512" by the number of digits; empty for any other.
std::string_view algorithm_of(std::string_view digest);
std::string lower(std::string_view text);

/// Both comparisons in one observation.
std::string either(std::string_view one, std::string_view other);

}  // namespace noroshi::mapping
