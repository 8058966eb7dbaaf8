// Pushing: the states of cases that the hub has not seen, in batches, until it has.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "act/notify/book.hpp"

namespace noroshi::notify {

/// Hands a body of JSON (case_state.hpp) to the hub; an Error keeps the rest for the next time.
using PostCases = std::function<Status(const std::string& body)>;

/// How many states were sent.  At least one body goes out, so that the hub hears until when the
/// sensors have seen.  `silent`: how long without a sighting counts as cleared.
Result<std::uint64_t> push_cases(Book& book, base::Micros silent, const PostCases& post);

}  // namespace noroshi::notify
