// How wide text is on a terminal, and how to break it into lines.
//
// Terminals show most Japanese characters two columns wide (UAX #11, East Asian Width W and F) and
// combining marks on the character before.  wcwidth(3) needs an installed UTF-8 locale; this does
// not.  Text is UTF-8; bytes that are not count one column each and are kept.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace noroshi::cli {

/// Columns that `text` takes.  Escape sequences that set colours (CSI … m) take none.
std::size_t display_width(std::string_view text);

/// `text`, with spaces after (or before) it until it is `columns` wide; longer text stays whole.
std::string pad_right(std::string_view text, std::size_t columns);
std::string pad_left(std::string_view text, std::size_t columns);

/// Lines of at most `columns`: broken at spaces, and between wide characters except where Japanese
/// forbids it (no line begins with a closing mark such as 、 。 」 ）).  A longer word keeps a line
/// of its own.  Line feeds in the text stay line breaks.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

/// Those lines, each after `indent` spaces and with a line feed.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

}  // namespace noroshi::cli
