// Ids that depend on nothing but what they name: pushing twice changes nothing.
//
// UUIDv5 (RFC 9562, section 5.5).  Observables use the namespace that STIX 2.1 section 2.9 fixes,
// over their ID-contributing properties in the canonical JSON of RFC 8785; what Noroshi itself
// makes uses its own namespace.
#pragma once

#include <string>
#include <string_view>

namespace noroshi::stix {

/// "00abedb4-aa42-466c-9c01-fed23315a9b7" (STIX 2.1, section 2.9).
inline constexpr std::string_view kObservableNamespace = "00abedb4-aa42-466c-9c01-fed23315a9b7";
/// UUIDv5 of the DNS name "noroshi.invalid": what Noroshi's own deterministic ids start from.
inline constexpr std::string_view kOwnNamespace = "1b35a090-5ff3-5db0-a9db-ae8c34242fe1";

/// UUIDv5 of `name` in the namespace `space` (a UUID in text).
std::string uuid5(std::string_view space, std::string_view name);
/// A random one (RFC 9562, version 4), from the system's generator.
std::string uuid4();
bool is_uuid(std::string_view text);

/// JSON in the canonical form of RFC 8785; empty if `json` is none.
std::string canonical_json(std::string_view json);

/// The id that STIX 2.1 recommends for this observable, from its ID-contributing properties; empty
/// for types without any.  `json` is the observable, with or without an id.
std::string observable_id(std::string_view json);

/// "indicator--<uuid5 of name in kOwnNamespace>".
std::string own_id(std::string_view type, std::string_view name);

}  // namespace noroshi::stix
