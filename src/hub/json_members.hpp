// The members of a JSON object, found in its text: for small edits that leave every other octet as
// it is, which a reader and a writer of JSON would not.
//
// The text is sound JSON already (intel/stix has read it); what is not simply yields nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace noroshi::hub {

/// Where the value of the outermost member `name` lies within `object`.
std::optional<std::string_view> member(std::string_view object, std::string_view name);

/// The object with `id` among its object_marking_refs; the same text if it stands there already.
std::string with_marking(std::string_view object, std::string_view id);

/// Every string "from" becomes "to".
std::string with_id_replaced(std::string_view object, std::string_view from, std::string_view to);

}  // namespace noroshi::hub
