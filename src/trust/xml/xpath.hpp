// XPath 1.0 of strangers, by libxml2: bounded, with XMLDSig's here(), without variables.
#pragma once

#include <memory>
#include <vector>

#include "trust/xml/document.hpp"

// NOLINTBEGIN(bugprone-reserved-identifier): libxml2's own names
struct _xmlXPathContext;
struct _xmlXPathCompExpr;
// NOLINTEND(bugprone-reserved-identifier)

namespace noroshi::xml {

class XPath {
 public:
  /// The text of this element, which may be of another document, with the namespaces in scope
  /// there.  Both must outlive it.
  static Result<XPath> of(const Document& document, Node expression);

  /// Whether it is true with this node as its context.
  Result<bool> holds(const _xmlNode* node);
  /// The nodes that it selects from the root.
  Result<std::vector<const _xmlNode*>> select();

 private:
  XPath(std::shared_ptr<_xmlXPathContext> context, std::shared_ptr<_xmlXPathCompExpr> compiled)
      : context_(std::move(context)), compiled_(std::move(compiled)) {}
  Status spend();

  std::shared_ptr<_xmlXPathContext> context_;
  std::shared_ptr<_xmlXPathCompExpr> compiled_;
  unsigned long spent_ = 0;  ///< libxml2's operations
};

}  // namespace noroshi::xml
