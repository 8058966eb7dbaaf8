// XML of strangers, read with libxml2 under rules that leave nothing to fetch and nothing to blow
// up: no network, no DTD, no entities but XML's own five.  Bounds: 32 MiB, a million nodes, a depth
// of 256, a thousand attributes to an element, a thousand namespaces in scope, 10 MB to a text.
//
// A Document is a tree that stays as it came; Node is a place in it and must not outlive it.  Not
// thread-safe across threads for one Document; different Documents are independent.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "trust/der/bytes.hpp"

// NOLINTBEGIN(bugprone-reserved-identifier): libxml2's own names
struct _xmlDoc;
struct _xmlNode;
// NOLINTEND(bugprone-reserved-identifier)

namespace noroshi::xml {

using der::Bytes;
using der::View;

inline constexpr std::string_view kDsig = "http://www.w3.org/2000/09/xmldsig#";
inline constexpr std::string_view kXades132 = "http://uri.etsi.org/01903/v1.3.2#";
inline constexpr std::string_view kXades141 = "http://uri.etsi.org/01903/v1.4.1#";
inline constexpr std::string_view kAsic = "http://uri.etsi.org/02918/v1.2.1#";

/// An element.  Cheap to copy; null is "no such element", and asking it is answered with nothing.
class Node {
 public:
  Node() = default;
  explicit Node(_xmlNode* raw) : raw_(raw) {}

  explicit operator bool() const { return raw_ != nullptr; }
  bool operator==(const Node&) const = default;
  [[nodiscard]] _xmlNode* raw() const { return raw_; }

  [[nodiscard]] std::string_view name() const;           ///< local part
  [[nodiscard]] std::string_view namespace_uri() const;  ///< empty: none
  [[nodiscard]] bool is(std::string_view uri, std::string_view name) const;
  [[nodiscard]] Node parent() const;
  [[nodiscard]] Node child(std::string_view uri, std::string_view name) const;  ///< the first such
  [[nodiscard]] std::vector<Node> children() const;  ///< elements, in order
  [[nodiscard]] std::vector<Node> children(std::string_view uri, std::string_view name) const;
  [[nodiscard]] std::string text() const;  ///< of it and all below
  [[nodiscard]] std::string trimmed() const;
  [[nodiscard]] std::optional<std::string> attribute(
      std::string_view name) const;  ///< of no namespace
  [[nodiscard]] std::optional<std::string> attribute(std::string_view uri,
                                                     std::string_view name) const;
  /// Base64 with XML's blanks in it; an Error where it is none.
  [[nodiscard]] Result<Bytes> base64() const;

 private:
  _xmlNode* raw_ = nullptr;
};

class Document {
 public:
  /// An Error says the line and what is wrong, or which rule of the above it breaks.
  static Result<Document> parse(View octets);

  [[nodiscard]] Node root() const;
  [[nodiscard]] std::size_t nodes() const { return nodes_; }  ///< how many it was made of, roughly
  /// Every element of that name, in document order.
  [[nodiscard]] std::vector<Node> all(std::string_view uri, std::string_view name) const;
  [[nodiscard]] _xmlDoc* raw() const { return raw_.get(); }

 private:
  Document(std::shared_ptr<_xmlDoc> raw, std::size_t nodes) : raw_(std::move(raw)), nodes_(nodes) {}
  std::shared_ptr<_xmlDoc> raw_;
  std::size_t nodes_ = 0;
};

enum class Canonical : std::uint8_t { Inclusive10, Inclusive11, Exclusive10 };

/// None: a URI that is none of the six (three, each with and without comments).
struct CanonicalForm {
  Canonical method = Canonical::Inclusive10;
  bool comments = false;
};
std::optional<CanonicalForm> canonical_form(std::string_view uri);

/// The canonical octets of an element and all below, its namespace context kept (as XMLDSig has
/// it).
Result<Bytes> canonicalized(const Document& document, Node node, CanonicalForm form,
                            const std::vector<std::string>& inclusive_prefixes = {});

/// Which nodes are written.  `parent` is what the node hangs on, and all that is known of
/// namespaces (they go with their element).
using Visible = std::function<bool(const _xmlNode* node, const _xmlNode* parent)>;
/// The same of a set of nodes of the document.
Result<Bytes> canonicalized(const Document& document, const Visible& visible, CanonicalForm form,
                            const std::vector<std::string>& inclusive_prefixes = {});

/// The same of a set within an element: a walk through it alone.
Result<Bytes> canonicalized_below(const Document& document, Node apex, const Visible& visible,
                                  CanonicalForm form,
                                  const std::vector<std::string>& inclusive_prefixes = {});

/// RFC 2045's alphabet, blanks of XML passed over; an Error where it is none.
Result<Bytes> base64_octets(std::string_view text);
/// The other way, on one line.
std::string base64_text(View octets);

/// True where the octets look like XML, by their first character that is no blank (after a BOM).
bool is_xml(View octets);

}  // namespace noroshi::xml
