// Places: in which country an address is registered, and to which network it belongs, by tables
// that the operator gave (docs/formats/places.md).
//
// Two forms are read, told apart by content: CSV with the columns prefix,country[,network], and the
// statistics files of the registries of the Internet (RIR statistics exchange format: delegated and
// delegated-extended).  The narrowest range that says something wins, for country and network each;
// of equal ones the one that was read last.  A registration is no location: it says who answers for
// the address, not where the machine stands.
//
// A Places is immutable once made: any number of threads may ask.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"
#include "net/address.hpp"

namespace noroshi::places {

/// Views into the table that gave it; empty: not known.
struct Place {
  std::string_view country;  ///< ISO 3166-1, two capitals
  std::string_view network;  ///< "AS64500 Example Net"
};

/// What one file says, before tables are made of it.
struct PlaceRange {
  net::Address first;
  net::Address last;  ///< inclusive
  std::string country;
  std::string network;
};

struct PlaceFile {
  std::string form;  ///< "CSV", "RIR statistics"
  std::vector<PlaceRange> ranges;
  std::uint64_t records = 0;
  io::Rejects rejects{};
};

/// Lines that cannot be read are counted; an Error only where the file is of neither form.
Result<PlaceFile> read_places(io::Input& input);

class Places {
 public:
  Places() = default;
  explicit Places(const std::vector<PlaceFile>& files);

  [[nodiscard]] Place find(const net::Address& address) const;
  [[nodiscard]] bool empty() const { return countries_.empty() && networks_.empty(); }
  [[nodiscard]] std::size_t size() const { return countries_.size() + networks_.size(); }

  struct Range {
    net::Address first;
    net::Address last;
    std::uint32_t word = 0;  ///< in `words_`
  };

 private:
  [[nodiscard]] std::string_view word_at(const std::vector<Range>& table,
                                         const net::Address& address) const;

  std::vector<Range> countries_;  // sorted, disjoint
  std::vector<Range> networks_;   // sorted, disjoint
  std::vector<std::string> words_;
};

}  // namespace noroshi::places
