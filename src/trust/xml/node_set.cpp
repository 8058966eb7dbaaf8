#include "trust/xml/node_set.hpp"

#include <algorithm>
#include <libxml/tree.h>

#include "trust/xml/xpath.hpp"

namespace noroshi::xml {
namespace {

const xmlNode* next_of(const xmlNode* node) {
  if (node->type == XML_ELEMENT_NODE && node->children != nullptr) return node->children;
  while (node != nullptr && node->next == nullptr) {
    node = node->parent;
    if (node != nullptr && node->type == XML_DOCUMENT_NODE) return nullptr;
  }
  return node == nullptr ? nullptr : node->next;
}

bool is_within(const xmlNode* node, const xmlNode* top) {
  while (node != nullptr && node != top) node = node->parent;
  return node != nullptr;
}

const xmlNode* attribute_as_node(const xmlAttr* attribute) {
  return reinterpret_cast<const xmlNode*>(attribute);
}

/// Calls `take` with every node of a document in its order, attributes behind their element.
template <class Take>
Status for_each_node(const xmlDoc* document, const Take& take) {
  for (const xmlNode* at = document->children; at != nullptr; at = next_of(at)) {
    NOROSHI_CHECK(take(at));
    if (at->type != XML_ELEMENT_NODE) continue;
    for (const xmlAttr* each = at->properties; each != nullptr; each = each->next) {
      NOROSHI_CHECK(take(attribute_as_node(each)));
    }
  }
  return {};
}

}  // namespace

NodeSet NodeSet::whole(Document document, bool comments) {
  return NodeSet(std::move(document), Node(), comments);
}

NodeSet NodeSet::subtree(Document document, Node apex, bool comments) {
  return NodeSet(std::move(document), apex, comments);
}

void NodeSet::leave_out(Node subtree) { left_out_.push_back(subtree); }

bool NodeSet::holds(const xmlNode* node, const xmlNode* parent) const {
  // A namespace goes with its element, and has no link to it of its own.
  const xmlNode* const place = node->type == XML_NAMESPACE_DECL ? parent : node;
  if (node->type == XML_COMMENT_NODE && !comments_) return false;
  if (apex_ && !is_within(place, apex_.raw())) return false;
  if (only_ && only_->count(place) == 0) return false;
  return std::none_of(left_out_.begin(), left_out_.end(),
                      [&](const Node& top) { return is_within(place, top.raw()); });
}

template <class Take>
Status NodeSet::for_each(const Take& take) const {
  return for_each_node(document_.raw(), [&](const xmlNode* node) -> Status {
    return holds(node, node->parent) ? take(node) : Status{};
  });
}

Status NodeSet::keep_where(Node xpath) {
  XPath expression = NOROSHI_TRY(XPath::of(document_, xpath));
  auto kept = std::make_shared<Set>();
  NOROSHI_CHECK(for_each([&](const xmlNode* node) -> Status {
    if (NOROSHI_TRY(expression.holds(node))) kept->insert(node);
    return {};
  }));
  only_ = std::move(kept);
  return {};
}

/// One step of Filter 2.0: the subtrees that it selects are added, kept alone or taken away.
Status NodeSet::apply(Node filter, Set& kept) const {
  XPath expression = NOROSHI_TRY(XPath::of(document_, filter));
  const auto selected = NOROSHI_TRY(expression.select());
  const Set tops(selected.begin(), selected.end());
  const bool all = tops.count(reinterpret_cast<const xmlNode*>(document_.raw())) > 0;
  Set below;
  NOROSHI_CHECK(for_each_node(document_.raw(), [&](const xmlNode* node) -> Status {
    if (all || tops.count(node) > 0 || below.count(node->parent) > 0) below.insert(node);
    return {};
  }));
  const auto how = filter.attribute("Filter").value_or("");
  if (how == "union") {
    kept.insert(below.begin(), below.end());
    return {};
  }
  if (how != "intersect" && how != "subtract") {
    return Error{Errc::InvalidInput, "an XPath filter is neither union, intersect nor subtract"};
  }
  const bool stays_within = how == "intersect";
  for (auto at = kept.begin(); at != kept.end();) {
    at = (below.count(*at) > 0) == stays_within ? std::next(at) : kept.erase(at);
  }
  return {};
}

Status NodeSet::filter(const std::vector<Node>& filters) {
  Set kept;
  NOROSHI_CHECK(for_each_node(document_.raw(), [&](const xmlNode* node) -> Status {
    kept.insert(node);
    return {};
  }));
  for (const Node each : filters) NOROSHI_CHECK(apply(each, kept));
  auto result = std::make_shared<Set>();
  NOROSHI_CHECK(for_each([&](const xmlNode* node) -> Status {
    if (kept.count(node) > 0) result->insert(node);
    return {};
  }));
  only_ = std::move(result);
  return {};
}

Result<Bytes> NodeSet::canonicalized(const CanonicalMethod& method) const {
  const Visible visible = [this](const xmlNode* node, const xmlNode* parent) {
    return holds(node, parent);
  };
  if (apex_) {
    return canonicalized_below(document_, apex_, visible, method.form, method.inclusive_prefixes);
  }
  return xml::canonicalized(document_, visible, method.form, method.inclusive_prefixes);
}

std::string NodeSet::text() const {
  std::string text;
  const Status walked = for_each([&](const xmlNode* node) -> Status {
    if (node->type == XML_TEXT_NODE && node->content != nullptr) {
      text += reinterpret_cast<const char*>(node->content);
    }
    return {};
  });
  return walked ? text : std::string();
}

}  // namespace noroshi::xml
