// Which small segments of one partition are worth writing again as one.
//
// Pure.  Segments are merged with others of about their size, so that a row is rewritten a few
// times in its life at most, however many small segments come in; a partition that is still being
// filled waits until several have gathered.
#pragma once

#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "store/duck/manifest.hpp"

namespace noroshi::duck {

/// A segment of half this size is left alone (this is about 7 million flows).
inline constexpr std::uint64_t kWholeSegment = std::uint64_t{128} << 20;
/// So many small segments are merged although more are still to come.
inline constexpr std::size_t kManySegments = 8;

/// The segments to merge next: two or more of one table and partition, or none.  `settled` is the
/// instant before which a partition's rows have mostly arrived, one for each table.
std::vector<Segment> next_merge(const std::vector<Segment>& segments,
                                const std::vector<base::Micros>& settled);

}  // namespace noroshi::duck
