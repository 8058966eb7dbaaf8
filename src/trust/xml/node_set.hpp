// NodeSet: part of a document, as XMLDSig's references and transforms hand it on.
//
// A whole document or a subtree, with or without comments, less what a transform took away.  What
// an XPath filter keeps is computed node by node, each one once, within a bound on the work.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "trust/xml/document.hpp"

namespace noroshi::xml {

/// Canonical XML with its parameter.
struct CanonicalMethod {
  CanonicalForm form{};
  std::vector<std::string> inclusive_prefixes{};
};

class NodeSet {
 public:
  static NodeSet whole(Document document, bool comments);
  static NodeSet subtree(Document document, Node apex, bool comments);

  /// Without this element and all below it.
  void leave_out(Node subtree);
  /// XPath 1.0 filter (XMLDSig §6.6.3): nodes stay where the text of this element, with the
  /// namespaces in scope there, is true of them.
  Status keep_where(Node xpath);
  /// XPath Filter 2.0 (W3C, 2002): `filters` are its XPath elements, in order.
  Status filter(const std::vector<Node>& filters);

  [[nodiscard]] const Document& document() const { return document_; }
  [[nodiscard]] bool is_whole() const { return !apex_; }
  [[nodiscard]] Result<Bytes> canonicalized(const CanonicalMethod& method) const;
  [[nodiscard]] std::string text() const;  ///< of the text nodes in it

 private:
  using Set = std::unordered_set<const _xmlNode*>;

  NodeSet(Document document, Node apex, bool comments)
      : document_(std::move(document)), apex_(apex), comments_(comments) {}
  [[nodiscard]] bool holds(const _xmlNode* node, const _xmlNode* parent) const;
  template <class Take>
  Status for_each(const Take& take) const;
  Status apply(Node filter, Set& kept) const;

  Document document_;
  Node apex_;  ///< null: the whole document
  bool comments_ = false;
  std::vector<Node> left_out_{};
  std::shared_ptr<const Set> only_{};  ///< null: all
};

}  // namespace noroshi::xml
