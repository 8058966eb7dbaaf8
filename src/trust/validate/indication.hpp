// Indications and reasons: what EN 319 102-1 lets a validator say, and why it said so.
//
// An indication without its reason helps nobody, so the two travel together: a Conclusion always
// names the Rule that decided and the words (certificate, time, algorithm) that the rule's sentence
// takes.  Sentences in English and Japanese are in reasons.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/language.hpp"

namespace noroshi::validate {

/// Of a building block; of a whole signature TOTAL-PASSED, INDETERMINATE, TOTAL-FAILED (Table 5).
enum class Indication : std::uint8_t { Passed, Indeterminate, Failed };

/// EN 319 102-1 V1.3.1, Table 6; `None` goes with Passed.
enum class SubIndication : std::uint8_t {
  None,
  // TOTAL-FAILED
  FormatFailure,
  HashFailure,
  SigCryptoFailure,
  Revoked,
  Expired,
  NotYetValid,
  // INDETERMINATE
  SigConstraintsFailure,
  ChainConstraintsFailure,
  CertificateChainGeneralFailure,
  CryptoConstraintsFailure,
  PolicyProcessingError,
  SignaturePolicyNotAvailable,
  TimestampOrderFailure,
  NoSigningCertificateFound,
  NoCertificateChainFound,
  RevokedNoPoe,
  RevokedCaNoPoe,
  OutOfBoundsNoPoe,
  OutOfBoundsNotRevoked,
  RevocationOutOfBoundsNoPoe,
  CryptoConstraintsFailureNoPoe,
  NoPoe,
  TryLater,
  SignedDataNotFound,
  Custom,
};

std::string_view to_string(SubIndication sub);  ///< "REVOKED_NO_POE"; empty for None
/// "TOTAL-PASSED" for signatures, "PASSED" for time stamps and building blocks.
std::string_view total_name(Indication indication);
std::string_view block_name(Indication indication);

/// What decided.  The comment names the clause of EN 319 102-1 V1.3.1.
enum class Rule : std::uint8_t {
  AllChecksPassed,
  Malformed,               ///< 5.2.2
  SignerUnknown,           ///< 5.2.3: nobody has the certificate
  SignerMismatch,          ///< 5.2.3: the signed reference is to another
  SignerNotReferenced,     ///< 5.2.8: no signed attribute names it
  PolicyUnknown,           ///< 5.2.4
  PolicyUnreadable,        ///< 5.2.4
  NoChain,                 ///< 5.2.6
  ChainBroken,             ///< 5.2.6, RFC 5280 §6
  PurposeMissing,          ///< 5.2.6: extended key usage
  KeyUsageMissing,         ///< 5.2.6: keyUsage of the signer
  OrganizationMissing,     ///< 5.2.6: the profile demands an organizationIdentifier
  CorporateNumberWrong,    ///< 5.2.6: its corporate number cannot be one
  SignerRevoked,           ///< 5.2.6
  SignerSuspended,         ///< 5.2.6
  AuthorityRevoked,        ///< 5.2.6
  CertificateExpired,      ///< 5.2.6
  CertificateNotYetValid,  ///< 5.2.6
  RevocationUnknown,       ///< 5.2.6
  RevocationStale,         ///< 5.2.5
  DataMissing,             ///< 5.2.7
  DataAltered,             ///< 5.2.7
  ValueWrong,              ///< 5.2.7
  AlgorithmWeak,           ///< 5.2.8
  LevelTooLow,             ///< 5.2.8
  ClaimedTimeMissing,      ///< 5.5.4 step 5
  StampTooLate,            ///< 5.5.4 step 5
  StampBeforeContent,      ///< 5.5.4 step 4e
  StampOutOfOrder,         ///< 5.5.4 step 4e
  SignedAfterRevocation,   ///< 5.3.4 step 4, 5.5.4 step 4a
  SignedAfterExpiry,       ///< 5.3.4 step 4, 5.5.4 step 4d
  SignedBeforeIssue,       ///< 5.5.4 step 4b
  SignedAfterWeakness,     ///< 5.3.4 step 6
  NoProofOfStatus,         ///< 5.6.2.2: nothing proves certificate and status in time
  StatusIssuerUnproved,    ///< 5.6.2.4: nothing proves the status while its issuer was valid
  NoProofOfSignature,      ///< 5.6.2.4
  StampUnread,             ///< 5.4: the token is no token
  StampIndexWrong,         ///< EN 319 122-1 §5.5.2
};

/// A rule and what fills its sentence: names, times (RFC 3339), algorithms.
struct Reason {
  Rule rule = Rule::AllChecksPassed;
  std::vector<std::string> words{};

  [[nodiscard]] std::string sentence(Language language) const;
  /// What a person can do about it; empty where there is nothing to do.
  [[nodiscard]] std::string_view advice(Language language) const;
};
std::string_view to_string(Rule rule);  ///< "signer-revoked"

struct Conclusion {
  Indication indication = Indication::Passed;
  SubIndication sub = SubIndication::None;
  Reason reason{};

  [[nodiscard]] bool passed() const { return indication == Indication::Passed; }
  [[nodiscard]] bool is(SubIndication which) const { return sub == which; }
};

inline Conclusion indeterminate(SubIndication sub, Reason reason) {
  return {Indication::Indeterminate, sub, std::move(reason)};
}
inline Conclusion failed(SubIndication sub, Reason reason) {
  return {Indication::Failed, sub, std::move(reason)};
}

}  // namespace noroshi::validate
