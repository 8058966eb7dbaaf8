// The shape of a scan: how many services on how many targets.
#pragma once

#include "detect/scan/source_profile.hpp"

namespace noroshi::scan {

/// Judged by counts alone; nothing here says whether it is meant well.
ScanShape shape_of(const SourceProfile& source, std::span<const ServiceUse> services);

}  // namespace noroshi::scan
