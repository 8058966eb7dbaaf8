#include "trust/key/testing_authority.hpp"

#include <atomic>
#include <functional>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdexcept>

#include "io/durable.hpp"
#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"
#include "trust/key/local_signer.hpp"
#include "trust/key/secrecy.hpp"

namespace noroshi::key {
namespace {

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error("testing authority: " + result.error().message);
  return *std::move(result);
}

EvpKey draw(TestingKey kind) {
  prepare_secure_heap();
  switch (kind) {
    case TestingKey::P256:
      return EvpKey(EVP_EC_gen("P-256"));
    case TestingKey::P384:
      return EvpKey(EVP_EC_gen("P-384"));
    case TestingKey::P521:
      return EvpKey(EVP_EC_gen("P-521"));
    case TestingKey::Rsa2048:
      return EvpKey(EVP_RSA_gen(2048U));
    case TestingKey::Rsa3072:
      return EvpKey(EVP_RSA_gen(3072U));
    case TestingKey::RsaPss2048: {
      const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(
          EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, nullptr), EVP_PKEY_CTX_free);
      EVP_PKEY* key = nullptr;
      EVP_PKEY_keygen_init(context.get());
      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 2048);
      EVP_PKEY_keygen(context.get(), &key);
      return EvpKey(key);
    }
    case TestingKey::Ed25519:
      return EvpKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }
  return nullptr;
}

std::string pem_of(const EVP_PKEY* key) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

Bytes public_key_info(const EVP_PKEY* key) {
  unsigned char* octets = nullptr;
  const int size = i2d_PUBKEY(key, &octets);
  Bytes info(octets, octets + size);
  OPENSSL_free(octets);
  return info;
}

Bytes name_part(const char* type, const Bytes& value) {
  return der::set_of({der::sequence({der::oid(type), value})});
}

Bytes name_of(const CertificateWish& wish) {
  std::vector<Bytes> parts;
  if (!wish.country.empty()) {
    parts.push_back(name_part("2.5.4.6", der::printable_string(wish.country)));
  }
  if (!wish.organization.empty()) {
    parts.push_back(name_part("2.5.4.10", der::utf8_string(wish.organization)));
  }
  if (!wish.organization_identifier.empty()) {
    parts.push_back(name_part("2.5.4.97", der::utf8_string(wish.organization_identifier)));
  }
  if (!wish.common_name.empty()) {
    parts.push_back(name_part("2.5.4.3", der::utf8_string(wish.common_name)));
  }
  return der::sequence(parts);
}

// The key identifier of RFC 5280 §4.2.1.2 (1): SHA-1 over the key's bits.
Bytes key_id(View public_key) {
  der::Reader outer(public_key);
  der::Reader fields = need(outer.enter(der::kSequence));
  need(fields.next());
  return pki::digest(pki::Digest::Sha1, need(fields.bits()));
}

Bytes extension(const char* type, bool critical, View value) {
  if (!critical) return der::sequence({der::oid(type), der::octet_string(value)});
  return der::sequence({der::oid(type), der::boolean(true), der::octet_string(value)});
}

// A named bit list without trailing zero bits (X.690 §11.2.2); bit 0 is the leftmost.
Bytes bit_list(std::uint16_t bits) {
  std::uint8_t octet = 0;
  std::uint8_t unused = 8;
  for (unsigned bit = 0; bit < 8; ++bit) {
    if ((bits >> bit & 1U) == 0) continue;
    octet = static_cast<std::uint8_t>(octet | (0x80U >> bit));
    unused = static_cast<std::uint8_t>(7 - bit);
  }
  const Bytes contents = octet == 0 ? Bytes{0} : Bytes{unused, octet};
  return der::element(der::kBitString, contents);
}

Bytes uri(const std::string& url) {
  return der::element(der::context_primitive(6), der::view_of(url));
}

Bytes crl_points(const std::vector<std::string>& urls) {
  std::vector<Bytes> points;
  points.reserve(urls.size());
  for (const auto& url : urls) {
    points.push_back(der::sequence({der::explicitly(0, der::explicitly(0, uri(url)))}));
  }
  return der::sequence(points);
}

Bytes ocsp_access(const std::vector<std::string>& urls) {
  std::vector<Bytes> places;
  places.reserve(urls.size());
  for (const auto& url : urls) {
    places.push_back(der::sequence({der::oid("1.3.6.1.5.5.7.48.1"), uri(url)}));
  }
  return der::sequence(places);
}

Bytes purposes(const std::vector<std::string>& oids) {
  std::vector<Bytes> parts;
  parts.reserve(oids.size());
  for (const auto& oid : oids) parts.push_back(der::oid(std::string_view(oid)));
  return der::sequence(parts);
}

Bytes basic_constraints(const std::optional<int>& path_length) {
  if (!path_length) return der::sequence({der::boolean(true)});
  return der::sequence({der::boolean(true), der::integer(std::int64_t{*path_length})});
}

Bytes authority_key_id(View issuer_key) {
  const Bytes id = key_id(issuer_key);
  return der::sequence({der::element(der::context_primitive(0), id)});
}

