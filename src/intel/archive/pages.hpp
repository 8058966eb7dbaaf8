// Pages: revisions put together for a reader, texts included.
#pragma once

#include <vector>

#include "intel/archive/archive.hpp"
#include "intel/archive/state.hpp"

namespace noroshi::archive {

/// The revisions of `found`, in its order: ids, types, versions, and texts as they are seen.
Result<std::vector<Revision>> revisions_of(sql::Connection& connection,
                                           const std::vector<Found>& found, Detail detail);

/// `found` cut to `limit`, with what a reader needs to go on.
Result<Page> page_of(sql::Connection& connection, std::vector<Found> found, std::size_t limit,
                     Detail detail);

/// All revisions of an object in a collection that are visible.
Result<std::vector<Found>> visible_of(sql::Connection& connection, Sight& sight,
                                      std::int64_t object, CollectionId collection);

}  // namespace noroshi::archive
