#include "trust/xades/algorithm.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <sstream>

#include "trust/der/writer.hpp"
#include "trust/key/signer.hpp"
#include "trust/xades/names.hpp"

namespace noroshi::xades {
namespace {

using pki::Digest;
using pki::Scheme;

struct NamedDigest {
  std::string_view uri;
  Digest digest;
};

constexpr std::array kDigests{
    NamedDigest{"http://www.w3.org/2001/04/xmldsig-more#md5", Digest::Md5},
    NamedDigest{"http://www.w3.org/2000/09/xmldsig#sha1", Digest::Sha1},
    NamedDigest{"http://www.w3.org/2001/04/xmlenc#ripemd160", Digest::Ripemd160},
    NamedDigest{"http://www.w3.org/2001/04/xmldsig-more#sha224", Digest::Sha224},
    NamedDigest{"http://www.w3.org/2001/04/xmlenc#sha256", Digest::Sha256},
    NamedDigest{"http://www.w3.org/2001/04/xmldsig-more#sha384", Digest::Sha384},
    NamedDigest{"http://www.w3.org/2001/04/xmlenc#sha512", Digest::Sha512},
    NamedDigest{"http://www.w3.org/2007/05/xmldsig-more#sha3-224", Digest::Sha3_224},
    NamedDigest{"http://www.w3.org/2007/05/xmldsig-more#sha3-256", Digest::Sha3_256},
    NamedDigest{"http://www.w3.org/2007/05/xmldsig-more#sha3-384", Digest::Sha3_384},
    NamedDigest{"http://www.w3.org/2007/05/xmldsig-more#sha3-512", Digest::Sha3_512}};

/// The last part of a URI of signatures, with a digest in it: see `uri_of`.
struct NamedSignature {
  std::string_view before;  ///< what stands before the name of the digest …
  std::string_view behind;  ///< … and behind it
  Scheme scheme;
};

// XMLDSig's r and s side by side are BSI's plain format.
constexpr std::array kSignatures{
    NamedSignature{"http://www.w3.org/2000/09/xmldsig#rsa-", "", Scheme::RsaPkcs1},
    NamedSignature{"http://www.w3.org/2001/04/xmldsig-more#rsa-", "", Scheme::RsaPkcs1},
    NamedSignature{"http://www.w3.org/2007/05/xmldsig-more#", "-rsa-MGF1", Scheme::RsaPss},
    NamedSignature{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-", "", Scheme::EcdsaPlain},
    NamedSignature{"http://www.w3.org/2007/05/xmldsig-more#ecdsa-", "", Scheme::EcdsaPlain},
    NamedSignature{"http://www.w3.org/2021/04/xmldsig-more#ecdsa-", "", Scheme::EcdsaPlain},
    NamedSignature{"http://www.w3.org/2000/09/xmldsig#dsa-", "", Scheme::Dsa},
    NamedSignature{"http://www.w3.org/2009/xmldsig11#dsa-", "", Scheme::Dsa}};

constexpr std::string_view kPssByParameters = "http://www.w3.org/2007/05/xmldsig-more#rsa-pss";
constexpr std::string_view kEd25519 = "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519";
constexpr std::string_view kEd448 = "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448";
constexpr std::string_view kMore2007 = "http://www.w3.org/2007/05/xmldsig-more#";

constexpr const char* kRsaEncryption = "1.2.840.113549.1.1.1";
constexpr const char* kRsaPss = "1.2.840.113549.1.1.10";
constexpr const char* kMgf1 = "1.2.840.113549.1.1.8";
constexpr const char* kDsa = "1.2.840.10040.4.1";

struct OidOf {
  Digest digest;
  const char* oid;
};
// BSI TR-03111 §5.2.1.1; MD5 there is none.
constexpr std::array kPlainEcdsa{OidOf{Digest::Sha1, "0.4.0.127.0.7.1.1.4.1.1"},
                                 OidOf{Digest::Sha224, "0.4.0.127.0.7.1.1.4.1.2"},
                                 OidOf{Digest::Sha256, "0.4.0.127.0.7.1.1.4.1.3"},
                                 OidOf{Digest::Sha384, "0.4.0.127.0.7.1.1.4.1.4"},
                                 OidOf{Digest::Sha512, "0.4.0.127.0.7.1.1.4.1.5"},
                                 OidOf{Digest::Ripemd160, "0.4.0.127.0.7.1.1.4.1.6"},
                                 OidOf{Digest::Sha3_224, "0.4.0.127.0.7.1.1.4.1.8"},
                                 OidOf{Digest::Sha3_256, "0.4.0.127.0.7.1.1.4.1.9"},
                                 OidOf{Digest::Sha3_384, "0.4.0.127.0.7.1.1.4.1.10"},
                                 OidOf{Digest::Sha3_512, "0.4.0.127.0.7.1.1.4.1.11"}};

struct PssParameters {
  Digest digest = Digest::Sha256;
  Digest mask = Digest::Sha256;
  std::int64_t salt = 32;  ///< octets
};

Bytes pss_identifier(const PssParameters& parameters) {
  const auto hash = [](Digest digest) {
    return der::sequence({der::oid(pki::oid_of(digest)), der::null()});
  };
  const Bytes mask = der::sequence({der::oid(der::Oid(kMgf1)), hash(parameters.mask)});
  return der::sequence(
      {der::oid(der::Oid(kRsaPss)),
       der::sequence({der::explicitly(0, hash(parameters.digest)), der::explicitly(1, mask),
                      der::explicitly(2, der::integer(parameters.salt))})});
}

Bytes identifier_of(Scheme scheme, Digest digest) {
  switch (scheme) {
    case Scheme::RsaPkcs1:
      return der::sequence({der::oid(der::Oid(kRsaEncryption)), der::null()});
    case Scheme::RsaPss:
      return pss_identifier({digest, digest, static_cast<std::int64_t>(pki::size_of(digest))});
    case Scheme::Dsa:
      return der::sequence({der::oid(der::Oid(kDsa))});
    case Scheme::Ed25519:
      return der::sequence({der::oid(der::Oid("1.3.101.112"))});
    case Scheme::Ed448:
      return der::sequence({der::oid(der::Oid("1.3.101.113"))});
    case Scheme::Ecdsa:
    case Scheme::EcdsaPlain:
      break;
  }
  const auto found = std::find_if(kPlainEcdsa.begin(), kPlainEcdsa.end(),
                                  [&](const OidOf& each) { return each.digest == digest; });
  if (found == kPlainEcdsa.end()) return {};
  return der::sequence({der::oid(der::Oid(found->oid))});
}

std::string text_of(Scheme scheme, Digest digest) {
  switch (scheme) {
    case Scheme::Ed25519:
      return "Ed25519";
    case Scheme::Ed448:
      return "Ed448";
    case Scheme::RsaPkcs1:
      return fmt::format("RSA with {}", to_string(digest));
    case Scheme::RsaPss:
      return fmt::format("RSASSA-PSS with {}", to_string(digest));
    case Scheme::Dsa:
      return fmt::format("DSA with {}", to_string(digest));
    case Scheme::Ecdsa:
    case Scheme::EcdsaPlain:
      break;
  }
  return fmt::format("ECDSA with {}", to_string(digest));
}

SignatureMethod method_of(Scheme scheme, Digest digest) {
  return {scheme, digest, identifier_of(scheme, digest), text_of(scheme, digest)};
}

/// "sha3-256" within a longer name.
std::optional<Digest> digest_by_name(std::string_view name) {
  constexpr std::array kNames{std::pair{"md5", Digest::Md5},
                              std::pair{"sha1", Digest::Sha1},
                              std::pair{"ripemd160", Digest::Ripemd160},
                              std::pair{"sha224", Digest::Sha224},
                              std::pair{"sha256", Digest::Sha256},
                              std::pair{"sha384", Digest::Sha384},
                              std::pair{"sha512", Digest::Sha512},
                              std::pair{"sha3-224", Digest::Sha3_224},
                              std::pair{"sha3-256", Digest::Sha3_256},
                              std::pair{"sha3-384", Digest::Sha3_384},
                              std::pair{"sha3-512", Digest::Sha3_512}};
  for (const auto& [each, digest] : kNames) {
    if (name == each) return digest;
  }
  return std::nullopt;
}

std::optional<SignatureMethod> named(std::string_view uri) {
  if (uri == kEd25519) return method_of(Scheme::Ed25519, Digest::Sha512);
  if (uri == kEd448) return method_of(Scheme::Ed448, Digest::Sha512);
  for (const NamedSignature& each : kSignatures) {
    if (!uri.starts_with(each.before) || !uri.ends_with(each.behind)) continue;
    const auto outside = each.before.size() + each.behind.size();
    if (uri.size() <= outside) continue;
    const auto digest = digest_by_name(uri.substr(each.before.size(), uri.size() - outside));
    if (!digest) continue;
    SignatureMethod method = method_of(each.scheme, *digest);
    if (!method.identifier.empty()) return method;
  }
  return std::nullopt;
}

std::optional<Digest> digest_in(Node element) {
  return digest_named(dsig_child(element, "DigestMethod").attribute("Algorithm").value_or(""));
}

/// RFC 6931 §2.3.9: what is not said has SHA-256 and a salt as long as the digest.
Result<SignatureMethod> pss_of(Node element) {
  PssParameters parameters;
  const Node said = element.child(kMore2007, "RSAPSSParams");
  if (said.child(xml::kDsig, "DigestMethod")) {
    const auto digest = digest_in(said);
    if (!digest) return Error{Errc::InvalidInput, "RSASSA-PSS with a digest that is unknown here"};
    parameters.digest = *digest;
  }
  if (const Node mask = said.child(kMore2007, "MaskGenerationFunction");
      mask.child(xml::kDsig, "DigestMethod")) {
    const auto digest = digest_in(mask);
    if (!digest) return Error{Errc::InvalidInput, "RSASSA-PSS with a mask that is unknown here"};
    parameters.mask = *digest;
  }
  parameters.salt = static_cast<std::int64_t>(pki::size_of(parameters.digest));
  if (const Node salt = said.child(kMore2007, "SaltLength")) {
    const std::string text = salt.trimmed();
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), parameters.salt);
    if (error != std::errc() || end != text.data() + text.size() || parameters.salt < 0 ||
        parameters.salt > 1024) {
      return Error{Errc::InvalidInput, "RSASSA-PSS with a salt of no length"};
    }
  }
  return SignatureMethod{Scheme::RsaPss, parameters.digest, pss_identifier(parameters),
                         text_of(Scheme::RsaPss, parameters.digest)};
}

}  // namespace