Bytes extensions_of(const CertificateWish& wish, View own_key, View issuer_key) {
  std::vector<Bytes> parts;
  parts.push_back(extension("2.5.29.14", false, der::octet_string(key_id(own_key))));
  parts.push_back(extension("2.5.29.35", false, authority_key_id(issuer_key)));
  if (wish.authority) {
    parts.push_back(extension("2.5.29.19", true, basic_constraints(wish.path_length)));
  }
  if (wish.key_usage) parts.push_back(extension("2.5.29.15", true, bit_list(*wish.key_usage)));
  if (!wish.purposes.empty()) {
    parts.push_back(extension("2.5.29.37", wish.purposes_critical, purposes(wish.purposes)));
  }
  if (!wish.crl_urls.empty()) {
    parts.push_back(extension("2.5.29.31", false, crl_points(wish.crl_urls)));
  }
  if (!wish.ocsp_urls.empty()) {
    parts.push_back(extension("1.3.6.1.5.5.7.1.1", false, ocsp_access(wish.ocsp_urls)));
  }
  for (const auto& more : wish.more) {
    parts.push_back(extension(more.type.dotted.c_str(), more.critical, more.value));
  }
  return der::explicitly(3, der::sequence(parts));
}

// Signed things (certificates, lists, OCSP answers) all have this form.
Bytes signed_whole(const Bytes& to_sign, const Bytes& algorithm, const Bytes& signature) {
  return der::sequence({to_sign, algorithm, der::bit_string(signature)});
}

std::int64_t next_serial() {
  static std::atomic<std::int64_t> serial{0x0100'0000'0001};
  return serial++;
}

struct IssuerSide {
  Bytes name;
  Bytes key;
  Bytes algorithm;
  std::function<Result<Bytes>(View)> sign;
};

IssuerSide side_of(const pki::Certificate& certificate, const Signer& signer) {
  return {certificate.subject().octets(), certificate.public_key_info(),
          signer.algorithm_identifier(), [&signer](View octets) { return signer.sign(octets); }};
}

pki::Certificate certify(const CertificateWish& wish, View own_key, const IssuerSide& issuer) {
  const Bytes to_sign =
      der::sequence({der::explicitly(0, der::integer(std::int64_t{2})), der::integer(next_serial()),
                     issuer.algorithm, issuer.name,
                     der::sequence({der::cms_time(wish.not_before), der::cms_time(wish.not_after)}),
                     name_of(wish), own_key, extensions_of(wish, own_key, issuer.key)});
  return need(
      pki::Certificate::parse(signed_whole(to_sign, issuer.algorithm, need(issuer.sign(to_sign)))));
}

Issued issued(PrivateKey key, pki::Certificate certificate, std::vector<pki::Certificate> chain) {
  std::string pem = pem_of(key.handle());
  auto signer = std::make_shared<LocalSigner>(std::move(key), certificate, chain);
  return {std::move(certificate), std::move(chain), std::move(signer), std::move(pem)};
}

Bytes reason_extension(pki::RevocationReason reason) {
  return der::sequence(
      {extension("2.5.29.21", false, der::enumerated(static_cast<std::int64_t>(reason)))});
}

Bytes revoked_entry(const RevokedWish& wish) {
  const Bytes serial = der::integer(View(wish.certificate.serial()));
  if (wish.reason == pki::RevocationReason::Unspecified) {
    return der::sequence({serial, der::cms_time(wish.time)});
  }
  return der::sequence({serial, der::cms_time(wish.time), reason_extension(wish.reason)});
}

// CertStatus (RFC 6960 §4.2.1).
Bytes status_of(const OcspWish& wish) {
  if (wish.unknown) return der::element(der::context_primitive(2), {});
  if (!wish.revoked) return der::element(der::context_primitive(0), {});
  const Bytes time = der::generalized_time(wish.revoked->time);
  const Bytes reason =
      der::explicitly(0, der::enumerated(static_cast<std::int64_t>(wish.revoked->reason)));
  return der::implicitly(1, der::sequence({time, reason}));
}

Bytes certificate_id(const pki::Certificate& about, const pki::Certificate& issuer) {
  const Bytes sha1 = der::sequence({der::oid(pki::oid_of(pki::Digest::Sha1)), der::null()});
  const Bytes name = pki::digest(pki::Digest::Sha1, issuer.subject().octets());
  const Bytes key = pki::digest(pki::Digest::Sha1, issuer.public_key_bits());
  return der::sequence(
      {sha1, der::octet_string(name), der::octet_string(key), der::integer(View(about.serial()))});
}

Bytes single_response(const OcspWish& wish, const pki::Certificate& issuer) {
  std::vector<Bytes> parts{certificate_id(wish.about, issuer), status_of(wish),
                           der::generalized_time(wish.this_update)};
  if (wish.next_update) {
    parts.push_back(der::explicitly(0, der::generalized_time(*wish.next_update)));
  }
  return der::sequence(parts);
}

}  // namespace

