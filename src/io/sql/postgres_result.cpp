#include "io/sql/postgres_result.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

namespace noroshi::sql {
namespace {

// SQLSTATE codes: PostgreSQL 15 manual, appendix A.
constexpr std::string_view kDiskFull = "53100";
constexpr std::string_view kLockNotAvailable = "55P03";
constexpr std::string_view kSerialisationFailure = "40001";
constexpr std::string_view kDeadlock = "40P01";
constexpr std::string_view kInvalidOctets = "22021";  // in a text: no UTF-8, or NUL
constexpr std::string_view kConstraintClass = "23";
constexpr std::string_view kSyntaxClass = "42";

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

std::string_view field(const pg_result* result, int which) {
  const char* text = result == nullptr ? nullptr : PQresultErrorField(result, which);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

int nibble(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

}  // namespace

void ClearPostgres::operator()(pg_result* result) const { PQclear(result); }

bool succeeded(const pg_result* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

Error postgres_error(pg_conn* server, const pg_result* result, std::string_view described,
                     std::string_view statement) {
  if (PQstatus(server) == CONNECTION_BAD) {
    return Error{Errc::Io, fmt::format("{}: the connection was lost: {}; try again", described,
                                       first_line(PQerrorMessage(server)))};
  }
  const std::string_view state = field(result, PG_DIAG_SQLSTATE);
  std::string words(field(result, PG_DIAG_MESSAGE_PRIMARY));
  if (words.empty()) words = first_line(PQerrorMessage(server));
  if (state == kDiskFull) {
    return Error{Errc::Full,
                 fmt::format("{}: the disk is full: make room and try again", described)};
  }
  if (state == kLockNotAvailable || state == kSerialisationFailure || state == kDeadlock) {
    return Error{
        Errc::Limit,
        fmt::format("{}: others have been writing for too long ({}): try again", described, words)};
  }
  if (state == kInvalidOctets) {
    return Error{Errc::InvalidInput, fmt::format("{}: {}", described, words)};
  }
  if (state.starts_with(kConstraintClass)) {
    return Error{Errc::InvalidUsage, fmt::format("{}: {}", described, words)};
  }
  if (state.starts_with(kSyntaxClass)) {
    return Error{Errc::Io, fmt::format("{}: {} in: {}", described, words, statement)};
  }
  return Error{Errc::Io, fmt::format("{}: {}", described, words)};
}

void read_hex(std::string_view text, std::string& octets) {
  octets.clear();
  if (text.starts_with("\\x")) text.remove_prefix(2);
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    octets.push_back(static_cast<char>(nibble(text[i]) * 16 + nibble(text[i + 1])));
  }
}

}  // namespace noroshi::sql
