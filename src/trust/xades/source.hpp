// Source: the document that signatures are read from, the objects given beside it, and how much
// work it may still make.
//
// Shared by everything that is computed later, since imprints of time stamps are lazy.  Not for use
// by several threads at a time.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "trust/signature/advanced_signature.hpp"
#include "trust/xml/document.hpp"
#include "trust/xml/node_set.hpp"

namespace noroshi::xades {

using der::Bytes;
using der::View;
using signature::Detached;
using xml::Node;

class Source {
 public:
  Source(xml::Document document, std::span<const Detached> detached);

  [[nodiscard]] const xml::Document& document() const { return document_; }
  /// Elements whose Id, ID or id this is, in document order.
  [[nodiscard]] std::vector<Node> with_id(const std::string& id) const;
  /// The object that a URI names: see reader.hpp.  Null: none.
  [[nodiscard]] const Detached* detached(const std::string& uri) const;
  /// The only one that there is; null: there is none, or more.
  [[nodiscard]] const Detached* only_detached() const;

  /// An Error says that signatures ask for more work than any sound one does: walks through a
  /// whole document, octets of canonical forms, octets of objects that are digested or parsed.
  [[nodiscard]] Status spend_walk(const xml::Document& through) const;
  [[nodiscard]] Status spend_writing(std::size_t octets) const;
  [[nodiscard]] Status spend_digest(std::size_t octets) const;
  [[nodiscard]] Result<Bytes> canonicalized(Node node, const xml::CanonicalMethod& method) const;

 private:
  [[nodiscard]] Status spend(std::size_t more) const;

  xml::Document document_;
  std::vector<Detached> detached_;
  /// By their names, relative to the container's root, as they stand and percent-decoded.
  std::map<std::string, std::size_t, std::less<>> by_name_{};
  std::map<std::string, std::size_t, std::less<>> by_decoded_name_{};
  std::map<std::string, std::vector<Node>, std::less<>> ids_{};
  mutable std::size_t spent_ = 0;
};

/// "%20" and its like as what they stand for; none: "%" stands before something else.
std::string percent_decoded(std::string_view text);

}  // namespace noroshi::xades
