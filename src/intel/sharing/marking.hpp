// Marking: labels as STIX says them, and read back.
//
// TLP 2.0 by its extension (extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d, of the STIX
// common objects that OASIS publishes), TLP 1.0 by its four fixed marking definitions; community,
// regions and hops by a marking definition with Noroshi's own extension, so that another Noroshi
// hub keeps the same limits.  Unknown markings narrow, never widen: an object with a statement only
// stays as narrow as its collection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intel/sharing/label.hpp"
#include "intel/stix/object.hpp"

namespace noroshi::sharing {

/// The id of the marking definition of a TLP 2.0 colour, and the object itself as STIX JSON.
std::string_view marking_id(Tlp tlp);
std::string_view marking_json(Tlp tlp);

/// The colour that this id stands for, TLP 1.0 and 2.0; nothing for any other.
std::optional<Tlp> tlp_of(std::string_view marking_id);

/// Limits beyond the colour, as the marking says them.  Communities travel by their UUID: numbers
/// mean nothing on another hub.
struct Limits {
  std::string community = {};  ///< UUID; empty: not said
  Regions regions = {};
  std::optional<std::uint8_t> hops = {};
  /// UUIDs of organisations, sorted: who alone gets TLP:RED, and damage information.
  std::vector<std::string> recipients = {};
  friend bool operator==(const Limits&, const Limits&) = default;
};

/// A marking definition with Noroshi's extension; equal limits give equal ids.
std::string limits_marking_id(const Limits& limits);
std::string limits_marking_json(const Limits& limits);
/// The limits of a marking definition; nothing if it has none of ours.  What cannot be read
/// narrows: an unknown region or a community that is no UUID becomes the nil UUID, which is no
/// community; a count that is none becomes 0; a
/// recipient that is none is left out.
std::optional<Limits> limits_of(std::string_view marking_json);

/// The extension definition that those markings name, and the identity that made it: to be sent
/// along, as STIX 2.1 section 7.3 asks.
std::string limits_extension_id();
std::string limits_extension_json();
std::string limits_author_json();
/// Whether it is one of these two, which every hub makes itself.
bool explains_limits(std::string_view id);

/// The narrowest colour that an object's markings name, those of single properties (granular
/// markings) included: an object is shown as a whole or not at all.  Nothing if they name none.
std::optional<Tlp> tlp_of(const stix::Object& object);

}  // namespace noroshi::sharing
