// Whatever comes as an OCSP answer is read or refused; one that is read comes back from its own
// octets.
#include <cstdlib>

#include "trust/pki/revocation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::pki;
  for (const auto& answer :
       {OcspResponse::parse({data, size}), OcspResponse::parse_basic({data, size})}) {
    if (!answer) continue;
    const auto again = OcspResponse::parse(answer->der());
    if (!again || again->basic() != answer->basic()) std::abort();
    (void)answer->responder();
    (void)answer->unknown_critical();
    for (const Certificate& one : answer->certificates()) {
      (void)answer->names_responder(one);
      (void)answer->answer_for(one, one);
    }
  }
  return 0;
}
