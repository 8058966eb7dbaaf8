// Signatures for tests: texts with gaps that are filled and signed.
//
//   const Maker maker(authority.issue(key::seal_wish()));
//   const std::string text = maker.finished(maker.enveloped("<a/>", {}));
//
// "@@" stands for a ds:DigestValue to be computed, "@V@" for the value of the one signature in the
// text that has none yet.  Digests are made by the reader's own reference processing: what these
// signatures are worth is for the outside judge (judge_test.hpp) and for the samples of others.
#pragma once

#include <fmt/format.h>
#include <openssl/evp.h>
#include <string>

#include "trust/der/writer.hpp"
#include "trust/key/testing_authority.hpp"
#include "trust/xades/algorithm.hpp"
#include "trust/xades/reference.hpp"

namespace noroshi::xades::testing {

inline std::string base64(der::View octets) {
  std::string text((octets.size() + 2) / 3 * 4, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), octets.data(),
                  static_cast<int>(octets.size()));
  return text;
}

inline constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
inline constexpr std::string_view kInclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
inline constexpr std::string_view kSha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

inline std::string transform_of(std::string_view uri, std::string_view inside = "") {
  return fmt::format(R"(<ds:Transform Algorithm="{}">{}</ds:Transform>)", uri, inside);
}

inline std::string reference_to(std::string_view attributes, std::string_view transforms = "",
                                std::string_view digest = "@@") {
  const std::string all =
      transforms.empty() ? "" : fmt::format("<ds:Transforms>{}</ds:Transforms>", transforms);
  return fmt::format(
      R"(<ds:Reference {}>{}<ds:DigestMethod Algorithm="{}"/><ds:DigestValue>{}</ds:DigestValue>)"
      "</ds:Reference>",
      attributes, all, kSha256, digest);
}

inline const std::string kEnvelopedReference = reference_to(
    R"(Id="R" URI="")", transform_of("http://www.w3.org/2000/09/xmldsig#enveloped-signature") +
                            transform_of(kExclusive));

/// What a signature says; the defaults make one of B-B.
struct Wish {
  std::string id = "S";
  std::string references = kEnvelopedReference;
  std::string objects{};
  std::string signing_time = "<x:SigningTime>2020-04-10T00:00:00Z</x:SigningTime>";
  std::string signing_certificate = "V2";  ///< "V2", "V1", or the element
  std::string more_signed{};               ///< behind the certificate
  std::string data_objects =
      R"(<x:DataObjectFormat ObjectReference="#R"><x:MimeType>text/xml</x:MimeType>)"
      "</x:DataObjectFormat>";
  std::string unsigned_ones{};
  std::string canonical{kExclusive};
  std::string canonical_inside{};  ///< InclusiveNamespaces
  std::string method{};            ///< ds:SignatureMethod; empty: that of the key
  std::string xades_namespace{xml::kXades132};
  std::string signed_type = "http://uri.etsi.org/01903#SignedProperties";
  std::string key_info_attributes{};
};

class Maker {
 public:
  explicit Maker(key::Issued issued) : issued_(std::move(issued)) {}

  [[nodiscard]] const pki::Certificate& certificate() const { return issued_.certificate; }

