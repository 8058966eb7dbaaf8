// Revocation: certificate revocation lists (RFC 5280 §5) and OCSP answers (RFC 6960).
//
// Values that are looked at; whether their signer may speak for a certificate is decided where the
// path is (path.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::pki {

/// CRLReason (RFC 5280 §5.3.1).
enum class RevocationReason : std::uint8_t {
  Unspecified = 0,
  KeyCompromise = 1,
  CaCompromise = 2,
  AffiliationChanged = 3,
  Superseded = 4,
  CessationOfOperation = 5,
  CertificateHold = 6,
  RemoveFromCrl = 8,
  PrivilegeWithdrawn = 9,
  AaCompromise = 10,
};
std::string_view to_string(RevocationReason reason);  ///< "keyCompromise"

struct Revoked {
  base::Micros time = 0;
  RevocationReason reason = RevocationReason::Unspecified;
};

/// One line of a revocation list.
struct CrlEntry {
  View serial;  ///< contents of the INTEGER, shortest
  Revoked revoked;
  const std::vector<Name>* issuer = nullptr;  ///< of an indirect list; null: the list's own issuer
};

/// A serial number of lists, of up to 20 octets (RFC 5280 §5.2.3).
struct CrlNumber {
  Bytes magnitude;  ///< without leading zeros
  auto operator<=>(const CrlNumber& other) const {
    if (magnitude.size() != other.magnitude.size()) {
      return magnitude.size() <=> other.magnitude.size();
    }
    return magnitude <=> other.magnitude;
  }
  bool operator==(const CrlNumber&) const = default;
};

class Crl {
 public:
  static Result<Crl> parse(View octets);                   ///< DER
  static Result<std::vector<Crl>> parse_all(View octets);  ///< PEM or DER file
  [[nodiscard]] const Bytes& der() const;
  [[nodiscard]] const Name& issuer() const;
  [[nodiscard]] base::Micros this_update() const;
  [[nodiscard]] std::optional<base::Micros> next_update() const;
  [[nodiscard]] bool is_delta() const;
  [[nodiscard]] const std::vector<Extension>& extensions() const;
  [[nodiscard]] const Extension* extension(const der::Oid& type) const;  ///< null: not there
  [[nodiscard]] const SignedPart& signed_part() const;
  [[nodiscard]] der::Oid signature_algorithm() const;
  [[nodiscard]] Bytes authority_key_id() const;  ///< empty: none stated
  /// CRLNumber and, of a delta, BaseCRLNumber.
  [[nodiscard]] std::optional<CrlNumber> number() const;
  [[nodiscard]] std::optional<CrlNumber> delta_base() const;
  /// expiredCertsOnCRL (X.509 §9.5.2.8): certificates that expired since then are still listed.
  [[nodiscard]] std::optional<base::Micros> keeps_expired_since() const;
  /// A critical extension that nobody here knows stands in it or in one of its entries; then it may
  /// be used for none (§5.2, §5.3).
  [[nodiscard]] bool unknown_critical() const;
  [[nodiscard]] std::size_t size() const;  ///< entries
  /// What it says of the certificate with this issuer and serial; null: nothing.
  [[nodiscard]] const CrlEntry* entry(const Name& issuer, View serial) const;
  [[nodiscard]] void* handle() const;  ///< X509_CRL*

 private:
  struct State;
  explicit Crl(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

class OcspResponse {
 public:
  static Result<OcspResponse> parse(View octets);        ///< OCSPResponse
  static Result<OcspResponse> parse_basic(View octets);  ///< BasicOCSPResponse, as CAdES carries it
  [[nodiscard]] const Bytes& der() const;                ///< OCSPResponse, whole
  [[nodiscard]] const Bytes& basic() const;              ///< BasicOCSPResponse, whole
  [[nodiscard]] base::Micros produced_at() const;
  [[nodiscard]] const std::vector<Certificate>& certificates() const;
  [[nodiscard]] const SignedPart& signed_part() const;
  [[nodiscard]] der::Oid signature_algorithm() const;
  [[nodiscard]] std::string responder() const;  ///< its name, or its key's SHA-1
  /// ResponderID: is it this certificate's subject, or the SHA-1 of its key?
  [[nodiscard]] bool names_responder(const Certificate& certificate) const;
  /// A critical extension that nobody here knows stands in it.
  [[nodiscard]] bool unknown_critical() const;

  struct Answer {
    enum class State : std::uint8_t { Good, Revoked, Unknown } state = State::Unknown;
    Revoked revoked{};
    base::Micros this_update = 0;
    std::optional<base::Micros> next_update{};
    /// Since when it still knows of expired certificates (RFC 6960 §4.4.4).
    std::optional<base::Micros> archive_cutoff{};
  };
  /// What it says of this certificate of this issuer; none: it does not speak of it.
  [[nodiscard]] std::optional<Answer> answer_for(const Certificate& certificate,
                                                 const Certificate& issuer) const;
  [[nodiscard]] void* handle() const;  ///< OCSP_BASICRESP*

 private:
  struct State;
  explicit OcspResponse(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace noroshi::pki
