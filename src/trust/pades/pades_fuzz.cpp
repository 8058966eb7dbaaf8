// Reads whatever comes as a signed PDF and asks every imprint; and what evidence is added to reads
// again, with as many signatures.
#include <cstdlib>

#include "trust/pades/make.hpp"
#include "trust/pades/reader.hpp"

namespace {

std::size_t ask(const noroshi::signature::Document& document) {
  for (const auto& stamp : document.stamps) (void)stamp.imprint(noroshi::pki::Digest::Sha256);
  for (const auto& signature : document.signatures) {
    if (signature.id.empty()) std::abort();
    for (const auto& stamp : signature.stamps) (void)stamp.imprint(noroshi::pki::Digest::Sha256);
  }
  return document.signatures.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const noroshi::der::View octets(data, size);
  const auto found = noroshi::pades::read(octets);
  if (!found) return 0;
  const auto before = ask(*found);
  noroshi::pki::Material evidence;
  if (!found->signatures.empty()) evidence = found->signatures.front().material;
  const auto more = noroshi::pades::add_evidence(octets, evidence);
  if (!more) return 0;
  const auto again = noroshi::pades::read(*more);
  if (!again || ask(*again) != before) std::abort();
  return 0;
}
