// Certificates, lists and answers made in memory for the tests of this leaf: any of them, also
// those that no CA would make.
#pragma once

#include <map>
#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "trust/der/writer.hpp"
#include "trust/pki/certificate.hpp"
#include "trust/pki/extension.hpp"
#include "trust/pki/revocation.hpp"

namespace noroshi::pki::mint {

inline base::Micros at(std::string_view time) { return base::parse_rfc3339(time).value(); }

/// A P-256 key.
class Key {
 public:
  Key() : Key(EVP_EC_gen("P-256")) {}
  explicit Key(EVP_PKEY* key) : key_(key, &EVP_PKEY_free) {}

  [[nodiscard]] EVP_PKEY* get() const { return key_.get(); }
  [[nodiscard]] Bytes info() const {
    unsigned char* octets = nullptr;
    const int size = i2d_PUBKEY(key_.get(), &octets);
    Bytes info(octets, octets + size);
    OPENSSL_free(octets);
    return info;
  }
  [[nodiscard]] Bytes sign(View message, const char* digest = "SHA256") const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    EVP_DigestSignInit_ex(context.get(), nullptr, digest, nullptr, nullptr, key_.get(), nullptr);
    std::size_t size = 0;
    EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size());
    Bytes signature(size);
    EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size());
    signature.resize(size);
    return signature;
  }

 private:
  std::shared_ptr<EVP_PKEY> key_;
};

inline Bytes name(std::string_view common_name) {
  return der::sequence(
      {der::set_of({der::sequence({der::oid("2.5.4.3"), der::utf8_string(common_name)})})});
}

inline Bytes algorithm(const der::Oid& oid) { return der::sequence({der::oid(oid)}); }
inline const der::Oid kEcdsaSha256("1.2.840.10045.4.3.2");

inline Bytes extension(const der::Oid& type, View value, bool critical = false) {
  if (!critical) return der::sequence({der::oid(type), der::octet_string(value)});
  return der::sequence({der::oid(type), der::boolean(true), der::octet_string(value)});
}
inline Bytes sequence_of(const std::vector<Bytes>& parts) { return der::sequence(parts); }

inline Bytes authority(std::optional<int> path_length = std::nullopt) {
  if (!path_length) {
    return extension(ext::kBasicConstraints, der::sequence({der::boolean(true)}), true);
  }
  return extension(ext::kBasicConstraints,
                   der::sequence({der::boolean(true), der::integer(*path_length)}), true);
}
/// `bits`: as the enumeration KeyUsage.
inline Bytes usage(unsigned bits) {
  Bytes octet{1, 0};  // bit 7 is not used
  for (unsigned bit = 0; bit < 7; ++bit) {
    if ((bits & (1U << bit)) != 0) octet[1] = static_cast<std::uint8_t>(octet[1] | (0x80U >> bit));
  }
  return extension(ext::kKeyUsage, der::element(der::kBitString, octet), true);
}
inline Bytes policies(const std::vector<der::Oid>& oids) {
  std::vector<Bytes> parts;
  for (const der::Oid& oid : oids) parts.push_back(der::sequence({der::oid(oid)}));
  return extension(ext::kCertificatePolicies, der::sequence(parts));
}
inline Bytes mappings(const std::vector<std::pair<der::Oid, der::Oid>>& pairs) {
  std::vector<Bytes> parts;
  for (const auto& [from, to] : pairs) {
    parts.push_back(der::sequence({der::oid(from), der::oid(to)}));
  }
  return extension(ext::kPolicyMappings, der::sequence(parts), true);
}
inline Bytes purposes(const std::vector<der::Oid>& oids) {
  std::vector<Bytes> parts;
  for (const der::Oid& oid : oids) parts.push_back(der::oid(oid));
  return extension(ext::kExtendedKeyUsage, der::sequence(parts));
}
/// GeneralName of a kind whose tag is implicit.
inline Bytes general_name(std::uint32_t kind, View value) {
  return der::element(der::context_primitive(kind), value);
}
inline Bytes directory_name(View name) { return der::explicitly(4, name); }
inline Bytes alternatives(const std::vector<Bytes>& names) {
  return extension(ext::kSubjectAltName, der::sequence(names));
}
inline Bytes constraints(const std::vector<Bytes>& permitted, const std::vector<Bytes>& excluded) {
  const auto subtrees = [](std::uint32_t number, const std::vector<Bytes>& names) {
    std::vector<Bytes> parts;
    for (const Bytes& one : names) parts.push_back(der::sequence({one}));
    return names.empty() ? Bytes() : der::implicitly(number, der::sequence(parts));
  };
  return extension(ext::kNameConstraints,
                   der::sequence({subtrees(0, permitted), subtrees(1, excluded)}), true);
}

struct Draft {
  Bytes subject;
  std::vector<Bytes> extensions{};
  std::int64_t serial = 7;
  base::Micros not_before = at("2020-01-01T00:00:00Z");
  base::Micros not_after = at("2030-01-01T00:00:00Z");
};

