#include "trust/xades/signer_certificate.hpp"

#include <algorithm>

#include "trust/der/reader.hpp"
#include "trust/pki/general_name.hpp"
#include "trust/xades/material.hpp"
#include "trust/xades/names.hpp"
#include "trust/xades/reference.hpp"

namespace noroshi::xades {
namespace {

using signature::AdvancedSignature;

/// One Cert of SigningCertificate(V2).
struct CertificateName {
  std::optional<pki::Digest> algorithm{};  ///< none: unknown here
  Bytes digest{};
  Bytes serial{};  ///< two's complement, shortest; empty: not said
  std::optional<pki::Name> issuer{};
};

/// A decimal number of any length as an INTEGER's contents; empty: it is none.
Bytes integer_of(std::string_view decimal) {
  Bytes magnitude;  // little end first
  if (decimal.empty() || decimal.size() > 200) return {};
  for (const char letter : decimal) {
    if (letter < '0' || letter > '9') return {};
    unsigned carry = static_cast<unsigned>(letter - '0');
    for (std::uint8_t& octet : magnitude) {
      carry += octet * 10U;
      octet = static_cast<std::uint8_t>(carry & 0xffU);
      carry >>= 8U;
    }
    if (carry > 0) magnitude.push_back(static_cast<std::uint8_t>(carry));
  }
  if (magnitude.empty() || magnitude.back() >= 0x80) magnitude.push_back(0);
  std::reverse(magnitude.begin(), magnitude.end());
  return magnitude;
}

/// IssuerSerialV2: IssuerSerial of RFC 5035, GeneralNames and a number, in DER.
Status read_issuer_serial(View octets, CertificateName& to) {
  der::Reader outer(octets);
  der::Reader fields = NOROSHI_TRY(outer.enter(der::kSequence));
  const der::Reader general = NOROSHI_TRY(fields.enter(der::kSequence));
  const auto names = NOROSHI_TRY(pki::directory_names(general));
  to.serial = NOROSHI_TRY(fields.integer());
  if (!names.empty()) to.issuer = names.front();
  return {};
}

CertificateName name_in(Node cert, AdvancedSignature& to) {
  CertificateName name;
  const Node digest = property(cert, "CertDigest");
  name.algorithm =
      digest_named(dsig_child(digest, "DigestMethod").attribute("Algorithm").value_or(""));
  name.digest = digest_value(digest);
  if (const Node old = property(cert, "IssuerSerial")) {
    name.serial = integer_of(dsig_child(old, "X509SerialNumber").trimmed());
  }
  if (const Node second = property(cert, "IssuerSerialV2")) {
    const auto octets = second.base64();
    const Status read = octets ? read_issuer_serial(*octets, name) : Status(octets.error());
    if (!read) to.remarks.push_back("IssuerSerialV2 cannot be read: " + read.error().message);
  }
  return name;
}

std::vector<CertificateName> names_in(const Parts& parts, AdvancedSignature& to) {
  std::vector<CertificateName> names;
  for (const char* element : {"SigningCertificate", "SigningCertificateV2"}) {
    for (const Node each : properties(parts.signature_properties, element)) {
      to.certificate_referenced = true;
      for (const Node cert : properties(each, "Cert")) names.push_back(name_in(cert, to));
    }
  }
  return names;
}

bool names(const CertificateName& name, const pki::Certificate& certificate) {
  return name.algorithm && !name.digest.empty() &&
         der::same(certificate.fingerprint(*name.algorithm), name.digest);
}

void check_issuer_serial(const CertificateName& name, const pki::Certificate& certificate,
                         AdvancedSignature& to) {
  if (!name.serial.empty() && name.serial != certificate.serial()) {
    to.remarks.emplace_back("the signing certificate property names another serial number");
  }
  if (name.issuer && !name.issuer->matches(certificate.issuer())) {
    to.remarks.emplace_back("the signing certificate property names another issuer");
  }
}

/// A reference covers all of KeyInfo, and is right.
bool key_info_is_signed(const Parts& parts, const AdvancedSignature& to) {
  for (std::size_t i = 0; i < parts.references.size() && i < to.references.size(); ++i) {
    const auto uri = parts.references[i].attribute("URI").value_or("");
    if (parts.key_info && element_at(*parts.source, uri) == parts.key_info &&
        to.references[i].intact) {
      return true;
    }
  }
  return false;
}

std::optional<pki::Certificate> by_key(const std::vector<pki::Certificate>& candidates,
                                       const SignerQuestion& question, View value) {
  for (const pki::Certificate& each : candidates) {
    if (question.method && verifies(*question.method, each, question.input, value)) return each;
  }
  return std::nullopt;
}

/// The certificate that made the value, or the first.
std::optional<pki::Certificate> by_key_or_first(const std::vector<pki::Certificate>& candidates,
                                                const SignerQuestion& question, View value) {
  auto found = by_key(candidates, question, value);
  if (!found && !candidates.empty()) found = candidates.front();
  return found;
}

}  // namespace

std::vector<pki::Certificate> key_info_certificates(const Parts& parts) {
  pki::Material material;
  std::vector<std::string> told_elsewhere;
  add_key_info(parts.key_info, material, told_elsewhere);
  return std::move(material.certificates);
}

void find_signer(const Parts& parts, const SignerQuestion& question, AdvancedSignature& to) {
  const auto named = names_in(parts, to);
  if (!named.empty()) to.reference_digest = named.front().algorithm;
  std::vector<pki::Certificate> candidates = to.material.certificates;
  candidates.insert(candidates.end(), question.more.begin(), question.more.end());
  // Several may be named, a chain: the signer's is the one whose key made the value.
  std::vector<pki::Certificate> meant;
  for (const pki::Certificate& each : candidates) {
    if (std::any_of(named.begin(), named.end(),
                    [&](const auto& name) { return names(name, each); })) {
      meant.push_back(each);
    }
  }
  to.certificate = by_key_or_first(meant, question, parts.value);
  if (to.certificate) {
    to.reference_matches = true;
    for (const CertificateName& name : named) {
      if (!names(name, *to.certificate)) continue;
      to.reference_digest = name.algorithm;
      check_issuer_serial(name, *to.certificate, to);
    }
    return;
  }
  const auto own = key_info_certificates(parts);
  to.certificate = by_key_or_first(own, question, parts.value);
  if (!to.certificate) to.certificate = by_key(question.more, question, parts.value);
  if (to.certificate_referenced || !key_info_is_signed(parts, to)) return;
  to.certificate_referenced = true;
  to.reference_matches =
      to.certificate && std::find(own.begin(), own.end(), *to.certificate) != own.end();
}

}  // namespace noroshi::xades
