// Canonical XML by libxml2 (xmlC14NExecute), which has all three of W3C's methods.
#include <array>
#include <fmt/format.h>
#include <libxml/c14n.h>
#include <libxml/tree.h>

#include "trust/xml/document.hpp"
#include "trust/xml/quiet.hpp"

namespace noroshi::xml {
namespace {

struct Known {
  std::string_view uri;
  CanonicalForm form;
};

constexpr std::array kForms{
    Known{"http://www.w3.org/TR/2001/REC-xml-c14n-20010315", {Canonical::Inclusive10, false}},
    Known{"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
          {Canonical::Inclusive10, true}},
    Known{"http://www.w3.org/2006/12/xml-c14n11", {Canonical::Inclusive11, false}},
    Known{"http://www.w3.org/2006/12/xml-c14n11#WithComments", {Canonical::Inclusive11, true}},
    Known{"http://www.w3.org/2001/10/xml-exc-c14n#", {Canonical::Exclusive10, false}},
    Known{"http://www.w3.org/2001/10/xml-exc-c14n#WithComments", {Canonical::Exclusive10, true}}};

int mode_of(Canonical method) {
  switch (method) {
    case Canonical::Inclusive10:
      return XML_C14N_1_0;
    case Canonical::Inclusive11:
      return XML_C14N_1_1;
    case Canonical::Exclusive10:
      break;
  }
  return XML_C14N_EXCLUSIVE_1_0;
}

int is_visible(void* visible, xmlNodePtr node, xmlNodePtr parent) {
  return (*static_cast<const Visible*>(visible))(node, parent) ? 1 : 0;
}

/// The node, or the one it hangs on, is `top` or below it.
bool is_within(const xmlNode* node, const xmlNode* parent, const xmlNode* top) {
  // A namespace is no xmlNode but for its type, and a link to its owner it has not.
  const xmlNode* at = node->type == XML_NAMESPACE_DECL ? parent : node;
  while (at != nullptr && at != top) at = at->parent;
  return at != nullptr;
}

/// A null-ended array of texts, as libxml2 wants them.
std::vector<xmlChar*> list_of(const std::vector<std::string>& texts) {
  std::vector<xmlChar*> list;
  for (const std::string& each : texts) {
    list.push_back(reinterpret_cast<xmlChar*>(const_cast<char*>(each.c_str())));
  }
  list.push_back(nullptr);
  return list;
}

/// A node without those that follow it, for as long as this lives.
class Apart {
 public:
  explicit Apart(xmlNode* node) : node_(node), next_(node->next) { node->next = nullptr; }
  ~Apart() { node_->next = next_; }
  Apart(const Apart&) = delete;
  Apart& operator=(const Apart&) = delete;

 private:
  xmlNode* node_;
  xmlNode* next_;
};

Result<Bytes> written(xmlDoc* document, const Visible& visible, CanonicalForm form,
                      const std::vector<std::string>& inclusive_prefixes) {
  const Quiet quiet;
  const std::unique_ptr<xmlOutputBuffer, decltype(&xmlOutputBufferClose)> buffer(
      xmlAllocOutputBuffer(nullptr), xmlOutputBufferClose);
  if (!buffer) return Error{Errc::Limit, "no memory for the canonical form"};
  auto prefixes = list_of(inclusive_prefixes);
  const int count = xmlC14NExecute(
      document, is_visible, const_cast<Visible*>(&visible), mode_of(form.method),
      inclusive_prefixes.empty() ? nullptr : prefixes.data(), form.comments ? 1 : 0, buffer.get());
  if (count < 0) {
    return Error{Errc::InvalidInput,
                 "the XML has no canonical form (a namespace with a relative URI has none)"};
  }
  xmlOutputBufferFlush(buffer.get());
  const xmlChar* const octets = xmlOutputBufferGetContent(buffer.get());
  return Bytes(octets, octets + xmlOutputBufferGetSize(buffer.get()));
}

}  // namespace

std::optional<CanonicalForm> canonical_form(std::string_view uri) {
  for (const Known& each : kForms) {
    if (each.uri == uri) return each.form;
  }
  return std::nullopt;
}

Result<Bytes> canonicalized(const Document& document, const Visible& visible, CanonicalForm form,
                            const std::vector<std::string>& inclusive_prefixes) {
  return written(document.raw(), visible, form, inclusive_prefixes);
}

Result<Bytes> canonicalized_below(const Document& document, Node apex, const Visible& visible,
                                  CanonicalForm form,
                                  const std::vector<std::string>& inclusive_prefixes) {
  if (!apex) return Error{Errc::NotFound, "there is no element to canonicalise"};
  // libxml2 walks a whole document.  This one begins at the apex, whose way up stays as it is, so
  // that namespaces and attributes of xml: are found; what follows the apex is put aside.
  xmlDoc alone = *document.raw();
  alone.children = apex.raw();
  alone.last = apex.raw();
  const Apart apart(apex.raw());
  return written(&alone, visible, form, inclusive_prefixes);
}

Result<Bytes> canonicalized(const Document& document, Node node, CanonicalForm form,
                            const std::vector<std::string>& inclusive_prefixes) {
  const Visible visible = [top = node.raw()](const xmlNode* at, const xmlNode* parent) {
    return is_within(at, parent, top);
  };
  return canonicalized_below(document, node, visible, form, inclusive_prefixes);
}

}  // namespace noroshi::xml
