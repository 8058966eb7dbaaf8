// Token: an RFC 3161 time-stamp token, taken apart.
//
// A token is a SignedData over a TSTInfo: "these octets' digest was here at this time".  Reading
// judges form; `check` judges what needs no path: the signature, ESSCertID(v2) (RFC 5816), the
// purpose of the certificate, the imprint.  Whether the TSA is trusted is for a path to say.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/cms/signed_data.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::stamp {

using der::Bytes;
using der::View;

inline constexpr const char* kTimeStamping = "1.3.6.1.5.5.7.3.8";  // id-kp-timeStamping

struct TstInfo {
  std::int64_t version = 1;
  der::Oid policy;
  std::optional<pki::Digest> digest{};  ///< none: an algorithm that is unknown here
  Bytes imprint{};
  Bytes serial{};  ///< two's complement, shortest
  base::Micros time = 0;
  std::optional<base::Micros> accuracy{};
  bool ordering = false;
  Bytes nonce{};  ///< two's complement, shortest; empty: none
  Bytes tsa{};    ///< GeneralName, whole; empty: none
  std::vector<pki::Extension> extensions{};

  /// Of one whole TSTInfo.
  static Result<TstInfo> parse(View octets);
};

struct Token {
  Bytes whole{};  ///< ContentInfo, as it came
  cms::SignedData data{};
  TstInfo info{};

  static Result<Token> parse(View content_info);
};

struct TokenCheck {
  std::optional<pki::Certificate> certificate{};  ///< of the TSA; none: nobody has it
  bool signature_intact = false;                  ///< and contentType, messageDigest, ESSCertID(v2)
  bool purpose_ok = false;     ///< timeStamping, alone and critical (RFC 3161 §2.3)
  bool imprint_found = false;  ///< the stamped octets could be had
  bool imprint_intact = false;
  std::string why{};  ///< of whatever is false, in words
};

/// The digest of what should have been stamped.
using Imprint = std::function<Result<Bytes>(pki::Digest)>;
/// Of octets at hand, which must outlive it.
Imprint imprint_of(View octets);

/// `more`: certificates beyond those in the token.
TokenCheck check(const Token& token, const Imprint& stamped,
                 const std::vector<pki::Certificate>& more);

/// Whoever gives tokens for imprints: an authority over HTTP, or one within this process.
class StampSource {
 public:
  virtual ~StampSource() = default;
  /// A token (ContentInfo) over this imprint, checked to be an answer to what was asked.
  virtual Result<Bytes> stamp(pki::Digest digest, View imprint) = 0;
};

}  // namespace noroshi::stamp
