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
#include "intel/registry/spans.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"
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

/// A range of one operator.
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

/// What came of a file of RDAP answers.
struct RdapReading {
  std::uint64_t networks = 0;  ///< taken in
  io::Rejects rejects{};       ///< by reason
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

  [[nodiscard]] const std::vector<Operator>& operators() const { return registered_.operators; }
  /// As they stand in the file.
  [[nodiscard]] const std::vector<Range>& ranges() const { return registered_.ranges; }
  [[nodiscard]] std::uint64_t serial() const { return serial_; }
  [[nodiscard]] const std::string& issuer() const { return issuer_; }
  [[nodiscard]] base::Micros valid_until() const { return valid_until_; }

  /// The operator of this id, registered or from RDAP; null: none.
  [[nodiscard]] const Operator* operator_of(std::string_view id) const;

  /// Adds contacts from RDAP "ip network" objects (RFC 9083, section 5.4), one JSON object a line.
  /// Their operators' ids begin with "rdap-", which no registered one may.
  Result<RdapReading> add_rdap(io::Input& input);

 private:
  // Ranges of one trust, and the operators that they belong to.
  struct Table {
    std::vector<Operator> operators;
    std::vector<Range> ranges;
    std::vector<std::uint32_t> owner;  // of each range: where in `operators`
    std::vector<Span> spans;           // their indexes are those of `ranges`
    std::vector<std::uint32_t> by_id;  // where each operator is, by id

    void index();
    [[nodiscard]] std::optional<Answer> find(const net::Address& address, Origin origin) const;
    [[nodiscard]] const Operator* operator_of(std::string_view id) const;
  };

  Table registered_;
  Table strangers_;
  std::uint64_t serial_ = 0;
  std::string issuer_;
  base::Micros valid_until_ = 0;
};

}  // namespace noroshi::registry
