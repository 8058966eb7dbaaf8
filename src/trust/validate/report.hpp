// Report: what a validation found, as a value.
//
// Fields follow the elements of ETSI TS 119 102-2 where there is one.  Language-neutral: the JSON
// is the same in every language; sentences are made when a page is (report_page.cpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/language.hpp"
#include "base/time.hpp"
#include "trust/signature/advanced_signature.hpp"
#include "trust/validate/indication.hpp"
#include "trust/validate/proofs.hpp"

namespace noroshi::validate {

struct CertificateReport {
  std::string subject;
  std::string issuer;
  std::string serial;
  std::string fingerprint;  ///< SHA-256, hexadecimal
  base::Micros not_before = 0;
  base::Micros not_after = 0;
  std::optional<std::string> organization_identifier{};
  std::optional<std::string> corporate_number{};
};

struct ReferenceReport {
  std::string name;
  bool found = false;
  bool intact = false;
  std::optional<pki::Digest> algorithm{};
};

struct StampReport {
  std::string id;
  signature::StampKind kind = signature::StampKind::Signature;
  std::optional<base::Micros> time{};  ///< none: the token cannot be read
  Conclusion conclusion{};
  Conclusion basic{};  ///< at the validation time alone
  bool signature_intact = false;
  bool imprint_found = false;
  bool imprint_intact = false;
  std::optional<pki::Digest> digest{};
  std::optional<CertificateReport> stamper{};
  std::optional<std::string> index_flaw{};
  std::vector<ReferenceReport> references{};  ///< files of a container that it is over
};

struct SignatureReport {
  std::string id;
  std::string position{};
  signature::Format format = signature::Format::Cades;
  signature::Level level = signature::Level::None;
  Conclusion conclusion{};
  Conclusion basic{};          ///< §5.3, at the validation time
  Conclusion long_term{};      ///< §5.5, with the stamps over the signature
  base::Micros best_time = 0;  ///< the signature is proved to exist since then
  std::string best_time_by{};
  std::optional<base::Micros> claimed_time{};
  bool signature_intact = false;
  std::string algorithm{};
  std::vector<CertificateReport> chain{};  ///< the signer's first, the anchor last
  bool anchored = false;                   ///< the chain ends in a trusted certificate
  std::vector<ReferenceReport> references{};
  std::vector<StampReport> stamps{};
  std::vector<Proof> proofs{};
  std::optional<std::string> policy{};
  std::vector<std::string> claimed_roles{};
  std::optional<std::string> location{};
  std::optional<std::string> content_type{};
  std::vector<SignatureReport> counter_signatures{};
  std::vector<std::string> remarks{};
};

struct Report {
  base::Micros validated_at = 0;
  std::string algorithms;                ///< the table's name
  std::string container{};               ///< "ASiC-E"; empty: the document is no container
  std::vector<std::string> uncovered{};  ///< files of the container that no signature is over
  std::vector<SignatureReport> signatures{};
  std::vector<StampReport> stamps{};  ///< about the document
  std::vector<std::string> remarks{};

  /// There is something that proves anything, and all of it passed.
  [[nodiscard]] bool valid() const;
};

CertificateReport report_of(const pki::Certificate& certificate, std::string_view prefix);

/// One object; times in RFC 3339.
std::string to_json(const Report& report);
/// For a terminal.
std::string to_text(const Report& report, Language language);
/// A page that stands alone and prints; nothing in it runs or is loaded.
std::string to_html(const Report& report, std::string_view title, Language language);

}  // namespace noroshi::validate