  /// <ds:Signature> with gaps.
  [[nodiscard]] std::string signature(const Wish& wish) const {
    const std::string properties =
        wish.signed_type.empty()
            ? ""
            : reference_to(fmt::format(R"(Type="{}" URI="#SP-{}")", wish.signed_type, wish.id),
                           transform_of(kExclusive));
    const std::string own = fmt::format(R"(<ds:SignatureMethod Algorithm="{}"/>)", method());
    return fmt::format(
        R"(<ds:Signature xmlns:ds="{0}" Id="{1}"><ds:SignedInfo>)"
        R"(<ds:CanonicalizationMethod Algorithm="{2}">{10}</ds:CanonicalizationMethod>{3}{4}{5})"
        R"(</ds:SignedInfo><ds:SignatureValue Id="V-{1}">@V@</ds:SignatureValue>)"
        "<ds:KeyInfo{6}><ds:X509Data>{7}</ds:X509Data></ds:KeyInfo>{8}{9}</ds:Signature>",
        xml::kDsig, wish.id, wish.canonical, wish.method.empty() ? own : wish.method,
        wish.references, properties, wish.key_info_attributes, certificates(), wish.objects,
        qualifying(wish), wish.canonical_inside);
  }

  [[nodiscard]] std::string enveloped(const Wish& wish = {}) const {
    return fmt::format(R"(<doc xmlns="urn:doc"><p n="1">a &amp; b</p>{}</doc>)", signature(wish));
  }

  /// Fills the gaps; `detached` for references outside.
  [[nodiscard]] std::string finished(std::string text,
                                     std::span<const Detached> detached = {}) const {
    while (text.find("@@") != std::string::npos) fill_digest(text, detached);
    return with_value(std::move(text));
  }

  [[nodiscard]] std::string certificate_reference(bool second) const {
    const auto& certificate = issued_.certificate;
    const std::string digest = fmt::format(
        R"(<x:CertDigest><ds:DigestMethod Algorithm="{}"/><ds:DigestValue>{}</ds:DigestValue>)"
        "</x:CertDigest>",
        kSha256, base64(certificate.fingerprint()));
    if (!second) {
      return fmt::format(
          "<x:SigningCertificate><x:Cert>{}<x:IssuerSerial><ds:X509IssuerName>{}"
          "</ds:X509IssuerName><ds:X509SerialNumber>{}</ds:X509SerialNumber></x:IssuerSerial>"
          "</x:Cert></x:SigningCertificate>",
          digest, certificate.issuer().text(), decimal(certificate.serial()));
    }
    return fmt::format(
        "<x:SigningCertificateV2><x:Cert>{}<x:IssuerSerialV2>{}</x:IssuerSerialV2></x:Cert>"
        "</x:SigningCertificateV2>",
        digest, base64(issuer_serial(certificate.serial())));
  }

  [[nodiscard]] der::Bytes issuer_serial(der::View serial) const {
    const auto name = der::explicitly(4, issued_.certificate.issuer().octets());
    return der::sequence({der::sequence({name}), der::integer(serial)});
  }

  static std::string decimal(der::View integer) {
    std::string digits = "0";
    for (const std::uint8_t octet : integer) {
      unsigned carry = octet;
      for (auto at = digits.rbegin(); at != digits.rend(); ++at) {
        carry += static_cast<unsigned>(*at - '0') * 256U;
        *at = static_cast<char>('0' + carry % 10);
        carry /= 10;
      }
      for (; carry > 0; carry /= 10) digits.insert(0, 1, static_cast<char>('0' + carry % 10));
    }
    return digits;
  }

 private:
  [[nodiscard]] std::string method() const {
    const auto kind = issued_.certificate.key_kind();
    const std::string digest = issued_.signer->digest() == pki::Digest::Sha256   ? "sha256"
                               : issued_.signer->digest() == pki::Digest::Sha384 ? "sha384"
                                                                                 : "sha512";
    if (kind == pki::KeyKind::Ec) return "http://www.w3.org/2001/04/xmldsig-more#ecdsa-" + digest;
    if (kind == pki::KeyKind::Ed25519)
      return "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519";
    if (kind == pki::KeyKind::RsaPss) {
      return "http://www.w3.org/2007/05/xmldsig-more#" + digest + "-rsa-MGF1";
    }
    return "http://www.w3.org/2001/04/xmldsig-more#rsa-" + digest;
  }

  [[nodiscard]] std::string certificates() const {
    std::string text;
    const auto add = [&](const pki::Certificate& each) {
      text += "<ds:X509Certificate>" + base64(each.der()) + "</ds:X509Certificate>";
    };
    add(issued_.certificate);
    for (const auto& each : issued_.chain) add(each);
    return text;
  }

  [[nodiscard]] std::string qualifying(const Wish& wish) const {
    std::string certificate = wish.signing_certificate;
    if (certificate == "V2" || certificate == "V1") {
      certificate = certificate_reference(certificate == "V2");
    }
    return fmt::format(
        R"(<ds:Object><x:QualifyingProperties xmlns:x="{0}" Target="#{1}">)"
        R"(<x:SignedProperties Id="SP-{1}"><x:SignedSignatureProperties>{2}{3}{4})"
        "</x:SignedSignatureProperties><x:SignedDataObjectProperties>{5}"
        "</x:SignedDataObjectProperties></x:SignedProperties><x:UnsignedProperties>"
        "<x:UnsignedSignatureProperties>{6}</x:UnsignedSignatureProperties></x:UnsignedProperties>"
        "</x:QualifyingProperties></ds:Object>",
        wish.xades_namespace, wish.id, wish.signing_time, certificate, wish.more_signed,
        wish.data_objects, wish.unsigned_ones);
  }

  /// Manifests before the references to them.
  static void fill_digest(std::string& text, std::span<const Detached> detached) {
    const auto source = Source(xml::Document::parse(der::view_of(text)).value(), detached);
    std::size_t ordinal = 0;
    std::size_t chosen = 0;
    Node reference;
    for (const Node each : source.document().all(xml::kDsig, "Reference")) {
      if (each.child(xml::kDsig, "DigestValue").text() != "@@") continue;
      const bool in_manifest = each.parent().name() == "Manifest";
      if (!reference || (in_manifest && reference.parent().name() != "Manifest")) {
        reference = each;
        chosen = ordinal;
      }
      ++ordinal;
    }
    const auto digest = digest_of(source, reference, pki::Digest::Sha256);
    auto at = text.find("@@");
    for (std::size_t i = 0; i < chosen; ++i) at = text.find("@@", at + 2);
    text.replace(at, 2, digest ? base64(*digest) : "AAAA");
  }

  [[nodiscard]] std::string with_value(std::string text) const {
    const auto document = xml::Document::parse(der::view_of(text)).value();
    for (const Node each : document.all(xml::kDsig, "Signature")) {
      if (each.child(xml::kDsig, "SignatureValue").text() != "@V@") continue;
      const Node info = each.child(xml::kDsig, "SignedInfo");
      const auto method = canonical_method(info.child(xml::kDsig, "CanonicalizationMethod"));
      const auto input =
          xml::canonicalized(document, info, method->form, method->inclusive_prefixes);
      auto value = issued_.signer->sign(*input).value();
      if (issued_.certificate.key_kind() == pki::KeyKind::Ec) {
        value = key::ecdsa_to_raw(value, (issued_.certificate.key_bits() + 7) / 8).value();
      }
      text.replace(text.find("@V@"), 3, base64(value));
      return text;
    }
    return text;
  }

  key::Issued issued_;
};

/// Puts a property behind the unsigned ones of the first signature.
inline std::string with_property(std::string text, const std::string& property) {
  const std::string end = "</x:UnsignedSignatureProperties>";
  return text.insert(text.find(end), property);
}

inline std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  if (at == std::string::npos) throw std::logic_error("nothing to replace");
  return text.replace(at, what.size(), by);
}

}  // namespace noroshi::xades::testing
