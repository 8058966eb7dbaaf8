// A program that writes a page of docs/evaluation*.md: what it is given, and how it ends.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "detect/c2/coefficients.hpp"
#include "train/lesson/capture.hpp"

namespace noroshi::bench {

/// The words of the command line behind the program's name: the page first.
using Words = std::vector<std::string>;

/// The whole of `main`: runs `write` if there are as many words as `usage` has ("evaluate PAGE
/// [COEFFICIENTS]": one or two); then says that the page is written, or why it is not.
int page_program(int argc, char** argv, std::string_view usage,
                 const std::function<Status(const Words&)>& write);

/// Whether labelled captures lie in the folder.
bool has_captures(const std::string& folder);

/// The captures in the folder; none if they are not there.
Result<std::vector<lesson::Capture>> captures_in(const std::string& folder);

/// Of the file that the word at `index` names; the built-in ones if there is no such word.
Result<c2::Coefficients> coefficients_of(const Words& words, std::size_t index);

}  // namespace noroshi::bench
