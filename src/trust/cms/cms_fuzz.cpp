// Reads whatever comes as SignedData: no crash, no endless walk; what was read and written reads
// the same, and an extension leaves what was there.
#include <cstdlib>

#include "trust/cms/canonical.hpp"
#include "trust/cms/extension.hpp"
#include "trust/cms/signed_data.hpp"
#include "trust/der/writer.hpp"

namespace {

using noroshi::cms::SignedData;

void look_at(const SignedData& data) {
  for (const auto& signer : data.signers) {
    (void)signer.claimed_time();
    (void)noroshi::cms::canonical(signer.signed_attributes_octets);
    for (const auto& attribute : signer.signed_attributes) {
      for (const auto& value : attribute.values) {
        (void)noroshi::cms::certificate_references(attribute.type, value);
      }
    }
  }
}

void check_extension(noroshi::der::View octets, const SignedData& data) {
  noroshi::cms::Addition addition;
  addition.unsigned_attributes.resize(1);
  addition.unsigned_attributes[0].push_back(noroshi::cms::attribute("1.2.3", noroshi::der::null()));
  const auto after = noroshi::cms::extended(octets, addition);
  if (!after) return;
  const auto read = SignedData::parse(*after);
  if (!read || read->encap_octets != data.encap_octets) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto data = SignedData::parse({octets, size});
  if (!data) return 0;
  look_at(*data);
  const auto again = SignedData::parse(data->encode());
  if (!again || again->encap_octets != data->encap_octets) std::abort();
  if (again->signers.size() != data->signers.size()) std::abort();
  check_extension({octets, size}, *data);
  return 0;
}
