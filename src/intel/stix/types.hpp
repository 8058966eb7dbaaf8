// STIX 2.1 as tables: every type, its properties, and what may stand in each.
//
// types_domain.cpp, types_observable.cpp and types_extension.cpp are the tables; checker.cpp reads
// them.  A rule between properties of one object is in rules.cpp.
#pragma once

#include <limits>
#include <span>
#include <string_view>

#include "intel/stix/object.hpp"

namespace noroshi::stix {

/// The data types of section 2, and the formats that section 6 asks of some strings.
enum class Shape : std::uint8_t {
  Any,       ///< custom, or checked by a rule of its own
  Reserved,  ///< must not be there
  Text,
  Boolean,
  Integer,
  Number,
  Timestamp,
  Millis,     ///< timestamp with three decimals or more: created, modified
  Seconds,    ///< timestamp without decimals
  Reference,  ///< id of another object; `words` are its types, after "!" those it must not be
  Open,       ///< open vocabulary: other words are warned about
  Closed,     ///< enumeration
  Hex,
  Binary,
  Dictionary,  ///< checked for its keys; values as `values` says
  Hashes,
  Record,  ///< object with properties of its own
  Extensions,
  Language,  ///< RFC 5646
  Url,
  Mime,
  Cpe,
  Charset,
  Ipv4,
  Ipv6,
  Domain,
  Email,
  Mac
};

struct Record;

struct Property {
  std::string_view name;
  Shape shape = Shape::Text;
  bool required = false;
  bool list = false;
  bool deprecated = false;
  std::string_view words = {};     ///< vocabulary, or types that a reference may lead to
  const Record* record = nullptr;  ///< of Shape::Record
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
};

using Properties = std::span<const Property>;

struct Record {
  std::string_view name;  ///< as the standard calls it, for complaints
  Properties properties;
  bool needs_one = false;  ///< at least one of its properties must be there
};

struct Type {
  std::string_view name;
  Family family = Family::Custom;
  Properties properties;
  bool needs_one = false;  ///< at least one of its own properties must be there
};

struct Extension {
  std::string_view host;  ///< the type that it extends
  Record record;
};

/// Null where the standard does not name the type (or the extension, for that type).
const Type* find_type(std::string_view name);
const Record* find_extension(std::string_view host, std::string_view name);

/// Section 3.2: what a family has in common.  Custom objects: as the domain objects.
Properties common_properties(const Type* type, bool like_observable);

std::span<const Type> domain_types();  ///< SDO, SRO and meta objects
std::span<const Type> observable_types();

// How the tables are written.
constexpr Property shaped(std::string_view name, Shape shape) { return {name, shape}; }
constexpr Property text(std::string_view name) { return {name, Shape::Text}; }
constexpr Property boolean(std::string_view name) { return {name, Shape::Boolean}; }
constexpr Property timestamp_of(std::string_view name) { return {name, Shape::Timestamp}; }
constexpr Property hex(std::string_view name) { return {name, Shape::Hex}; }
constexpr Property hashes(std::string_view name) { return {name, Shape::Hashes}; }
constexpr Property dictionary(std::string_view name) { return {name, Shape::Dictionary}; }
constexpr Property with_words(std::string_view name, Shape shape, std::string_view words) {
  Property property{name, shape};
  property.words = words;
  return property;
}
constexpr Property open(std::string_view name, std::string_view words) {
  return with_words(name, Shape::Open, words);
}
constexpr Property closed(std::string_view name, std::string_view words) {
  return with_words(name, Shape::Closed, words);
}
constexpr Property reference(std::string_view name, std::string_view types = {}) {
  return with_words(name, Shape::Reference, types);
}
constexpr Property numeric(std::string_view name, Shape shape, double lowest, double highest) {
  Property property{name, shape};
  property.lowest = lowest;
  property.highest = highest;
  return property;
}
/// Section 2.10: what a double counts exactly.
inline constexpr double kLargestInteger = 9007199254740991.0;
constexpr Property integer(std::string_view name, double lowest = -kLargestInteger,
                           double highest = kLargestInteger) {
  return numeric(name, Shape::Integer, lowest, highest);
}
constexpr Property count_of(std::string_view name) { return integer(name, 0); }
constexpr Property record(std::string_view name, const Record& of) {
  Property property{name, Shape::Record};
  property.record = &of;
  return property;
}
constexpr Property required(Property property) {
  property.required = true;
  return property;
}
constexpr Property list(Property property) {
  property.list = true;
  return property;
}
constexpr Property deprecated(Property property) {
  property.deprecated = true;
  return property;
}

}  // namespace noroshi::stix
