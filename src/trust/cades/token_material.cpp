#include "trust/cades/token_material.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "trust/cades/names.hpp"

namespace noroshi::cades {

bool is_time_stamp(const der::Oid& attribute_type) {
  constexpr std::array kStamps{kContentTimeStamp,    kSignatureTimeStamp, kCadesCTimeStamp,
                               kReferencesTimeStamp, kArchiveTimeStampV1, kArchiveTimeStampV2,
                               kArchiveTimeStampV3};
  return std::any_of(kStamps.begin(), kStamps.end(),
                     [&](const char* each) { return attribute_type == der::Oid(each); });
}

void add_attribute_material(const cms::Attribute& attribute, pki::Material& to,
                            std::vector<std::string>& remarks) {
  add_material(std::vector<cms::Attribute>{attribute}, to, remarks);
  if (!is_time_stamp(attribute.type)) return;
  for (const Bytes& value : attribute.values) {
    const auto token = cms::SignedData::parse(value);
    if (!token) {
      remarks.push_back(fmt::format("a time stamp cannot be read: {}", token.error().message));
      continue;
    }
    add_material(*token, to, remarks);
    for (const cms::SignerInfo& signer : token->signers) {
      add_material(signer.unsigned_attributes, to, remarks);
    }
  }
}

}  // namespace noroshi::cades
