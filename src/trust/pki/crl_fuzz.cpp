// Whatever comes as a revocation list is read or refused, and every entry of one that is read can
// be found.
#include <cstdlib>

#include "trust/pki/distribution_point.hpp"
#include "trust/pki/revocation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace noroshi::pki;
  const auto lists = Crl::parse_all({data, size});
  if (!lists) return 0;
  for (const Crl& one : *lists) {
    const auto again = Crl::parse(one.der());
    if (!again || again->size() != one.size() || again->number() != one.number()) std::abort();
    (void)one.entry(one.issuer(), Bytes{7});
    (void)one.delta_base();
    (void)one.keeps_expired_since();
    (void)one.authority_key_id();
    (void)one.signature_algorithm();
    (void)crl_scope(one);
    if (!same_scope(one, *again)) std::abort();
  }
  return 0;
}
