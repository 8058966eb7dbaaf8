// Puller: everything that is new in a collection since last time, each page safe before the next.
//
// The cursor is text that the caller keeps where it is durable, after what the page brought is
// durable: a crash between the two brings a page twice, never not at all.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "intel/taxii/client.hpp"

namespace noroshi::taxii {

/// Where a pull stands.  While pages follow one another `next` goes on; between pulls `added_after`
/// does, one microsecond before the last object that came: several may share an instant.
struct Cursor {
  std::string added_after;
  std::string next;
  std::string last;  ///< X-TAXII-Date-Added-Last of the pages so far
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// "added_after\nnext\nlast\n", and back; an empty text is the beginning.
std::string to_text(const Cursor& cursor);
Cursor cursor_from_text(std::string_view text);

struct Pulled {
  std::uint64_t pages = 0;
  std::uint64_t octets = 0;
};

/// Pulls until the server has no more.  `take` keeps a page, `save` the cursor behind it; an Error
/// of either ends the pull.  A `next` that the server no longer knows is left, and the pull goes on
/// by date.
Result<Pulled> pull(Client& client, const RootInfo& root, std::string_view collection,
                    Cursor& cursor, const Want& filters,
                    const std::function<Status(const Envelope&)>& take,
                    const std::function<Status(const Cursor&)>& save);

}  // namespace noroshi::taxii
