#include "trust/xml/document.hpp"

#include <array>
#include <fmt/format.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>

#include "trust/xml/attribute_bound.hpp"
#include "trust/xml/quiet.hpp"

namespace noroshi::xml {
namespace {

constexpr std::size_t kMostOctets = std::size_t{32} << 20U;
constexpr std::size_t kMostNodes = 1'000'000;
// libxml2 looks a prefix up by walking through all that are in scope.
constexpr int kMostNamespaces = 1000;

/// What the parser is told to watch for while it reads.
struct Watch {
  std::size_t nodes = 0;
  std::string broken{};  ///< the rule that the document breaks
};

Watch& watch_of(xmlParserCtxtPtr parser) { return *static_cast<Watch*>(parser->_private); }

void stop(xmlParserCtxtPtr parser, std::string_view why) {
  if (watch_of(parser).broken.empty()) watch_of(parser).broken = why;
  xmlStopParser(parser);
}

void count_nodes(xmlParserCtxtPtr parser, std::size_t more) {
  watch_of(parser).nodes += more;
  if (watch_of(parser).nodes > kMostNodes) {
    stop(parser, fmt::format("it has more than {} nodes", kMostNodes));
  }
}

xmlParserCtxtPtr parser_in(void* context) { return static_cast<xmlParserCtxtPtr>(context); }

void refuse_subset(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  stop(parser_in(context), "it has a document type declaration (DTD), which is not read");
}

void start_element(void* context, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri,
                   int namespaces, const xmlChar** declared, int attributes, int defaulted,
                   const xmlChar** values) {
  const xmlParserCtxtPtr parser = parser_in(context);
  count_nodes(parser, 1 + static_cast<std::size_t>(namespaces + attributes));
  if (parser->nsNr > 2 * kMostNamespaces) {
    stop(parser, fmt::format("more than {} namespaces are in scope", kMostNamespaces));
  }
  xmlSAX2StartElementNs(context, name, prefix, uri, namespaces, declared, attributes, defaulted,
                        values);
}

void comment(void* context, const xmlChar* text) {
  count_nodes(parser_in(context), 1);
  xmlSAX2Comment(context, text);
}

void instruction(void* context, const xmlChar* target, const xmlChar* text) {
  count_nodes(parser_in(context), 1);
  xmlSAX2ProcessingInstruction(context, target, text);
}

/// With which no entity is ever asked for: there can be none without a DTD.
xmlEntityPtr own_entity(void*, const xmlChar* name) { return xmlGetPredefinedEntity(name); }

void set_rules(xmlParserCtxtPtr parser, Watch& watch) {
  parser->_private = &watch;
  parser->sax->internalSubset = refuse_subset;
  parser->sax->externalSubset = refuse_subset;
  parser->sax->startElementNs = start_element;
  parser->sax->comment = comment;
  parser->sax->processingInstruction = instruction;
  parser->sax->getEntity = own_entity;
}

std::string without_end_of_line(const char* message) {
  std::string text = message == nullptr ? "unknown" : message;
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

Error parse_error(xmlParserCtxtPtr parser) {
  const xmlError* const last = xmlCtxtGetLastError(parser);
  if (last == nullptr) return Error{Errc::InvalidInput, "no XML"};
  return Error{Errc::InvalidInput, fmt::format("line {} is no XML: {}", last->line,
                                               without_end_of_line(last->message))};
}

/// The next element in document order, within `top`.
const xmlNode* after(const xmlNode* node, const xmlNode* top) {
  if (node->type == XML_ELEMENT_NODE && node->children != nullptr) return node->children;
  while (node != top && node->next == nullptr) node = node->parent;
  return node == top ? nullptr : node->next;
}

}  // namespace

Result<Document> Document::parse(View octets) {
  if (octets.size() > kMostOctets) {
    return Error{Errc::Limit, fmt::format("XML may have {} octets here, this has {}", kMostOctets,
                                          octets.size())};
  }
  NOROSHI_CHECK(within_attribute_bound(octets));
  xmlInitParser();
  const Quiet quiet;
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(xmlNewParserCtxt(),
                                                                            xmlFreeParserCtxt);
  if (!parser) return Error{Errc::Limit, "no memory to read XML with"};
  Watch watch;
  set_rules(parser.get(), watch);
  // Text is text, however it was written: NOCDATA.  No XML_PARSE_HUGE: libxml2's own bounds hold.
  xmlDocPtr raw = xmlCtxtReadMemory(
      parser.get(), reinterpret_cast<const char*>(octets.data()), static_cast<int>(octets.size()),
      nullptr, nullptr,
      XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  std::shared_ptr<xmlDoc> document(raw, xmlFreeDoc);
  if (!watch.broken.empty()) {
    return Error{Errc::InvalidInput, "the XML is refused: " + watch.broken};
  }
  if (!document || parser->wellFormed == 0 || parser->nsWellFormed == 0 ||
      xmlDocGetRootElement(raw) == nullptr) {
    return parse_error(parser.get());
  }
  return Document(std::move(document), watch.nodes);
}

Node Document::root() const { return Node(xmlDocGetRootElement(raw_.get())); }

std::vector<Node> Document::all(std::string_view uri, std::string_view name) const {
  std::vector<Node> found;
  const xmlNode* const top = root().raw();
  for (const xmlNode* at = top; at != nullptr; at = after(at, top)) {
    const Node node(const_cast<xmlNode*>(at));
    if (at->type == XML_ELEMENT_NODE && node.is(uri, name)) found.push_back(node);
  }
  return found;
}

bool is_xml(View octets) {
  std::string_view text = der::text_of(octets);
  for (const std::string_view mark : {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"}) {
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
  }
  const auto first = text.find_first_not_of(std::string_view(" \t\r\n\0", 5));
  return first != std::string_view::npos && text[first] == '<';
}

}  // namespace noroshi::xml
