// Statuses: every word of a certificate's revocation that is at hand, each judged for itself.
//
// pki::judge_path tells whether a path holds at one time; the past-validation blocks of EN 319
// 102-1 (§5.6.2) need to know each list and answer apart: when it was issued, by whom, what it
// says.  So each is put before judge_path alone, with the issuer as the anchor, at the time when it
// was issued.  Remembers what it found: the same certificates are asked about again and again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::validate {

/// One list or answer that speaks of a certificate and may do so.
struct Status {
  der::Bytes octets{};  ///< of the CRL or the BasicOCSPResponse
  base::Micros issued_at = 0;
  std::optional<base::Micros> next_update{};
  std::optional<pki::Revoked> revoked{};  ///< none: it says that the certificate is good
  std::string spoken_by{};
  std::optional<pki::Certificate> signer{};  ///< the list's or answer's, where it is known
};

class Statuses {
 public:
  /// `anchors`: of all roles; who else but the issuer signs a list must lead to one of them.
  Statuses(const pki::Material& material, std::vector<pki::Certificate> anchors)
      : material_(&material), anchors_(std::move(anchors)) {}

  /// Oldest first.
  const std::vector<Status>& of(const pki::Certificate& certificate,
                                const pki::Certificate& issuer);

 private:
  [[nodiscard]] std::optional<pki::RevocationFinding> spoken(const pki::Certificate& certificate,
                                                             const pki::Certificate& issuer,
                                                             const pki::Material& alone,
                                                             base::Micros at) const;
  [[nodiscard]] std::optional<Status> from_crl(const pki::Crl& crl,
                                               const pki::Certificate& certificate,
                                               const pki::Certificate& issuer) const;
  [[nodiscard]] std::optional<Status> from_ocsp(const pki::OcspResponse& response,
                                                const pki::Certificate& certificate,
                                                const pki::Certificate& issuer) const;

  const pki::Material* material_;
  std::vector<pki::Certificate> anchors_;
  std::map<std::pair<der::Bytes, der::Bytes>, std::vector<Status>> found_{};
};

/// Revocation does not apply: an OCSP responder with no-check (RFC 6960 §4.2.2.2.1), a short-lived
/// certificate (EN 319 412-1 §5.2.2, validity assured), noRevAvail (RFC 9608).
bool exempt_from_revocation(const pki::Certificate& certificate);

}  // namespace noroshi::validate
