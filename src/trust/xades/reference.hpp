// ds:Reference: what it points to, and what its transforms make of that (XMLDSig §4.4.3).
//
// Our own rather than libxmlsec1's: that stops at the first reference that is wrong, where a
// validator must tell of each, it has global state to set up, and its ways to fetch things would
// have to be closed one by one.  What is left to do over trust/xml is below.
//
// A reference within the document must mean one element: where an Id stands twice, a verifier and a
// reader may see two documents, so nothing of it is right (signature wrapping).
#pragma once

#include <optional>
#include <string>

#include "trust/pki/digest.hpp"
#include "trust/xades/algorithm.hpp"
#include "trust/xades/source.hpp"

namespace noroshi::xades {

/// What a reference comes to: nodes, or octets (its own or those of a detached object).
struct Content {
  std::optional<xml::NodeSet> nodes{};
  Bytes owned{};
  View octets{};

  Content() = default;
  Content(Content&&) = default;
  Content& operator=(Content&&) = default;
  void become(Bytes made);  ///< octets of its own
};

/// NotFound where there is nothing at that place; InvalidInput where it is ambiguous, or a
/// transform is unknown or not to be done (XSLT).
Result<Content> content_of(const Source& source, Node reference);
/// As octets: nodes by this method (XMLDSig: Canonical XML 1.0 without comments).
Status make_octets(const Source& source, const xml::CanonicalMethod& method, Content& content);
Result<Bytes> digest_of(const Source& source, Node reference, pki::Digest digest);

/// Of a URI within the document, "#id" or "#xpointer(id('id'))": the id; none: another URI.
std::optional<std::string> id_in(std::string_view uri);
/// The element that a URI with an id means; null: none, or more than one.
Node element_at(const Source& source, std::string_view uri);
/// The id stands more than once.
bool is_ambiguous(const Source& source, std::string_view uri);

/// ds:DigestValue; empty: none that can be read.
Bytes digest_value(Node reference);

}  // namespace noroshi::xades
