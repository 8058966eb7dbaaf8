// What server and client share of TLS: versions, fingerprints.
//
// TLS 1.2 and 1.3 with the ciphers of OpenSSL's security level 2, forward secrecy only.  A
// fingerprint is the SHA-256 of a certificate's DER, 64 digits in lower case.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "io/http/server.hpp"

namespace noroshi::http {

/// The server's side, with the certificate and key that the options name.
Result<boost::asio::ssl::context> server_identity(const ServerOptions& options);

/// Forbids what is older than TLS 1.2, compression and renegotiation.
void harden(boost::asio::ssl::context& context);

std::string fingerprint(X509* certificate);
/// Of the certificate that the peer showed; empty: none.
std::string peer_fingerprint(SSL* connection);

/// As people write it, colons and capitals allowed; an Error if it is no SHA-256.
Result<std::string> parse_fingerprint(std::string_view text);

}  // namespace noroshi::http
