// The servers of one operator, from whatever holds them: findings, CSV or a plain list.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/terminal.hpp"
#include "intel/feeds/feed.hpp"
#include "intel/programme/lead_time.hpp"
#include "intel/programme/overlap.hpp"

namespace noroshi::cli {

/// An argument "name=FILE" or "FILE"; without a name it is that of the file, without folders and
/// endings: "lists/kansai.jsonl.gz" is "kansai".  An existing file "a=b" is a file.
struct NamedFile {
  std::string name;
  std::string path;

  static NamedFile parse(const std::string& argument);
};

struct OwnServer {
  net::Address ip;
  std::optional<std::uint16_t> port{};
  std::optional<std::uint8_t> proto{};
  std::optional<base::Micros> first_seen{};
  std::optional<base::Micros> last_seen{};
};

struct ListReading {
  double threshold = 0;  ///< of findings; other forms have no probability
  bool strict = false;   ///< stop at the first record that cannot be used
  bool quiet = false;    ///< do not tell what could not be used

  /// From --threshold, --strict and --quiet.
  static ListReading from(const Arguments& arguments);
};

/// Findings (JSON Lines or an array), or any form that `feeds::read_feed` knows.
Result<std::vector<OwnServer>> read_own_list(const std::string& path, const ListReading& how,
                                             const Context& context);

/// What a lead can be measured for: those with a port and a date; the others are counted.  A
/// protocol that is not given is TCP.
struct Sightings {
  std::vector<programme::Sighting> list;
  std::uint64_t without_port = 0;
  std::uint64_t without_date = 0;
};
Sightings sightings_of(const std::vector<OwnServer>& servers);

/// What lists are compared by.
enum class CompareBy : std::uint8_t { Endpoint, Address };

/// By endpoint, servers without a port are left out and counted; a protocol that is not given is
/// TCP.
struct OperatorServers {
  programme::OperatorList list;
  std::uint64_t without_port = 0;
};
OperatorServers operator_of(std::string name, const std::vector<OwnServer>& servers, CompareBy by);

}  // namespace noroshi::cli
