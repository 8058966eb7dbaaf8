#include "trust/pki/general_name.hpp"

namespace noroshi::pki {

Result<GeneralName> read_general_name(der::Reader& names) {
  const der::Element found = NOROSHI_TRY(names.next());
  if (found.tag.tag_class != der::TagClass::Context || found.tag.number > 8) {
    return Error{Errc::InvalidInput, "ASN.1: a GeneralName of no kind that RFC 5280 knows"};
  }
  const auto kind = static_cast<NameKind>(found.tag.number);
  if (kind != NameKind::Directory) return GeneralName{kind, found.contents};
  der::Reader inside = names.inside(found);  // a CHOICE: its tag is explicit
  return GeneralName{kind, NOROSHI_TRY(inside.next(der::kSequence)).whole};
}

Result<std::vector<Name>> directory_names(der::Reader names) {
  std::vector<Name> found;
  while (!names.done()) {
    const GeneralName name = NOROSHI_TRY(read_general_name(names));
    if (name.kind != NameKind::Directory) continue;
    found.push_back(NOROSHI_TRY(Name::parse(name.value)));
  }
  return found;
}

}  // namespace noroshi::pki