std::optional<Digest> digest_named(std::string_view uri) {
  const auto found = std::find_if(kDigests.begin(), kDigests.end(),
                                  [&](const NamedDigest& each) { return each.uri == uri; });
  if (found == kDigests.end()) return std::nullopt;
  return found->digest;
}

Result<SignatureMethod> signature_method(Node element) {
  const std::string uri = element.attribute("Algorithm").value_or("");
  if (uri == kPssByParameters) return pss_of(element);
  if (auto method = named(uri)) return *std::move(method);
  return Error{Errc::InvalidInput,
               fmt::format("the signature algorithm \"{:.200}\" is unknown here", uri)};
}

bool verifies(const SignatureMethod& method, const pki::Certificate& certificate, View input,
              View value) {
  const bool edwards = method.scheme == Scheme::Ed25519 || method.scheme == Scheme::Ed448;
  const std::optional<Digest> digest = edwards ? std::nullopt : std::optional(method.digest);
  if (method.scheme != Scheme::Dsa) {
    return certificate.verifies(input, value, method.identifier, digest);
  }
  const auto as_der = key::ecdsa_to_der(value);  // DSA's two numbers stand alike
  return as_der && certificate.verifies(input, *as_der, method.identifier, digest);
}

Result<xml::CanonicalMethod> canonical_method(
    Node element, const std::optional<xml::CanonicalMethod>& otherwise) {
  constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
  const std::string uri = element.attribute("Algorithm").value_or("");
  if (uri.empty() && otherwise) return *otherwise;
  const auto form = xml::canonical_form(uri);
  if (!form) {
    return Error{Errc::InvalidInput, fmt::format("\"{:.200}\" is no canonical form of XML", uri)};
  }
  xml::CanonicalMethod method{*form, {}};
  const Node inclusive = element.child(kExclusive, "InclusiveNamespaces");
  std::istringstream prefixes(inclusive.attribute("PrefixList").value_or(""));
  for (std::string prefix; prefixes >> prefix;) method.inclusive_prefixes.push_back(prefix);
  return method;
}

}  // namespace noroshi::xades
