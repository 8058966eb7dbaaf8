// Keys in files: PEM, PKCS#8 in DER, PKCS#12.
//
// Nothing is ever asked on a terminal: a passphrase comes from a file or there is none.  What is
// read lies in the secure heap (secrecy.hpp) until OpenSSL has the key, and is wiped then.
#include <cstring>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <optional>

#include "io/durable.hpp"
#include "trust/key/chain.hpp"
#include "trust/key/local_signer.hpp"
#include "trust/key/secrecy.hpp"

namespace noroshi::key {
namespace {

struct BioFree {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioFree>;

Bio bio_over(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// What a file held.
struct Found {
  EvpKey key;
  std::vector<pki::Certificate> certificates;
};

// OpenSSL's pem_password_cb; `passphrase` is a string_view, or null for none.
int give_passphrase(char* buffer, int size, int /*writing*/, void* passphrase) {
  const auto* text = static_cast<const std::string_view*>(passphrase);
  if (text == nullptr || text->size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(buffer, text->data(), text->size());
  return static_cast<int>(text->size());
}

using Passphrase = std::optional<std::string_view>;

void* as_argument(const Passphrase& passphrase) {
  return passphrase ? const_cast<std::string_view*>(&*passphrase) : nullptr;
}

Error no_key(const std::string& path, const Passphrase& passphrase) {
  return crypto_error(fmt::format(
      "{} gives no private key ({}); PEM, PKCS#8 and PKCS#12 are read", path,
      passphrase ? "or the passphrase is another" : "if it is encrypted, name a passphrase file"));
}

Result<Found> from_pem(const std::string& path, std::string_view text,
                       const Passphrase& passphrase) {
  const Bio bio = bio_over(text);
  Found found;
  found.key.reset(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, give_passphrase, as_argument(passphrase)));
  if (found.key == nullptr) return no_key(path, passphrase);
  if (text.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos) {
    found.certificates = NOROSHI_TRY(pki::Certificate::parse_all(der::view_of(text)).within(path));
  }
  return found;
}

Result<pki::Certificate> from_x509(X509* certificate) {
  unsigned char* octets = nullptr;
  const int size = i2d_X509(certificate, &octets);
  if (size <= 0) return crypto_error("a certificate cannot be written down");
  const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(
      octets, [](unsigned char* pointer) { OPENSSL_free(pointer); });
  return pki::Certificate::parse(View(octets, static_cast<std::size_t>(size)));
}

Result<Found> from_pkcs12(const std::string& path, PKCS12* bag, const Passphrase& passphrase) {
  // A copy that ends in a zero, as PKCS12_parse wants it.
  Secret password(passphrase ? passphrase->size() + 1 : 1);
  if (passphrase) std::memcpy(password.octets(), passphrase->data(), passphrase->size());
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  if (PKCS12_parse(bag, password.octets(), &key, &certificate, &others) != 1) {
    return crypto_error(fmt::format(
        "{}: this PKCS#12 does not open: the passphrase is another, or it is encrypted with RC2 or "
        "3DES, which OpenSSL 3 no longer reads (make it anew: openssl pkcs12 -export)",
        path));
  }
  Found found;
  found.key.reset(key);
  const std::unique_ptr<X509, void (*)(X509*)> own(certificate, X509_free);
  const auto free_stack = [](STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); };
  const std::unique_ptr<STACK_OF(X509), decltype(free_stack)> rest(others, free_stack);
  if (key == nullptr) return Error{Errc::InvalidInput, path + ": this PKCS#12 holds no key"};
  if (own != nullptr) found.certificates.push_back(NOROSHI_TRY(from_x509(own.get())));
  for (int i = 0; i < sk_X509_num(rest.get()); ++i) {
    found.certificates.push_back(NOROSHI_TRY(from_x509(sk_X509_value(rest.get(), i))));
  }
  return found;
}

Result<Found> from_der(const std::string& path, std::string_view octets,
                       const Passphrase& passphrase) {
  const std::unique_ptr<PKCS12, void (*)(PKCS12*)> bag(
      d2i_PKCS12_bio(bio_over(octets).get(), nullptr), PKCS12_free);
  if (bag != nullptr) return from_pkcs12(path, bag.get(), passphrase);
  Found found;
  found.key.reset(d2i_PrivateKey_bio(bio_over(octets).get(), nullptr));
  if (found.key == nullptr) {
    found.key.reset(d2i_PKCS8PrivateKey_bio(bio_over(octets).get(), nullptr, give_passphrase,
                                            as_argument(passphrase)));
  }
  if (found.key == nullptr) return no_key(path, passphrase);
  ERR_clear_error();  // of the forms that were tried before
  return found;
}

Result<Found> read_key(const FileKey& from) {
  prepare_secure_heap();
  const Secret file = NOROSHI_TRY(read_secret_file(from.key));
  Secret passphrase_file;
  Passphrase passphrase;
  if (!from.passphrase_file.empty()) {
    passphrase_file = NOROSHI_TRY(read_secret_file(from.passphrase_file));
    passphrase = passphrase_file.first_line();
  }
  const bool pem = file.text().find("-----BEGIN ") != std::string_view::npos;
  return pem ? from_pem(from.key, file.text(), passphrase)
             : from_der(from.key, file.text(), passphrase);
}

Result<std::vector<pki::Certificate>> read_certificates(const std::string& path) {
  const std::string octets = NOROSHI_TRY(io::read_file(path));
  return pki::Certificate::parse_all(der::view_of(octets)).within(path);
}

// The one that belongs to the key.
Result<pki::Certificate> own_certificate(const FileKey& from, const PrivateKey& key,
                                         const std::vector<pki::Certificate>& known) {
  for (const auto& candidate : known) {
    if (X509_check_private_key(static_cast<X509*>(candidate.handle()), key.handle()) == 1) {
      return candidate;
    }
  }
  ERR_clear_error();
  if (known.empty()) {
    return Error{Errc::InvalidUsage,
                 fmt::format("{} holds no certificate; name the file it stands in", from.key)};
  }
  return Error{Errc::InvalidUsage,
               fmt::format("the key in {} belongs to none of the certificates in {} (the first is "
                           "of {})",
                           from.key, from.certificate.empty() ? from.key : from.certificate,
                           known.front().subject().text())};
}

}  // namespace

Result<std::unique_ptr<Signer>> open_file_key(const FileKey& from) {
  Found found = NOROSHI_TRY(read_key(from));
  if (!from.certificate.empty()) {
    found.certificates = NOROSHI_TRY(read_certificates(from.certificate));
  }
  auto key = NOROSHI_TRY(PrivateKey::of(std::move(found.key), from.padding).within(from.key));
  auto certificate = NOROSHI_TRY(own_certificate(from, key, found.certificates));
  auto chain = chain_above(certificate, found.certificates);
  return std::unique_ptr<Signer>(
      std::make_unique<LocalSigner>(std::move(key), std::move(certificate), std::move(chain)));
}

}  // namespace noroshi::key
