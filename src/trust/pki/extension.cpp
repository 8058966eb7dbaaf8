#include "trust/pki/extension.hpp"

#include <algorithm>

namespace noroshi::pki {

Result<std::vector<Extension>> read_extensions(der::Reader& reader) {
  std::vector<Extension> extensions;
  der::Reader list = NOROSHI_TRY(reader.enter(der::kSequence));
  while (!list.done()) {
    der::Reader fields = NOROSHI_TRY(list.enter(der::kSequence));
    Extension extension;
    extension.type = NOROSHI_TRY(fields.oid());
    if (const auto critical = NOROSHI_TRY(fields.optional(der::kBoolean))) {
      extension.critical = !critical->contents.empty() && critical->contents[0] != 0;
    }
    extension.value = NOROSHI_TRY(fields.octets());
    NOROSHI_CHECK(fields.end("Extension"));
    extensions.push_back(std::move(extension));
  }
  return extensions;
}

const Extension* find_extension(const std::vector<Extension>& extensions, const der::Oid& type) {
  const auto found = std::find_if(extensions.begin(), extensions.end(),
                                  [&](const Extension& one) { return one.type == type; });
  return found == extensions.end() ? nullptr : &*found;
}

Bytes authority_key_id_in(const std::vector<Extension>& extensions) {
  const Extension* found = find_extension(extensions, ext::kAuthorityKeyId);
  if (found == nullptr) return {};
  der::Reader outer(found->value);
  auto fields = outer.enter(der::kSequence);
  if (!fields) return {};
  const auto id = fields->optional(der::context_primitive(0));
  return id && *id ? der::copy_of((*id)->contents) : Bytes();
}

der::Oid algorithm_in(View algorithm_identifier) {
  auto fields = der::Reader(algorithm_identifier).enter(der::kSequence);
  const auto oid = fields ? fields->oid() : Result<der::Oid>(der::Oid());
  return oid.value_or(der::Oid());
}

Result<SignedPart> read_signed_part(der::Reader& fields) {
  SignedPart part;
  part.message = NOROSHI_TRY(fields.next(der::kSequence)).whole;
  part.algorithm = NOROSHI_TRY(fields.next(der::kSequence)).whole;
  const der::Element bits = NOROSHI_TRY(fields.next(der::kBitString));
  // Other than whole octets are nobody's signature: left empty, it is found wrong, not unreadable.
  if (!bits.tag.constructed && !bits.contents.empty() && bits.contents[0] == 0) {
    part.signature = bits.contents.subspan(1);
  }
  return part;
}

}  // namespace noroshi::pki
