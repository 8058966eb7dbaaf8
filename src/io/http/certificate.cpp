#include "io/http/certificate.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "io/http/tls.hpp"
#include "net/address.hpp"

namespace noroshi::http {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Text = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;

constexpr base::Micros kLife = 2 * 365 * base::kDay;
// A clock that is a little behind must not find the certificate not yet valid.
constexpr base::Micros kGrace = base::kHour;

Error failed(std::string_view doing) {
  return {Errc::Io,
          fmt::format("{} failed in OpenSSL; is the machine out of memory or entropy?", doing)};
}

/// "DNS:hub.example,IP:192.0.2.7", as OpenSSL's configuration has it.
Result<std::string> alternative_names(const std::vector<std::string>& names) {
  if (names.empty()) {
    return Error{Errc::InvalidUsage, "a certificate needs a name or an address to be for"};
  }
  std::vector<std::string> out;
  for (const auto& name : names) {
    const bool plain = !name.empty() && name.size() < 254 && std::ranges::all_of(name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '-' || c == '.' || c == ':' || c == '*' || c == '_';
    });
    const auto address = net::Address::parse(name);
    if (!plain || (!address && name.find(':') != std::string::npos)) {
      return Error{Errc::InvalidUsage,
                   fmt::format("\"{}\" is neither a host name nor an address", name)};
    }
    out.push_back((address ? "IP:" : "DNS:") + name);
  }
  return fmt::format("{}", fmt::join(out, ","));
}

bool extend(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// 159 random bits, positive (RFC 5280, section 4.1.2.2).
bool set_serial(X509* certificate) {
  std::array<unsigned char, 20> octets{};
  if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1) return false;
  octets[0] = static_cast<unsigned char>((octets[0] & 0x7F) | 0x40);
  const std::unique_ptr<BIGNUM, Freer<BN_free>> number(
      BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_life(X509* certificate, base::Micros now) {
  const auto set = [](ASN1_TIME* field, base::Micros at) {
    return ASN1_TIME_set(field, static_cast<time_t>(at / base::kSecond)) != nullptr;
  };
  return set(X509_getm_notBefore(certificate), now - kGrace) &&
         set(X509_getm_notAfter(certificate), now + kLife);
}

bool set_subject(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>("Noroshi");
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

Result<Certificate> self_signed(EVP_PKEY* key, const std::string& names, base::Micros now) {
  Certificate certificate(X509_new());
  X509* raw = certificate.get();
  const bool made =
      raw != nullptr && X509_set_version(raw, X509_VERSION_3) == 1 && set_serial(raw) &&
      set_life(raw, now) && set_subject(raw) && X509_set_pubkey(raw, key) == 1 &&
      extend(raw, NID_basic_constraints, "critical,CA:FALSE") &&
      extend(raw, NID_key_usage, "critical,digitalSignature") &&
      extend(raw, NID_ext_key_usage, "serverAuth") &&
      extend(raw, NID_subject_key_identifier, "hash") && extend(raw, NID_subject_alt_name, names) &&
      X509_sign(raw, key, EVP_sha256()) > 0;
  if (!made) return failed("making a certificate");
  return certificate;
}

std::string text_of(BIO* memory) {
  char* octets = nullptr;
  const auto size = BIO_get_mem_data(memory, &octets);
  return {octets, static_cast<std::size_t>(size)};
}

Status write_all(int file, std::string_view text, const std::string& name) {
  while (!text.empty()) {
    const auto written = ::write(file, text.data(), text.size());
    if (written < 0) return base::system_error("writing " + name);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file) != 0) return base::system_error("writing " + name);
  return {};
}

/// Whole or not at all, and never readable by others for a moment.
Status write_atomically(const std::string& file, std::string_view text, mode_t mode) {
  std::string fresh = file + ".XXXXXX";
  const int descriptor = ::mkstemp(fresh.data());  // mode 0600
  if (descriptor < 0) return base::system_error("making " + fresh);
  auto written = write_all(descriptor, text, fresh);
  if (written && ::fchmod(descriptor, mode) != 0) written = base::system_error("writing " + fresh);
  ::close(descriptor);
  if (written && std::rename(fresh.c_str(), file.c_str()) != 0) {
    written = base::system_error("writing " + file);
  }
  if (!written) ::unlink(fresh.c_str());
  return written;
}

Result<Key> make_key(const std::string& file) {
  Key key(EVP_EC_gen("P-256"));
  const Text memory(BIO_new(BIO_s_mem()));
  if (!key || !memory ||
      PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1) {
    return failed("making a key");
  }
  NOROSHI_CHECK(write_atomically(file, text_of(memory.get()), S_IRUSR | S_IWUSR));
  return key;
}

Result<Key> read_key(const std::string& file) {
  const Text text(BIO_new_file(file.c_str(), "r"));
  if (!text) return base::system_error("opening " + file);
  Key key(PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr));
  if (!key) return Error{Errc::InvalidInput, fmt::format("reading {}: no key in PEM", file)};
  return key;
}

Result<Certificate> read_certificate(const std::string& file) {
  const Text text(BIO_new_file(file.c_str(), "r"));
  if (!text) return base::system_error("opening " + file);
  Certificate certificate(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
  if (certificate) return certificate;
  return Error{Errc::InvalidInput, fmt::format("reading {}: no certificate in PEM", file)};
}

}  // namespace

Result<std::string> bootstrap_certificate(const std::string& certificate_file,
                                          const std::string& key_file,
                                          const std::vector<std::string>& names, base::Micros now) {
  std::error_code ignored;
  const bool has_key = std::filesystem::exists(key_file, ignored);
  if (std::filesystem::exists(certificate_file, ignored)) {
    if (has_key) return fingerprint_of_file(certificate_file);
    return Error{Errc::NotFound, fmt::format("{} is there but its key {} is not; bring the key "
                                             "back, or move the certificate away for a new pair",
                                             certificate_file, key_file)};
  }
  const auto alternatives = NOROSHI_TRY(alternative_names(names));
  // The key first: a certificate that is there always has one.
  const auto key = NOROSHI_TRY(has_key ? read_key(key_file) : make_key(key_file));
  const auto certificate = NOROSHI_TRY(self_signed(key.get(), alternatives, now));
  const Text memory(BIO_new(BIO_s_mem()));
  if (!memory || PEM_write_bio_X509(memory.get(), certificate.get()) != 1) {
    return failed("writing a certificate");
  }
  NOROSHI_CHECK(write_atomically(certificate_file, text_of(memory.get()),
                                 S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH));
  return fingerprint(certificate.get());
}

Result<std::string> fingerprint_of_file(const std::string& certificate_file) {
  const auto certificate = NOROSHI_TRY(read_certificate(certificate_file));
  return fingerprint(certificate.get());
}

Result<base::Micros> end_of_certificate(const std::string& certificate_file) {
  const auto certificate = NOROSHI_TRY(read_certificate(certificate_file));
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
    return Error{Errc::InvalidInput,
                 fmt::format("reading {}: the certificate has no end", certificate_file)};
  }
  return static_cast<base::Micros>(::timegm(&end)) * base::kSecond;
}

}  // namespace noroshi::http