CertificateWish seal_wish(std::string organization_identifier) {
  return {.common_name = "Example Seal",
          .organization_identifier = std::move(organization_identifier),
          .key_usage = std::uint16_t{pki::kDigitalSignature | pki::kNonRepudiation}};
}

CertificateWish time_stamper_wish() {
  return {.common_name = "Example Time Stamping Unit",
          .purposes = {"1.3.6.1.5.5.7.3.8"},
          .purposes_critical = true};
}

CertificateWish ocsp_responder_wish() {
  return {.common_name = "Example OCSP Responder",
          .purposes = {"1.3.6.1.5.5.7.3.9"},
          .more = {{"1.3.6.1.5.5.7.48.1.5", false, der::null()}}};
}

FileKey Issued::write(const std::string& folder, const std::string& stem) const {
  FileKey files;
  files.key = folder + "/" + stem + ".key";
  files.certificate = folder + "/" + stem + ".pem";
  std::string certificates = certificate.pem();
  for (const auto& above : chain) certificates += above.pem();
  for (const auto& [path, text] :
       {std::pair(files.key, key_pem), std::pair(files.certificate, certificates)}) {
    const auto status = io::replace_file(path, text, io::Durable::No, 0600);
    if (!status) throw std::runtime_error("testing authority: " + status.error().message);
  }
  return files;
}

TestingAuthority TestingAuthority::root(const std::string& name, TestingKey key,
                                        base::Micros not_before, base::Micros not_after) {
  return of({.common_name = name,
             .not_before = not_before,
             .not_after = not_after,
             .key_usage = std::uint16_t{pki::kKeyCertSign | pki::kCrlSign},
             .authority = true,
             .key = key});
}

TestingAuthority TestingAuthority::of(const CertificateWish& wish) {
  auto key = need(PrivateKey::of(draw(wish.key), wish.padding));
  const Bytes info = public_key_info(key.handle());
  const IssuerSide self{name_of(wish), info, key.algorithm_identifier(),
                        [&key](View octets) { return key.sign(octets); }};
  auto certificate = certify(wish, info, self);
  return TestingAuthority(issued(std::move(key), std::move(certificate), {}));
}

TestingAuthority TestingAuthority::intermediate(const std::string& name, TestingKey key) const {
  return intermediate_of({.common_name = name,
                          .key_usage = std::uint16_t{pki::kKeyCertSign | pki::kCrlSign},
                          .authority = true,
                          .key = key});
}

TestingAuthority TestingAuthority::intermediate_of(const CertificateWish& wish) const {
  return TestingAuthority(issue(wish));
}

Issued TestingAuthority::issue(const CertificateWish& wish) const {
  auto key = need(PrivateKey::of(draw(wish.key), wish.padding));
  const Bytes info = public_key_info(key.handle());
  auto certificate = certify(wish, info, side_of(self_.certificate, *self_.signer));
  return issued(std::move(key), std::move(certificate), chain());
}

pki::Crl TestingAuthority::crl(const CrlWish& wish) const {
  std::vector<Bytes> parts{der::integer(std::int64_t{1}), self_.signer->algorithm_identifier(),
                           self_.certificate.subject().octets(), der::cms_time(wish.this_update)};
  if (wish.next_update) parts.push_back(der::cms_time(*wish.next_update));
  std::vector<Bytes> revoked;
  for (const auto& entry : wish.revoked) revoked.push_back(revoked_entry(entry));
  if (!revoked.empty()) parts.push_back(der::sequence(revoked));
  parts.push_back(der::explicitly(
      0, der::sequence(
             {extension("2.5.29.35", false, authority_key_id(self_.certificate.public_key_info())),
              extension("2.5.29.20", false, der::integer(wish.number))})));
  const Bytes to_sign = der::sequence(parts);
  return need(pki::Crl::parse(signed_whole(to_sign, self_.signer->algorithm_identifier(),
                                           need(self_.signer->sign(to_sign)))));
}

pki::OcspResponse TestingAuthority::ocsp(const OcspWish& wish) const {
  const Signer& signer = wish.responder == nullptr ? *self_.signer : *wish.responder->signer;
  const Bytes id = key_id(signer.certificate().public_key_info());
  const Bytes to_sign =
      der::sequence({der::explicitly(2, der::octet_string(id)),
                     der::generalized_time(wish.produced_at.value_or(wish.this_update)),
                     der::sequence({single_response(wish, self_.certificate)})});
  const Bytes signature = need(signer.sign(to_sign));
  const Bytes basic =
      der::sequence({to_sign, signer.algorithm_identifier(), der::bit_string(signature),
                     der::explicitly(0, der::sequence({signer.certificate().der()}))});
  const Bytes bytes = der::sequence({der::oid("1.3.6.1.5.5.7.48.1.1"), der::octet_string(basic)});
  return need(
      pki::OcspResponse::parse(der::sequence({der::enumerated(0), der::explicitly(0, bytes)})));
}

std::vector<pki::Certificate> TestingAuthority::chain() const {
  std::vector<pki::Certificate> whole{self_.certificate};
  whole.insert(whole.end(), self_.chain.begin(), self_.chain.end());
  return whole;
}

}  // namespace noroshi::key
