#include "trust/xml/xpath.hpp"

#include <fmt/format.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "trust/xml/quiet.hpp"

namespace noroshi::xml {
namespace {

// About two seconds of libxml2's time.
constexpr unsigned long kMostOperations = 20'000'000;
constexpr std::size_t kLongestExpression = 10'000;

/// XMLDSig §6.6.3: the node that bears the expression.
void here(xmlXPathParserContextPtr parser, int arguments) {
  if (arguments != 0) {
    xmlXPathSetArityError(parser);
    return;
  }
  valuePush(parser, xmlXPathNewNodeSet(parser->context->here));
}

void pass_over(void*, xmlErrorPtr) {}

void add_namespaces(xmlXPathContextPtr context, xmlNodePtr scope) {
  const std::unique_ptr<xmlNsPtr, decltype(xmlFree)> list(xmlGetNsList(scope->doc, scope), xmlFree);
  if (!list) return;
  for (xmlNsPtr* each = list.get(); *each != nullptr; ++each) {
    if ((*each)->prefix != nullptr) xmlXPathRegisterNs(context, (*each)->prefix, (*each)->href);
  }
}

Error no_answer() {
  return Error{Errc::InvalidInput, "an XPath expression has no value, or takes too long to find"};
}

}  // namespace

Result<XPath> XPath::of(const Document& document, Node expression) {
  const std::string text = expression.trimmed();
  if (text.empty() || text.size() > kLongestExpression) {
    return Error{Errc::InvalidInput, "an XPath expression is missing, or far too long"};
  }
  const Quiet quiet;
  std::shared_ptr<xmlXPathContext> context(xmlXPathNewContext(document.raw()), xmlXPathFreeContext);
  if (!context) return Error{Errc::Limit, "no memory for an XPath expression"};
  context->error = pass_over;
  context->here = expression.raw();
  context->opLimit = kMostOperations;
  add_namespaces(context.get(), expression.raw());
  xmlXPathRegisterFunc(context.get(), reinterpret_cast<const xmlChar*>("here"), here);
  std::shared_ptr<xmlXPathCompExpr> compiled(
      xmlXPathCtxtCompile(context.get(), reinterpret_cast<const xmlChar*>(text.c_str())),
      xmlXPathFreeCompExpr);
  if (!compiled) {
    return Error{Errc::InvalidInput, fmt::format("no XPath expression: {:.200}", text)};
  }
  return XPath(std::move(context), std::move(compiled));
}

Status XPath::spend() {
  spent_ += context_->opCount;
  context_->opCount = 0;
  if (spent_ > kMostOperations) return no_answer();
  return {};
}

Result<bool> XPath::holds(const xmlNode* node) {
  const Quiet quiet;
  context_->node = const_cast<xmlNode*>(node);
  context_->contextSize = 1;
  context_->proximityPosition = 1;
  const int answer = xmlXPathCompiledEvalToBoolean(compiled_.get(), context_.get());
  NOROSHI_CHECK(spend());
  if (answer < 0) return no_answer();
  return answer != 0;
}

Result<std::vector<const xmlNode*>> XPath::select() {
  const Quiet quiet;
  context_->node = reinterpret_cast<xmlNode*>(context_->doc);
  const std::unique_ptr<xmlXPathObject, decltype(&xmlXPathFreeObject)> found(
      xmlXPathCompiledEval(compiled_.get(), context_.get()), xmlXPathFreeObject);
  NOROSHI_CHECK(spend());
  if (!found || found->type != XPATH_NODESET) return no_answer();
  std::vector<const xmlNode*> nodes;
  for (int i = 0; found->nodesetval != nullptr && i < found->nodesetval->nodeNr; ++i) {
    // Namespaces here are copies that end with the answer; they go with their elements anyway.
    const xmlNode* const node = found->nodesetval->nodeTab[i];
    if (node->type != XML_NAMESPACE_DECL) nodes.push_back(node);
  }
  return nodes;
}

}  // namespace noroshi::xml
