// Walks whatever comes as BER to the bottom: no read beyond it, no endless walk; and what the
// writer makes of what was read reads the same.
#include <cstdlib>

#include "trust/der/reader.hpp"
#include "trust/der/writer.hpp"

namespace {

using noroshi::der::Element;
using noroshi::der::Reader;

void walk(Reader reader, unsigned depth) {
  while (!reader.done() && depth < noroshi::der::kDeepest) {
    const auto found = reader.next();
    if (!found) return;
    (void)noroshi::der::octets_of(*found);
    (void)noroshi::der::text_of(*found);
    (void)noroshi::der::time_of(*found);
    (void)noroshi::der::small_integer_of(*found);
    if (const auto oid = noroshi::der::oid_of(*found)) {
      const auto again = noroshi::der::oid(*oid);
      if (Reader(again).oid().value() != *oid) std::abort();
    }
    const auto again = noroshi::der::element(found->tag, found->contents);
    const auto read = Reader(again, noroshi::der::Rules::Der).next();
    if (!read || !noroshi::der::same(read->contents, found->contents)) std::abort();
    if (found->tag.constructed) walk(reader.inside(*found), depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  walk(Reader({data, size}), 0);
  walk(Reader({data, size}, noroshi::der::Rules::Der), 0);
  return 0;
}
