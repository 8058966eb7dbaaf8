// Object: one STIX 2.1 object (or a revision of it), checked, and kept as it came.
//
// The text stays octet for octet what the sender wrote (blanks between tokens may go), custom
// properties included: what Noroshi needs to know is read out beside it.  Source: STIX 2.1, OASIS
// Standard, 10 June 2021.  Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::stix {

enum class Family : std::uint8_t {
  Domain,        ///< SDO: indicator, malware, …
  Relationship,  ///< SRO: relationship, sighting
  Observable,    ///< SCO: ipv4-addr, file, …: no created, no modified
  Meta,          ///< marking-definition, language-content, extension-definition
  Custom         ///< a type that the standard does not name
};

struct Object {
  std::string id;
  std::string type;
  std::string spec_version = "2.1";  ///< "2.0" where the object says so, or says nothing (SDO, SRO)
  Family family = Family::Custom;
  std::optional<base::Micros> created;
  std::optional<base::Micros> modified;
  std::string version_text;  ///< `modified`, or `created`, as written; empty for most SCOs
  bool revoked = false;
  std::string created_by_ref;
  std::vector<std::string> marking_refs;  ///< object_marking_refs, in their order
  std::optional<int> confidence;          ///< 0–100
  std::optional<base::Micros> valid_from;
  std::optional<base::Micros> valid_until;
  std::string pattern;       ///< of an indicator whose pattern_type is "stix"; else empty
  std::string pattern_type;  ///< of an indicator
  /// Every id that the object refers to by a property that ends in _ref or _refs, with the path of
  /// that property ("source_ref", "object_refs"); markings and creator included.
  std::vector<std::pair<std::string, std::string>> references;
  /// What an observable observes, for the index of values: see `observed_values`.
  std::string text;
};

/// How much a complaint weighs: errors break a MUST of the standard, warnings a SHOULD.
enum class Weight : std::uint8_t { Error, Warning };

struct Complaint {
  Weight weight = Weight::Error;
  std::string object;    ///< its id, or "objects[3]" where it has no usable one
  std::string property;  ///< JSON pointer within the object: "/kill_chain_phases/0/phase_name"
  std::string rule;  ///< short name of the rule, stable: "required", "timestamp", "id-prefix", …
  std::string message;  ///< one English sentence: what was found and what the standard asks for
};

/// "indicator--8e2e…: /pattern: required: …", one line.
std::string to_string(const Complaint& complaint);

struct Policy {
  bool strict = true;        ///< false: objects that break a MUST of content rules are warnings
  bool allow_custom = true;  ///< custom types and properties: STIX allows, some communities do not
  std::size_t depth = 64;    ///< JSON nesting; deeper is refused
  std::size_t object_limit = 16U << 20;  ///< octets of one object
};

/// What came out of a bundle, an envelope or a single object.
struct Reading {
  std::vector<Object> objects;        ///< sound ones, in their order
  std::vector<Complaint> complaints;  ///< about all, warnings too
  std::vector<std::string> refused;   ///< id (or place) of each object that was not taken
  std::uint64_t seen = 0;             ///< objects in the text = objects.size() + refused.size()
};

/// Reads `json`: a bundle, a TAXII envelope ({"objects": […]}), an array, or one object.  A bad
/// object refuses itself, never its neighbours.  An Error only where the text is no JSON, or holds
/// nothing that could be an object.
Result<Reading> read_objects(std::string_view json, const Policy& policy = {});

/// Checks and reads one object (complaints name it by its id, or by `place`).  Nothing if refused.
std::optional<Object> read_object(std::string_view json, std::string_view place,
                                  const Policy& policy, std::vector<Complaint>& complaints);

/// A value that can be observed on the wire or on a disk, in the one spelling that the index uses.
struct ObservedValue {
  std::string kind;  ///< "ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "file-hash",
                     ///< "mac-addr", "mutex", "autonomous-system", "file-name", "certificate-hash",
                     ///< "registry-key", "user-agent", "process-command", "endpoint"
  std::string
      value;  ///< canonical: RFC 5952, lower-case names without the last dot, lower-case hex
  friend auto operator<=>(const ObservedValue&, const ObservedValue&) = default;
};

/// What an observable (or the observables inside an observed-data of the old form) observes.  The
/// constants of patterns come from intel/pattern.
std::vector<ObservedValue> observed_values(const Object& object);

/// One value in the index's spelling; nothing where it is none of that kind.
std::optional<ObservedValue> canonical_value(std::string_view kind, std::string_view text);

/// What kinds a text that a person typed may be: "198.51.100.7" → ipv4-addr; 64 hexadecimal digits
/// → file-hash; "[2001:db8::1]:443" → endpoint and its address.
std::vector<ObservedValue> guess_values(std::string_view text);

/// RFC 3339 as STIX wants it: UTC with "Z"; three decimals, six where needed.
std::string timestamp(base::Micros instant);
/// Strict: "…Z", any number of decimals (beyond microseconds they are cut off).
std::optional<base::Micros> parse_timestamp(std::string_view text);

}  // namespace noroshi::stix
