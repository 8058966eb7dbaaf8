// Sources of one packet: whom they belong to, where that is plain.
#pragma once

#include <optional>
#include <vector>

#include "detect/scan/signature.hpp"
#include "detect/scan/source_profile.hpp"

namespace noroshi::scan {

/// Of a lone packet nobody can say which fields its tool changes.  Where nineteen in twenty sources
/// with such a window, such options, length and TTL share one signature, it gets that too.
void adopt_lone_packets(const Sources& sources, std::vector<std::optional<Signature>>& tools);

}  // namespace noroshi::scan
