// AlgorithmTable: until when a hash function or a kind of key may be believed (EN 319 102-1 §5.2.8,
// "cryptographic constraints").
//
// Two tables are built in (algorithms.cpp has their sources), an organisation may write its own.
// What no line names was never reliable.  Plain values; any thread.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "trust/pki/certificate.hpp"

namespace noroshi::validate {

inline constexpr base::Micros kNoEnd = std::numeric_limits<base::Micros>::max();
inline constexpr base::Micros kNever = std::numeric_limits<base::Micros>::min();

/// A use of an algorithm somewhere in a signature or a certificate.
struct AlgorithmUse {
  std::optional<pki::Digest> digest{};  ///< none: the key's scheme hashes for itself (Ed25519)
  std::optional<pki::KeyKind> key{};    ///< none: a digest alone
  unsigned bits = 0;
  bool pss = false;
  std::string where{};  ///< "the signature", "the certificate CN=…"

  [[nodiscard]] std::string name() const;  ///< "SHA-256 with RSA 2048"
};

struct DigestLimit {
  pki::Digest digest;
  base::Micros until = kNoEnd;  ///< the first instant at which it is not believed
};

struct KeyLimit {
  enum class Scheme : std::uint8_t { RsaPkcs1, RsaPss, Dsa, Ec, Ed25519, Ed448 } scheme;
  unsigned least_bits = 0;
  base::Micros until = kNoEnd;
};

struct AlgorithmTable {
  std::string name;
  std::vector<DigestLimit> digests{};
  std::vector<KeyLimit> keys{};

  /// CRYPTREC's periods for what Japan uses, ETSI's for what CRYPTREC no longer lists.
  static const AlgorithmTable& cryptrec();
  /// ETSI TS 119 312 V2.1.1, and V1.5.1's dates for what is history.
  static const AlgorithmTable& etsi();
  /// docs/operations/seals.md has the form; problems name line and key.
  static Result<AlgorithmTable> parse(std::string_view toml, std::string file);

  /// The first instant at which the use is not reliable any more: kNever, kNoEnd or between.
  [[nodiscard]] base::Micros until(const AlgorithmUse& use) const;
};

/// What the signature on a certificate, a CRL or a BasicOCSPResponse (three fields: what is signed,
/// AlgorithmIdentifier, BIT STRING) was made with; `issuer` has the key.
AlgorithmUse signed_with(der::View octets, const pki::Certificate& issuer, std::string where);
/// A signature of this certificate's key.
AlgorithmUse use_of_key(const pki::Certificate& certificate, std::optional<pki::Digest> digest,
                        std::string where);

}  // namespace noroshi::validate
