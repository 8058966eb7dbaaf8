#include <fmt/format.h>
#include <libxml/tree.h>

#include "trust/xml/document.hpp"

namespace noroshi::xml {
namespace {

std::string_view text_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

std::string taken(xmlChar* text) {
  std::string copy(text_of(text));
  xmlFree(text);
  return copy;
}

constexpr std::string_view kBlanks = " \t\r\n";

}  // namespace

std::string_view Node::name() const {
  return raw_ == nullptr ? std::string_view() : text_of(raw_->name);
}

std::string_view Node::namespace_uri() const {
  return raw_ == nullptr || raw_->ns == nullptr ? std::string_view() : text_of(raw_->ns->href);
}

bool Node::is(std::string_view uri, std::string_view local) const {
  return raw_ != nullptr && name() == local && namespace_uri() == uri;
}

Node Node::parent() const {
  const bool has =
      raw_ != nullptr && raw_->parent != nullptr && raw_->parent->type == XML_ELEMENT_NODE;
  return has ? Node(raw_->parent) : Node();
}

std::vector<Node> Node::children() const {
  std::vector<Node> found;
  if (raw_ == nullptr) return found;
  for (xmlNodePtr at = raw_->children; at != nullptr; at = at->next) {
    if (at->type == XML_ELEMENT_NODE) found.emplace_back(at);
  }
  return found;
}

std::vector<Node> Node::children(std::string_view uri, std::string_view local) const {
  std::vector<Node> found;
  for (const Node each : children()) {
    if (each.is(uri, local)) found.push_back(each);
  }
  return found;
}

Node Node::child(std::string_view uri, std::string_view local) const {
  if (raw_ == nullptr) return {};
  for (xmlNodePtr at = raw_->children; at != nullptr; at = at->next) {
    if (at->type == XML_ELEMENT_NODE && Node(at).is(uri, local)) return Node(at);
  }
  return {};
}

std::string Node::text() const { return raw_ == nullptr ? "" : taken(xmlNodeGetContent(raw_)); }

std::string Node::trimmed() const {
  const std::string whole = text();
  const auto first = whole.find_first_not_of(kBlanks);
  if (first == std::string::npos) return {};
  return whole.substr(first, whole.find_last_not_of(kBlanks) - first + 1);
}

std::optional<std::string> Node::attribute(std::string_view local) const {
  if (raw_ == nullptr) return std::nullopt;
  const std::string wanted(local);
  xmlChar* const value = xmlGetNoNsProp(raw_, reinterpret_cast<const xmlChar*>(wanted.c_str()));
  if (value == nullptr) return std::nullopt;
  return taken(value);
}

std::optional<std::string> Node::attribute(std::string_view uri, std::string_view local) const {
  if (raw_ == nullptr) return std::nullopt;
  const std::string wanted(local);
  const std::string space(uri);
  xmlChar* const value = xmlGetNsProp(raw_, reinterpret_cast<const xmlChar*>(wanted.c_str()),
                                      reinterpret_cast<const xmlChar*>(space.c_str()));
  if (value == nullptr) return std::nullopt;
  return taken(value);
}

Result<Bytes> Node::base64() const {
  if (raw_ == nullptr) return Error{Errc::NotFound, "there is no element to take base64 from"};
  return base64_octets(text()).within(name());
}

}  // namespace noroshi::xml
