// Features: what of an object's text the archive looks into: words, name, references.
//
// One walk over the text each; a text that is no JSON (it was checked on its way in) has none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intel/stix/object.hpp"

namespace noroshi::archive {

/// The words of every text in it, in their order, each followed by a blank; not of ids, references,
/// times and payloads.
std::string words_in(std::string_view json);

/// "name", else "value", else what else tells people what it is, cut to some 200 octets; the type
/// where nothing does.
std::string name_in(std::string_view json);

/// Whom it refers to: everything under a key that ends in "_ref" or "_refs", but markings.  Sorted,
/// without repetition.
std::vector<std::string> references_in(std::string_view json);

/// When a sighting says that it happened: "last_seen", else "first_seen".
std::optional<base::Micros> sighting_time(std::string_view json);

/// Whether two texts say the same but for references: what an anonymiser may change without words
/// or values being different to different readers.
bool equal_but_for_references(std::string_view a, std::string_view b);

/// What it observes, or, of an indicator, what its pattern points at: keys of the index of values,
/// "ipv4-addr 198.51.100.7".  Sorted, without repetition.
std::vector<std::string> value_keys(const stix::Object& object);

std::string key_of(const stix::ObservedValue& value);
stix::ObservedValue value_of(std::string_view key);

}  // namespace noroshi::archive
