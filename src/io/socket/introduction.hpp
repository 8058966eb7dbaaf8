// Introduction: who we are and whom we expect, for a connection with certificates on both sides.
//
// A peer is known by the SHA-256 fingerprint of its certificate, told by another way (telephone),
// or by an authority and a name.  Nobody else passes the handshake.
#pragma once

#include <memory>
#include <openssl/types.h>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace noroshi::socket {

/// Who we are, and whom we speak to.
struct Acquaintance {
  std::string certificate;  ///< ours: PEM chain
  std::string key;          ///< ours: PEM, without a pass phrase

  /// The peer's certificate is one of these (SHA-256, 64 hexadecimal digits, colons may stand
  /// between).  Its dates, its names and who signed it do not matter then.
  std::vector<std::string> fingerprints;

  std::string ca;    ///< or: it was signed by this authority (PEM), is valid today,
  std::string name;  ///< and names this host or address
};

/// What an Acquaintance becomes once its files are read.  Cheap to copy, the copies are one.
class Introduction {
 public:
  /// An Error names the file or fingerprint that does not fit.
  static Result<Introduction> make(const Acquaintance& acquaintance);

  /// Of our own certificate, in the form that the peer can put into its `fingerprints`.
  [[nodiscard]] const std::string& own_fingerprint() const;

  /// A session of either end, which checks the peer when the two shake hands.  The Introduction
  /// must outlive it.  An Error if OpenSSL has no memory left.
  [[nodiscard]] Result<std::unique_ptr<SSL, void (*)(SSL*)>> session() const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

/// SHA-256 of a certificate as 64 digits in lower case; empty if there is none.
std::string fingerprint_of(const X509* certificate);

/// "AB:CD:…" or "abcd…" → 64 digits in lower case.
Result<std::string> parse_fingerprint(std::string_view text);

}  // namespace noroshi::socket
