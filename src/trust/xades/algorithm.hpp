// The algorithms that XMLDSig names by URI (XMLDSig 1.1, XML Encryption, RFC 6931, RFC 9231), in
// the words of trust/pki.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "trust/pki/certificate.hpp"
#include "trust/pki/signature_algorithm.hpp"
#include "trust/xml/document.hpp"
#include "trust/xml/node_set.hpp"

namespace noroshi::xades {

using der::Bytes;
using der::View;
using xml::Node;

/// None: an algorithm that is unknown here.
std::optional<pki::Digest> digest_named(std::string_view uri);

struct SignatureMethod {
  pki::Scheme scheme = pki::Scheme::RsaPkcs1;
  pki::Digest digest = pki::Digest::Sha256;  ///< of EdDSA: what is reported, SHA-512
  Bytes identifier{};                        ///< AlgorithmIdentifier, whole
  std::string text{};                        ///< "ECDSA with SHA-256"
};

/// Of ds:SignatureMethod.
Result<SignatureMethod> signature_method(Node element);

/// The certificate's key made the value over `input`.
bool verifies(const SignatureMethod& method, const pki::Certificate& certificate, View input,
              View value);

/// Of an element with an Algorithm attribute: one of the six canonical forms, with its
/// InclusiveNamespaces.  `otherwise` where the attribute is missing or empty.
Result<xml::CanonicalMethod> canonical_method(
    Node element, const std::optional<xml::CanonicalMethod>& otherwise = std::nullopt);

}  // namespace noroshi::xades
