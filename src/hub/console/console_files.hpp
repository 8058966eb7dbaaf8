// The files of a built console as they stand inside the command, and finding them by path.
//
// What must stay true: a path is looked up in a table and never touches a file system, so there is
// nothing to climb out of; octets, compressed form and tag of a file are made in one go by
// tools/console-embed and belong together.
#pragma once

#include <span>
#include <string_view>

namespace noroshi::console {

struct File {
  std::string_view path;   ///< "/assets/index-DkK3.js"
  std::string_view bytes;  ///< as the browser shall have it
  std::string_view gzip;   ///< the same, compressed (RFC 1952); empty: that would not be smaller
  std::string_view type;   ///< media type
  std::string_view tag;    ///< SHA-256 of `bytes`, 32 of its hexadecimal digits
  bool immutable = false;  ///< its name has a hash of its content
};

/// In the order of their paths.
using Files = std::span<const File>;

const File* file_at(Files files, std::string_view path);

/// The console that this command was built with; none if it was built without one
/// (NOROSHI_CONSOLE=OFF).  Defined by what the build makes: link noroshi_console_pages.
Files embedded_files();

}  // namespace noroshi::console
