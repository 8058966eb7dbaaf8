// The sources of a resolver, read from the operator's files, and what was found on the way.
//
// `make_resolver` reads all files once; whoever wants newer leases makes a new one and lets the
// old one go.  Device identifiers are replaced by keyed hashes while they are read and are kept
// nowhere else.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "act/subscriber/resolver.hpp"
#include "act/subscriber/settings.hpp"
#include "io/rejects.hpp"

namespace noroshi::subscriber {

/// One file, as it was read.
struct FileReport {
  std::string path;
  std::uint64_t records = 0;  ///< used
  io::Rejects rejects;        ///< not used, by reason
};

struct SourceReport {
  std::string name;             ///< "static", "map-e", "deterministic-nat", "cgn-log", "lease"
  std::uint64_t records = 0;    ///< prefixes, rules, entries, stays
  std::uint64_t addresses = 0;  ///< of IPv4 that it answers for
  std::uint64_t octets = 0;     ///< of memory, for what grows with the records
  std::uint64_t contested = 0;  ///< addresses or blocks that had two owners at once
  base::Micros kept_from = 0;   ///< logs only; both 0 for the others
  base::Micros complete_until = 0;
};

/// A stretch of addresses with something to be said about it.
struct Stretch {
  net::Address first;
  net::Address last;
  std::string sources;  ///< "map-e, cgn-log"; empty: no source
};

/// What the sources cover.
struct Survey {
  std::vector<FileReport> files;
  std::vector<SourceReport> sources;
  std::vector<Stretch> overlaps;  ///< two sources answer: the first of them is asked
  std::vector<Stretch> gaps;      ///< of the operator's ranges, with no source
  bool devices_dropped = false;   ///< files name devices, and there is no key to hash them with
};

/// Error: a file cannot be read, has not the columns it needs, or the device key is no key.
Result<std::unique_ptr<Resolver>> make_resolver(const Settings& settings, Survey& survey);

}  // namespace noroshi::subscriber