/// One who issues: a name with its key and the certificate for it.
struct Party {
  Bytes name;
  Key key{};
  std::optional<Certificate> certificate{};
  std::int64_t next_serial = 100;

  explicit Party(std::string_view common_name) : name(mint::name(common_name)) {}

  [[nodiscard]] Bytes sealed(const Bytes& to_be_signed) const {
    return der::sequence(
        {to_be_signed, algorithm(kEcdsaSha256), der::bit_string(key.sign(to_be_signed))});
  }

  [[nodiscard]] Certificate issue(const Draft& draft, const Key& for_key) const {
    const Bytes extensions =
        draft.extensions.empty() ? Bytes() : der::explicitly(3, der::sequence(draft.extensions));
    const Bytes to_be_signed = der::sequence(
        {der::explicitly(0, der::integer(2)), der::integer(draft.serial), algorithm(kEcdsaSha256),
         name, der::sequence({der::cms_time(draft.not_before), der::cms_time(draft.not_after)}),
         draft.subject, for_key.info(), extensions});
    return Certificate::parse(sealed(to_be_signed)).value();
  }

  /// A CA under this one.
  void certify(Party& other, std::vector<Bytes> extensions = {}) {
    extensions.push_back(authority());
    extensions.push_back(usage(kKeyCertSign | kCrlSign));
    other.certificate = issue({other.name, std::move(extensions), next_serial++}, other.key);
  }
  void certify_itself(std::vector<Bytes> extensions = {}) { certify(*this, std::move(extensions)); }

  struct Listed {
    Bytes serial;
    base::Micros time = at("2024-01-01T00:00:00Z");
    RevocationReason reason = RevocationReason::KeyCompromise;
  };
  struct ListDraft {
    std::vector<Listed> entries{};
    base::Micros this_update = at("2025-01-01T00:00:00Z");
    base::Micros next_update = at("2026-01-01T00:00:00Z");
    std::vector<Bytes> extensions{};
  };
  [[nodiscard]] Crl list(const ListDraft& draft) const {
    std::vector<Bytes> entries;
    for (const Listed& one : draft.entries) {
      const Bytes reason =
          extension(ext::kReasonCode, der::enumerated(static_cast<int>(one.reason)));
      entries.push_back(der::sequence(
          {der::integer(View(one.serial)), der::cms_time(one.time), der::sequence({reason})}));
    }
    const Bytes extensions =
        draft.extensions.empty() ? Bytes() : der::explicitly(0, der::sequence(draft.extensions));
    return Crl::parse(sealed(der::sequence(
                          {der::integer(1), algorithm(kEcdsaSha256), name,
                           der::cms_time(draft.this_update), der::cms_time(draft.next_update),
                           entries.empty() ? Bytes() : der::sequence(entries), extensions})))
        .value();
  }
};

struct AnswerDraft {
  /// Of CertStatus: der::implicitly(0, der::null()) is good.
  Bytes status = der::implicitly(0, der::null());
  base::Micros this_update = at("2025-05-01T00:00:00Z");
  std::optional<base::Micros> next_update = at("2026-01-01T00:00:00Z");
  std::vector<Certificate> certificates{};
};
inline Bytes revoked_status(base::Micros time, RevocationReason reason) {
  const Bytes why = der::explicitly(0, der::enumerated(static_cast<int>(reason)));
  return der::implicitly(1, der::sequence({der::generalized_time(time), why}));
}

/// An OCSP answer about `subject`, signed by `responder`.
inline OcspResponse answer(const Certificate& subject, const Certificate& issuer,
                           const Party& responder, const AnswerDraft& draft) {
  const Bytes id =
      der::sequence({algorithm(oid_of(Digest::Sha1)),
                     der::octet_string(digest(Digest::Sha1, issuer.subject().octets())),
                     der::octet_string(digest(Digest::Sha1, issuer.public_key_bits())),
                     der::integer(View(subject.serial()))});
  const Bytes next =
      draft.next_update ? der::explicitly(0, der::generalized_time(*draft.next_update)) : Bytes();
  const Bytes single =
      der::sequence({id, draft.status, der::generalized_time(draft.this_update), next});
  const Bytes data =
      der::sequence({der::explicitly(1, responder.name), der::generalized_time(draft.this_update),
                     der::sequence({single})});
  std::vector<Bytes> certificates;
  for (const Certificate& one : draft.certificates) certificates.push_back(one.der());
  const Bytes list =
      certificates.empty() ? Bytes() : der::explicitly(0, der::sequence(certificates));
  const Bytes basic = der::sequence(
      {data, algorithm(kEcdsaSha256), der::bit_string(responder.key.sign(data)), list});
  return OcspResponse::parse_basic(basic).value();
}

}  // namespace noroshi::pki::mint
