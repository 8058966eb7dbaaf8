#include "io/sql/sqlite_error.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <sqlite3.h>

namespace noroshi::sql {
namespace {

bool no_room(sqlite3* base, int code) {
  if (code == SQLITE_FULL) return true;
  // A shared-memory index that cannot grow reports an I/O error; the system says why.
  const int system = sqlite3_system_errno(base);
  return code == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT);
}

}  // namespace

Error sqlite_error(sqlite3* base, std::string_view described, std::string_view statement) {
  const int code = sqlite3_errcode(base) & 0xff;
  const char* words = sqlite3_errmsg(base);
  if (no_room(base, code)) {
    return Error{Errc::Full,
                 fmt::format("{}: the disk is full: make room and try again", described)};
  }
  switch (code) {
    case SQLITE_BUSY:
      return Error{Errc::Limit,
                   fmt::format("{}: another process has been writing for too long ({}): try again",
                               described, words)};
    case SQLITE_CONSTRAINT:
      return Error{Errc::InvalidUsage, fmt::format("{}: {}", described, words)};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return Error{Errc::Io, fmt::format("{}: {}: restore a backup", described, words)};
    case SQLITE_ERROR:
      // The statement itself is wrong: show which.
      return Error{Errc::Io, fmt::format("{}: {} in: {}", described, words, statement)};
    default:
      return Error{Errc::Io, fmt::format("{}: {}", described, words)};
  }
}

}  // namespace noroshi::sql
