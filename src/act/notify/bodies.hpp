// Bodies: the texts of events as the base keeps them, and for how long.
//
// A body is a frame of zstd (RFC 8878): a text of 2 kB is 0.5 kB on disk, written twice (log, then
// base).  Its hash, in the chain of evidence, is of the text.  After a while the text itself goes
// and hash, chain and seal stay: whoever still has the text can prove that it was the one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "act/notify/book.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace noroshi::notify {

/// The frame of `text`.
std::string pack(std::string_view text);

/// The text of a frame; an older base's text as it is; an Error for anything else.
Result<std::string> unpack(std::string_view body);

/// Deletes the bodies of events that were handled before `limit` and, at the institute, handed
/// over; counts them in the tallies ("forget", "bodies").  Returns how many.
Result<std::uint64_t> forget_bodies(Book& book, base::Micros limit);

}  // namespace noroshi::notify
