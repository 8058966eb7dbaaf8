// Hits: objects shown to a viewer, with their score as of now, and lists of them with a cursor.
#pragma once

#include <functional>
#include <string_view>

#include "intel/archive/archive.hpp"
#include "intel/archive/state.hpp"

namespace noroshi::archive {

/// The score of what is seen: confidence, else Admiralty code, else the model's base; after decay
/// since it was modified, or since the newest sighting of it that this viewer may see.  0 when
/// revoked or no longer valid.
Result<double> score_of(sql::Connection& connection, Sight& sight, const Found& found);

/// What `score_of` is the value of as of now; `sighting`: the revision that it begins with, or 0.
Result<Fading> fading_of(sql::Connection& connection, Sight& sight, const Found& found,
                         std::int64_t& sighting);

/// Who said it, as the viewer may know: own sources by name, others by pseudonym.  In the order of
/// arrival; empty where the viewer sees none of them.
Result<std::vector<Assertion>> said_of(Visit& visit, const std::string& secret,
                                       std::int64_t object);

/// All of a hit but its text and score.
Result<Hit> bare_hit(sql::Connection& connection, const Found& found);

Result<Hit> hit_of(sql::Connection& connection, Sight& sight, const Found& found);

/// Cursors of hits are sequence numbers, from the newest down.
Result<std::int64_t> begin_of(std::string_view cursor);

/// Some rows below a sequence number, newest first.
using NextRows = std::function<Result<std::vector<Row>>(std::int64_t below, std::int64_t at_most)>;
/// Whether the text, as the viewer sees it, still is what was looked for.
using Matches = std::function<Result<bool>(const Found& found)>;

/// Whether the text that the viewer sees refers to it: the index holds what any reader's does.
Result<bool> refers_to(Visit& visit, const Found& found, const std::string& id);

/// Collects hits: those after the cursor, up to `limit`, and the count of all up to a cap.
Result<Hits> collect(Visit& visit, const NextRows& next, const Matches& matches, std::size_t limit,
                     std::string_view cursor, std::uint64_t show_at_most);

}  // namespace noroshi::archive
