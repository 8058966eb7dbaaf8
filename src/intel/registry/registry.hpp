// Registry: who answers for an address, and how they want to hear of it.
//
// Operators register their ranges with whoever runs the programme, who signs the whole file
// (docs/formats/range-registry.md); a copy without a good signature is refused, because a wrong
// line sends one operator's subscribers to another.  Outside registered ranges there may be a
// second file in the form of RDAP answers (RFC 9083), as fetched by somebody else beforehand:
// Noroshi asks no server.  Contacts found there are used for the network as such, never to name a
// subscriber.
//
// A Registry is immutable once made: any number of threads may ask.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "io/input.hpp"
#include "net/address.hpp"
#include "net/prefix.hpp"

namespace noroshi::registry {

/// An operator of networks: an ISP, a university, a company with ranges of its own.
struct Operator {
  std::string id;    ///< stable word: "example-telecom"
  std::string name;  ///< in English
  std::string name_ja;
  std::vector<std::uint32_t> asns;
  std::string country;                                ///< ISO 3166-1, two capitals; empty: not said
  std::string contact;                                ///< mail address of its abuse desk
  base::Language language = base::Language::English;  ///< that it reads
};

/// A range of one operator.  `sharing` says whether an address there stands for many lines.
struct Range {
  net::Prefix prefix;
  std::string operator_id;
  std::string country;    ///< of this range, where it differs; else empty
  std::uint32_t asn = 0;  ///< 0: not said
};

/// Where an answer came from, in falling order of trust.
enum class Origin : std::uint8_t { Registered, Rdap };

struct Answer {
  const Operator* who = nullptr;  ///< lives as long as the Registry
  net::Prefix prefix;             ///< the narrowest range that holds the address
  std::uint32_t asn = 0;
  std::string_view country;
  Origin origin = Origin::Registered;
};

class Registry {
 public:
  Registry() = default;

  /// Reads a signed registry and checks its signature against `keys` (Ed25519, 32 octets each, any
  /// one suffices) and its period of validity against `now`.  The Error says which of these failed.
  static Result<Registry> read(io::Input& input, const std::vector<std::string>& keys,
                               base::Micros now);

  /// The narrowest registered range; else the narrowest of the RDAP answers; else nothing.
  [[nodiscard]] std::optional<Answer> find(const net::Address& address) const;

  [[nodiscard]] const std::vector<Operator>& operators() const { return operators_; }
  [[nodiscard]] const std::vector<Range>& ranges() const { return ranges_; }  ///< as read
  [[nodiscard]] std::uint64_t serial() const { return serial_; }

  /// Adds contacts from RDAP "ip network" objects, one JSON object a line; unusable ones are
  /// counted by reason in the answer.
  Result<std::uint64_t> add_rdap(io::Input& input);

 private:
  struct Span {
    net::Address first;
    net::Address last;
    std::uint32_t range = 0;  // in the list that `rdap` chooses
  };

  std::vector<Operator> operators_;
  std::vector<Range> ranges_;
  std::vector<Operator> strangers_;
  std::vector<Range> strange_ranges_;
  std::vector<Span> spans_;  // sorted, disjoint: the narrowest range of each stretch
  std::vector<Span> strange_spans_;
  std::uint64_t serial_ = 0;
};

}  // namespace noroshi::registry
