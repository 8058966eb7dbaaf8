// Permit: the authorisation without which nothing is sent to a stranger.
//
// It says who may send and who answers for it, where to, what, how fast and when.  Its text is TOML
// (docs/formats/permit.md) inside a signed note; who must have signed is the business of Approvers.
// Reading is strict: an unknown key, a range with bits after its length or a window that ends
// before it begins makes the whole of it void, and the Error names the lines.
//
// A plain value.  Whether something is allowed is said by Warrant, never by looking in here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/prefix.hpp"
#include "trust/permit/service.hpp"
#include "trust/permit/window.hpp"

namespace noroshi::permit {

using Digest = std::array<std::uint8_t, 32>;  ///< SHA-256

/// Sixty-four hexadecimal digits in small letters.
Result<Digest> parse_digest(std::string_view text);
std::string to_string(const Digest& digest);

/// Who works with the permit.
struct Operator {
  std::string name;
  std::string department;
  std::string contact;
};

/// Work that is given to somebody else.
struct Outsourcing {
  std::string organisation;
  std::string task;
  std::string contact;
};

/// How fast: on average, and how many packets may go at once.
struct Pace {
  double total = 0;       ///< packets/s over everything
  double per_prefix = 0;  ///< packets/s to one /24 (IPv4) or /48 (IPv6)
  std::int64_t burst = 1;
  std::int64_t prefix_burst = 1;
};

/// The list of those who do not want to hear from us, as it was when this was approved.
struct OptOutEdition {
  std::int64_t revision = 0;
  Digest digest{};  ///< of the file, octet by octet
};

struct Permit {
  std::string id;  ///< what a revocation names
  std::string purpose;
  base::Micros issued = 0;

  std::string organisation;
  std::string legal_basis;
  std::string approved_by;
  std::vector<Operator> operators;
  std::vector<Outsourcing> outsourcing;

  std::vector<net::Prefix> ranges;
  std::vector<net::Prefix> excluded;
  std::vector<net::Prefix> test_networks;  ///< special or private, and meant nonetheless
  std::vector<net::Prefix> sources;        ///< that packets come from
  std::vector<Service> services;
  Pace pace;
  std::vector<Window> windows;

  std::optional<Digest> credentials;  ///< of the list that logins may be tried with; or no logins
  OptOutEdition opt_outs;
  std::int64_t least_revocations = 0;     ///< older lists of revocations are not believed
  base::Micros most_revocations_age = 0;  ///< nor are those issued longer ago

  /// Reads the text without its signatures.  `name` is that of the file, for messages.
  static Result<Permit> parse(std::string_view text, std::string name);
};

}  // namespace noroshi::permit
