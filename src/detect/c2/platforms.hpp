// Platforms: address ranges of companies whose servers half the Internet talks to.
//
// A contact with them is explained by itself more often than by malware.  The built-in list
// (platforms.txt, compiled in) is public knowledge that ages; `--popular FILE` replaces it.  It
// weighs against a server and never excludes one: C2 is hosted in clouds too, so ranges whose
// addresses are rented to anybody are marked `cloud` and weigh little.
//
// Form of the file, one range a line:   151.101.0.0/16   cdn   Fastly      # comment
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "net/prefix.hpp"

namespace noroshi::c2 {

enum class PlatformKind : std::uint8_t {
  Vendor,  ///< the company's own services: software makers, portals, resolvers
  Cdn,     ///< content delivery, shared by many customers
  Cloud,   ///< rented to anybody
};

struct Platform {
  net::Prefix prefix;
  PlatformKind kind = PlatformKind::Vendor;
  std::string name;
};

/// Reads a list; an Error names the line.
Result<std::vector<Platform>> parse_platforms(std::string_view text);

/// The built-in list.
const std::vector<Platform>& known_platforms();

/// Look-up by address: the longest range that holds it.  Immutable.
class PlatformIndex {
 public:
  explicit PlatformIndex(std::vector<Platform> platforms);

  [[nodiscard]] const Platform* find(const net::Address& address) const;

 private:
  std::vector<Platform> platforms_;  // sorted by prefix address, then length
};

}  // namespace noroshi::c2
