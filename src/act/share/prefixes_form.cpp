// Hash prefixes: whoever has the list can look a URL up without telling anybody which.
//
//   offset  octets
//   0       8       "NRSHASH1"
//   8       1       0 whole, 1 change          9   3   0
//   12      8       serial, most significant octet first, as all numbers here
//   20      4       r: indices to take out of the list before, ascending from 0 (0 in a whole)
//   24      4       a: prefixes to add
//   28      4·r     indices
//   …       4·a     prefixes, ascending, none twice
//   …       32      SHA-256 of the list after it: its prefixes, ascending, nothing between
//
// The steps are those of Safe Browsing v5 (removals by index, then additions, then the checksum);
// the coding is plain.
#include <algorithm>
#include <openssl/evp.h>

#include "act/share/forms.hpp"
#include "base/assert.hpp"

namespace noroshi::share {

namespace {

using Prefixes = std::vector<std::string>;

Prefixes prefixes_in(const Chosen& chosen) {
  Prefixes prefixes;
  for (const Entry* entry : chosen.entries) {
    prefixes.push_back(hash_prefix(expression_of(*entry)));
  }
  std::sort(prefixes.begin(), prefixes.end());
  prefixes.erase(std::unique(prefixes.begin(), prefixes.end()), prefixes.end());
  return prefixes;
}

template <class Number>
void put(std::string& out, Number number) {
  for (std::size_t i = sizeof number; i-- > 0;) out += static_cast<char>(number >> (8 * i));
}

std::string joined(const Prefixes& prefixes) {
  std::string octets;
  for (const std::string& prefix : prefixes) octets += prefix;
  return octets;
}

std::string file(char kind, std::uint64_t serial, const std::vector<std::uint32_t>& removed,
                 const Prefixes& added, const Prefixes& after) {
  std::string out = "NRSHASH1";
  out.append(1, kind).append(3, '\0');
  put(out, serial);
  put(out, static_cast<std::uint32_t>(removed.size()));
  put(out, static_cast<std::uint32_t>(added.size()));
  for (const std::uint32_t index : removed) put(out, index);
  return out + joined(added) + sha256(joined(after));
}

}  // namespace

std::string sha256(std::string_view octets) {
  std::string digest(32, '\0');
  unsigned int length = 0;
  const int done =
      EVP_Digest(octets.data(), octets.size(), reinterpret_cast<unsigned char*>(digest.data()),
                 &length, EVP_sha256(), nullptr);
  NOROSHI_ASSERT(done == 1 && length == digest.size());
  return digest;
}

std::string hash_prefix(std::string_view expression) { return sha256(expression).substr(0, 4); }

std::string prefixes_of(const Chosen& chosen, const Look& look) {
  const Prefixes prefixes = prefixes_in(chosen);
  return file('\0', look.serial, {}, prefixes, prefixes);
}

std::string prefixes_change(const Change& change, const Look& look) {
  const Prefixes before = prefixes_in(change.before);
  const Prefixes after = prefixes_in(change.after);
  std::vector<std::uint32_t> removed;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!std::binary_search(after.begin(), after.end(), before[i])) {
      removed.push_back(static_cast<std::uint32_t>(i));
    }
  }
  Prefixes added;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(added));
  return file('\1', look.serial, removed, added, after);
}

}  // namespace noroshi::share
