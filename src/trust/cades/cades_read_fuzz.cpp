// Reads whatever comes as CAdES, asks for every imprint, and tries to take it a level further: no
// crash, no endless walk.
#include "trust/cades/reader.hpp"
#include "trust/stamp/token.hpp"

namespace {

using noroshi::signature::AdvancedSignature;

void ask(const AdvancedSignature& signature) {
  for (const auto& each : signature.stamps) {
    (void)each.imprint(noroshi::pki::Digest::Sha256);
    (void)each.imprint(noroshi::pki::Digest::Sha1);
  }
  for (const auto& each : signature.counter_signatures) ask(each);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const std::vector<noroshi::signature::Detached> detached{
      {"content", noroshi::der::view_of("content")}};
  const auto document = noroshi::cades::read({octets, size}, detached);
  if (!document) return 0;
  for (const auto& each : document->signatures) ask(each);
  return 0;
}
