// Certificate: an X.509 certificate (RFC 5280), looked at but not believed.
//
// A cheap value: copies share what was parsed.  Safe to read from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/der/bytes.hpp"
#include "trust/der/oid.hpp"
#include "trust/pki/digest.hpp"
#include "trust/pki/name.hpp"

namespace noroshi::pki {

enum class KeyKind : std::uint8_t { Rsa, RsaPss, Dsa, Ec, Ed25519, Ed448, Other };

struct Extension {
  der::Oid type;
  bool critical = false;
  Bytes value;  ///< the octets within its OCTET STRING
};

/// Bits of KeyUsage (RFC 5280 §4.2.1.3).
enum KeyUsage : std::uint16_t {
  kDigitalSignature = 1U << 0U,
  kNonRepudiation = 1U << 1U,
  kKeyEncipherment = 1U << 2U,
  kDataEncipherment = 1U << 3U,
  kKeyAgreement = 1U << 4U,
  kKeyCertSign = 1U << 5U,
  kCrlSign = 1U << 6U,
};

/// What a signature stands over, as views into the octets of what carries it.
struct SignedPart {
  View message;    ///< tbsCertificate, tbsCertList, tbsResponseData: whole
  View algorithm;  ///< AlgorithmIdentifier, whole
  View signature;
};

class Certificate {
 public:
  /// One certificate in DER; the octets may not go on behind it.
  static Result<Certificate> parse(View octets);
  /// Every certificate of a PEM text (other blocks are passed over), or the one of a DER file.
  static Result<std::vector<Certificate>> parse_all(View octets);

  [[nodiscard]] const Bytes& der() const;
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] const Name& subject() const;
  [[nodiscard]] const Name& issuer() const;
  [[nodiscard]] const Bytes& serial() const;  ///< two's complement, shortest
  [[nodiscard]] std::string serial_hex() const;
  [[nodiscard]] base::Micros not_before() const;
  [[nodiscard]] base::Micros not_after() const;
  [[nodiscard]] const Bytes& public_key_info() const;  ///< SubjectPublicKeyInfo, whole
  [[nodiscard]] const Bytes& public_key_bits() const;  ///< the octets of its BIT STRING
  [[nodiscard]] KeyKind key_kind() const;
  [[nodiscard]] unsigned key_bits() const;  ///< RSA, DSA: of the modulus; EC: of the order
  [[nodiscard]] der::Oid signature_algorithm() const;
  [[nodiscard]] const SignedPart& signed_part() const;
  /// The AlgorithmIdentifier within is the one that stands beside the signature (§4.1.1.2).
  [[nodiscard]] bool algorithms_agree() const;
  [[nodiscard]] const std::vector<Extension>& extensions() const;
  [[nodiscard]] const Extension* extension(const der::Oid& type) const;  ///< null: not there

  [[nodiscard]] int version() const;                             ///< 1, 2 or 3
  [[nodiscard]] bool is_authority() const;                       ///< BasicConstraints cA
  [[nodiscard]] std::optional<std::uint16_t> key_usage() const;  ///< none: no such extension
  [[nodiscard]] bool has_purpose(const der::Oid& extended_key_usage) const;
  [[nodiscard]] Bytes subject_key_id() const;    ///< empty: none stated
  [[nodiscard]] Bytes authority_key_id() const;  ///< empty: none stated
  [[nodiscard]] std::vector<std::string> crl_urls() const;
  [[nodiscard]] std::vector<std::string> ocsp_urls() const;
  /// 2.5.4.97 of the subject, as it stands.
  [[nodiscard]] std::optional<std::string> organization_identifier() const;
  [[nodiscard]] bool self_issued() const { return subject().matches(issuer()); }

  [[nodiscard]] Bytes fingerprint(Digest digest = Digest::Sha256) const;

  /// The octets say that it signed the message, with the algorithm and its parameters as they stand
  /// in an AlgorithmIdentifier (whole element).  `digest` is what SignedData names beside it, for
  /// algorithms that do not imply one (rsaEncryption); where both say one they must agree.
  [[nodiscard]] bool verifies(View message, View signature, View algorithm_identifier,
                              std::optional<Digest> digest = std::nullopt) const;

  /// This key made the other certificate's signature (names and rights are not looked at).
  [[nodiscard]] bool signed_this(const SignedPart& part) const {
    return verifies(part.message, part.signature, part.algorithm);
  }

  bool operator==(const Certificate& other) const { return der() == other.der(); }

  /// OpenSSL's X509*, for the leaf itself and trust/key; lives as long as this or a copy.  Null
  /// where OpenSSL cannot read what is read here.
  [[nodiscard]] void* handle() const;

 private:
  struct State;
  explicit Certificate(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace noroshi::pki
