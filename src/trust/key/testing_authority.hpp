// TestingAuthority: certificates, revocation lists and OCSP answers for tests, made in memory.
//
//   const TestingAuthority root = TestingAuthority::root();
//   const TestingAuthority middle = root.intermediate();
//   const Issued seal = middle.issue(seal_wish());            // organizationIdentifier
//   const Issued stamper = middle.issue(time_stamper_wish()); // EKU timeStamping, alone, critical
//   sign(…, *seal.signer);
//   const pki::Crl crl = middle.crl({.this_update = now, .next_update = now + kDay});
//   const pki::OcspResponse ocsp = middle.ocsp({.about = seal.certificate, …});
//
// For tests and benchmarks alone: its keys are nobody's.  What cannot be made stops the program
// (an exception that GoogleTest shows), since no test can go on without it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "trust/key/signer.hpp"
#include "trust/pki/certificate.hpp"
#include "trust/pki/revocation.hpp"

namespace noroshi::key {

inline constexpr base::Micros kTestingFrom = 1'577'836'800'000'000;   // 2020-01-01T00:00:00Z
inline constexpr base::Micros kTestingUntil = 2'208'988'800'000'000;  // 2040-01-01T00:00:00Z

enum class TestingKey : std::uint8_t { P256, P384, P521, Rsa2048, Rsa3072, RsaPss2048, Ed25519 };

/// What a certificate should say.  The authority adds its key identifiers.
struct CertificateWish {
  std::string common_name = "Example";
  std::string organization = "Example Institute";
  std::string organization_identifier = {};  ///< 2.5.4.97; empty: none
  std::string country = "JP";
  base::Micros not_before = kTestingFrom;
  base::Micros not_after = kTestingUntil;
  std::optional<std::uint16_t> key_usage = pki::kDigitalSignature;
  std::vector<std::string> purposes = {};  ///< extended key usages; empty: no extension
  bool purposes_critical = false;
  bool authority = false;
  std::optional<int> path_length = {};  ///< of an authority
  std::vector<std::string> crl_urls = {};
  std::vector<std::string> ocsp_urls = {};
  std::vector<pki::Extension> more = {};
  TestingKey key = TestingKey::P256;
  RsaPadding padding = RsaPadding::Pkcs1;  ///< of the signer's signatures
};

CertificateWish seal_wish(std::string organization_identifier = "NTRJP-7000012050002");
CertificateWish time_stamper_wish();    ///< id-kp-timeStamping, alone and critical
CertificateWish ocsp_responder_wish();  ///< id-kp-OCSPSigning and ocsp-nocheck

struct Issued {
  pki::Certificate certificate;
  std::vector<pki::Certificate> chain;  ///< issuer first, root last
  std::shared_ptr<Signer> signer;
  std::string key_pem;  ///< PKCS#8, not encrypted

  /// FOLDER/<stem>.key (mode 0600) and FOLDER/<stem>.pem (with the chain), to be opened as files.
  [[nodiscard]] FileKey write(const std::string& folder, const std::string& stem) const;
};

struct RevokedWish {
  pki::Certificate certificate;
  base::Micros time = 0;
  pki::RevocationReason reason = pki::RevocationReason::Unspecified;
};

struct CrlWish {
  base::Micros this_update = kTestingFrom;
  std::optional<base::Micros> next_update = kTestingUntil;
  std::vector<RevokedWish> revoked = {};
  std::int64_t number = 1;
};

struct OcspWish {
  pki::Certificate about;
  std::optional<pki::Revoked> revoked = {};  ///< none: good
  bool unknown = false;                      ///< the responder does not know it
  base::Micros this_update = kTestingFrom;
  std::optional<base::Micros> next_update = kTestingUntil;
  std::optional<base::Micros> produced_at = {};  ///< none: this_update
  const Issued* responder = nullptr;             ///< null: the authority itself
};

class TestingAuthority {
 public:
  static TestingAuthority root(const std::string& name = "Example Root",
                               TestingKey key = TestingKey::P256,
                               base::Micros not_before = kTestingFrom,
                               base::Micros not_after = kTestingUntil);
  /// A self-signed one of any wish (`authority` and `key_usage` are taken as they are).
  static TestingAuthority of(const CertificateWish& wish);

  [[nodiscard]] TestingAuthority intermediate(const std::string& name = "Example Intermediate",
                                              TestingKey key = TestingKey::P256) const;
  [[nodiscard]] TestingAuthority intermediate_of(const CertificateWish& wish) const;
  [[nodiscard]] Issued issue(const CertificateWish& wish) const;
  [[nodiscard]] pki::Crl crl(const CrlWish& wish) const;
  [[nodiscard]] pki::OcspResponse ocsp(const OcspWish& wish) const;

  [[nodiscard]] const pki::Certificate& certificate() const { return self_.certificate; }
  [[nodiscard]] const Signer& signer() const { return *self_.signer; }
  /// Its own certificate and those above it, the root last.
  [[nodiscard]] std::vector<pki::Certificate> chain() const;

 private:
  explicit TestingAuthority(Issued self) : self_(std::move(self)) {}
  Issued self_;
};

}  // namespace noroshi::key
