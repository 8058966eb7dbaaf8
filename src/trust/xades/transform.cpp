#include "trust/xades/transform.hpp"

#include <array>
#include <fmt/format.h>

namespace noroshi::xades {
namespace {

constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
constexpr std::string_view kBase64 = "http://www.w3.org/2000/09/xmldsig#base64";
constexpr std::string_view kXPath = "http://www.w3.org/TR/1999/REC-xpath-19991116";
constexpr std::string_view kFilter2 = "http://www.w3.org/2002/06/xmldsig-filter2";
constexpr std::size_t kMostTransforms = 20;

/// Octets become the nodes of the document that they are, comments included (§4.4.3.2).
Status make_nodes(const Source& source, Content& content) {
  if (content.nodes) return {};
  NOROSHI_CHECK(source.spend_writing(content.octets.size()));
  auto document = NOROSHI_TRY(xml::Document::parse(content.octets).within("for a transform"));
  content.nodes = xml::NodeSet::whole(std::move(document), true);
  content.owned.clear();
  content.octets = {};
  return {};
}

/// The signature that a reference stands in.
Node signature_around(Node reference) {
  Node at = reference;
  while (at && !at.is(xml::kDsig, "Signature")) at = at.parent();
  return at;
}

Status leave_signature_out(const Source& source, Node reference, Content& content) {
  NOROSHI_CHECK(make_nodes(source, content));
  content.nodes->leave_out(signature_around(reference));
  return {};
}

Status decode(Content& content) {
  const std::string text =
      content.nodes ? content.nodes->text() : std::string(der::text_of(content.octets));
  content.become(NOROSHI_TRY(xml::base64_octets(text).within("transform")));
  return {};
}

Status filter(const Source& source, Node element, Content& content) {
  NOROSHI_CHECK(make_nodes(source, content));
  NOROSHI_CHECK(source.spend_walk(content.nodes->document()));
  const Node xpath = element.child(xml::kDsig, "XPath");
  if (!xpath) return Error{Errc::InvalidInput, "an XPath transform without XPath"};
  return content.nodes->keep_where(xpath);
}

Status filter_again(const Source& source, Node element, Content& content) {
  constexpr std::size_t kMostFilters = 20;
  NOROSHI_CHECK(make_nodes(source, content));
  const auto filters = element.children(kFilter2, "XPath");
  if (filters.empty() || filters.size() > kMostFilters) {
    return Error{Errc::InvalidInput, "an XPath transform without XPath, or with too many"};
  }
  for (std::size_t i = 0; i <= filters.size(); ++i) {
    NOROSHI_CHECK(source.spend_walk(content.nodes->document()));
  }
  return content.nodes->filter(filters);
}

Status apply(const Source& source, Node element, Node reference, Content& content) {
  const std::string uri = element.attribute("Algorithm").value_or("");
  if (uri == kEnveloped) return leave_signature_out(source, reference, content);
  if (uri == kBase64) return decode(content);
  if (uri == kXPath) return filter(source, element, content);
  if (uri == kFilter2) return filter_again(source, element, content);
  if (!xml::canonical_form(uri)) {
    return Error{Errc::InvalidInput,
                 fmt::format("the transform \"{:.200}\" is not done here", uri)};
  }
  const auto method = NOROSHI_TRY(canonical_method(element));
  NOROSHI_CHECK(make_nodes(source, content));
  return make_octets(source, method, content);
}

}  // namespace

Status transform(const Source& source, Node reference, Content& content) {
  const auto elements = reference.child(xml::kDsig, "Transforms").children(xml::kDsig, "Transform");
  if (elements.size() > kMostTransforms) {
    return Error{Errc::InvalidInput, "a reference has more transforms than can make sense"};
  }
  for (const Node each : elements) NOROSHI_CHECK(apply(source, each, reference, content));
  return {};
}

}  // namespace noroshi::xades
