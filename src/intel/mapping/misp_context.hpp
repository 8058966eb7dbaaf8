// What tags and galaxies say of an event or an attribute: a colour, labels, and names of actors,
// malware and techniques.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intel/mapping/stix_json.hpp"
#include "intel/sharing/label.hpp"

namespace noroshi::mapping {

struct MispContext {
  std::optional<sharing::Tlp> tlp;  ///< the narrowest of its tags
  std::vector<std::string> labels;  ///< the other tags, as they are
  std::vector<Json> named;          ///< threat-actor, malware, attack-pattern, …: each once
};

/// Reads "Tag" and "Galaxy" of an event, attribute or object.
MispContext misp_context(const Json& carrier);

/// The narrower of two colours; nothing says less than any.
std::optional<sharing::Tlp> narrower(const std::optional<sharing::Tlp>& one,
                                     const std::optional<sharing::Tlp>& other);

/// `misp-galaxy:malpedia="Mozi"` as an object of STIX; nothing for galaxies that name something
/// else (sectors, countries), and for other tags.
std::optional<Json> named_by(std::string_view tag);

}  // namespace noroshi::mapping
