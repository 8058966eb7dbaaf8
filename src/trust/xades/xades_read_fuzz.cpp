// Whatever comes as an XAdES signature is refused or read to its end: no crash, no endless walk,
// and nothing that was not signed with a key is ever intact.
#include <array>
#include <cstdlib>
#include <string>

#include "trust/xades/reader.hpp"

namespace {

using noroshi::signature::AdvancedSignature;
using noroshi::signature::Level;

void look_at(const AdvancedSignature& signature) {
  if (signature.signature_intact && !signature.certificate) std::abort();
  if (signature.reference_matches && !signature.certificate_referenced) std::abort();
  if (signature.malformed && signature.level != Level::None) std::abort();
  for (const auto& reference : signature.references) {
    if (reference.intact && !reference.found) std::abort();
  }
  for (const auto& stamp : signature.stamps) {
    (void)stamp.imprint(noroshi::pki::Digest::Sha256);
  }
  for (const auto& counter : signature.counter_signatures) look_at(counter);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const noroshi::der::View octets(data, size);
  const std::string object = "<a Id=\"x\"><b/></a>";
  const std::array objects{
      noroshi::signature::Detached{"a.xml", noroshi::der::view_of(object)},
      noroshi::signature::Detached{"b c.txt", noroshi::der::view_of(object)},
  };
  for (const std::size_t given : {0U, 2U}) {
    const auto document = noroshi::xades::read(octets, std::span(objects).first(given));
    if (!document) continue;
    for (const auto& one : document->signatures) look_at(one);
  }
  return 0;
}
