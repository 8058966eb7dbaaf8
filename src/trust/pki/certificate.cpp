#include "trust/pki/certificate.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/hex.hpp"
#include "trust/der/reader.hpp"
#include "trust/pki/constraint_values.hpp"
#include "trust/pki/extension.hpp"
#include "trust/pki/pem.hpp"
#include "trust/pki/signature_algorithm.hpp"

namespace noroshi::pki {

struct Certificate::State {
  Bytes der;
  SignedPart part;  // views into `der`
  int version = 1;
  Bytes serial;
  View inner_algorithm;
  Name issuer;
  Name subject;
  base::Micros not_before = 0;
  base::Micros not_after = 0;
  Bytes key_info;
  Bytes key_bits;
  der::Oid key_algorithm;
  der::Oid signature_algorithm;
  std::vector<Extension> extensions;
  /// OpenSSL takes the key apart with the rest, which costs more than all reading here; most
  /// certificates of a document are never asked for theirs.
  [[nodiscard]] X509* openssl() const;

 private:
  mutable std::once_flag once_;
  mutable std::unique_ptr<X509, decltype(&X509_free)> x509_{nullptr, &X509_free};
};

X509* Certificate::State::openssl() const {
  std::call_once(once_, [this] {
    const unsigned char* at = der.data();
    x509_.reset(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (x509_) (void)X509_get0_pubkey(x509_.get());  // so that threads only read it later
    ERR_clear_error();
  });
  return x509_.get();
}

namespace {

constexpr std::string_view kUriAccess = "1.3.6.1.5.5.7.48.1";  // id-ad-ocsp

Status read_key_info(View whole, Bytes& bits, der::Oid& algorithm) {
  der::Reader outer(whole);
  der::Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  der::Reader identifier = NOROSHI_TRY(fields.enter(der::kSequence));
  algorithm = NOROSHI_TRY(identifier.oid());
  bits = NOROSHI_TRY(fields.bits());
  return fields.end("SubjectPublicKeyInfo");
}

EVP_PKEY* key_of(X509* certificate) {
  if (certificate == nullptr) return nullptr;
  EVP_PKEY* key = X509_get0_pubkey(certificate);  // null: no key that OpenSSL knows
  ERR_clear_error();
  return key;
}

/// The URIs among GeneralNames.
void collect_urls(der::Reader names, std::vector<std::string>& urls) {
  constexpr std::uint32_t kUri = 6;
  while (!names.done()) {
    const auto name = names.next();
    if (!name) return;
    if (name->tag == der::context_primitive(kUri)) urls.emplace_back(der::text_of(name->contents));
  }
}

Status collect_crl_urls(const Bytes& extension, std::vector<std::string>& urls) {
  der::Reader outer(extension);
  der::Reader points = NOROSHI_TRY(outer.enter(der::kSequence));
  while (!points.done()) {
    der::Reader point = NOROSHI_TRY(points.enter(der::kSequence));
    const auto name = NOROSHI_TRY(point.optional(der::context(0)));
    if (!name) continue;
    der::Reader choice = point.inside(*name);
    const auto full = NOROSHI_TRY(choice.optional(der::context(0)));
    if (full) collect_urls(choice.inside(*full), urls);
  }
  return {};
}

Status collect_ocsp_urls(const Bytes& extension, std::vector<std::string>& urls) {
  der::Reader outer(extension);
  der::Reader descriptions = NOROSHI_TRY(outer.enter(der::kSequence));
  while (!descriptions.done()) {
    der::Reader description = NOROSHI_TRY(descriptions.enter(der::kSequence));
    if (NOROSHI_TRY(description.oid()).dotted == kUriAccess) collect_urls(description, urls);
  }
  return {};
}

}  // namespace

Result<Certificate> Certificate::parse(View octets) {
  const auto state = std::make_shared<State>();
  state->der = der::copy_of(octets);
  der::Reader outer(state->der);
  der::Reader certificate = NOROSHI_TRY(outer.enter(der::kSequence));
  NOROSHI_CHECK(outer.end("the certificate's file"));
  state->part = NOROSHI_TRY(read_signed_part(certificate));
  NOROSHI_CHECK(certificate.end("Certificate"));
  der::Reader algorithm = NOROSHI_TRY(der::Reader(state->part.algorithm).enter(der::kSequence));
  state->signature_algorithm = NOROSHI_TRY(algorithm.oid());

  der::Reader fields = NOROSHI_TRY(der::Reader(state->part.message).enter(der::kSequence));
  if (const auto version = NOROSHI_TRY(fields.optional(der::context(0)))) {
    der::Reader inside = fields.inside(*version);
    state->version = static_cast<int>(NOROSHI_TRY(inside.small_integer()) + 1);
  }
  state->serial = NOROSHI_TRY(fields.integer());
  state->inner_algorithm = NOROSHI_TRY(fields.next(der::kSequence)).whole;
  state->issuer = NOROSHI_TRY(Name::read(fields));
  der::Reader validity = NOROSHI_TRY(fields.enter(der::kSequence));
  state->not_before = NOROSHI_TRY(validity.time());
  state->not_after = NOROSHI_TRY(validity.time());
  state->subject = NOROSHI_TRY(Name::read(fields));
  const View key = NOROSHI_TRY(fields.next(der::kSequence)).whole;
  state->key_info = der::copy_of(key);
  NOROSHI_CHECK(read_key_info(key, state->key_bits, state->key_algorithm));
  for (const std::uint32_t unique_id : {1U, 2U}) {
    (void)NOROSHI_TRY(fields.optional(der::context_primitive(unique_id)));
  }
  if (const auto extensions = NOROSHI_TRY(fields.optional(der::context(3)))) {
    der::Reader inside = fields.inside(*extensions);
    state->extensions = NOROSHI_TRY(read_extensions(inside));
  }
  NOROSHI_CHECK(fields.end("TBSCertificate"));
  return Certificate(state);
}

Result<std::vector<Certificate>> Certificate::parse_all(View octets) {
  std::vector<Certificate> certificates;
  if (!is_pem(octets)) {
    certificates.push_back(NOROSHI_TRY(parse(octets)));
    return certificates;
  }
  for (const Bytes& block : NOROSHI_TRY(pem_blocks(octets, {"CERTIFICATE", "X509 CERTIFICATE"}))) {
    certificates.push_back(NOROSHI_TRY(parse(block)));
  }
  return certificates;
}

const Bytes& Certificate::der() const { return state_->der; }
std::string Certificate::pem() const { return to_pem("CERTIFICATE", state_->der); }
const Name& Certificate::subject() const { return state_->subject; }
const Name& Certificate::issuer() const { return state_->issuer; }
const Bytes& Certificate::serial() const { return state_->serial; }
base::Micros Certificate::not_before() const { return state_->not_before; }
base::Micros Certificate::not_after() const { return state_->not_after; }
const Bytes& Certificate::public_key_info() const { return state_->key_info; }
const Bytes& Certificate::public_key_bits() const { return state_->key_bits; }
der::Oid Certificate::signature_algorithm() const { return state_->signature_algorithm; }
const SignedPart& Certificate::signed_part() const { return state_->part; }
int Certificate::version() const { return state_->version; }
const std::vector<Extension>& Certificate::extensions() const { return state_->extensions; }
void* Certificate::handle() const { return state_->openssl(); }

bool Certificate::algorithms_agree() const {
  return der::same(state_->inner_algorithm, state_->part.algorithm);
}

std::string Certificate::serial_hex() const {
  const View octets = serial();
  return base::to_hex(octets.size() > 1 && octets[0] == 0 ? octets.subspan(1) : octets);
}

KeyKind Certificate::key_kind() const {
  struct Known {
    std::string_view oid;
    KeyKind kind;
  };
  constexpr std::array<Known, 6> kKinds{{{"1.2.840.113549.1.1.1", KeyKind::Rsa},
                                         {"1.2.840.113549.1.1.10", KeyKind::RsaPss},
                                         {"1.2.840.10040.4.1", KeyKind::Dsa},
                                         {"1.2.840.10045.2.1", KeyKind::Ec},
                                         {"1.3.101.112", KeyKind::Ed25519},
                                         {"1.3.101.113", KeyKind::Ed448}}};
  const auto found = std::find_if(kKinds.begin(), kKinds.end(), [&](const Known& one) {
    return one.oid == state_->key_algorithm.dotted;
  });
  return found == kKinds.end() ? KeyKind::Other : found->kind;
}

unsigned Certificate::key_bits() const {
  const EVP_PKEY* key = key_of(state_->openssl());
  return key == nullptr ? 0U : static_cast<unsigned>(std::max(0, EVP_PKEY_get_bits(key)));
}

const Extension* Certificate::extension(const der::Oid& type) const {
  return find_extension(state_->extensions, type);
}

bool Certificate::is_authority() const {
  const Extension* found = extension(ext::kBasicConstraints);
  if (found == nullptr) return false;
  const auto constraints = read_basic_constraints(found->value);
  return constraints && constraints->authority;
}

std::optional<std::uint16_t> Certificate::key_usage() const {
  const Extension* found = extension(ext::kKeyUsage);
  if (found == nullptr) return std::nullopt;
  const auto bits = der::Reader(found->value).next(der::kBitString);
  std::uint16_t usage = 0;
  if (!bits) return usage;
  for (std::size_t bit = 0; bit < 16 && bit / 8 + 1 < bits->contents.size(); ++bit) {
    // Bit 0 of an ASN.1 BIT STRING is the highest of its first octet.
    if ((bits->contents[bit / 8 + 1] & (0x80U >> (bit % 8))) != 0) {
      usage = static_cast<std::uint16_t>(usage | (1U << bit));
    }
  }
  return usage;
}

bool Certificate::has_purpose(const der::Oid& extended_key_usage) const {
  const Extension* found = extension(ext::kExtendedKeyUsage);
  if (found == nullptr) return false;
  auto purposes = der::Reader(found->value).enter(der::kSequence);
  while (purposes && !purposes->done()) {
    const auto purpose = purposes->oid();
    if (!purpose) return false;
    if (*purpose == extended_key_usage) return true;
  }
  return false;
}

Bytes Certificate::subject_key_id() const {
  const Extension* found = extension(ext::kSubjectKeyId);
  if (found == nullptr) return {};
  auto id = der::Reader(found->value).octets();
  return id ? std::move(*id) : Bytes();
}

Bytes Certificate::authority_key_id() const { return authority_key_id_in(extensions()); }

std::vector<std::string> Certificate::crl_urls() const {
  std::vector<std::string> urls;
  const Extension* found = extension(ext::kCrlDistributionPoints);
  if (found != nullptr) (void)collect_crl_urls(found->value, urls);  // what could be read counts
  return urls;
}

std::vector<std::string> Certificate::ocsp_urls() const {
  std::vector<std::string> urls;
  const Extension* found = extension(ext::kAuthorityInfoAccess);
  if (found != nullptr) (void)collect_ocsp_urls(found->value, urls);  // what could be read counts
  return urls;
}

std::optional<std::string> Certificate::organization_identifier() const {
  return subject().attribute("2.5.4.97");
}

Bytes Certificate::fingerprint(Digest digest) const { return pki::digest(digest, der()); }

bool Certificate::verifies(View message, View signature, View algorithm_identifier,
                           std::optional<Digest> digest) const {
  const auto algorithm = parse_signature_algorithm(algorithm_identifier);
  return algorithm &&
         signature_is_right(key_of(state_->openssl()), message, signature, *algorithm, digest);
}

}  // namespace noroshi::pki
