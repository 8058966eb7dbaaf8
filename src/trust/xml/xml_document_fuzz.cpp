// Whatever comes as XML is refused or read, written canonically, and read back as the same: no
// crash, and nothing that is not there is found.
#include <cstdlib>

#include "trust/xml/document.hpp"

namespace {

using noroshi::xml::Canonical;
using noroshi::xml::CanonicalForm;
using noroshi::xml::Document;

/// A canonical form is a fixed point: read again, it is written the same.
void check_canonical(const Document& document, CanonicalForm form) {
  const auto octets = noroshi::xml::canonicalized(document, document.root(), form);
  if (!octets) return;
  const auto again = Document::parse(*octets);
  if (!again) return;  // grown beyond a bound
  const auto twice = noroshi::xml::canonicalized(*again, again->root(), form);
  if (!twice || *twice != *octets) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const noroshi::der::View octets(data, size);
  (void)noroshi::xml::is_xml(octets);
  const auto document = Document::parse(octets);
  if (!document) return 0;
  for (const auto method :
       {Canonical::Inclusive10, Canonical::Inclusive11, Canonical::Exclusive10}) {
    check_canonical(*document, {method, true});
    check_canonical(*document, {method, false});
  }
  for (const auto& node : document->root().children()) {
    (void)node.base64();
    (void)node.attribute("Id");
    if (node.parent() != document->root()) std::abort();
  }
  return 0;
}
