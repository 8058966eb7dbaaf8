// Names of XMLDSig and XAdES, and how the versions of XAdES are told apart.
//
// From TS 101 903 V1.1.1 on the elements kept their local names and changed their namespace, so
// that they are looked for by local name in any of XAdES's namespaces.
#pragma once

#include <string>
#include <string_view>

#include "trust/xml/document.hpp"

namespace noroshi::xades {

using xml::Node;

inline constexpr std::string_view kXadesPrefix = "http://uri.etsi.org/01903/v";
inline constexpr std::string_view kXades111 = "http://uri.etsi.org/01903/v1.1.1#";
inline constexpr std::string_view kXades122 = "http://uri.etsi.org/01903/v1.2.2#";

// Types of ds:Reference.
inline constexpr std::string_view kManifestType = "http://www.w3.org/2000/09/xmldsig#Manifest";
inline constexpr std::string_view kCountersigned =
    "http://uri.etsi.org/01903#CountersignedSignature";

/// The Type that the Reference to the signed properties has in the version of this namespace.
inline std::string signed_properties_type(std::string_view uri) {
  const bool old = uri == kXades111 || uri == kXades122;
  return old ? std::string(uri) + "SignedProperties" : "http://uri.etsi.org/01903#SignedProperties";
}

inline bool is_xades(Node node) { return node.namespace_uri().starts_with(kXadesPrefix); }
inline bool is_xades(Node node, std::string_view name) {
  return node.name() == name && is_xades(node);
}

/// The first child of XAdES with this name; null: none.
inline Node property(Node of, std::string_view name) {
  for (const Node each : of.children()) {
    if (is_xades(each, name)) return each;
  }
  return {};
}

inline std::vector<Node> properties(Node of, std::string_view name) {
  std::vector<Node> found;
  for (const Node each : of.children()) {
    if (is_xades(each, name)) found.push_back(each);
  }
  return found;
}

/// A child of XMLDSig or, in the oldest versions, of XAdES.
inline Node dsig_child(Node of, std::string_view name) {
  const Node found = of.child(xml::kDsig, name);
  return found ? found : property(of, name);
}

}  // namespace noroshi::xades
