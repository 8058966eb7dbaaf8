// ECDSA's two numbers in the two forms that the world has: a DER sequence (X.509, CMS) and octets
// of fixed width, one after the other (RFC 7518 §3.4).
#include <algorithm>
#include <fmt/format.h>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"
#include "trust/key/signer.hpp"

namespace noroshi::key {
namespace {

Status put_number(Bytes& to, View twos_complement, std::size_t width) {
  if (twos_complement[0] >= 0x80) {
    return Error{Errc::InvalidInput, "an ECDSA signature holds a negative number"};
  }
  if (twos_complement[0] == 0) twos_complement = twos_complement.subspan(1);
  if (twos_complement.size() > width) {
    return Error{Errc::InvalidInput,
                 fmt::format("an ECDSA signature holds a number of {} octets, where the curve has "
                             "{}; is it of another curve?",
                             twos_complement.size(), width)};
  }
  to.resize(to.size() + width - twos_complement.size());
  der::append(to, twos_complement);
  return {};
}

}  // namespace

Result<Bytes> ecdsa_to_raw(View der, std::size_t octets_each) {
  der::Reader outer(der, der::Rules::Der);
  der::Reader numbers = NOROSHI_TRY(outer.enter(der::kSequence));
  NOROSHI_CHECK(outer.end("the ECDSA signature"));
  Bytes raw;
  raw.reserve(2 * octets_each);
  for (int number = 0; number < 2; ++number) {
    const Bytes octets = NOROSHI_TRY(numbers.integer());
    NOROSHI_CHECK(put_number(raw, octets, octets_each));
  }
  NOROSHI_CHECK(numbers.end("the ECDSA signature's numbers"));
  return raw;
}

Result<Bytes> ecdsa_to_der(View raw) {
  if (raw.empty() || raw.size() % 2 != 0) {
    return Error{
        Errc::InvalidInput,
        fmt::format("{} octets cannot be the two numbers of an ECDSA signature", raw.size())};
  }
  const std::size_t half = raw.size() / 2;
  return der::sequence(
      {der::unsigned_integer(raw.first(half)), der::unsigned_integer(raw.subspan(half))});
}

}  // namespace noroshi::key
