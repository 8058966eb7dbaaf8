#include "trust/cms/canonical.hpp"

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace noroshi::cms {
namespace {

using der::Bytes;
using der::Element;
using der::Reader;

bool is_string_in_pieces(const der::Tag& tag) {
  return tag.tag_class == der::TagClass::Universal && tag.constructed &&
         tag.number != der::kSequence.number && tag.number != der::kSet.number;
}

Result<Bytes> rewritten(const Element& element, unsigned depth) {
  if (!element.tag.constructed) return der::element(element.tag, element.contents);
  if (is_string_in_pieces(element.tag)) {
    der::Tag whole = element.tag;
    whole.constructed = false;
    return der::element(whole, NOROSHI_TRY(der::octets_of(element)));
  }
  if (depth == 0) return Error{Errc::Limit, "ASN.1: nested too deeply to be written anew"};
  std::vector<Bytes> parts;
  Reader reader(element.contents);
  while (!reader.done()) {
    const Element part = NOROSHI_TRY(reader.next());
    parts.push_back(NOROSHI_TRY(rewritten(part, depth - 1)));
  }
  if (element.tag == der::kSet) return der::set_of(std::move(parts));
  Bytes contents;
  for (const Bytes& part : parts) der::append(contents, part);
  return der::element(element.tag, contents);
}

}  // namespace

Result<Bytes> canonical(der::View element) {
  Reader reader(element);
  const Element whole = NOROSHI_TRY(reader.next());
  NOROSHI_CHECK(reader.end("an element"));
  return rewritten(whole, der::kDeepest);
}

}  // namespace noroshi::cms
