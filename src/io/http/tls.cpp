#include "io/http/tls.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/hex.hpp"

namespace noroshi::http {
namespace {

namespace asio = boost::asio;
using Failure = boost::system::error_code;

/// Forward secrecy and authenticated encryption; TLS 1.3 has nothing else anyway.
constexpr const char* kCiphers12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view kProtocol = "http/1.1";  // RFC 7301, section 6

Error unreadable(std::string_view what, const std::string& file, const Failure& failure) {
  return {Errc::Io, fmt::format("reading the {} in {}: {}; PEM is needed, and the two must belong "
                                "together",
                                what, file, failure.message())};
}

/// Any certificate will do: whose it is, the caller decides by its fingerprint.  That the peer
/// holds its key, TLS itself has made sure of.
int accept_any(int, X509_STORE_CTX*) { return 1; }

/// A peer that names its protocols and not ours is told so: it speaks something else (RFC 7301,
/// section 3.2).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int length, void*) {
  for (unsigned int at = 0; at < length; at += 1U + offered[at]) {
    const std::string_view name(reinterpret_cast<const char*>(offered + at + 1), offered[at]);
    if (name != kProtocol) continue;
    *chosen = offered + at + 1;
    *size = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

void harden(asio::ssl::context& context) {
  SSL_CTX* raw = context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_cipher_list(raw, kCiphers12);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);  // an idle connection keeps no buffers
}

Result<asio::ssl::context> server_identity(const ServerOptions& options) {
  asio::ssl::context identity(asio::ssl::context::tls_server);
  harden(identity);
  Failure failure;
  identity.use_certificate_chain_file(options.certificate, failure);
  if (failure) return unreadable("certificate", options.certificate, failure);
  identity.use_private_key_file(options.key, asio::ssl::context::pem, failure);
  if (failure) return unreadable("key", options.key, failure);
  SSL_CTX* raw = identity.native_handle();
  SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
  if (options.ask_for_certificate) {
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, accept_any);
    // Without it OpenSSL refuses to resume sessions in which the client showed one.
    constexpr std::string_view kName = "noroshi";
    SSL_CTX_set_session_id_context(raw, reinterpret_cast<const unsigned char*>(kName.data()),
                                   kName.size());
  }
  return identity;
}

std::string fingerprint(X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
  return base::to_hex(std::span(digest).first(size));
}

std::string peer_fingerprint(SSL* connection) {
  const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(connection),
                                                          X509_free);
  return shown ? fingerprint(shown.get()) : std::string();
}

Result<std::string> parse_fingerprint(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ':') out += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const bool digits = std::ranges::all_of(
      out, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (out.size() == 64 && digits) return out;
  return Error{Errc::InvalidInput,
               fmt::format("the fingerprint \"{}\" is no SHA-256: 64 hexadecimal digits, colons "
                           "may stand between",
                           text.substr(0, 200))};
}

}  // namespace noroshi::http
