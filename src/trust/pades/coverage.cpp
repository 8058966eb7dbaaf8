#include "trust/pades/coverage.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::pades {
namespace {

std::string flaw_of_numbers(const std::vector<std::int64_t>& range, std::size_t size) {
  if (range.empty()) return "the signature has no ByteRange";
  if (range.size() != 4)
    return fmt::format("ByteRange has {} numbers instead of four", range.size());
  if (std::any_of(range.begin(), range.end(), [](auto number) { return number < 0; }))
    return "ByteRange holds something that is no offset or length";
  const auto whole = static_cast<std::int64_t>(size);
  if (range[0] > whole || range[1] > whole - range[0] || range[2] > whole ||
      range[3] > whole - range[2])
    return "ByteRange reaches beyond the end of the file";
  if (range[2] < range[0] + range[1]) return "the two parts of ByteRange overlap";
  return {};
}

std::string flaw_of_gap(const SignatureDictionary& dictionary, std::size_t from, std::size_t to) {
  if (!dictionary.gap)
    return "Contents is no hexadecimal string that stands in the signature dictionary";
  if ((*dictionary.gap)[0] == from && (*dictionary.gap)[1] == to) return {};
  return fmt::format(
      "the octets {} to {} are left out of the signature, but Contents stands at {} to {}", from,
      to, (*dictionary.gap)[0], (*dictionary.gap)[1]);
}

}  // namespace

Bytes Coverage::digest(pki::Digest algorithm) const {
  pki::Hasher hasher(algorithm);
  hasher.add(before);
  hasher.add(after);
  return hasher.finish();
}

Coverage coverage_of(const SignatureDictionary& dictionary, View pdf) {
  Coverage made;
  const auto& range = dictionary.byte_range;
  made.flaw = flaw_of_numbers(range, pdf.size());
  if (!made.flaw.empty()) return made;
  const auto at = [&](std::size_t index) { return static_cast<std::size_t>(range[index]); };
  made.readable = true;
  made.before = pdf.subspan(at(0), at(1));
  made.after = pdf.subspan(at(2), at(3));
  made.end = at(2) + at(3);
  if (at(0) != 0)
    made.flaw = fmt::format("ByteRange begins at {}: what stands before is not signed", at(0));
  else if (at(1) == 0 || at(3) == 0)
    made.flaw = "a part of ByteRange is empty";
  else
    made.flaw = flaw_of_gap(dictionary, at(1), at(2));
  return made;
}

}  // namespace noroshi::pades
