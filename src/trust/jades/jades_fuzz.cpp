// Whatever comes as a JAdES signature is refused or read to its end: no crash, no endless walk, and
// nothing that was not signed with a key is ever intact.
#include <array>
#include <cstdlib>
#include <string>

#include "trust/jades/reader.hpp"

namespace {

using noroshi::signature::AdvancedSignature;

void look_at(const AdvancedSignature& signature) {
  if (signature.signature_intact && !signature.certificate) std::abort();
  for (const auto& stamp : signature.stamps) {
    (void)stamp.imprint(noroshi::pki::Digest::Sha256);
  }
  for (const auto& counter : signature.counter_signatures) look_at(counter);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const noroshi::der::View octets(data, size);
  const std::string payload = "payload";
  const std::array objects{
      noroshi::signature::Detached{"a.txt", noroshi::der::view_of(payload)},
      noroshi::signature::Detached{"body", noroshi::der::view_of(payload)},
  };
  for (const std::size_t given : {0U, 1U, 2U}) {
    const auto document = noroshi::jades::read(octets, std::span(objects).first(given));
    if (!document) continue;
    for (const auto& one : document->signatures) look_at(one);
  }
  return 0;
}
