#include "io/socket/tls_context.hpp"

#include <array>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string_view>

namespace noroshi::socket {
namespace {

// For TLS 1.2; those of 1.3 are all of that kind.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

Error tls_error(std::string_view what, std::string_view file, std::string_view advice) {
  std::array<char, 256> reason{"no reason given"};
  // The first one queued is nearest to the cause.
  if (const auto code = ERR_get_error(); code != 0) {
    ERR_error_string_n(code, reason.data(), reason.size());
  }
  ERR_clear_error();
  return {Errc::InvalidInput, fmt::format("{} {}: {}; {}", what, file, reason.data(), advice)};
}

// Nobody sits at a collector to type a pass phrase; without this OpenSSL would ask the terminal.
int no_pass_phrase(char*, int, int, void*) { return 0; }

Status take_identity(SSL_CTX* context, const TlsFiles& files) {
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    return tls_error("reading the certificate", files.certificate,
                     "it must be PEM: our own certificate first, then its chain");
  }
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return tls_error("reading the key", files.key,
                     "it must be PEM, without a pass phrase, and belong to the certificate");
  }
  return {};
}

Status demand_certificates(SSL_CTX* context, const std::string& ca) {
  auto* names = SSL_load_client_CA_file(ca.c_str());
  if (names == nullptr || SSL_CTX_load_verify_locations(context, ca.c_str(), nullptr) != 1) {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
    return tls_error("reading the authority of exporters", ca, "it must be PEM certificates");
  }
  SSL_CTX_set_client_CA_list(context, names);  // owns the names now
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return {};
}

Result<TlsContext> make_context(const SSL_METHOD* method, int oldest, const TlsFiles& files) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) return Error{Errc::Io, "OpenSSL gives no TLS context: out of memory"};
  SSL_CTX_set_min_proto_version(context.get(), oldest);
  SSL_CTX_set_cipher_list(context.get(), kCiphers);
  // No resumption: every connection is judged by the certificates that are loaded now.
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                         SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_default_passwd_cb(context.get(), no_pass_phrase);
  NOROSHI_CHECK(take_identity(context.get(), files));
  if (!files.client_ca.empty()) {
    NOROSHI_CHECK(demand_certificates(context.get(), files.client_ca));
  }
  return context;
}

}  // namespace

Result<TlsContext> make_server_context(const TlsFiles& files) {
  return make_context(TLS_server_method(), TLS1_2_VERSION, files);
}

Result<TlsContext> make_mutual_context(const TlsFiles& files) {
  auto context = NOROSHI_TRY(make_context(TLS_method(), TLS1_3_VERSION, files));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return context;
}

std::string peer_subject(const SSL* session) {
  const X509* certificate = SSL_get0_peer_certificate(session);
  if (certificate == nullptr || SSL_get_verify_result(session) != X509_V_OK) return {};
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
  if (!text) return {};
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* octets = nullptr;
  const auto length = BIO_get_mem_data(text.get(), &octets);
  return {octets, static_cast<std::size_t>(length)};
}

}  // namespace noroshi::socket
