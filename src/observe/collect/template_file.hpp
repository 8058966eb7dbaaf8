// What sessions remember of their exporters, in a file: `<state>/templates/sessions`.
//
//   "NRSHTPL1"            8 octets
//   then, for each session, all integers big-endian:
//     address             16 octets (IPv4 as ::ffff:a.b.c.d)
//     source port         2
//     length              4
//     octets of Session::save
//   checksum              8: FNV-1a of everything before
//
// Only sessions over UDP are kept: a stream sends its templates again.  A file that does not fit
// is left alone: templates come again within minutes, and data waits for them meanwhile.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/address.hpp"

namespace noroshi::collect {

struct SavedSession {
  net::Address address;
  std::uint16_t port = 0;
  std::string bytes;
};

std::string write_sessions(const std::vector<SavedSession>& sessions);

/// InvalidInput: not such a file, cut, or damaged.
Result<std::vector<SavedSession>> read_sessions(std::string_view file);

}  // namespace noroshi::collect
