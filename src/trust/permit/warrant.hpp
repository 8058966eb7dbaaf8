// Warrant: a permit whose signatures, revocations and opt-out list were checked, and that answers
// whether something may be sent.
//
// Refuses by default: `refusal` returns nothing only after every test was passed.  Pace is not
// asked here, since it has a memory; the gate in `probe`, the only way to a wire, asks it besides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/prefix.hpp"
#include "trust/permit/approvers.hpp"
#include "trust/permit/networks.hpp"
#include "trust/permit/permit.hpp"
#include "trust/permit/revocations.hpp"

namespace noroshi::permit {

/// Why something may not be sent.
enum class Refusal : std::uint8_t {
  RevocationsStale,  ///< the list of revocations is too old
  RevocationsAhead,  ///< the list was issued after now: a clock is wrong
  Revoked,
  OutsideWindow,
  WrongService,  ///< protocol or port
  Reserved,      ///< special or private, and no test network of the permit
  OutsideRanges,
  Excluded,
  OptedOut,
  WrongSource,
  ClockBackwards,  ///< earlier than a time that was asked about before
  TooFast,         ///< over everything
  PrefixTooFast,
  NotUnderstood,  ///< a packet of which the headers cannot be judged
};
inline constexpr std::size_t kRefusals = 14;

/// A constant phrase: "outside the permitted ranges".
std::string_view to_string(Refusal refusal);

/// What somebody would send.
struct Target {
  net::Address address;
  std::uint16_t port = 0;  ///< ICMP: type × 256 + code
  std::uint8_t protocol = 0;
  std::optional<net::Address> source;  ///< nothing: the machine's own choice
};

/// Everything that must lie on the table, as texts.
struct Papers {
  std::string_view permit;  ///< the note
  Approvers approvers;
  std::string_view revocations;       ///< the note
  std::string_view opt_outs;          ///< the file, octet by octet
  std::optional<Digest> credentials;  ///< of the list that logins will be tried with, if any
};

class Warrant {
 public:
  /// An Error unless all signatures, revision, hashes and numbers are right.
  static Result<Warrant> open(const Papers& papers);

  /// The first reason against sending this at this instant.  Pure.
  [[nodiscard]] std::optional<Refusal> refusal(const Target& target, base::Micros now) const;

  /// Takes a newer list of revocations.  On an Error the old one stays, and gets stale in time.
  Status renew(std::string_view revocations);

  /// Others who opted out since.
  void also_spare(const std::vector<net::Prefix>& prefixes);

  [[nodiscard]] const Permit& permit() const { return permit_; }
  [[nodiscard]] const Revocations& revocations() const { return revocations_; }

 private:
  Warrant() = default;
  [[nodiscard]] std::optional<Refusal> untimely(base::Micros now) const;
  [[nodiscard]] std::optional<Refusal> misdirected(const net::Address& address) const;

  Permit permit_;
  Quorum stoppers_;
  Revocations revocations_;
  std::optional<base::Micros> end_;  // when the permit is revoked
  std::vector<net::Prefix> spared_;
  Networks ranges_;
  Networks excluded_;
  Networks opted_out_;
  Networks tests_;
  Networks sources_;
};

}  // namespace noroshi::permit
