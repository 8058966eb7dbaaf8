#include "io/socket/introduction.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "base/hex.hpp"
#include "io/socket/tls_context.hpp"
#include "net/address.hpp"

namespace noroshi::socket {
namespace {

int check_pin(X509_STORE_CTX* store, void* fingerprints) {
  const auto& known = *static_cast<const std::vector<std::string>*>(fingerprints);
  const auto shown = fingerprint_of(X509_STORE_CTX_get0_cert(store));
  if (std::find(known.begin(), known.end(), shown) != known.end()) return 1;
  X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

bool is_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

Status expect_name(SSL* session, const std::string& name) {
  const bool is_address = net::Address::parse(name).has_value();
  const bool set = is_address
                       ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name.c_str()) == 1
                       : SSL_set1_host(session, name.c_str()) == 1;
  if (set) return {};
  return Error{Errc::InvalidUsage, fmt::format("\"{}\" is no name of a host", name)};
}

}  // namespace

std::string fingerprint_of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (certificate == nullptr ||
      X509_digest(certificate, EVP_sha256(), digest.data(), &length) != 1) {
    return {};
  }
  return base::to_hex(std::span(digest).first(length));
}

Result<std::string> parse_fingerprint(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ':') out += c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (out.size() == 64 && std::all_of(out.begin(), out.end(), is_digit)) return out;
  return Error{Errc::InvalidUsage,
               fmt::format("\"{}\" is no SHA-256 fingerprint of a certificate, which has 64 "
                           "hexadecimal digits; see: openssl x509 -noout -fingerprint -sha256 -in "
                           "FILE",
                           text)};
}

struct Introduction::State {
  TlsContext context;
  std::vector<std::string> fingerprints;
  std::string name;
  std::string own_fingerprint;
};

Result<Introduction> Introduction::make(const Acquaintance& acquaintance) {
  if (acquaintance.fingerprints.empty() == acquaintance.ca.empty()) {
    return Error{Errc::InvalidUsage,
                 "the peer must be known either by its fingerprint or by an authority and a name"};
  }
  if (!acquaintance.ca.empty() && acquaintance.name.empty()) {
    return Error{Errc::InvalidUsage,
                 "an authority alone lets everybody in whom it ever signed: name the peer"};
  }
  auto state = std::make_shared<State>();
  state->name = acquaintance.name;
  for (const auto& text : acquaintance.fingerprints) {
    state->fingerprints.push_back(NOROSHI_TRY(parse_fingerprint(text)));
  }
  state->context = NOROSHI_TRY(make_mutual_context({.certificate = acquaintance.certificate,
                                                    .key = acquaintance.key,
                                                    .client_ca = acquaintance.ca}));
  state->own_fingerprint = fingerprint_of(SSL_CTX_get0_certificate(state->context.get()));
  if (!state->fingerprints.empty()) {
    SSL_CTX_set_cert_verify_callback(state->context.get(), check_pin, &state->fingerprints);
  }
  Introduction introduction;
  introduction.state_ = std::move(state);
  return introduction;
}

const std::string& Introduction::own_fingerprint() const { return state_->own_fingerprint; }

Result<std::unique_ptr<SSL, void (*)(SSL*)>> Introduction::session() const {
  std::unique_ptr<SSL, void (*)(SSL*)> session(SSL_new(state_->context.get()), SSL_free);
  if (!session) return Error{Errc::Io, "OpenSSL gives no TLS session: out of memory"};
  if (!state_->name.empty()) NOROSHI_CHECK(expect_name(session.get(), state_->name));
  return session;
}

}  // namespace noroshi::socket
