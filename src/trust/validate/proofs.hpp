// Proofs: since when objects are proved to exist (EN 319 102-1 §4.2.9, "POE"), and by what.
//
// An object is its octets: a signature value, a token, a certificate, a list, an answer.  What
// stands in the document exists now; stamps prove that it did earlier.  Only earlier proofs replace
// what is known.  One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "trust/der/bytes.hpp"
#include "trust/pki/path.hpp"

namespace noroshi::validate {

struct Proof {
  std::string object;     ///< in words: "signature S-1a2b", "certificate CN=…"
  base::Micros time = 0;  ///< it existed then
  std::string by;         ///< "stamp T-3c4d"; or "validation", when nothing else does
};

class Proofs {
 public:
  explicit Proofs(base::Micros now) : now_(now) {}

  void add(der::View octets, std::string_view object, base::Micros time, std::string_view by);
  void add(const pki::Material& material, base::Micros time, std::string_view by);

  /// The earliest time at which it is proved to exist; now, where nothing proves more.
  [[nodiscard]] base::Micros earliest(der::View octets) const;
  [[nodiscard]] std::string by_what(der::View octets) const;
  /// Those that say more than "now", in the order in which objects became known.
  [[nodiscard]] std::vector<Proof> table() const;

 private:
  struct Entry {
    std::size_t order;
    Proof proof;
  };
  base::Micros now_;
  std::map<der::Bytes, Entry> entries_{};  ///< by SHA-256 of the octets
};

}  // namespace noroshi::validate
