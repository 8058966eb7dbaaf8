// Object: a value of PDF (ISO 32000-2 §7.3), with the place where it stands.
//
// A plain tree; references are not followed here.  `begin` and `end` are offsets into the octets
// that it was parsed from: signatures are over octets, so where the Contents of a signature stand
// matters as much as what they say.  Dictionaries keep the order of their keys.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trust/der/bytes.hpp"

namespace noroshi::pades {

using der::Bytes;
using der::View;

struct Reference {
  std::uint32_t number = 0;
  std::uint32_t generation = 0;
  auto operator<=>(const Reference&) const = default;
};

struct Object {
  enum class Kind : std::uint8_t {
    Null,
    Boolean,
    Integer,
    Real,
    String,
    Name,
    Array,
    Dictionary,
    Stream,
    Reference,
  };

  Kind kind = Kind::Null;
  bool repeated_key = false;  ///< a dictionary said something twice: readers differ in what it says
  bool hexadecimal = false;   ///< a string in <…>
  Reference reference{};
  std::int64_t integer = 0;         ///< Integer; Boolean as 0 or 1
  double real = 0;                  ///< Real; of an Integer the same number
  std::string text{};               ///< String: its octets; Name: without the solidus, decoded
  std::vector<std::string> keys{};  ///< Dictionary, Stream: without the solidus, decoded
  std::vector<Object> items;        ///< Array; the values beside `keys`
  View raw{};                       ///< Stream: the octets as they stand in the file
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
  [[nodiscard]] bool is_name(std::string_view name) const {
    return kind == Kind::Name && text == name;
  }
  [[nodiscard]] bool has_entries() const {
    return kind == Kind::Dictionary || kind == Kind::Stream;
  }
  /// The value of a key; null: not there (or no dictionary).  Of several, the last.
  [[nodiscard]] const Object* find(std::string_view key) const;
  /// A number from 0 to `limit`; none: something else.
  [[nodiscard]] std::optional<std::uint64_t> count(std::uint64_t limit) const;
};

/// A text string (ISO 32000-2 §7.9.2.2: UTF-16 with a mark, UTF-8 with a mark, PDFDocEncoding) as
/// UTF-8.
std::string text_of(const Object& string);

}  // namespace noroshi::pades
