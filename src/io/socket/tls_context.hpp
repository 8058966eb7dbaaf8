// TLS as OpenSSL contexts: which versions, ciphers and peers are let in.
#pragma once

#include <memory>
#include <openssl/types.h>
#include <string>

#include "base/result.hpp"
#include "io/socket/stream.hpp"

namespace noroshi::socket {

using TlsContext = std::shared_ptr<SSL_CTX>;

/// TLS 1.2 with forward secrecy and authenticated ciphers, or 1.3.  With `client_ca`, a peer must
/// show a certificate that it signed.  The Error names the file that does not fit.
Result<TlsContext> make_server_context(const TlsFiles& files);

/// For either end of a connection between two that know each other: TLS 1.3 only.  The peer must
/// show a certificate; with `client_ca` it must be signed by that, else the caller has to look at
/// it (SSL_CTX_set_cert_verify_callback).
Result<TlsContext> make_mutual_context(const TlsFiles& files);

/// The subject of the peer's verified certificate, as RFC 2253 writes it; empty if it has none.
std::string peer_subject(const SSL* session);

}  // namespace noroshi::socket
